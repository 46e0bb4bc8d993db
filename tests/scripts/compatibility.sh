#!/usr/bin/env bash
# Runs the read-only commands over every PKCS#11 module that can run here without hardware, and prints a table.
#
#   tests/scripts/compatibility.sh            print the table
#   tests/scripts/compatibility.sh --write    and write docs/COMPATIBILITY.md
#   tests/scripts/compatibility.sh --fetch    first unpack missing Debian packages below target/ (nothing is installed)
#
# What cannot run on a machine is reported as not run, never as passed. Needs jq. TOKENCTL names a finished program.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$project"
target=${CARGO_TARGET_DIR:-$project/target}
unpacked=$target/tools/modules

# One module, in the environment it was given: a row of the table on stdout.
try() {
    local name=$1 version=$2 module=$3 answer status said=() failed=0 document odd numbers
    export TOKENCTL_JOURNAL=$work/journal
    for words in 'driver list' 'token list' 'key list' 'cert list' 'pin status' inventory check; do
        status=0
        # shellcheck disable=SC2086 # the words of a command
        answer=$("$tokenctl" $words --module "$module" --format json --timeout 20 --batch 2>"$work/stderr") || status=$?
        said+=("${words// /-} $status")
        # check: 10 and 11 are verdicts, 3 says that there is no token.
        case $words:$status in *:0 | check:3 | check:10 | check:11) ;; *) failed=1 ;; esac
        [ "$words" = inventory ] && document=$answer
    done
    numbers=$(jq -r '"\(.drivers[0].slots // "–") | \(.summary.tokens) | \(.summary.keys) | \(.summary.certificates)"' <<<"$document") ||
        numbers='– | – | – | –'
    odd=$(jq -r '[.drivers[0].failure, (.drivers[0].slot_failures // [])[] | select(. != null) | "\(.call // .kind) \(.ckr // .signal // "")"]
        + [.tokens[].problems[].code] | group_by(.) | map("\(.[0]) ×\(length)") | join(", ")' <<<"$document") || odd='no document'
    [ "$failed" = 0 ] && status=yes || status="in part: ${said[*]}"
    printf '| %s | %s | %s | %s | %s |\n' "$name" "$version" "$status" "$numbers" "${odd:-nothing}"
}

not_run() {
    printf '| %s | – | not run: %s | – | – | – | – | – |\n' "$1" "$2"
}

# The first of these files that exists.
first() {
    local file
    for file in "$@"; do
        if [ -e "$file" ]; then
            printf '%s\n' "$file"
            return
        fi
    done
    return 1
}

package() {
    dpkg-query -W -f '${Version}' "$1" 2>/dev/null || cat "$unpacked/$1.version" 2>/dev/null || printf 'unknown version\n'
}

fetch() {
    local name
    mkdir -p "$unpacked"
    for name in p11-kit-modules p11-kit; do
        dpkg-query -W "$name" >/dev/null 2>&1 && continue
        (cd "$unpacked" && apt-get download "$name" >/dev/null 2>&1 && dpkg -x "$name"_*.deb . &&
            dpkg-deb -f "$name"_*.deb Version >"$name.version") || printf 'compatibility.sh: %s cannot be had\n' "$name" >&2
    done
}

softhsm() {
    local module
    module=$(first /usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm2.so) || return 1
    ./softhsm-setup.sh --dir "$work/softhsm" --count 3 >/dev/null 2>&1 || return 1
    export SOFTHSM2_CONF=$work/softhsm/softhsm2.conf
    printf '%s\n' "$module"
}

