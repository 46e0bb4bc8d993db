#!/usr/bin/env bash
# Makes a release: all files to distribute, into target/release-files.
#
#   ./release.sh             from the last commit
#   ./release.sh --twice     builds everything a second time, in another folder and with another place of the crates, and
#                            compares byte for byte
#   --only linux|windows|macos  only these programs and their packages
#   --quick                  unoptimised, to test the packaging; such files are not for distribution
#
# The same commit and tool versions (manifest.txt) give the same bytes on any machine: the times come from the last
# commit, and no path of the machine gets in. A fresh Debian 12 with the Rust toolchain is enough.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
project=$PWD
twice=no quick=no only=all
while [ $# -gt 0 ]; do
    case $1 in
    --twice) twice=yes ;;
    --quick) quick=yes ;;
    --only)
        only=${2:-}
        shift
        ;;
    *) only=wrong ;;
    esac
    case $only in
    all | linux | windows | macos) ;;
    *)
        printf 'Usage: release.sh [--twice] [--quick] [--only linux|windows|macos]\n' >&2
        exit 2
        ;;
    esac
    shift
done
if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
    printf 'release.sh: there are changes that are not committed; a release is made from the last commit\n' >&2
    exit 1
fi
if [ -x "${CARGO_HOME:-${HOME:-/root}/.cargo}/bin/cargo" ]; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi

# shellcheck source=tests/scripts/stages.sh
source tests/scripts/stages.sh
# shellcheck source=packaging/version.sh
source packaging/version.sh
# shellcheck source=packaging/windows.sh
source packaging/windows.sh

place=$project/target/release-build
files=$project/target/release-files
# Even if the branch moves on during the builds, the rest is made from this commit.
commit=$(git rev-parse HEAD)
# The glibc of 2012; Debian 11 and Ubuntu 20.04 have 2.31.
glibc=2.17
if [ "$quick" = yes ]; then
    export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
fi
export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never TZ=UTC LC_ALL=C.UTF-8
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER CARGO_TARGET_DIR CARGO_BUILD_TARGET

wants() { [ "$only" = all ] || [ "$only" = "$1" ]; }

tools() {
    bash tests/scripts/install-release-tools.sh
    if wants windows; then
        windows_tools
        bash tests/scripts/install-packages.sh nsis
    fi
}

# The sources of the last commit in a separate folder.
unpack() {
    local home=$1
    rm -rf -- "$home/source" "$home/files"
    mkdir -p "$home/source" "$home/files"
    git archive "$commit" | tar -x -C "$home/source"
}

# Where the crates are for this build: elsewhere for the second one.
crates() {
    local home=$1 own=${CARGO_HOME:-${HOME:-/root}/.cargo}
    if [ "$(basename -- "$home")" = first ]; then
        printf '%s\n' "$own"
        return
    fi
    mkdir -p "$home/crates"
    if [ ! -d "$home/crates/registry" ]; then cp -al -- "$own/registry" "$home/crates/registry"; fi
    printf '%s\n' "$home/crates"
}

# No path of this machine may get into a program.
flags() {
    local home=$1 crates=$2
    printf '%s\x1f' "--remap-path-prefix=$home/source=/tokenctl" "--remap-path-prefix=$crates=/crates" \
        "--remap-path-prefix=$home/target=/target" "--remap-path-prefix=/usr/src/rustc-$(/usr/bin/rustc --version 2>/dev/null | cut -d' ' -f2)=/rust"
    printf '%s' "--remap-path-prefix=/usr/lib/rustlib/src/rust=/rust"
}

# zigbuild HOME CRATES TARGET
zigbuild() {
    (
        cd "$1/source"
        PATH="$project/target/tools/zig/bin:$PATH" CARGO_HOME="$2" CARGO_TARGET_DIR="$1/target" \
            ZIG_GLOBAL_CACHE_DIR="$project/target/tools/zig-cache" CARGO_ENCODED_RUSTFLAGS="$(flags "$1" "$2")" \
            cargo zigbuild --release --locked --quiet --bin tokenctl --target "$3"
    )
}

