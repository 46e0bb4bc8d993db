#!/usr/bin/env bash
# Runs the read-only commands over every PKCS#11 module that can run here without hardware, and prints a table.
#
#   tests/scripts/compatibility.sh            print the table
#   tests/scripts/compatibility.sh --write    and write docs/COMPATIBILITY.md
#   tests/scripts/compatibility.sh --fetch    first unpack missing Debian packages below target/ (nothing is installed)
#
# What cannot run on a machine is reported as not run, never as passed. Needs jq; pkcs11-tool and openssl put a key pair
# and a certificate on initially empty tokens. TOKENCTL names a finished program.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$project"
target=${CARGO_TARGET_DIR:-$project/target}
unpacked=$target/tools/modules
# The holder of the tokens: every byte of the name has to pass through each module unharmed.
holder='Nguyễn Văn An'

# One module, in its environment: a row of the table on stdout. `expected` names the holder whose certificate has to be
# found with its key.
try() {
    local name=$1 version=$2 module=$3 answer status said=() failed=0 document odd numbers
    export TOKENCTL_JOURNAL=$work/journal
    for words in 'driver list' 'token list' 'key list' 'cert list' 'pin status' inventory check; do
        status=0
        # shellcheck disable=SC2086 # the words of a command
        answer=$("$tokenctl" $words --module "$module" --format json --timeout 20 --batch 2>"$work/stderr") || status=$?
        said+=("${words// /-} $status")
        # check: 10 and 11 are verdicts, 3 means that there is no token.
        case $words:$status in *:0 | check:3 | check:10 | check:11) ;; *) failed=1 ;; esac
        [ "$words" = inventory ] && document=$answer
    done
    numbers=$(jq -r '"\(.drivers[0].slots // "–") | \(.summary.tokens) | \(.summary.keys) | \(.summary.certificates)"' <<<"$document") ||
        numbers='– | – | – | –'
    odd=$(jq -r --arg expected "${expected:-}" '[.drivers[0].failure, (.drivers[0].slot_failures // [])[] | select(. != null) | "\(.call // .kind) \(.ckr // .signal // "")"]
        + [.tokens[].problems[].code] + (if ["", .tokens[].holder] | index($expected) then [] else ["holder not found"] end)
        | group_by(.) | map("\(.[0]) ×\(length)") | join(", ")' <<<"$document") || odd='no document'
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

# The last line of a program's output, as one cell of the table.
last_line() {
    local line
    line=$(tail -n 1 "$1" | tr '|' '/')
    printf '%s\n' "${line:0:200}"
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

# Ends the daemon whose process ID is in this file.
stop() {
    local process
    process=$(cat "$1" 2>/dev/null) && kill "$process" 2>/dev/null || true
    rm -f -- "$1"
}

# However a run ends: none of its daemons or tokens is left.
finish() {
    local file
    for file in "$work"/*.pid; do stop "$file"; done
    rm -rf -- "$work"
}

# A certificate of the public key in file $1, for the holder, signed by a CA of this run: as PEM in file $2.
certify() {
    local ca=$work/ca
    if [ ! -e "$ca.request" ]; then
        openssl req -x509 -utf8 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 3650 -subj '/C=VN/CN=CA thử' \
            -keyout "$ca.key" -out "$ca.pem" || return 1
        # Only a request carries the name: `openssl x509 -new -subj` reads its bytes as Latin-1.
        openssl req -new -utf8 -key "$ca.key" -subj "/C=VN/O=Ủy ban nhân dân xã/CN=$holder" -out "$ca.request" || return 1
    fi
    printf 'keyUsage=critical,digitalSignature,nonRepudiation\n' >"$ca.extensions"
    openssl x509 -req -in "$ca.request" -force_pubkey "$1" -CA "$ca.pem" -CAkey "$ca.key" -CAcreateserial -days 365 \
        -extfile "$ca.extensions" -out "$2"
}

# A key pair and its certificate through PKCS#11, on the token in slot $2 of module $1, with user PIN $3. RSA, because
# not every software token generates EC keys.
pair() {
    local tool=(pkcs11-tool --module "$1" --slot "$2") login=(--login --pin "$3") object=(--id 01 --label "$holder")
    "${tool[@]}" "${login[@]}" --keypairgen --key-type rsa:2048 "${object[@]}" &&
        "${tool[@]}" --read-object --type pubkey --id 01 --output-file "$work/public-key" &&
        certify "$work/public-key" "$work/certificate" &&
        "${tool[@]}" "${login[@]}" --write-object "$work/certificate" --type cert "${object[@]}"
}

# Kryoptic's token in the file that KRYOPTIC_CONF names.
kryoptic_token() {
    local tool=(pkcs11-tool --module "$1" --slot 0 --so-pin 12345678)
    "${tool[@]}" --init-token --label "$holder" &&
        "${tool[@]}" --login --login-type so --init-pin --new-pin 87654321 && pair "$1" 0 87654321
}

# What is missing for the TPM's row, as package names.
tpm2_missing() {
    local missing=()
    tpm2_module >/dev/null || missing+=(libtpm2-pkcs11-1)
    command -v tpm2_ptool >/dev/null || missing+=(libtpm2-pkcs11-tools)
    command -v tpm2_flushcontext >/dev/null || missing+=(tpm2-tools)
    command -v swtpm >/dev/null || missing+=(swtpm)
    first /usr/lib/*/libtss2-tcti-swtpm.so.0 /usr/lib64/libtss2-tcti-swtpm.so.0 >/dev/null || missing+=(libtss2-tcti-swtpm0)
    command -v pkcs11-tool >/dev/null || missing+=(opensc)
    command -v openssl >/dev/null || missing+=(openssl)
    printf '%s\n' "${missing[*]}"
}

tpm2_module() {
    first /usr/lib/*/libtpm2_pkcs11.so /usr/lib/*/libtpm2_pkcs11.so.1 /usr/lib/*/pkcs11/libtpm2_pkcs11.so \
        /usr/lib64/pkcs11/libtpm2_pkcs11.so
}

# The tools of tpm2-tools, each cleaning up after itself. A TPM holds three loaded objects, and keeps them until they
# are flushed; tpm2_ptool calls several tools in sequence, and needs more.
tpm2_tools() {
    local tool folder
    folder=$(dirname "$(command -v tpm2_flushcontext)")
    mkdir -p "$work/tpm-tools"
    cat >"$work/tpm-tools/any" <<'END'
#!/bin/sh
status=0
"$TPM2_TOOLS/${0##*/}" "$@" || status=$?
"$TPM2_TOOLS/tpm2_flushcontext" --transient-object >/dev/null 2>&1
exit "$status"
END
    chmod +x "$work/tpm-tools/any"
    for tool in "$folder"/tpm2_*; do
        [ "${tool##*/}" = tpm2_ptool ] || ln -s any "$work/tpm-tools/${tool##*/}"
    done
    export TPM2_TOOLS=$folder PATH=$work/tpm-tools:$PATH
}

# A TPM in software and a token in it, with an EC key and its certificate: made by tpm2_ptool, the usual way.
tpm2_token() {
    local ptool=(--path "$TPM2_PKCS11_STORE") label=(--label "$holder")
    # The sockets' names are fixed: the client derives the second one from the first.
    swtpm socket --tpm2 --tpmstate "dir=$work/tpm" --server "type=unixio,path=$work/tpm.sock" \
        --ctrl "type=unixio,path=$work/tpm.sock.ctrl" --flags not-need-init,startup-clear \
        --pid "file=$work/swtpm.pid" --daemon </dev/null || return 1
    tpm2_tools
    tpm2_ptool init "${ptool[@]}" &&
        tpm2_ptool addtoken --pid 1 "${label[@]}" --sopin 12345678 --userpin 87654321 "${ptool[@]}" &&
        tpm2_ptool addkey "${label[@]}" --key-label "$holder" --userpin 87654321 --algorithm ecc256 "${ptool[@]}" &&
        pkcs11-tool --module "$1" --read-object --type pubkey --label "$holder" --output-file "$work/public-key" &&
        certify "$work/public-key" "$work/certificate" &&
        tpm2_ptool addcert "${label[@]}" --key-label "$holder" "${ptool[@]}" "$work/certificate"
}

tpm2_row() {
    local module name='tpm2-pkcs11 with swtpm' missing
    missing=$(tpm2_missing)
    if [ -n "$missing" ]; then
        not_run "$name" "it needs $missing (apt-get install)"
        return
    fi
    module=$(tpm2_module)
    mkdir -p "$work/tpm" "$work/store"
    # The tools have their own variable.
    export TPM2_PKCS11_STORE=$work/store TPM2_PKCS11_TCTI=swtpm:path=$work/tpm.sock TPM2TOOLS_TCTI=swtpm:path=$work/tpm.sock
    if (tpm2_token "$module") >"$work/tpm.log" 2>&1; then
        expected=$holder try "$name" "$(package libtpm2-pkcs11-1)" "$module"
    else
        not_run "$name" "its token cannot be made: $(last_line "$work/tpm.log")"
    fi
    stop "$work/swtpm.pid"
}

# Cards behind a separate pcscd. A subshell, so that the variable and the pipes end with the row.
cards_row() (
    name='PIV and OpenPGP cards in software, OpenSC'
    cards=$target/virtual-cards/modules/virtual-cards
    module=$(first /usr/lib/*/opensc-pkcs11.so /usr/lib64/opensc-pkcs11.so) || {
        not_run "$name" 'OpenSC is not installed'
        return
    }
    [ -x "$cards" ] || {
        not_run "$name" 'not built (`cargo test --test cards` builds it)'
        return
    }
    mkdir -p "$work/cards"
    coproc CARDS { exec bash tests/scripts/cards-sandbox.sh "$work/cards" "$cards" piv openpgp 2>"$work/cards.log"; }
    running=$CARDS_PID
    export PCSCLITE_CSOCK_NAME=$work/cards/pcscd.comm
    until opensc-tool --reader 1 --atr >/dev/null 2>&1; do
        kill -0 "$running" 2>/dev/null || {
            not_run "$name" "$(last_line "$work/cards.log")"
            return
        }
        sleep 0.1
    done
    try "$name" "$(package opensc-pkcs11)" "$module"
)

rows() {
    local module address server name
    if module=$(softhsm); then
        SOFTHSM2_CONF=$work/softhsm/softhsm2.conf try 'SoftHSM2' "$(package libsofthsm2)" "$module"
    else
        not_run 'SoftHSM2' 'not installed'
    fi

    bash tests/scripts/opencryptoki-sandbox.sh bash "$project/tests/scripts/compatibility.sh" \
        --inside "$work" "$(package libopencryptoki0)" 2>"$work/stderr" || not_run 'openCryptoki' "$(last_line "$work/stderr")"

    if module=$(first /usr/lib/*/pkcs11/p11-kit-trust.so "$unpacked"/usr/lib/*/pkcs11/p11-kit-trust.so); then
        try 'p11-kit-trust' "$(package p11-kit-modules)" "$module"
    else
        not_run 'p11-kit-trust' 'p11-kit-modules is missing (--fetch unpacks it)'
    fi

    if module=$(first /usr/lib/*/pkcs11/p11-kit-client.so "$unpacked"/usr/lib/*/pkcs11/p11-kit-client.so) &&
        server=$(first /usr/libexec/p11-kit/p11-kit-server /usr/lib/p11-kit/p11-kit-server \
            "$unpacked"/usr/libexec/p11-kit/p11-kit-server) &&
        [ -e "$work/softhsm/softhsm2.conf" ]; then
        # The server runs a program in its own folder, which is elsewhere if it was only unpacked.
        SOFTHSM2_CONF=$work/softhsm/softhsm2.conf P11_KIT_PRIVATEDIR=$(dirname "$server") "$server" --name "$work/p11.sock" \
            --provider "$(first /usr/lib/*/softhsm/libsofthsm2.so)" pkcs11: >"$work/server" 2>&1 || true
        address=$(sed -n "s/^P11_KIT_SERVER_ADDRESS=\([^;]*\);.*/\1/p" "$work/server")
        sed -n 's/^P11_KIT_SERVER_PID=\([0-9]*\);.*/\1/p' "$work/server" >"$work/server.pid"
        if [ -n "$address" ]; then
            P11_KIT_SERVER_ADDRESS=$address try "p11-kit-client over SoftHSM2" "$(package p11-kit-modules)" "$module"
        else
            not_run 'p11-kit-client over SoftHSM2' "the server does not start: $(last_line "$work/server")"
        fi
        stop "$work/server.pid"
    else
        not_run 'p11-kit-client over SoftHSM2' 'p11-kit-client.so or p11-kit-server is missing (--fetch unpacks them)'
    fi

    tpm2_row

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

    cards_row

    if module=$(first "$target/kryoptic/modules/kryoptic.so"); then
        mkdir -p "$work/kryoptic"
        export KRYOPTIC_CONF=$work/kryoptic/token.sql
        name='kryoptic'
        kryoptic_token "$module" >"$work/pair.log" 2>&1 || name+=" ($(last_line "$work/pair.log"))"
        expected=$holder try "$name" "$(sed -n '/^name = "kryoptic/,/^version/s/^version = "\(.*\)"/\1/p' tests/kryoptic-shim/Cargo.lock | head -n 1)" \
            "$module"
    else
        not_run 'kryoptic' 'not built (`cargo test --test instruments_real` builds it)'
    fi
}

document() {
    cat <<'END'
# Tested modules

Written by `tests/scripts/compatibility.sh --write`; do not edit. The commands `driver list`, `token list`, `key list`,
`cert list`, `pin status`, `inventory` and `check`, without a login. Modules that cannot run on a machine are marked as not run. The
tokens of openCryptoki, tpm2-pkcs11 and kryoptic hold one key pair and a certificate of `Nguyễn Văn An`; if it is not
read with its key, the last column says `holder not found`.

END
    printf '%s, %s, %s.\n\n' "$("$tokenctl" --version)" "$(date -u +%F)" "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")"
    printf '| module | version | all commands | slots | tokens | keys | certificates | unusual reports |\n'
    printf '|---|---|---|---:|---:|---:|---:|---|\n'
    rows
    cat <<'END'

## When a module warns of wrong tries

A module may count wrong tries without reporting them. "In order: no wrong try since the last correct one" is shown only for modules
that warn at the first one; for the others `pin status` says "no warning reported", and the journal is the counter.

| module | warns at try | flags of the SO PIN | locks after |
|---|---|---|---|
| SoftHSM2 2.6, 2.7 | 1 | set | never |
| openCryptoki 3.8 | 1 | set | 3 |
| wolfPKCS11 2.1 | 1 | none seen: `unknown` | for some minutes |
| OpenSC 0.23 and 0.27, PIV and OpenPGP cards | 2 (the last try follows) | never: `unknown` | 3 |
| kryoptic 1.5 | 7 | set | 10 |
| tpm2-pkcs11 1.9 | never: `unknown` | never: `unknown` | depends on the TPM's settings |
| NSS softokn | never: `unknown` | never: `unknown` | never |
| pkcs11-mock, SafeNet, bit4id, ykcs11, Rutoken, the public CAs' and all others | not measured | `unknown` | not measured |

## Exact tries

SafeNet's driver exposes its counters of tries and unlocks, and lists private RSA keys, without a login: a hardware
feature 0x80005002 (tries of user and SO PIN, their maxima, unlocks made and allowed), 0x80005003 (its policy for PINs) and a class
0x80005001. They are requested only if a driver calls itself SafeNet, eToken or Aladdin, or has the file name of such a driver.
This follows published headers and has not been seen on hardware. The header does not say in which direction the unlock counter counts; it is
interpreted as the number of unlocks made.

`pin unlock --challenge` calls ETC_UnlockGetChallenge and ETC_UnlockComplete, which are looked up by name in the loaded
library. The user PIN's number of tries (0x80001112) is passed back, so a token that does not report it is refused. This follows
published headers and has not been seen on hardware. That a response consists of whole blocks of 8 bytes, and that a wrong one uses a try
of the SO PIN, are cautious assumptions.

OpenSC knows how many tries a PKCS#15 card has left (`pkcs15-tool --list-pins`), but does not expose this through PKCS#11.

## What each needs when it is confined

Tested with `--confine` on Linux 6.18 with version 7 of Landlock's interface: this script with the option, token folders outside `/tmp`; PIN
commands by hand. "Reads" are all the read-only commands. Tokens stored in files accept a wrong PIN without counting it if they
cannot write, so name their folder in `confine_write` before any `pin` command.

| module | reads | `confine_write` for PIN commands |
|---|---|---|
| SoftHSM2 2.6 | yes, with nothing | its token folder (`/var/lib/softhsm/tokens`); without it the flag of a wrong try is lost |
| kryoptic 1.5 | yes, with nothing | the folder of its database |
| openCryptoki 3.8 | yes, with nothing (`/dev/shm` is always allowed) | `/var/lib/opencryptoki`, `/run/lock/opencryptoki`; PIN commands not tried |
| OpenSC 0.23 with pcscd and a virtual reader | yes, with nothing: pcscd is a socket | nothing; PIN commands not tried |
| NSS softokn 3.87 | yes, with nothing | the folder of its database; PIN commands not tried |
| tpm2-pkcs11 | not run here (`/dev/tpm*` is allowed) | its store (`~/.tpm2_pkcs11` or `/etc/tpm2_pkcs11`); not tried |

## Certificates written and deleted

`cert import` and `cert delete`; SoftHSM2, kryoptic, openCryptoki and tpm2-pkcs11 in `tests/import/real.rs` (verified by pkcs11-tool, p11tool, openssl), the
others according to their sources or to published headers, not seen on hardware. CKA_CLASS, CERTIFICATE_TYPE, TOKEN, PRIVATE (false), LABEL, SUBJECT, ID and
VALUE are given; ISSUER and SERIAL_NUMBER only if the module returns CKR_TEMPLATE_INCOMPLETE.

| module | accepts it | remarks |
|---|---|---|
| SoftHSM2 2.6 | yes, RSA, P-256, P-384 | two certificates can have the same id |
| kryoptic 1.5 | yes, RSA, P-256, P-384 | nothing |
| openCryptoki 3.8 | yes, RSA | nothing |
| tpm2-pkcs11 1.9 over swtpm | yes, RSA, P-256 | nothing |
| OpenSC, SafeNet, bit4id, the public CAs' | not tried | OpenSC writes through pkcs15-init, and nothing to PIV cards |
| ykcs11 | with `--replace`, never seen on hardware | from its published source (`ykcs11.c`, `token.c`, `objects.c`), simulated by the scripted driver in `tests/import/over.rs`: C_CreateObject returns CKR_USER_TYPE_INVALID in every login except the SO's, whose PIN is the management key in hex, and overwrites the certificate of the slot. The sequence is therefore one signature by the key in the user's login, a copy, then the SO login and one write; a key that asks for the PIN at each signature (CKA_ALWAYS_AUTHENTICATE, slot 9c by default) is refused. An SO PIN of 6 to 8 bytes would be a try of the user PIN and is not sent, so a management key that is protected by the PIN cannot be used. Attestation certificates (same key, same CKA_ID) are left out by their label. C_DestroyObject on any of them deletes the slot's certificate: `cert delete` is refused before the login. Older devices show no public key of an imported key without its certificate, so that a copy cannot be restored by its key (`no-key-here`); `ykman piv certificates import` can restore it |

## Peculiarities of each module

Observed in runs of this script, by hand, and in `tests/pin` (SoftHSM2, kryoptic, openCryptoki); tokenctl handles all of them.

- **SoftHSM2** writes to a token at a login; another process that reads it at that moment may find it empty, without an error
  (about one reading in 240 while another program logs in continuously; also with version 0.1.0).
- **SoftHSM2** always has one more slot, not initialised, whose flags report a locked SO PIN; it never locks a PIN and only
  reports that the count is low. It opens a file for nearly every attribute of every object.
- **openCryptoki** locks user and SO PIN after three tries, pads texts with NUL, claims to have a clock but returns no time, and
  fails in C_Initialize without its daemon. pkcs11-tool cannot make EC keys on it.
- **p11-kit-trust** needs no login, and does not show 1,297 objects of its own class in searches by class.
- **tpm2-pkcs11**: every token has the serial number `0000000000000000` and the model of the TPM; one more slot, not
  initialised, is for the next token. No flag ever reports tries: after three wrong PINs the fourth try is
  CKR_PIN_LOCKED, for every token of the TPM and for the SO PIN too, until `tpm2_dictionarylockout --clear-lockout` or the
  TPM's lockout time has passed. Without a TPM C_Initialize fails with CKR_GENERAL_ERROR.
- **NSS softokn** requires its configuration as the reserved argument of C_Initialize (`init_args` in the config) and returns
  CKR_ARGUMENTS_BAD otherwise. C_SetPIN requires a login first (CKR_USER_NOT_LOGGED_IN), and an SO login returns
  CKR_USER_TYPE_INVALID.
- **OpenSC 0.23** signs certificate requests with the keys of PIV and OpenPGP cards, one PIN each, but cannot write certificates to either:
  C_CreateObject returns CKR_FUNCTION_NOT_SUPPORTED and CKR_PIN_LEN_RANGE (`tests/cards/renewal.rs`). The old certificate is kept and no try is
  used; the manufacturer's tool writes the renewed one.
- **OpenSC** without a reader has no slots and returns CKR_OK, also without pcscd. **PIV and OpenPGP cards** through it
  (`tests/cards`) report nothing after the first wrong try, and no flag shows the state of the PUK or the admin PIN. One OpenPGP card appears as two
  tokens with one serial, for the user PIN and for signatures; a PIV card is named after its certificate once it has one.
- **kryoptic** locks user and SO PIN after ten tries and keeps its flags per process, so a new host reads the state
  after each attempt; it reports PIN lengths of 8 to 0. A search without a class finds 117 additional mechanism objects.
END
}

tokenctl=${TOKENCTL:-$target/debug/tokenctl}
if [ "${1:-}" = --inside ]; then
    work=$2
    name='openCryptoki soft token'
    # Slot and PIN are the sandbox's.
    pair "$OPENCRYPTOKI_SANDBOX" 3 01234567 >"$work/pair.log" 2>&1 || name+=" ($(last_line "$work/pair.log"))"
    expected=$holder try "$name" "$3" "$OPENCRYPTOKI_SANDBOX"
    exit
fi
command -v jq >/dev/null || {
    printf 'compatibility.sh: jq is missing\n' >&2
    exit 1
}
[ -x "$tokenctl" ] || cargo build --quiet --locked --bin tokenctl
work=$(mktemp -d)
trap finish EXIT
if [ "${1:-}" = --fetch ]; then
    fetch
    shift
fi
document >"$work/document"
cat "$work/document"
if [ "${1:-}" = --write ]; then cp "$work/document" docs/COMPATIBILITY.md; fi
