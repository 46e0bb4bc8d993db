#!/usr/bin/env bash
# Measures tokenctl with tokens that take a fixed time for every call, as USB tokens do.
#
#   benches/wire.sh            print the table
#   benches/wire.sh --write    and put it into docs/PERFORMANCE.md as a section of its own
#   benches/wire.sh --quick    tokenctl alone: no rivals, which take three minutes
#
# The tokens are those of tests/fault-driver with `latency_ms`: one lock per slot, this many milliseconds per call.
# Rivals: p11tool, a pkcs11-tool script, and python-pkcs11 if pip can install it. TOKENCTL names a finished program.
set -euo pipefail

# shellcheck source=benches/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
need pkcs11-tool p11tool openssl python3

printf 'Building tokenctl and the fault driver (optimised) …\n' >&2
if [ -z "${TOKENCTL:-}" ]; then
    cargo build --quiet --release --locked --bin tokenctl
    TOKENCTL=$target/release/tokenctl
fi
CARGO_TARGET_DIR=$target/fault-driver cargo build --quiet --release --locked --manifest-path tests/fault-driver/Cargo.toml
bench_python
in_memory wire

python3 benches/wire.py --work "$work" --driver "$target/fault-driver/release/libfault_driver.so" \
    --tokenctl "$TOKENCTL" --python "$python" --document docs/PERFORMANCE.md "$@"
