#!/usr/bin/env bash
# Measures tokenctl against the wire: tokens that take a fixed time for every call, as USB tokens do.
#
#   benches/wire.sh            print the table
#   benches/wire.sh --write    and put it into docs/PERFORMANCE.md as a section of its own
#   benches/wire.sh --quick    tokenctl alone: no rivals, which take three minutes
#
# The tokens are those of tests/fault-driver with `latency_ms`: one lock per slot, so many milliseconds per device call.
# Rivals: p11tool, a pkcs11-tool script, and python-pkcs11 where pip can install it. TOKENCTL names a finished program.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$project"
if ! command -v cargo >/dev/null 2>&1; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi
target=${CARGO_TARGET_DIR:-$project/target}
case $target in /*) ;; *) target=$project/$target ;; esac

for tool in pkcs11-tool p11tool openssl python3; do
    command -v "$tool" >/dev/null 2>&1 || {
        printf 'benches/wire.sh: %s is missing; `bash tests/scripts/install-test-tools.sh` installs it\n' "$tool" >&2
        exit 1
    }
done

printf 'Building tokenctl and the fault driver (optimised) …\n' >&2
if [ -z "${TOKENCTL:-}" ]; then
    cargo build --quiet --release --locked --bin tokenctl
    TOKENCTL=$target/release/tokenctl
fi
CARGO_TARGET_DIR=$target/fault-driver cargo build --quiet --release --locked --manifest-path tests/fault-driver/Cargo.toml

python=python3
if ! python3 -c 'import pkcs11' >/dev/null 2>&1; then
    [ -x "$target/tools/python/bin/python" ] || python3 -m venv "$target/tools/python" >/dev/null 2>&1 || true
    if "$target/tools/python/bin/pip" install --quiet python-pkcs11 >/dev/null 2>&1; then
        python=$target/tools/python/bin/python
    else
        printf 'python-pkcs11 cannot be installed here: it is not measured\n' >&2
    fi
fi

memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d "$memory/tokenctl-wire.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
python3 benches/wire.py --work "$work" --driver "$target/fault-driver/release/libfault_driver.so" \
    --tokenctl "$TOKENCTL" --python "$python" --document docs/PERFORMANCE.md "$@"
