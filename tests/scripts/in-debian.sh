#!/usr/bin/env bash
# Installs, uses and purges the packages in fresh Debians without a network: `in-debian.sh FOLDER [SUITE…]`, with
# tokenctl_*.deb and tokenctl-*.rpm in FOLDER. Root only. The Debians are fetched once, into target/debian.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
files=$(realpath -- "$1")
shift
suites=("$@")
if [ ${#suites[@]} -eq 0 ]; then suites=(bullseye bookworm trixie); fi
place=$project/target/debian
mirror=$(bash "$project/tests/scripts/debian-mirror.sh")
mkdir -p "$place"
bash "$project/tests/scripts/install-packages.sh" debootstrap util-linux rpm >/dev/null

fail() {
    printf 'in-debian.sh: %s\n' "$*" >&2
    exit 1
}

# A command in such a system: no network, its own /proc.
inside() {
    local root=$1
    shift
    unshare --net --mount --pid --fork sh -c \
        'mount -t proc proc "$1/proc" && root=$1 && shift && exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"' sh "$root" "$@"
}

listing() { (cd "$1" && find . -path ./proc -prune -o -path ./var/lib/dpkg -prune -o -path ./var/cache/man -prune -o \
    -path ./var/log -prune -o -path ./var/lib/rpm -prune -o -printf '%M %U:%G %p\n' | LC_ALL=C sort); }

# What a user does after installing, and the expected results.
use() {
    local root=$1 version=$2 said
    said=$(inside "$root" tokenctl --version) || fail 'it does not start'
    [ "$said" = "tokenctl $version" ] || fail "it says: $said"
    inside "$root" tokenctl doctor --lang vi >"$place/doctor.txt" 2>&1 && fail 'a doctor that finds no reader in an empty system is ill'
    grep -q '^Dịch vụ thẻ thông minh' "$place/doctor.txt" || fail "the doctor says: $(cat "$place/doctor.txt")"
    cp "$project/fixtures/inventory/demo.json" "$root/root/demo.json"
    said=$(inside "$root" tokenctl cert list --from /root/demo.json --at 2026-11-22 --format json) || fail 'it cannot read an inventory'
    grep -q '"Nguyễn Thị Minh Hạnh"' <<<"$said" || fail 'the names are not in its list'
    rm "$root/root/demo.json"
    inside "$root" man -P cat tokenctl >"$place/man.txt" 2>/dev/null && [ -s "$place/man.txt" ] || fail 'no man page'
    inside "$root" man -P cat -L vi tokenctl | grep -q 'mã PIN' || fail 'no Vietnamese man page'
    [ "$(inside "$root" stat -c '%a %U:%G' /var/lib/tokenctl)" = '700 root:root' ] || fail 'the journal has another mode'
    [ ! -e "$root/etc/systemd/system/timers.target.wants/tokenctl-audit.timer" ] || fail 'the timer is switched on'
}

for suite in "${suites[@]}"; do
    base=$place/$suite root=$place/$suite-used
    if [ ! -f "$base/made" ]; then
        # An interrupted one may still have the machine's own /proc mounted.
        umount "$base/proc" 2>/dev/null || true
        rm -rf --one-file-system -- "$base"
        debootstrap --variant=minbase --include=man-db "$suite" "$base" "$mirror" >"$place/$suite.log" 2>&1 ||
            fail "debootstrap $suite: $(tail -n 3 "$place/$suite.log")"
        rm -rf -- "$base"/var/cache/apt/archives/*.deb
        # Some images of Debian prevent man pages from being installed.
        rm -f -- "$base/etc/dpkg/dpkg.cfg.d/docker" "$base/etc/dpkg/dpkg.cfg.d/excludes"
        touch "$base/made"
    fi
    rm -rf --one-file-system -- "$root"
    cp -a -- "$base" "$root"
    listing "$root" >"$place/before"

    package=$(ls "$files"/tokenctl_*.deb)
    version=$(dpkg-deb --field "$package" Version)
    cp "$package" "$root/package.deb"
    inside "$root" dpkg --install /package.deb >"$place/dpkg.txt" 2>&1 || fail "$suite: $(cat "$place/dpkg.txt")"
    rm "$root/package.deb"
    use "$root" "$version"
    # A newer installation over it, and a removal, keep the journal; a purge does not.
    echo '{}' >"$root/var/lib/tokenctl/journal.jsonl"
    cp "$package" "$root/package.deb"
    inside "$root" dpkg --install /package.deb >/dev/null 2>&1 || fail "$suite: it cannot be installed over itself"
    rm "$root/package.deb"
    [ -s "$root/var/lib/tokenctl/journal.jsonl" ] || fail "$suite: the upgrade took the journal"
    inside "$root" dpkg --remove tokenctl >/dev/null 2>&1 || fail "$suite: it cannot be removed"
    [ -s "$root/var/lib/tokenctl/journal.jsonl" ] || fail "$suite: the removal took the journal"
    inside "$root" dpkg --purge tokenctl >/dev/null 2>&1 || fail "$suite: it cannot be purged"
    listing "$root" >"$place/after"
    diff "$place/before" "$place/after" || fail "$suite: the purge left something"
    printf '%s: %s installed, used, removed, purged\n' "$suite" "$(basename -- "$package")"

    # The RPM package with its own installer, in a system of the same kind.
    package=$(ls "$files"/tokenctl-*.rpm)
    rpm --root "$root" --dbpath /var/lib/rpm --nodeps --install "$package" 2>"$place/rpm.txt" ||
        fail "$suite: $(cat "$place/rpm.txt")"
    use "$root" "$version"
    rpm --root "$root" --dbpath /var/lib/rpm --erase tokenctl || fail "$suite: the RPM package cannot be erased"
    listing "$root" >"$place/after"
    diff "$place/before" "$place/after" || fail "$suite: the RPM package left something"
    printf '%s: %s installed, used, erased\n' "$suite" "$(basename -- "$package")"
    rm -rf --one-file-system -- "$root"
done
