#!/usr/bin/env bash
# Builds SoftHSM2 as a Windows DLL, the real module of the tests under wine, and prints its path.
#
#   tests/scripts/windows-softhsm.sh FOLDER
#
# SoftHSM2 comes from Debian's source package (unpatched, checked by apt), OpenSSL from the crate openssl-src (checked
# by cargo against Cargo.lock), both are compiled with mingw-w64. About two minutes on two cores; FOLDER keeps the DLL
# until its sources change. Needs CARGO_HOME if crates are to be kept separate.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
sources=$scripts/../windows
mkdir -p "$1"
folder=$(cd -- "$1" && pwd)
jobs=${CARGO_BUILD_JOBS:-2}

recipe=$(cat "${BASH_SOURCE[0]}" "$sources"/softhsm-config.h "$sources"/pin-in-memory.cpp \
    "$sources"/openssl-source/Cargo.lock <(x86_64-w64-mingw32-g++-posix --version) | sha256sum | cut -c 1-16)
if [ -f "$folder/softhsm2.dll" ] && [ "$(cat "$folder/recipe" 2>/dev/null)" = "$recipe" ]; then
    printf '%s\n' "$folder/softhsm2.dll"
    exit 0
fi

log=$folder/build.log
work=$folder/work
rm -rf -- "$work" "$folder/softhsm2.dll" "$folder/recipe"
mkdir -p "$work"

fail() {
    tail -n 30 "$log" >&2
    printf 'windows-softhsm.sh: %s (all of it: %s)\n' "$1" "$log" >&2
    exit 1
}

# Debian's source archive, with package lists separate from the machine's own.
source_of_softhsm() {
    local site release component
    mkdir -p "$work/lists/partial"
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
        sort -u | while read -r site release component; do
        [ "$component" = main ] || continue
        printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$site" "$release"
    done >"$work/sources.list"
    local apt=(apt-get -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$work/lists" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (cd "$work" && "${apt[@]}" source --tar-only softhsm2)
    mkdir "$work/softhsm"
    tar -xf "$work"/softhsm2_2.6.1.orig.tar.gz -C "$work/softhsm" --strip-components=1
}

# libcrypto.a; only the library, no programs and no tests.
crypto() {
    local manifest
    manifest=$(cd "$sources/openssl-source" && cargo metadata --locked --format-version 1 --quiet |
        python3 -c 'import json, sys
print(*(package["manifest_path"] for package in json.load(sys.stdin)["packages"] if package["name"] == "openssl-src"))')
    [ -f "$manifest" ]
    cp -r "${manifest%/*}/openssl" "$work/openssl"
    cd "$work/openssl"
    # SoftHSM requests an engine's random numbers; unused parts are left out.
    perl ./Configure mingw64 --cross-compile-prefix=x86_64-w64-mingw32- CC=gcc-posix no-shared no-tests no-dso \
        no-hw no-capieng no-ui-console no-comp no-srp no-psk no-gost no-idea no-camellia no-seed no-aria no-bf no-blake2 \
        no-cast no-chacha no-poly1305 no-cms no-ct no-ts no-ocsp no-md4 no-mdc2 no-rc2 no-rc4 no-scrypt no-siphash \
        no-sm2 no-sm3 no-sm4 no-whirlpool no-async
    make -j"$jobs" build_generated
    make -j"$jobs" libcrypto.a
}

objects() {
    local library=$work/softhsm/src/lib compiler=(x86_64-w64-mingw32-g++-posix -std=c++11 -O1 -w -c
        -include "$sources/softhsm-config.h" -D__USE_MINGW_ANSI_STDIO=1)
    local part
    cp "$sources/softhsm-config.h" "$work/config.h"
    for part in . common crypto data_mgr handle_mgr object_store pkcs11 session_mgr slot_mgr win32; do
        compiler+=(-I"$library/$part")
    done
    compiler+=(-I"$work" -I"$work/openssl/include")
    mkdir "$work/objects"
    cd "$work/objects"
    # One object per source; the file store only (DB*), OpenSSL only (Botan*), no tests.
    find "$library" -name '*.cpp' -not -path '*/test/*' -not -name 'Botan*' -not -name 'DB*' -print0 |
        xargs -0 -n 4 -P "$jobs" "${compiler[@]}"
    "${compiler[@]}" "$sources/pin-in-memory.cpp"
}

library() {
    cd "$work"
    x86_64-w64-mingw32-g++-posix -shared -static -s -o softhsm2.dll objects/*.o openssl/libcrypto.a \
        -lws2_32 -lgdi32 -lcrypt32 -ladvapi32
}

# step WORDS FUNCTION: not `function || …`, inside which bash would forget set -e.
step() {
    local status=0
    set +e
    (
        set -e
        "$2"
    ) >>"$log" 2>&1
    status=$?
    set -e
    [ "$status" -eq 0 ] || fail "$1"
}

: >"$log"
step 'the sources of softhsm2 could not be fetched' source_of_softhsm
step 'OpenSSL was not built' crypto
step 'SoftHSM2 does not compile' objects
step 'SoftHSM2 does not link' library
mv "$work/softhsm2.dll" "$folder/softhsm2.dll"
printf '%s\n' "$recipe" >"$folder/recipe"
rm -rf -- "$work"
printf '%s\n' "$folder/softhsm2.dll"
