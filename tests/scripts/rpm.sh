#!/usr/bin/env bash
# Makes the RPM package of a program and inspects it: `rpm.sh PROGRAM`. Files with mode and owner, the package's
# dependencies, and that a second run in another folder, zone and umask gives the same bytes.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
bash "$project/tests/scripts/install-packages.sh" rpm xz-utils binutils >/dev/null
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() {
    printf 'rpm.sh: %s\n' "$*" >&2
    exit 1
}

strip -o "$work/program" "$1"
make() { RPM_COMPRESSION=w1.gzdio bash "$project/packaging/rpm.sh" "$work/program" "$work/$1"; }
package=$(make first)
(umask 077 && cd / && TZ=Asia/Ho_Chi_Minh LC_ALL=C.UTF-8 make second >/dev/null)
cmp "$package" "$work/second/$(basename -- "$package")" || fail 'two runs gave different packages'

query() { rpm --dbpath "$work/db" --query --package "$@" "$package"; }
[ "$(query --queryformat '%{NAME} %{VERSION} %{ARCH}')" = "tokenctl $version x86_64" ] || fail "it is $(query)"
[ "$(query --queryformat '%{BUILDHOST} %{BUILDTIME}')" = "reproducible $SOURCE_DATE_EPOCH" ] || fail 'it tells of the machine that made it'
needed=$(query --requires | grep -v '^rpmlib(' || true)
[ "$needed" = 'config(tokenctl) = '"$version"'-1' ] || [ -z "$needed" ] || fail "it wants: $needed"
query --queryformat '[%{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES}\n]' >"$work/contents"
grep -v ' root:root ' "$work/contents" && fail "not everything is root's"
grep -E '^[-d](.{4}w|.{7}w|.{2}s|.{5}s)' "$work/contents" && fail 'others may write to it, or it changes who one is'
has() { grep -qxF -- "$1" "$work/contents" || fail "this is not in it: $1"; }
has '-rwxr-xr-x root:root /usr/bin/tokenctl'
has 'drwx------ root:root /var/lib/tokenctl'
has '-rw-r--r-- root:root /etc/default/tokenctl-audit'
has '-rw-r--r-- root:root /usr/lib/systemd/system/tokenctl-audit.timer'
has 'drwxr-xr-x root:root /usr/share/zsh/site-functions'
has '-rw-r--r-- root:root /usr/share/zsh/site-functions/_tokenctl'
for page in tokenctl tokenctl-inventory tokenctl-pin-unlock; do
    has "-rw-r--r-- root:root /usr/share/man/man1/$page.1.gz"
    has "-rw-r--r-- root:root /usr/share/man/vi/man1/$page.1.gz"
done
[ "$(query --configfiles)" = /etc/default/tokenctl-audit ] || fail 'another list of settings'
grep -E '\.wants/|preset' "$work/contents" && fail 'a unit is switched on'
query --scripts | grep -E 'systemctl.*(enable|start)( |$)' && fail 'a script switches something on'
printf '%s: %d files and folders, modes, what it asks for; the same bytes twice\n' "$(basename -- "$package")" "$(wc -l <"$work/contents")"
