#!/usr/bin/env bash
# Checks the Windows build on a Debian machine: lints for the target, tests under wine, and target/windows/tokenctl.exe.
#
#   ./check-windows.sh            everything
#   ./check-windows.sh NAME…      only the tests whose name contains one of these, without lints and artefact
#
# Debian's rustc-web provides the standard library's source, which `-Zbuild-std` compiles for x86_64-pc-windows-gnu.
# Everything is below target/windows: crates, objects, wine's prefix, the module for the tests. The program that the
# tests run is the one that is kept; what is shipped is built by release.sh and tested by check-release.sh.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
project=$PWD
place=$project/target/windows
triple=x86_64-pc-windows-gnu
wanted=("$@")

# For the native side; what follows belongs to the target only.
native_path=$PATH
if ! command -v rustup >/dev/null 2>&1; then native_path=${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH; fi
native=(env "PATH=$native_path" CARGO_TERM_PROGRESS_WHEN=never)
if [ -n "${CARGO_HOME:-}" ]; then native+=("CARGO_HOME=$CARGO_HOME"); fi
if [ -n "${CARGO_TARGET_DIR:-}" ]; then native+=("CARGO_TARGET_DIR=$CARGO_TARGET_DIR"); fi
native_target=${CARGO_TARGET_DIR:-$project/target}

# The dependencies are optimised, as in check.sh, and not the program: that would take twice as long as to compile it.
profile=(--config 'profile.release.package.tokenctl.opt-level=0')

target_environment() {
    unset DISPLAY RUSTUP_TOOLCHAIN CARGO RUSTFLAGS SOFTHSM2_CONF TOKENCTL_MODULE
    export PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
    # Debian's compiler is a stable one, and -Zbuild-std is the only way to a standard library for this target.
    export RUSTC_BOOTSTRAP=1
    export CARGO_HOME=$place/cargo CARGO_TARGET_DIR=$place/build CARGO_BUILD_JOBS=${CARGO_BUILD_JOBS:-2}
    export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never CARGO_INCREMENTAL=0
    export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-win32
    export CC_x86_64_pc_windows_gnu=x86_64-w64-mingw32-gcc-win32 AR_x86_64_pc_windows_gnu=x86_64-w64-mingw32-ar
    export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine
    # A release profile that compiles fast enough for every check, with overflow checks. release.sh has its own.
    export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
    export CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true CARGO_PROFILE_RELEASE_STRIP=symbols
    export WINEPREFIX=$place/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' LC_ALL=C.UTF-8
    # The lints run with the compilation for the tests, as in check.sh; `clippy-driver` comes from the PATH.
    export RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
    # What the tests need, see tests/windows/main.rs.
    export TOKENCTL_WINDOWS_FIXTURES=$place/fixtures
}
target_environment

# shellcheck source=tests/scripts/stages.sh
source tests/scripts/stages.sh
# shellcheck source=packaging/windows.sh
source packaging/windows.sh

tools() {
    # g++-…-posix compiles SoftHSM2, perl and make OpenSSL, dpkg-dev unpacks for apt, python3 operates the terminal.
    bash tests/scripts/install-packages.sh rustc-web cargo-web rust-web-src rust-web-clippy \
        gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-posix wine64 wine \
        ca-certificates dpkg-dev make openssl perl python3 softhsm2 nsis
    # The first rustc-web of Debian 12 is too old; the security suite has a newer one.
    if [ "$(printf '1.89\n%s\n' "$(/usr/bin/rustc --version | cut -d' ' -f2)" | sort -V | head -n 1)" != 1.89 ]; then
        INSTALL_NEWEST=1 bash tests/scripts/install-packages.sh rustc-web cargo-web rust-web-src rust-web-clippy
    fi
    /usr/bin/rustc --version
    wine --version
}

# A prefix with the one library that wine 8 lacks and Rust's standard library requires.
prefix() {
    local system=$WINEPREFIX/drive_c/windows/system32
    if [ ! -f "$WINEPREFIX/made" ]; then
        rm -rf -- "$WINEPREFIX"
        wineboot -i >"$place/wineboot.log" 2>&1
        wineserver -w
        touch "$WINEPREFIX/made"
    fi
    if [ ! -f "$system/bcryptprimitives.dll" ] || [ tests/windows/process-prng.c -nt "$system/bcryptprimitives.dll" ]; then
        x86_64-w64-mingw32-gcc-win32 -O1 -Wall -shared -s -o "$system/bcryptprimitives.dll" \
            tests/windows/process-prng.c -ladvapi32
    fi
}

# Modules under the names used by tests/windows/.
modules() {
    local fixtures=$TOKENCTL_WINDOWS_FIXTURES compiler=(x86_64-w64-mingw32-gcc-win32 -O1 -Wall -shared -s)
    mkdir -p "$fixtures/dependent"
    cp "$(bash tests/scripts/windows-softhsm.sh "$place/softhsm")" "$fixtures/softhsm2.dll"
    (cd tests/fault-driver && cargo build --release --locked -Zbuild-std=std,panic_abort --target "$triple")
    cp "$CARGO_TARGET_DIR/$triple/release/fault_driver.dll" "$fixtures/fault.dll"
    "${compiler[@]}" -o "$fixtures/talkative.dll" tests/windows/talkative.c
    "${compiler[@]}" -o "$fixtures/dependent/neighbour.dll" tests/windows/neighbour.c
    "${compiler[@]}" -o "$fixtures/dependent/dependent.dll" tests/windows/dependent.c "$fixtures/dependent/neighbour.dll"
}

# The demo tokens, and the native program's output for them: the Windows program's must be the same.
tokens() {
    local fixtures=$TOKENCTL_WINDOWS_FIXTURES module
    for module in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*-linux-gnu/softhsm/libsofthsm2.so; do
        if [ -e "$module" ]; then break; fi
    done
    # The native toolchain's variables, not the target's.
    local clean=(env -u RUSTC -u RUSTDOC -u RUSTC_BOOTSTRAP -u CARGO_HOME -u CARGO_TARGET_DIR)
    "${clean[@]}" "${native[@]}" cargo build --locked --quiet --bin tokenctl --example demo_tokens
    "$native_target/debug/examples/demo_tokens" --dir "$fixtures/demo" --module "$module" --at 2026-11-22 --reset >/dev/null
    local tokenctl=(env SOFTHSM2_CONF="$fixtures/demo/softhsm2.conf" HOME="$fixtures" XDG_CONFIG_HOME="$fixtures/none"
        TOKENCTL_JOURNAL="$fixtures/journal"
        "$native_target/debug/tokenctl" --module "$module" --at 2026-11-22 --format json)
    # Status 1 would be a driver that failed.
    "${tokenctl[@]}" inventory >"$fixtures/native.json"
    printf 'Demo1234' | "${tokenctl[@]}" --token serial:10240113 inventory --login --pin-stdin >"$fixtures/native-login.json"
    renewed "$fixtures"
}

# A certificate of another authority for the key of one of these tokens.
renewed() {
    local fixtures=$1 authority
    authority=$(mktemp -d)
    python3 -c '
import base64, json, sys
tokens = json.load(sys.stdin)["tokens"]
certificates = next(token for token in tokens if token["serial"] == "10240113")["certificates"]
current = next(one for one in certificates if one["pairing"] == "current")
sys.stdout.buffer.write(base64.b64decode(current["der"]))' <"$fixtures/native.json" >"$authority/before.cer"
    openssl x509 -in "$authority/before.cer" -inform DER -pubkey -noout >"$authority/key.pem"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$authority/ca.key" -out "$authority/ca.pem" -subj '/CN=Test CA' \
        -days 3650 2>/dev/null
    openssl x509 -new -force_pubkey "$authority/key.pem" -subj '/CN=Renewed' -CA "$authority/ca.pem" -CAkey "$authority/ca.key" \
        -days 3650 -out "$fixtures/renewed.pem"
    rm -rf -- "$authority"
}

lints() {
    cargo test "${profile[@]}" --release --locked --no-run -Zbuild-std=std,panic_abort --target "$triple" --bins --test windows
}

# tests/windows/: the other test files use judges that are Linux programs.
tests() {
    cargo test "${profile[@]}" --release --locked --no-fail-fast -Zbuild-std=std,panic_abort \
        --target "$triple" --bins --test windows -- ${wanted[@]+"${wanted[@]}"}
}

# Console behaviour, on a pseudo terminal.
console() {
    python3 tests/windows/console.py "$CARGO_TARGET_DIR/$triple/release/tokenctl.exe" "$TOKENCTL_WINDOWS_FIXTURES"
}

# One file that needs nothing but Windows, with its version and manifest.
artefact() {
    local program=$CARGO_TARGET_DIR/$triple/release/tokenctl.exe
    windows_look "$program"
    cp "$program" "$place/tokenctl.exe"
    printf '%s: %d KiB\n' "${place#"$project/"}/tokenctl.exe" "$(($(stat -c %s "$place/tokenctl.exe") / 1024))"
}

# The installer with that program, which also replaces the 32-bit one: only release.sh builds both. Weakly compressed, as
# check-release.sh tests the one that is shipped.
installer() {
    local made
    export INSTALLER_COMPRESSION=zlib
    made=$(bash packaging/installer.sh "$place/tokenctl.exe" "$place/tokenctl.exe" "$place/first")
    TZ=Asia/Ho_Chi_Minh bash packaging/installer.sh "$place/tokenctl.exe" "$place/tokenctl.exe" "$place/second" >/dev/null
    cmp "$made" "$place/second/$(basename -- "$made")"
    bash tests/scripts/wine-installer.sh "$made" "$WINEPREFIX" "$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
}

finish() {
    # Only this prefix's server; it also ends by itself, but later.
    if [ -d "$WINEPREFIX" ] && command -v wineserver >/dev/null 2>&1; then wineserver -k >/dev/null 2>&1 || true; fi
}
trap finish EXIT

mkdir -p "$place"
stage 'Windows: compiler, mingw and wine' tools
stage "Windows: wine's prefix" prefix
stage 'Windows: SoftHSM2 and the test drivers as DLLs' modules
stage 'Windows: the same tokens on this system' tokens
if [ ${#wanted[@]} -eq 0 ]; then stage 'Windows: lints (cargo clippy -D warnings)' lints; fi
stage 'Windows: tests under wine (cargo test)' tests
if [ ${#wanted[@]} -eq 0 ]; then
    stage 'Windows: a person at the console' console
    stage 'Windows: the program' artefact
    stage 'Windows: the installer under wine' installer
fi

printf '\ncheck-windows.sh: all %d stages passed in %d s\n' "$stages" "$((SECONDS - begun))"