# $2: x86_64 or i686. The 32-bit one is the host of 32-bit drivers.
build_linux() {
    local home=$1 processor=$2 triple=$2-unknown-linux-gnu crates
    crates=$(crates "$home")
    zigbuild "$home" "$crates" "$triple.$glibc"
    cp "$home/target/$triple/release/tokenctl" "$home/files/tokenctl-$version-linux-$processor"
}

# $2: arm64 or x86_64, as named by macOS. Cross-built against zig's description of Apple's system library, which is all
# the program needs; there is no Mac here to run it on.
build_macos() {
    local home=$1 processor=$2 triple=${2/arm64/aarch64}-apple-darwin crates
    crates=$(crates "$home")
    zigbuild "$home" "$crates" "$triple"
    cp "$home/target/$triple/release/tokenctl" "$home/files/tokenctl-$version-macos-$processor"
    python3 "$home/source/packaging/macho.py" --settle "$home/files/tokenctl-$version-macos-$processor"
}

build_windows() {
    local home=$1 target=$2 crates
    crates=$(crates "$home")
    (
        cd "$home/source"
        CARGO_HOME="$crates" CARGO_TARGET_DIR="$home/target" \
            CARGO_ENCODED_RUSTFLAGS="$(flags "$home" "$crates")"$'\x1f'-Clink-arg=-Wl,--no-insert-timestamp \
            windows_build "$target" build --release --locked --quiet --bin tokenctl
    )
    cp "$home/target/$target/release/tokenctl.exe" "$home/files/tokenctl-$version-windows-${target%%-*}.exe"
}

# The contents of the programs, and their licences.
listings() {
    local home=$1 name target
    for name in linux windows macos; do
        wants "$name" || continue
        case $name in
        linux) target=x86_64-unknown-linux-gnu ;;
        windows) target=x86_64-pc-windows-gnu ;;
        macos) target=aarch64-apple-darwin ;;
        esac
        (
            cd "$home/source"
            cargo metadata --format-version 1 --locked --filter-platform "$target" |
                python3 packaging/licences.py >"$home/files/third-party-licences-$name.txt"
            "$project/target/tools/bin/cargo-cyclonedx" cyclonedx --quiet --format json --spec-version 1.5 \
                --no-build-deps --target "$target" --override-filename sbom
            sed "s|path+file://$home/source|path+file:///tokenctl|g" sbom.json >"$home/files/tokenctl-$version-$name.cdx.json"
            rm sbom.json
        )
    done
}

packages() {
    local home=$1 made=$1/files
    if wants linux; then
        export THIRD_PARTY_LICENCES=$made/third-party-licences-linux.txt
        bash "$home/source/packaging/deb.sh" "$made/tokenctl-$version-linux-x86_64" "$made"
        bash "$home/source/packaging/rpm.sh" "$made/tokenctl-$version-linux-x86_64" "$made"
        bash "$home/source/packaging/host32.sh" "$made/tokenctl-$version-linux-i686" "$made"
    fi
    if wants windows; then
        export THIRD_PARTY_LICENCES=$made/third-party-licences-windows.txt
        bash "$home/source/packaging/installer.sh" "$made/tokenctl-$version-windows-x86_64.exe" \
            "$made/tokenctl-$version-windows-i686.exe" "$made"
    fi
    if wants macos; then
        bash "$home/source/packaging/homebrew.sh" "$made/tokenctl-$version-macos-arm64" \
            "$made/tokenctl-$version-macos-x86_64" "$made"
    fi
}

