#!/usr/bin/env bash
# Regenerates the pictures of the guide: the terminal in its steps 4, 5 and 8, with the demo inventory as of 2026-11-22.
# tests/page/pictures.rs compares them with the program. The program may be given: docs/images/guide.sh PROGRAM.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
program=${1:-${CARGO_TARGET_DIR:-target}/debug/tokenctl}
if [ $# -eq 0 ]; then cargo build --quiet --locked --bin tokenctl; fi

# draw FILE COMMAND LANGUAGE INVENTORY: the terminal after the guide's own command. Only the table of the plan: with the
# notes below it the picture would be too wide to read.
draw() {
    local shown="tokenctl $2 --from $4 --lang $3"
    # shellcheck disable=SC2086
    { TOKENCTL_CONFIG='' LC_ALL=C.UTF-8 "$program" $2 --from fixtures/inventory/demo.json --at 2026-11-22 --lang "$3" \
        --color always 2>&1 || test $? -eq 11; } |
        if [ "$2" = plan ]; then sed '/^$/,$d'; else cat; fi |
        python3 docs/images/picture.py "$shown" >"docs/images/$1"
}

draw thiet-bi.svg 'token list' vi kiem-ke.json
draw viec-gap.svg check vi kiem-ke.json
draw viec-can-lam.svg plan vi kiem-ke.json
draw tokens.svg 'token list' en inventory.json
draw urgent.svg check en inventory.json
draw work.svg plan en inventory.json
