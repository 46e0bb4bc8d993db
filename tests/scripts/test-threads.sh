#!/usr/bin/env bash
# What check.sh lets cargo run a test binary with: `test-threads.sh BINARY ARGUMENT…`. The tests of some mostly wait, for a
# card, a deadline or another process; of these, twice as many run at a time as there are processors.
set -euo pipefail

case $(basename -- "$1") in
cards-* | hosts-* | pin-*)
    export RUST_TEST_THREADS="${RUST_TEST_THREADS:-$((2 * $(getconf _NPROCESSORS_ONLN)))}"
    ;;
esac
exec "$@"
