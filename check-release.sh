#!/usr/bin/env bash
# Checks that take too long for every run but are required before a release: the release built twice, its packages used
# in three Debians without a network, its installer under wine, the 64-bit program with the 32-bit host. Root only; over
# an hour.
#
#   ./check-release.sh           everything
#   ./check-release.sh --quick   with unoptimised programs: shows that the packaging works; not a release
#   ./check-release.sh --made    on the files in target/release-files
#
# docs/RELEASING.md records what was run for each version, when, and with which digests.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
project=$PWD
files=$project/target/release-files
options=(--twice) made=no
case ${1:-} in
'') ;;
--quick) options+=(--quick) ;;
--made) made=yes ;;
*)
    printf 'Usage: check-release.sh [--quick | --made]\n' >&2
    exit 2
    ;;
esac
if [ "$(id -u)" -ne 0 ]; then
    printf 'check-release.sh: only root can make the systems that the packages are tried in\n' >&2
    exit 1
fi

# shellcheck source=tests/scripts/stages.sh
source tests/scripts/stages.sh
# shellcheck source=packaging/version.sh
source packaging/version.sh

sums() { (cd "$files" && sha256sum --quiet --check SHA256SUMS && cat SHA256SUMS); }

packages() {
    bash tests/scripts/deb.sh "$files/tokenctl-$version-linux-x86_64"
    bash tests/scripts/rpm.sh "$files/tokenctl-$version-linux-x86_64"
}

homebrew() { bash tests/scripts/homebrew.sh "$files/tokenctl-$version-macos-arm64" "$files/tokenctl-$version-macos-x86_64"; }

lintian_of_the_release() {
    lintian --allow-root --fail-on error --tag-display-limit 0 "$files"/tokenctl_*.deb
}

debians() { bash tests/scripts/in-debian.sh "$files"; }

# The prefix of check-windows.sh, or a similar one.
installer() {
    local prefix=$project/target/windows/prefix
    if [ ! -f "$prefix/made" ]; then
        prefix=$project/target/debian/prefix
        mkdir -p "$project/target/debian"
        bash tests/scripts/install-packages.sh wine64 wine gcc-mingw-w64-x86-64-win32
        if [ ! -f "$prefix/made" ]; then
            WINEPREFIX=$prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' wineboot -i >/dev/null 2>&1
            WINEPREFIX=$prefix wineserver -w
            x86_64-w64-mingw32-gcc-win32 -O1 -shared -s -o "$prefix/drive_c/windows/system32/bcryptprimitives.dll" \
                tests/windows/process-prng.c -ladvapi32
            touch "$prefix/made"
        fi
    fi
    bash tests/scripts/wine-installer.sh "$files/tokenctl-$version-setup.exe" "$prefix" "$version"
}

linux_pair() { bash tests/scripts/linux-pair.sh "$files"; }

windows_pair() {
    bash tests/scripts/mixed-pair.sh "$files/tokenctl-$version-windows-x86_64.exe" "$files/tokenctl-$version-windows-i686.exe"
}

if [ "$made" = no ]; then stage 'the release, built twice' bash release.sh "${options[@]}"; fi
stage 'the sums' sums
stage 'the packages for Linux' packages
stage 'the formula of Homebrew' homebrew
stage 'lintian' lintian_of_the_release
stage 'Debian 11, 12 and 13 without a network' debians
stage 'a 32-bit driver under the 64-bit program, Linux' linux_pair
stage 'the Windows installer under wine' installer
stage 'a 32-bit driver under the 64-bit program, Windows' windows_pair
printf '\ncheck-release.sh: all %d stages passed in %d s\n' "$stages" "$((SECONDS - begun))"
