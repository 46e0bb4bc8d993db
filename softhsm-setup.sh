#!/usr/bin/env bash
# Makes SoftHSM2 tokens for trying out tokenctl, for its tests and for its benchmarks. Runs from any directory; a second
# run changes nothing. `softhsm-setup.sh --help` has the details.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
Usage: softhsm-setup.sh [demo] [--dir DIR] [--at DATE] [--reset] [--count N | --objects N]

Installs SoftHSM2 where it is missing and makes tokens in a folder of their own.

  demo          do all of it, then build tokenctl and show the inventory of the tokens
  --dir DIR     the folder for configuration and tokens (default: .softhsm in the project)
  --at DATE     the day from which every validity is counted (default: today)
  --reset       make the tokens anew
  --count N     instead of the demo: N tokens with one pair each
  --objects N   instead of the demo: one token with N pairs
  --help        this text

Large sets belong on tmpfs, because SoftHSM opens a file at nearly every access:
  softhsm-setup.sh --dir /dev/shm/hundred-tokens --count 100
TEXT
}

fail() {
    printf 'softhsm-setup.sh: %s\n' "$1" >&2
    exit "${2:-1}"
}

find_module() {
    local place
    for place in \
        /usr/lib/softhsm/libsofthsm2.so \
        /usr/lib/*-linux-gnu/softhsm/libsofthsm2.so \
        /usr/lib64/pkcs11/libsofthsm2.so \
        /usr/lib64/softhsm/libsofthsm.so \
        /usr/lib64/libsofthsm2.so \
        /usr/local/lib/softhsm/libsofthsm2.so \
        /opt/homebrew/lib/softhsm/libsofthsm2.so; do
        if [ -e "$place" ]; then
            printf '%s\n' "$place"
            return 0
        fi
    done
    return 1
}

# --- the command line -----------------------------------------------------------------------------------------

demo=no
directory=$project/.softhsm
set_name=
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
    demo) demo=yes ;;
    --dir | --at | --count | --objects)
        [ $# -ge 2 ] || fail "$1 needs a value; see --help" 2
        case $1 in
        --dir) directory=$2 ;;
        --at) arguments+=("$1" "$2") ;;
        *)
            set_name=$1
            arguments+=("$1" "$2")
            ;;
        esac
        shift
        ;;
    --reset) arguments+=(--reset) ;;
    -h | --help)
        usage
        exit 0
        ;;
    *) fail "what is \`$1\`? See --help" 2 ;;
    esac
    shift
done
[ -z "$set_name" ] || [ "$directory" != "$project/.softhsm" ] ||
    fail "name a folder for this set as well: $set_name … --dir DIR" 2

# --- what is needed -------------------------------------------------------------------------------------------

module=$(find_module) || {
    printf 'SoftHSM2 is not installed yet; installing it.\n'
    bash "$project/tests/scripts/install-softhsm.sh"
    module=$(find_module) || fail 'SoftHSM2 was installed, but its library is in none of the usual places'
}
if ! command -v cargo >/dev/null 2>&1; then
    # A shell opened before Rust was installed does not have it in its PATH yet.
    if [ -x "${CARGO_HOME:-${HOME:-/root}/.cargo}/bin/cargo" ]; then
        PATH=${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH
    else
        fail 'cargo is missing; install Rust as https://rustup.rs says, then run this again'
    fi
fi
command -v cc >/dev/null 2>&1 || fail 'a C linker is missing; install gcc (Debian: apt-get install gcc libc6-dev)'

# --- the tokens -----------------------------------------------------------------------------------------------

mkdir -p -- "$directory"
directory=$(cd -- "$directory" && pwd)
target=${CARGO_TARGET_DIR:-$project/target}
case $target in /*) ;; *) target=$project/$target ;; esac
targets=(--example demo_tokens)
if [ "$demo" = yes ]; then
    # Together in one call: separately, cargo would compile some dependencies twice.
    targets+=(--bin tokenctl)
    printf 'Building tokenctl and what makes the tokens (unoptimised: quickest to be seen) …\n'
else
    printf 'Building what makes the tokens …\n'
fi
quiet=(--quiet)
if [ ! -x "$target/debug/examples/demo_tokens" ]; then
    printf 'The first build compiles every dependency; that takes a few minutes.\n'
    quiet=()
fi
(cd "$project" && cargo build --locked ${quiet[@]+"${quiet[@]}"} "${targets[@]}")

"$target/debug/examples/demo_tokens" --dir "$directory" --module "$module" ${arguments[@]+"${arguments[@]}"}

quoted_directory=$(printf '%q' "$directory")
program=$(command -v tokenctl) || program=$target/debug/tokenctl
program=$(printf '%q' "$program")
cat <<TEXT

To use them in this shell:

  export SOFTHSM2_CONF=$quoted_directory/softhsm2.conf TOKENCTL_MODULE=$module
  $program token list
  $program inventory
  $program check

To remove them: rm -r $quoted_directory
TEXT
if [ ! -x "$target/debug/tokenctl" ] && [ "$demo" = no ] && ! command -v tokenctl >/dev/null 2>&1; then
    printf 'tokenctl itself is not built yet: cargo build --manifest-path %q\n' "$project/Cargo.toml"
fi

# --- the demo -------------------------------------------------------------------------------------------------

if [ "$demo" = yes ]; then
    export SOFTHSM2_CONF=$directory/softhsm2.conf
    printf '\n$ tokenctl --module %s inventory\n' "$module"
    exec "$target/debug/tokenctl" --module "$module" inventory
fi
