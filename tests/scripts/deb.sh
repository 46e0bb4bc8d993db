#!/usr/bin/env bash
# Makes the Debian package of a program and inspects it: `deb.sh PROGRAM`. Files with mode and owner, the package's
# metadata, lintian's findings, and that a second run gives the same bytes.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
program=$1
bash "$project/tests/scripts/install-packages.sh" lintian dpkg-dev xz-utils man-db >/dev/null
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

fail() {
    printf 'deb.sh: %s\n' "$*" >&2
    exit 1
}

# A stripped copy: symbols would only take time to pack.
strip -o "$work/program" "$program"
make() { DEB_COMPRESSION='-Zgzip -z1' bash "$project/packaging/deb.sh" "$work/program" "$work/$1"; }
package=$(make first)
# From another folder, in another zone and language, with another umask.
(umask 077 && cd / && TZ=Asia/Ho_Chi_Minh LC_ALL=C.UTF-8 make second >/dev/null)
cmp "$package" "$work/second/$(basename -- "$package")" || fail 'two runs gave different packages'

field() { dpkg-deb --field "$package" "$1"; }
[ "$(field Package)" = tokenctl ] || fail 'the name is another'
[ "$(field Version)" = "$version" ] || fail "the version is $(field Version), and Cargo.toml has $version"
[ "$(field Suggests)" = 'pcscd, opensc' ] || fail "it suggests: $(field Suggests)"
for name in Depends Pre-Depends Recommends Conflicts Homepage; do
    [ -z "$(field "$name")" ] || fail "it has a field $name: $(field "$name")"
done

dpkg-deb --contents "$package" | sed -E 's/^(\S+) (\S+) +(\S+) +(\S+) (\S+) \.\/(.*)$/\1 \2 \6/' >"$work/contents"
grep -v '^[-d]\S* root/root ' "$work/contents" && fail 'not everything is root'"'"'s'
grep -E '^[-d](.{4}w|.{7}w|.{2}s|.{5}s)' "$work/contents" && fail 'others may write to it, or it changes who one is'
has() { grep -qxF -- "$1" "$work/contents" || fail "this is not in it: $1"; }
has '-rwxr-xr-x root/root usr/bin/tokenctl'
has '-rwxr-xr-x root/root usr/lib/tokenctl/tokenctl-audit'
has '-rw-r--r-- root/root usr/lib/systemd/system/tokenctl-audit.service'
has '-rw-r--r-- root/root usr/lib/systemd/system/tokenctl-audit.timer'
has '-rw-r--r-- root/root etc/default/tokenctl-audit'
has 'drwx------ root/root var/lib/tokenctl/'
has '-rw-r--r-- root/root usr/share/bash-completion/completions/tokenctl'
has '-rw-r--r-- root/root usr/share/zsh/vendor-completions/_tokenctl'
has '-rw-r--r-- root/root usr/share/fish/vendor_completions.d/tokenctl.fish'
for page in tokenctl tokenctl-inventory tokenctl-pin-unlock; do
    has "-rw-r--r-- root/root usr/share/man/man1/$page.1.gz"
    has "-rw-r--r-- root/root usr/share/man/vi/man1/$page.1.gz"
done
# Installing enables nothing.
grep -E '\.wants/|preset' "$work/contents" && fail 'a unit is switched on'

dpkg-deb --raw-extract "$package" "$work/tree"
[ "$(cat "$work/tree/DEBIAN/conffiles")" = /etc/default/tokenctl-audit ] || fail 'another list of settings'
(cd "$work/tree" && md5sum --quiet --check DEBIAN/md5sums) || fail 'the sums do not fit'
for script in postinst prerm postrm; do
    dash -n "$work/tree/DEBIAN/$script" || fail "$script is no shell script"
    grep -qE 'systemctl.*(enable|start)( |$)' "$work/tree/DEBIAN/$script" && fail "$script switches something on"
done
[ "$("$work/tree/usr/bin/tokenctl" --version)" = "tokenctl $version" ] || fail 'the program in it is of another version'
grep -rlF "$project" "$work/tree/usr/share" "$work/tree/usr/lib" "$work/tree/DEBIAN" && fail 'a path of this machine is in it'
for language in '' vi; do
    page=$work/tree/usr/share/man${language:+/$language}/man1/tokenctl.1.gz
    LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings --local-file "$page" >"$work/page" 2>"$work/warnings"
    [ -s "$work/page" ] && ! [ -s "$work/warnings" ] || fail "$page: $(cat "$work/warnings")"
done
grep -q 'mã PIN' "$work/page" || fail 'the Vietnamese page is in another language'
bash -n "$work/tree/usr/share/bash-completion/completions/tokenctl" || fail 'bash cannot read its completions'

lintian --allow-root --fail-on error --tag-display-limit 0 "$package" >"$work/lintian" 2>&1 || {
    cat "$work/lintian" >&2
    fail 'lintian finds errors'
}
printf 'tokenctl_%s: %d files and folders, modes, control fields, man pages, lintian\n' "$version" "$(wc -l <"$work/contents")"
