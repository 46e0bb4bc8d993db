#!/usr/bin/env bash
# Makes the Debian package of a program: `packaging/deb.sh PROGRAM FOLDER` writes FOLDER/tokenctl_VERSION_amd64.deb and
# prints its path. Two runs on the same program and commit give the same bytes.
#
# dpkg-deb and not cargo-deb: it is on every Debian, costs no compiling, and takes every mode and time from the tree.
# DEB_COMPRESSION='-Zgzip -z1' is for one that is only looked at.
# TOKENCTL_MAINTAINER='Name <address>' is who answers for the package; the project has no public address of its own.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
program=$1
out=$(mkdir -p -- "$2" && realpath -- "$2")
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
maintainer=${TOKENCTL_MAINTAINER:-tokenctl maintainers <maintainers@tokenctl.invalid>}
case $(od -An -tx1 -j18 -N2 "$program" | tr -d ' \n') in
3e00) architecture=amd64 ;;
b700) architecture=arm64 ;;
*)
    printf '%s is no program of amd64 or arm64\n' "$program" >&2
    exit 1
    ;;
esac

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
root=$work/tokenctl
umask 022
mkdir -p "$root/DEBIAN" "$root/usr/share/doc/tokenctl"

install -m 0644 "$project/packaging/deb/copyright" "$root/usr/share/doc/tokenctl/copyright"
install -D -m 0644 "$project/packaging/deb/lintian-overrides" "$root/usr/share/lintian/overrides/tokenctl"
{
    printf 'tokenctl (%s) unstable; urgency=medium\n\n' "$version"
    printf '  * Version %s; what it brings is told in CHANGELOG.md.gz.\n\n' "$version"
    printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$root/usr/share/doc/tokenctl/changelog.gz"
bash "$project/packaging/tree.sh" "$program" "$root"

# The sizes of files only: those of folders differ between file systems.
size=$(find "$root" -path "$root/DEBIAN" -prune -o -type f -printf '%s\n' | awk '{ sum += $1 } END { print int((sum + 1023) / 1024) }')
sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@MAINTAINER@|$maintainer|" \
    -e "s|@SIZE@|$size|" \
    "$project/packaging/deb/control" >"$root/DEBIAN/control"
printf '/etc/default/tokenctl-audit\n' >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 0755 "$project/packaging/deb/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod 0644 "$root"/DEBIAN/{control,conffiles,md5sums}
find "$root" -depth -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

package=$out/tokenctl_${version}_$architecture.deb
# Debian 11 knows no zstd, which other builds of dpkg take by default.
# shellcheck disable=SC2086
dpkg-deb --root-owner-group ${DEB_COMPRESSION:--Zxz} --build "$root" "$package" >/dev/null
printf '%s\n' "$package"
