#!/usr/bin/env bash
# Installs the named packages that are missing: `install-packages.sh DEBIAN-PACKAGE…`. Debian and its derivatives only;
# elsewhere it names the packages and ends with status 1. With INSTALL_NEWEST=1 it also upgrades installed ones.
set -euo pipefail

missing=()
for package in "$@"; do
    if [ -z "${INSTALL_NEWEST:-}" ] && command -v dpkg-query >/dev/null 2>&1 &&
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | cut -c1-2)" = ii ]; then
        continue
    fi
    missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    printf 'This machine has no apt-get. Please install what these Debian packages hold: %s\n' "${missing[*]}" >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        printf 'Neither root nor sudo. As root: apt-get install %s\n' "${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi

printf 'Installing %s\n' "${missing[*]}"
install() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
}
# A fresh machine has no package lists or lacks those of the security suite, an old one has stale ones. Without a
# network the packages may still be available locally.
${as_root[@]+"${as_root[@]}"} apt-get update -q </dev/null >/dev/null || printf 'apt-get update failed\n' >&2
install
