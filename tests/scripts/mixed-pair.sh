#!/usr/bin/env bash
# The 64-bit program and the 32-bit host together, with a 32-bit driver, under a wine that runs both: `mixed-pair.sh
# TOKENCTL.EXE TOKENCTL32.EXE`. Root only: wine's 32-bit half comes from i386 packages, which are in a separate Debian
# (target/debian/wine), so that this machine needs no second architecture.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
program=$(realpath -- "$1") small=$(realpath -- "$2")
place=$project/target/debian
root=$place/wine
mirror=$(bash "$project/tests/scripts/debian-mirror.sh")
# shellcheck source=packaging/windows.sh
source "$project/packaging/windows.sh"
bash "$project/tests/scripts/install-packages.sh" debootstrap gcc-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-win32 jq >/dev/null

fail() {
    printf 'mixed-pair.sh: %s\n' "$*" >&2
    exit 1
}

if [ ! -f "$root/made" ]; then
    # An interrupted one may still have the machine's own /proc mounted.
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system -- "$root"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$place/wine.log" 2>&1 || fail "$(tail -n 3 "$place/wine.log")"
    chroot "$root" dpkg --add-architecture i386
    chroot "$root" apt-get update -q >>"$place/wine.log"
    chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends wine wine32:i386 wine64 \
        >>"$place/wine.log" 2>&1
    rm -rf -- "$root"/var/cache/apt/archives/*.deb
    touch "$root/made"
fi

(
    export CARGO_TARGET_DIR=$project/target/windows/build-i686 CARGO_TERM_PROGRESS_WHEN=never CARGO_PROFILE_RELEASE_OPT_LEVEL=1
    cd "$project/tests/fault-driver"
    windows_build i686-pc-windows-gnu build --release --locked --quiet
)
driver=$project/target/windows/build-i686/i686-pc-windows-gnu/release/fault_driver.dll

inside() {
    # shellcheck disable=SC2016
    unshare --net --mount --pid --fork sh -c \
        'mount -t proc proc "$1/proc" && root=$1 && shift && exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            HOME=/root LC_ALL=C.UTF-8 WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= sh -c "$1"' sh "$root" "$1"
}

if [ ! -f "$root/prefix-made" ]; then
    inside 'wineboot -i >/dev/null 2>&1; wineserver -w' </dev/null
    touch "$root/prefix-made"
fi
drive=$root/root/.wine/drive_c
x86_64-w64-mingw32-gcc-win32 -O1 -shared -s -o "$drive/windows/system32/bcryptprimitives.dll" "$project/tests/windows/process-prng.c" -ladvapi32
# --kill-at: a name as Rust expects it, without the byte count of 32-bit functions.
i686-w64-mingw32-gcc-win32 -O1 -shared -s -Wl,--kill-at -o "$drive/windows/syswow64/bcryptprimitives.dll" "$project/tests/windows/process-prng.c" -ladvapi32
rm -rf -- "$drive/pair"
mkdir -p "$drive/pair/alone" "$drive/pair/both"
cp "$program" "$drive/pair/alone/tokenctl.exe"
cp "$program" "$drive/pair/both/tokenctl.exe"
cp "$small" "$drive/pair/both/tokenctl32.exe"
cp "$driver" "$drive/pair/fault.dll"
# 4294967295 is CK_UNAVAILABLE_INFORMATION if a CK_ULONG has 32 bits.
cat >"$drive/pair/fault.dll.json" <<'EOF'
{"slots": [{"id": 1, "description": "Reader 1",
  "token": {"label": "Nguyễn Thị Hồng Nhung", "serial": "00000001", "user_pin": {"value": "Trung-thu-1508"}, "objects": [],
    "min_pin": 4294967295, "max_pin": 4294967295}}], "faults": []}
EOF

# run FOLDER ARGUMENT…: prints the output; the status is the program's.
run() {
    local folder=$1
    shift
    inside "cd '/root/.wine/drive_c/pair' && wine '$folder/tokenctl.exe' --lang en --at 2026-11-22 --module 'C:\\pair\\fault.dll' $*" </dev/null 2>"$place/pair.err" | tr -d '\r'
}

status=0
told=$(run alone --format json driver list) || status=$?
[ "$(jq -r '.drivers[0].failure.kind' <<<"$told")" = wrong-architecture ] || fail "without the host: $told $(cat "$place/pair.err")"
[ "$status" = 1 ] || fail "without the host the status is $status"
told=$(run both --format json driver list) || fail "with the host: $told $(cat "$place/pair.err")"
[ "$(jq -r '.drivers[0] | "\(.status) \(.bits)"' <<<"$told")" = 'ok 32' ] || fail "with the host: $told"
jq -e '.drivers[0].host | endswith("tokenctl32.exe")' <<<"$told" >/dev/null || fail "the host is not named: $told"
run both driver list | grep -q 'a 32-bit driver; it runs in' || fail 'the table does not say so'
told=$(run both --format json inventory) || fail "the inventory: $told"
[ "$(jq -r '.tokens[0].label' <<<"$told")" = 'Nguyễn Thị Hồng Nhung' ] || fail "another label: $told"
jq -e '.tokens[0].user_pin | has("min_length") and .min_length == null and .max_length == null' <<<"$told" >/dev/null ||
    fail "the 32-bit 'unavailable' became a number: $(jq -c '.tokens[0].user_pin' <<<"$told")"
# A PIN the same way, correct and wrong; the driver counts its own calls.
printf 'Trung-thu-1508' >"$drive/pair/pin.txt"
run both --token serial:00000001 pin verify --pin-file 'C:\\pair\\pin.txt' >/dev/null || fail "the right PIN: $(cat "$place/pair.err")"
printf 'Trung-thu-1509' >"$drive/pair/pin.txt"
status=0
run both --token serial:00000001 pin verify --pin-file 'C:\\pair\\pin.txt' >/dev/null || status=$?
[ "$status" = 5 ] || fail "a wrong PIN ends with status $status: $(cat "$place/pair.err")"
logins=$(grep -cE '^[0-9]+ C_Login ' "$drive/pair/fault.dll.json.log" || true)
[ "$logins" = 2 ] || fail "$logins logins for two PINs"
inside 'wineserver -k' >/dev/null 2>&1 || true
printf 'the pair: a 32-bit driver is read and gets a PIN through tokenctl32.exe; 0xFFFFFFFF is no number\n'
