# Sourced with a package's arguments, PROGRAM and FOLDER: sets $program, $out, $version and a temporary folder $work,
# and the umask, so that modes do not depend on the builder. $project must be set.
# shellcheck disable=SC2034,SC2154

program=$1
out=$(mkdir -p -- "$2" && realpath -- "$2")
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
umask 022
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
