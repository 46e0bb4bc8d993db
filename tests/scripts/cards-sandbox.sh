#!/usr/bin/env bash
# Virtual cards in virtual readers behind a separate pcscd, in separate namespaces.
#
#   tests/scripts/cards-sandbox.sh FOLDER VIRTUAL-CARDS KIND [KIND [NAME [EMPTY]]]     KIND: piv, openpgp or openpgp-zeros
#
# With NAME the second card is in a separate reader, which pcscd calls "NAME 00 00". Without it the readers are called
# "Virtual reader 00 00" and "Virtual reader 00 01". With EMPTY, empty readers of that name come between the two, so that
# the second card is in the fifth reader of pcscd.
#
# FOLDER/pcscd.comm is the socket of that pcscd, for PCSCLITE_CSOCK_NAME. Standard input and output are those of the
# program VIRTUAL-CARDS (tests/virtual-cards). When standard input ends, everything ends: pcscd's paths and the ports of
# its readers are private, so that nothing of the machine is touched, and any number of these may run side by side.
#
# Ends with 77 and one line if it is not possible (no namespaces, something not installed).
set -euo pipefail

driver=/usr/lib/pcsc/drivers/serial/libifdvpcd.so

cannot() {
    echo "virtual cards: $1" >&2
    exit 77
}

outside() {
    [ $# -gt 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    local how=(unshare --mount --net --pid --fork --kill-child --mount-proc --propagation private) tool
    command -v pcscd > /dev/null || cannot "pcscd is missing (apt-get install pcscd)"
    [ -e "$driver" ] || cannot "$driver is missing (apt-get install vsmartcard-vpcd)"
    for tool in opensc-tool piv-tool; do
        command -v "$tool" > /dev/null || cannot "$tool is missing (apt-get install opensc)"
    done
    command -v ip > /dev/null || cannot "ip is missing (apt-get install iproute2)"
    # Without root a user namespace gives the same, if the machine supports them.
    [ "$(id -u)" = 0 ] || how+=(--map-root-user)
    "${how[@]}" true 2> /dev/null || cannot "this machine allows no namespaces (run the tests as root, in a container that may unshare)"
    exec "${how[@]}" bash "$0" --inside "$@"
}

reader() {
    printf 'FRIENDLYNAME "%s"\nDEVICENAME /dev/null:%s\nLIBPATH %s\nCHANNELID %s\n' "$1" "$3" "$2" "$3"
}

inside() {
    local folder=$1 cards=$2 words=("$3" 35963)
    mount -n -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/pcscd /run/readers
    mount -n --bind "$folder" /run/pcscd
    ip link set lo up
    # The driver writes a command's length and the command separately: without this each waits 40 ms for its acknowledgement.
    ip route replace local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1
    reader "Virtual reader" "$driver" 0x8C7B > /run/readers/all
    if [ -n "${6:-}" ]; then
        cp "$driver" "$folder/between.so"
        reader "$6" "$folder/between.so" 0x8C8C >> /run/readers/all
    fi
    if [ -n "${5:-}" ]; then
        # A second reader would take the slots of the first one; a copy of the driver has its own slots.
        cp "$driver" "$folder/second.so"
        reader "$5" "$folder/second.so" 0x8C82 >> /run/readers/all
        words+=("$4" 35970)
    elif [ -n "${4:-}" ]; then
        # The driver has two slots, the second one at the next port.
        words+=("$4" 35964)
    fi
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
