#!/usr/bin/env bash
# Runs a command with a fresh openCryptoki soft token, in separate namespaces.
#
#   tests/scripts/opencryptoki-sandbox.sh COMMAND [ARGUMENT …]
#
# openCryptoki's paths are compiled in: /etc/opencryptoki, /var/lib/opencryptoki, /run, /dev/shm, System V shared
# memory. So the command runs in mount, IPC and PID namespaces with private copies over all of them, and the machine's
# own openCryptoki is not touched. When the command ends, the namespaces end, and everything in them.
#
# The command finds OPENCRYPTOKI_SANDBOX, the module's path, in its environment. The token is called SOFTTOK, its SO PIN
# is 76543210, its user PIN 01234567. Ends with the command's status, or with 77 and one line if there can be no sandbox
# (not root, not installed, no namespaces).
set -euo pipefail

cannot() {
    echo "openCryptoki is not tried: $1" >&2
    exit 77
}

module() {
    local path
    for path in /usr/lib/*/opencryptoki/libopencryptoki.so.0 /usr/lib64/opencryptoki/libopencryptoki.so.0 \
        /usr/lib64/opencryptoki/libopencryptoki.so /usr/lib/pkcs11/libopencryptoki.so; do
        if [ -e "$path" ]; then
            echo "$path"
            return
        fi
    done
}

outside() {
    [ $# -gt 0 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    [ "$(id -u)" = 0 ] || cannot "it needs root for its namespaces (sudo, or a container)"
    command -v pkcsslotd > /dev/null || cannot "it is missing (apt-get install opencryptoki)"
    [ -n "$(module)" ] || cannot "libopencryptoki.so is missing (apt-get install opencryptoki)"
    command -v pkcs11-tool > /dev/null || cannot "pkcs11-tool is missing (apt-get install opensc)"
    unshare --mount --ipc --pid --fork true 2> /dev/null || cannot "this machine allows no namespaces"
    # --kill-child: nothing inside outlives this script, however it ends.
    exec unshare --mount --ipc --pid --fork --kill-child --mount-proc --propagation private \
        env OPENCRYPTOKI_SANDBOX="$(module)" bash "$0" --inside "$@"
}

inside() {
    local private=/run/opencryptoki-sandbox log=/run/opencryptoki-sandbox/log
    mount -n -t tmpfs -o mode=755 tmpfs /run
    mount -n -t tmpfs -o mode=1777 tmpfs /dev/shm
    mkdir -p "$private/etc" "$private/lib" /run/lock/opencryptoki /run/opencryptoki
    chmod 1777 /run/lock
    write_configuration "$private/etc"
    mount -n --bind "$private/etc" /etc/opencryptoki
    mount -n --bind "$private/lib" /var/lib/opencryptoki
    # If the lock folder is not a link into /run, it gets a separate tmpfs.
    if [ "$(readlink -f /var/lock)" != /run/lock ]; then
        mount -n -t tmpfs tmpfs /var/lock
        mkdir -p /var/lock/opencryptoki
    fi
    {
        mkdir -p /var/lib/opencryptoki/swtok/TOK_OBJ /run/lock/opencryptoki/swtok
        chgrp -R pkcs11 /var/lib/opencryptoki /run/lock/opencryptoki /run/opencryptoki
        chmod -R g+rwX,o= /var/lib/opencryptoki
        chmod -R 0770 /run/lock/opencryptoki
        pkcsslotd
        initialise
    } > "$log" 2>&1 < /dev/null || {
        cat "$log" >&2
        cannot "its soft token cannot be initialised (see above)"
    }
    "$@"
}

# Only the software token: the others need hardware.
write_configuration() {
    printf 'version opencryptoki-3.1\n\nslot 3\n{\nstdll = libpkcs11_sw.so\n}\n' > "$1/opencryptoki.conf"
}

# A new token has the SO PIN 87654321, which must be changed before the user PIN can be set.
initialise() {
    local tool=(pkcs11-tool --module "$OPENCRYPTOKI_SANDBOX" --slot 3)
    "${tool[@]}" --init-token --label SOFTTOK --so-pin 87654321
    "${tool[@]}" --login --login-type so --so-pin 87654321 --change-pin --new-pin 76543210
    "${tool[@]}" --login --login-type so --so-pin 76543210 --init-pin --new-pin 12345670
    "${tool[@]}" --login --pin 12345670 --change-pin --new-pin 01234567
}

if [ "${1:-}" = --inside ]; then
    shift
    inside "$@"
else
    outside "$@"
fi
