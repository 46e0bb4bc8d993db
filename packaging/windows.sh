# Sourced by release.sh and check-release.sh: Debian's compiler for Windows. $project must be set.
#
# `windows_build TRIPLE CARGO-ARGUMENT…` runs cargo with the standard library compiled for the triple. The two triples
# differ in one point: Debian ships no rsbegin.o and rsend.o for the 32-bit one, so they are compiled into a separate
# sysroot, which otherwise consists of links.
# shellcheck disable=SC2154

windows_tools() {
    bash "$project/tests/scripts/install-packages.sh" rustc-web cargo-web rust-web-src \
        gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32
    # The first rustc-web of Debian 12 is too old; the security suite has a newer one.
    if [ "$(printf '1.89\n%s\n' "$(/usr/bin/rustc --version | cut -d' ' -f2)" | sort -V | head -n 1)" != 1.89 ]; then
        INSTALL_NEWEST=1 bash "$project/tests/scripts/install-packages.sh" rustc-web cargo-web rust-web-src
    fi
}

# $1: a folder for it. Prints the path of the compiler that uses it.
windows_sysroot() {
    local place=$1 source=/usr/lib/rustlib/src/rust triple=i686-pc-windows-gnu name
    rm -rf -- "$place"
    mkdir -p "$place/lib/rustlib/$triple/lib" "$place/bin"
    for name in /usr/lib/rustlib/*; do ln -s "$name" "$place/lib/rustlib/"; done
    for name in rsbegin rsend; do
        RUSTC_BOOTSTRAP=1 /usr/bin/rustc --edition 2024 --emit=obj --target "$triple" --remap-path-prefix="$source=/rust" \
            --crate-type rlib -o "$place/lib/rustlib/$triple/lib/$name.o" "$source/library/rtstartup/$name.rs" 2>/dev/null ||
            RUSTC_BOOTSTRAP=1 /usr/bin/rustc --emit=obj --target "$triple" \
                --crate-type rlib -o "$place/lib/rustlib/$triple/lib/$name.o" "$source/library/rtstartup/$name.rs"
    done
    printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot %s "$@"\n' "$place" >"$place/bin/rustc"
    chmod +x "$place/bin/rustc"
    printf '%s\n' "$place/bin/rustc"
}

windows_build() {
    local triple=$1 compiler=/usr/bin/rustc prefix=x86_64
    shift
    if [ "$triple" = i686-pc-windows-gnu ]; then
        prefix=i686
        compiler=$(windows_sysroot "${CARGO_TARGET_DIR:?}/sysroot")
    fi
    local linker=$prefix-w64-mingw32-gcc-win32 upper
    upper=$(printf '%s' "$triple" | tr 'a-z-' 'A-Z_')
    env -u RUSTUP_TOOLCHAIN -u CARGO PATH="/usr/bin:$PATH" RUSTC="$compiler" RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 \
        "CARGO_TARGET_${upper}_LINKER=$linker" "CC_${triple//-/_}=$linker" "AR_${triple//-/_}=$prefix-w64-mingw32-ar" \
        /usr/bin/cargo "$@" -Zbuild-std=std,panic_unwind --target "$triple"
}

# Reports which libraries of a program are not part of Windows, and whether version and manifest are in it.
windows_look() {
    local program=$1 library stranger=no
    while read -r library; do
        case ${library,,} in
        kernel32.dll | ntdll.dll | msvcrt.dll | advapi32.dll | userenv.dll | ws2_32.dll | bcrypt.dll | \
            bcryptprimitives.dll | combase.dll | crypt32.dll | shell32.dll | ole32.dll | user32.dll | api-ms-win-core-synch-l1-2-0.dll) ;;
        *)
            printf '%s wants %s, which is no part of Windows or not on the list in packaging/windows.sh\n' \
                "$(basename -- "$program")" "$library" >&2
            stranger=yes
            ;;
        esac
    done < <(x86_64-w64-mingw32-objdump -p "$program" | sed -n 's/^[[:space:]]*DLL Name: //p')
    if [ "$stranger" != no ]; then return 1; fi
    if ! x86_64-w64-mingw32-objdump -h "$program" | grep -q '\.text'; then
        printf '%s is no program that objdump can read\n' "$program" >&2
        return 1
    fi
    local words
    words=$(strings -el "$program"; strings "$program")
    for word in VS_VERSION_INFO "$(sed -n 's/^version = "\(.*\)"$/\1/p' "$project/Cargo.toml" | head -n 1)" \
        'level="asInvoker"' 'activeCodePage' 'longPathAware'; do
        if ! grep -qF -- "$word" <<<"$words"; then
            printf '%s has no %s in its resources\n' "$program" "$word" >&2
            return 1
        fi
    done
}
