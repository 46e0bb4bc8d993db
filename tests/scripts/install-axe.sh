#!/usr/bin/env bash
# Installs axe-core, which finds accessibility problems of a page, in target/tools/axe, once; prints its path. It is one
# script that only a browser runs, on pages of the tests; its digest is pinned.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
project=$(cd -- "$scripts/../.." && pwd)
folder=$project/target/tools/axe
version=4.10.3
digest=0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292

if [ "$(cat "$folder/digest" 2>/dev/null)" = "$digest" ]; then
    printf '%s\n' "$folder/axe.min.js"
    exit 0
fi
command -v npm >/dev/null 2>&1 || bash "$scripts/install-packages.sh" npm >&2

work=$(mktemp -d "${TMPDIR:-/tmp}/tokenctl-axe.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
(cd "$work" && npm pack --silent --ignore-scripts "axe-core@$version" </dev/null >&2)
printf '%s  %s\n' "$digest" "$work/axe-core-$version.tgz" | sha256sum --check --quiet - || {
    printf 'axe-core %s is not what it was: its digest differs from the pinned one\n' "$version" >&2
    exit 1
}
tar -xzf "$work/axe-core-$version.tgz" -C "$work" package/axe.min.js
mkdir -p "$folder"
mv -- "$work/package/axe.min.js" "$folder/axe.min.js"
printf '%s\n' "$digest" >"$folder/digest"
printf '%s\n' "$folder/axe.min.js"