rows() {
    local module address server
    if module=$(softhsm); then
        SOFTHSM2_CONF=$work/softhsm/softhsm2.conf try 'SoftHSM2' "$(package libsofthsm2)" "$module"
    else
        not_run 'SoftHSM2' 'not installed'
    fi

    bash tests/scripts/opencryptoki-sandbox.sh bash "$0" --inside "$work" "$(package libopencryptoki0)" 2>"$work/stderr" ||
        not_run 'openCryptoki' "$(tail -n 1 "$work/stderr")"

    if module=$(first /usr/lib/*/pkcs11/p11-kit-trust.so "$unpacked"/usr/lib/*/pkcs11/p11-kit-trust.so); then
        try 'p11-kit-trust' "$(package p11-kit-modules)" "$module"
    else
        not_run 'p11-kit-trust' 'p11-kit-modules is missing (--fetch unpacks it)'
    fi

    if module=$(first /usr/lib/*/pkcs11/p11-kit-client.so "$unpacked"/usr/lib/*/pkcs11/p11-kit-client.so) &&
        server=$(first /usr/libexec/p11-kit/p11-kit-server /usr/lib/p11-kit/p11-kit-server \
            "$unpacked"/usr/libexec/p11-kit/p11-kit-server) &&
        [ -e "$work/softhsm/softhsm2.conf" ]; then
        # The server runs a program of its own folder, which is elsewhere where it was only unpacked.
        SOFTHSM2_CONF=$work/softhsm/softhsm2.conf P11_KIT_PRIVATEDIR=$(dirname "$server") "$server" --name "$work/p11.sock" \
            --provider "$(first /usr/lib/*/softhsm/libsofthsm2.so)" pkcs11: >"$work/server" 2>&1 || true
        address=$(sed -n "s/^P11_KIT_SERVER_ADDRESS=\([^;]*\);.*/\1/p" "$work/server")
        if [ -n "$address" ]; then
            P11_KIT_SERVER_ADDRESS=$address try "p11-kit-client over SoftHSM2" "$(package p11-kit-modules)" "$module"
            kill "$(sed -n 's/^P11_KIT_SERVER_PID=\([0-9]*\);.*/\1/p' "$work/server")" 2>/dev/null || true
        else
            not_run 'p11-kit-client over SoftHSM2' "the server does not start: $(tail -n 1 "$work/server")"
        fi
    else
        not_run 'p11-kit-client over SoftHSM2' 'p11-kit-client.so or p11-kit-server is missing (--fetch unpacks them)'
    fi

    if module=$(first /usr/lib/*/libtpm2_pkcs11.so /usr/lib/*/libtpm2_pkcs11.so.1 /usr/lib/*/pkcs11/libtpm2_pkcs11.so) &&
        command -v swtpm >/dev/null && command -v tpm2_ptool >/dev/null; then
        mkdir -p "$work/tpm" "$work/store"
        swtpm socket --tpm2 --tpmstate "dir=$work/tpm" --server "type=unixio,path=$work/tpm.sock" \
            --ctrl "type=unixio,path=$work/tpm.ctrl" --flags not-need-init,startup-clear --daemon
        export TPM2_PKCS11_STORE=$work/store TPM2_PKCS11_TCTI="swtpm:path=$work/tpm.sock"
        tpm2_ptool init --path "$work/store" >/dev/null 2>&1 &&
            tpm2_ptool addtoken --pid 1 --label thử --sopin 12345678 --userpin 87654321 --path "$work/store" >/dev/null 2>&1 || true
        try 'tpm2-pkcs11 with swtpm' "$(package libtpm2-pkcs11-1)" "$module"
    else
        not_run 'tpm2-pkcs11 with swtpm' 'libtpm2-pkcs11-1, swtpm or tpm2_ptool is missing'
    fi

    if module=$(first /usr/lib/*/libsoftokn3.so /usr/lib/*/nss/libsoftokn3.so /usr/lib64/libsoftokn3.so); then
        mkdir -p "$work/nss" "$work/config/tokenctl"
        command -v certutil >/dev/null && certutil -N -d "sql:$work/nss" --empty-password >/dev/null 2>&1
        printf '[[driver]]\npath = "%s"\ninit_args = "configdir='"'sql:%s'"' certPrefix='"''"' keyPrefix='"''"' secmod='"'secmod.db'"' flags="\n' \
            "$module" "$work/nss" >"$work/config/tokenctl/config.toml"
        XDG_CONFIG_HOME=$work/config try 'NSS softokn' "$(package libnss3)" "$module"
    else
        not_run 'NSS softokn' 'libnss3 is missing'
    fi

    if module=$(first /usr/lib/*/opensc-pkcs11.so /usr/lib64/opensc-pkcs11.so); then
        try 'OpenSC without a reader' "$(package opensc-pkcs11)" "$module"
    else
        not_run 'OpenSC without a reader' 'not installed'
    fi

    if module=$(first "$target/kryoptic/modules/kryoptic.so"); then
        mkdir -p "$work/kryoptic"
        KRYOPTIC_CONF=$work/kryoptic/token.sql try 'kryoptic, token not initialised' \
            "$(sed -n '/^name = "kryoptic/,/^version/s/^version = "\(.*\)"/\1/p' tests/kryoptic-shim/Cargo.lock | head -n 1)" "$module"
    else
        not_run 'kryoptic' 'not built (`cargo test --test instruments_real` builds it)'
    fi
}

document() {
    cat <<'END'
# Modules that were tried

Written by `tests/scripts/compatibility.sh --write`; do not edit. The commands `driver list`, `token list`, `key list`,
`cert list`, `pin status`, `inventory` and `check`, without login. What cannot run on a machine stands as not run.

END
    printf '%s, %s, %s.\n\n' "$("$tokenctl" --version)" "$(date -u +%F)" "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")"
    printf '| module | version | all commands | slots | tokens | keys | certificates | what it reports oddly |\n'
    printf '|---|---|---|---:|---:|---:|---:|---|\n'
    rows
}

tokenctl=${TOKENCTL:-$target/debug/tokenctl}
if [ "${1:-}" = --inside ]; then
    work=$2
    try 'openCryptoki soft token' "$3" "$OPENCRYPTOKI_SANDBOX"
    exit
fi
command -v jq >/dev/null || {
    printf 'compatibility.sh: jq is missing\n' >&2
    exit 1
}
[ -x "$tokenctl" ] || cargo build --quiet --locked --bin tokenctl
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
if [ "${1:-}" = --fetch ]; then
    fetch
    shift
fi
document >"$work/document"
cat "$work/document"
if [ "${1:-}" = --write ]; then cp "$work/document" docs/COMPATIBILITY.md; fi
