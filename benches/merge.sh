#!/usr/bin/env bash
# Prints time and peak memory of merging two inventories of 1,000 and of 10,000 tokens (optimised build).
#
#   benches/merge.sh [SAVED.json [TOKENS…]]     default: fixtures/inventory/sample.json, 1,000 and 10,000
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
if ! command -v cargo >/dev/null 2>&1; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi
[ $# -gt 0 ] || set -- fixtures/inventory/sample.json
exec cargo run --quiet --release --locked --example merge_inventories -- "$@"
