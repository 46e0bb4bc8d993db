#!/usr/bin/env bash
# Makes the Debian package of the 32-bit program, which serves 32-bit drivers: `packaging/host32.sh PROGRAM FOLDER` writes
# FOLDER/tokenctl-host32_VERSION_i386.deb and prints its path. Two runs on the same program and commit give the same bytes.
#
# It is a single file where the 64-bit program looks for it, and not meant to be called by users.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/deb-common.sh
source "$project/packaging/deb-common.sh"
if [ "$architecture" != i386 ]; then
    printf '%s is a program of %s, and the host of 32-bit drivers is one of i386\n' "$program" "$architecture" >&2
    exit 1
fi

root=$work/tokenctl-host32
deb_documents tokenctl-host32 "$root"
install -D -m 0755 "$program" "$root/usr/lib/tokenctl/tokenctl-host32"
documents=$root/usr/share/doc/tokenctl-host32
install -m 0644 "$project/CHANGELOG.md" "$documents/CHANGELOG.md"
if [ -n "${THIRD_PARTY_LICENCES:-}" ]; then install -m 0644 "$THIRD_PARTY_LICENCES" "$documents/third-party-licences.txt"; fi
for document in "$documents"/*.md "$documents"/*.txt; do
    if [ -f "$document" ]; then gzip -9n "$document"; fi
done
deb_build tokenctl-host32 "$root" "$project/packaging/deb/control-host32" "$architecture" "$out"