manifest() {
    local home=$1
    {
        printf 'tokenctl %s\ncommit %s\nSOURCE_DATE_EPOCH %s\n' "$version" "$commit" "$SOURCE_DATE_EPOCH"
        if [ "$quick" = yes ]; then printf 'NOT OPTIMISED: made with --quick, to be used by nobody\n'; fi
        if wants linux || wants macos; then
            rustc --version
            "$project/target/tools/zig/bin/pip" list --format freeze 2>/dev/null | grep -E '^(cargo-zigbuild|ziglang)=='
        fi
        if wants linux; then
            printf 'glibc at least %s\n' "$glibc"
            dpkg-deb --version | head -n 1
            rpmbuild --version
        fi
        "$project/target/tools/bin/cargo-cyclonedx" cyclonedx --version
        if wants windows; then
            /usr/bin/rustc --version
            dpkg-query -W -f '${Package} ${Version}\n' rustc-web rust-web-src gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32 \
                binutils-mingw-w64-x86-64 binutils-mingw-w64-i686 nsis
        fi
    } >"$home/files/manifest.txt"
}

# Nothing of this machine is in the distributed files; their dependencies match those declared.
look() {
    local made=$1/files name wanted
    for name in "$made"/*; do
        for wanted in "$project" "${CARGO_HOME:-${HOME:-/root}/.cargo}" "${RUSTUP_HOME:-${HOME:-/root}/.rustup}"; do
            if grep -qaF -- "$wanted" "$name" && [ "$(basename -- "$name")" != manifest.txt ]; then
                printf '%s contains %s\n' "$name" "$wanted" >&2
                return 1
            fi
        done
    done
    if wants linux; then
        for name in "$made/tokenctl-$version-linux-x86_64" "$made/tokenctl-$version-linux-i686"; do
            wanted=$(objdump -T "$name" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
            printf '%s needs %s and loads' "$(basename -- "$name")" "$wanted"
            objdump -p "$name" | sed -n 's/^ *NEEDED */ /p' | tr -d '\n'
            printf '\n'
            if [ "$(printf '%s\nGLIBC_%s\n' "$wanted" "$glibc" | sort -V | tail -n 1)" != "GLIBC_$glibc" ]; then
                printf 'that is newer than GLIBC_%s\n' "$glibc" >&2
                return 1
            fi
        done
    fi
    if wants macos; then
        for name in arm64 x86_64; do
            python3 packaging/macho.py "$made/tokenctl-$version-macos-$name" "$name"
        done
    fi
    if wants windows; then
        windows_look "$made/tokenctl-$version-windows-x86_64.exe"
        windows_look "$made/tokenctl-$version-windows-i686.exe"
    fi
}

once() {
    local home=$place/$1
    stage "sources ($1)" unpack "$home"
    if wants linux; then
        stage "Linux, 64-bit ($1)" build_linux "$home" x86_64
        stage "Linux, 32-bit ($1)" build_linux "$home" i686
    fi
    if wants windows; then
        stage "Windows, 64-bit ($1)" build_windows "$home" x86_64-pc-windows-gnu
        stage "Windows, 32-bit ($1)" build_windows "$home" i686-pc-windows-gnu
    fi
    if wants macos; then
        stage "macOS, arm64 ($1)" build_macos "$home" arm64
        stage "macOS, x86_64 ($1)" build_macos "$home" x86_64
    fi
    stage "SBOM and licences ($1)" listings "$home"
    stage "packages ($1)" packages "$home"
    stage "manifest ($1)" manifest "$home"
    stage "a look inside ($1)" look "$home"
}

compare() {
    local name other=0
    for name in "$place"/first/files/*; do
        if cmp -- "$name" "$place/second/away/files/$(basename -- "$name")"; then
            printf 'the same twice: %s\n' "$(basename -- "$name")"
        else
            other=1
        fi
    done
    return "$other"
}

hand_out() {
    rm -rf -- "$files"
    mkdir -p "$files"
    cp "$place"/first/files/* "$files/"
    (cd "$files" && sha256sum -- * >"$place/sums" && mv "$place/sums" SHA256SUMS && cat SHA256SUMS)
}

stage 'tools' tools
once first
if [ "$twice" = yes ]; then
    once second/away
    stage 'the same bytes twice' compare
fi
stage 'target/release-files' hand_out
printf '\nrelease.sh: all %d stages passed in %d s\n' "$stages" "$((SECONDS - begun))"
