#!/usr/bin/env bash
# Makes the Debian package of a program: `packaging/deb.sh PROGRAM FOLDER` writes FOLDER/tokenctl_VERSION_amd64.deb and
# prints its path. Two runs on the same program and commit give the same bytes.
#
# dpkg-deb and not cargo-deb: it is on every Debian, needs no compiling, and takes every mode and time from the tree.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/deb-common.sh
source "$project/packaging/deb-common.sh"

root=$work/tokenctl
deb_documents tokenctl "$root"
bash "$project/packaging/tree.sh" "$program" "$root"
printf '/etc/default/tokenctl-audit\n' >"$root/DEBIAN/conffiles"
chmod 0644 "$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 0755 "$project/packaging/deb/$script" "$root/DEBIAN/$script"; done
deb_build tokenctl "$root" "$project/packaging/deb/control" "$architecture" "$out"
