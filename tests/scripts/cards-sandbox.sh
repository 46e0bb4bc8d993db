#!/usr/bin/env bash
# Virtual cards in virtual readers behind a pcscd of their own, in namespaces of their own.
#
#   tests/scripts/cards-sandbox.sh FOLDER VIRTUAL-CARDS KIND [KIND]      KIND: piv or openpgp
#
# FOLDER/pcscd.comm is the socket of that pcscd, for PCSCLITE_CSOCK_NAME. Standard input and output are those of the
# program VIRTUAL-CARDS (tests/virtual-cards). When standard input ends, everything ends: pcscd's paths and the ports of
# its readers are private, so that nothing of the machine is touched, and any number of these may run side by side.
#
# Ends with 77 and one line where it cannot be (no namespaces, something not installed).
set -euo pipefail

driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so

cannot() {
    echo "virtual cards: $1" >&2
    exit 77
}

outside() {
    [ $# -gt 2 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    local how=(unshare --mount --net --pid --fork --kill-child --mount-proc --propagation private) tool
    command -v pcscd > /dev/null || cannot "pcscd is missing (apt-get install pcscd)"
    [ -e "$driver" ] || cannot "$driver is missing (apt-get install vsmartcard-vpcd)"
    for tool in opensc-tool piv-tool; do
        command -v "$tool" > /dev/null || cannot "$tool is missing (apt-get install opensc)"
    done
    command -v ip > /dev/null || cannot "ip is missing (apt-get install iproute2)"
    # Without root a user namespace gives the same, where the machine has them.
    [ "$(id -u)" = 0 ] || how+=(--map-root-user)
    "${how[@]}" true 2> /dev/null || cannot "this machine allows no namespaces (run the tests as root, in a container that may unshare)"
    exec "${how[@]}" bash "$0" --inside "$@"
}

inside() {
    local folder=$1 cards=$2 words=("$3" 35963)
    mount -n -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/pcscd /run/readers
    mount -n --bind "$folder" /run/pcscd
    ip link set lo up
    # The driver writes a command's length and the command apart: without this each waits 40 ms to be acknowledged.
    ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1
    # The driver has two slots, the second one at the next port, and one reader only: a second would take its slots.
    [ -z "${4:-}" ] || words+=("$4" 35964)
    printf 'FRIENDLYNAME "Virtual reader"\nDEVICENAME /dev/null:0x8C7B\nLIBPATH %s\nCHANNELID 0x8C7B\n' "$driver" \
        > /run/readers/vpcd
    pcscd --foreground --config /run/readers < /dev/null > "$folder/pcscd.log" 2>&1 &
    # Not exec: this shell is the first process here, and all others end with it.
    "$cards" "${words[@]}"
}

if [ "${1:-}" = --inside ]; then
    shift
    inside "$@"
else
    outside "$@"
fi
