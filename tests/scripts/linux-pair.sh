#!/usr/bin/env bash
# The 64-bit program with the package of the 32-bit one, and a 32-bit driver, in a Debian 12 with i386 libraries and no
# network: `linux-pair.sh FOLDER`, with tokenctl_*_amd64.deb and tokenctl-host32_*_i386.deb in FOLDER. Root only; needs
# what install-release-tools.sh installs.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
files=$(realpath -- "$1")
place=$project/target/debian
base=$place/bookworm-i386 root=$place/bookworm-i386-used
mirror=$(bash "$project/tests/scripts/debian-mirror.sh")
mkdir -p "$place"
bash "$project/tests/scripts/install-packages.sh" debootstrap util-linux jq lintian >/dev/null

fail() {
    printf 'linux-pair.sh: %s\n' "$*" >&2
    exit 1
}

inside() {
    # shellcheck disable=SC2016
    unshare --net --mount --pid --fork sh -c \
        'mount -t proc proc "$1/proc" && root=$1 && shift && exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"' sh "$root" "$@"
}

if [ ! -f "$base/made" ]; then
    umount "$base/proc" 2>/dev/null || true
    rm -rf --one-file-system -- "$base"
    {
        debootstrap --variant=minbase bookworm "$base" "$mirror"
        chroot "$base" dpkg --add-architecture i386
        chroot "$base" apt-get update -q
        chroot "$base" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends libc6:i386
    } >"$place/bookworm-i386.log" 2>&1 || fail "$(tail -n 3 "$place/bookworm-i386.log")"
    rm -rf -- "$base"/var/cache/apt/archives/*.deb
    touch "$base/made"
fi
(
    cd "$project/tests/fault-driver"
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
    PATH="$project/target/tools/zig/bin:$PATH" ZIG_GLOBAL_CACHE_DIR="$project/target/tools/zig-cache" \
        CARGO_TARGET_DIR=$project/target/fault-driver/i686 CARGO_TERM_PROGRESS_WHEN=never \
        cargo zigbuild --locked --quiet --target i686-unknown-linux-gnu.2.17
)
driver=$project/target/fault-driver/i686/i686-unknown-linux-gnu/debug/libfault_driver.so
[ "$(od -An -tx1 -j18 -N2 "$driver" | tr -d ' ')" = 0300 ] || fail 'the test driver has not 32 bits'

rm -rf --one-file-system -- "$root"
cp -a -- "$base" "$root"
trap 'rm -rf --one-file-system -- "$root"' EXIT
host=$(ls "$files"/tokenctl-host32_*_i386.deb)
lintian --allow-root --fail-on error --tag-display-limit 0 "$host" || fail 'lintian finds errors'
[ "$(dpkg-deb --field "$host" Depends)" = 'libc6 (>= 2.17)' ] || fail "it depends on: $(dpkg-deb --field "$host" Depends)"
mkdir "$root/packages" "$root/root/driver"
cp "$host" "$files"/tokenctl_*_amd64.deb "$root/packages/"
cp "$driver" "$root/root/driver/libfault.so"
# 4294967295 is CK_UNAVAILABLE_INFORMATION if a CK_ULONG has 32 bits.
cat >"$root/root/driver/libfault.so.json" <<'EOF'
{"slots": [{"id": 1, "description": "Reader 1",
  "token": {"label": "Nguyễn Thị Hồng Nhung", "serial": "00000001", "user_pin": {"value": "Trung-thu-1508"}, "objects": [],
    "min_pin": 4294967295, "max_pin": 4294967295}}], "faults": []}
EOF
install() { inside dpkg --install "$1" >"$place/dpkg.txt" 2>&1 || fail "$(cat "$place/dpkg.txt")"; }
run() { inside tokenctl --lang en --at 2026-11-22 --module /root/driver/libfault.so "$@" 2>"$place/pair.err"; }

install "/packages/$(basename -- "$files"/tokenctl_*_amd64.deb)"
status=0
told=$(run --format json driver list) || status=$?
[ "$(jq -r '.drivers[0].failure.kind' <<<"$told")" = wrong-architecture ] || fail "without the host: $told $(cat "$place/pair.err")"
[ "$status" = 1 ] || fail "without the host the status is $status"
install "/packages/$(basename -- "$host")"
told=$(run --format json driver list) || fail "with the host: $told $(cat "$place/pair.err")"
[ "$(jq -r '.drivers[0] | "\(.status) \(.bits)"' <<<"$told")" = 'ok 32' ] || fail "with the host: $told"
jq -e '.drivers[0].host | endswith("/lib/tokenctl/tokenctl-host32")' <<<"$told" >/dev/null || fail "the host is not named: $told"
run driver list | grep -q 'a 32-bit driver; it runs in' || fail 'the table does not say so'
told=$(run --format json inventory) || fail "the inventory: $told $(cat "$place/pair.err")"
[ "$(jq -r '.tokens[0].label' <<<"$told")" = 'Nguyễn Thị Hồng Nhung' ] || fail "another label: $told"
jq -e '.tokens[0].user_pin | has("min_length") and .min_length == null and .max_length == null' <<<"$told" >/dev/null ||
    fail "the 32-bit 'unavailable' became a number: $(jq -c '.tokens[0].user_pin' <<<"$told")"
# A PIN the same way, correct and wrong; the driver counts its own calls.
printf 'Trung-thu-1508' >"$root/root/pin.txt"
run --token serial:00000001 pin verify --pin-file /root/pin.txt >/dev/null || fail "the right PIN: $(cat "$place/pair.err")"
printf 'Trung-thu-1509' >"$root/root/pin.txt"
status=0
run --token serial:00000001 pin verify --pin-file /root/pin.txt >/dev/null || status=$?
[ "$status" = 5 ] || fail "a wrong PIN ends with status $status: $(cat "$place/pair.err")"
logins=$(grep -cE '^[0-9]+ C_Login ' "$root/root/driver/libfault.so.json.log" || true)
[ "$logins" = 2 ] || fail "$logins logins for two PINs"
inside dpkg --purge tokenctl-host32 >/dev/null 2>&1 || fail 'the package of the host cannot be purged'
[ ! -e "$root/usr/lib/tokenctl/tokenctl-host32" ] || fail 'the purge left the host'
printf '%s: a 32-bit driver is read and gets a PIN through it; 0xFFFFFFFF is no number\n' "$(basename -- "$host")"
