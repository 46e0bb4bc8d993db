# Sourced: sets $version from Cargo.toml, and $SOURCE_DATE_EPOCH to the last commit's time unless the caller has set it.
# $project must be set.
# shellcheck disable=SC2034,SC2154
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/Cargo.toml" | head -n 1)
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then SOURCE_DATE_EPOCH=$(git -C "$project" log -1 --format=%ct); fi
export SOURCE_DATE_EPOCH
