#!/usr/bin/env bash
# Every call of every command, failing in every way: the full set of which `cargo test --test sweep` runs a sample.
#
#   ./sweep.sh            all sweeps; half an hour on two cores
#   ./sweep.sh NAME…      only the tests whose names contain one of these words
#
# Prints the number of cases of each sweep; the last figures are in docs/HARDENING.md.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
if ! command -v cargo >/dev/null 2>&1; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi

begun=$SECONDS
status=0
# One sweep after another: each has its own workers, and deadlines are measured.
TOKENCTL_SWEEP=full cargo test --locked --test sweep -- --nocapture --test-threads=1 "$@" || status=$?
printf 'sweep.sh: %s after %d s\n' "$([ "$status" = 0 ] && echo passed || echo FAILED)" "$((SECONDS - begun))"
exit "$status"
