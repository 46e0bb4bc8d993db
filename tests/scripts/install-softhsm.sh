#!/usr/bin/env bash
# Installs SoftHSM2 with the machine's own package manager: apt-get, dnf or brew.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

if command -v apt-get >/dev/null 2>&1; then
    exec bash "$scripts/install-packages.sh" softhsm2
elif command -v dnf >/dev/null 2>&1; then
    if [ "$(id -u)" -eq 0 ]; then
        exec dnf install -y softhsm </dev/null
    elif command -v sudo >/dev/null 2>&1; then
        exec sudo dnf install -y softhsm </dev/null
    fi
    printf 'Neither root nor sudo. As root: dnf install softhsm\n' >&2
    exit 1
elif command -v brew >/dev/null 2>&1; then
    exec brew install softhsm </dev/null
fi
printf '%s\n' 'No apt-get, dnf or brew here. Please install SoftHSM2 2.6 by hand:' \
    '  https://github.com/softhsm/SoftHSMv2 (Windows: https://github.com/disig/SoftHSM2-for-Windows)' \
    'and run this again.' >&2
exit 1
