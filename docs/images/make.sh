#!/usr/bin/env bash
# Regenerates the pictures of the README from real runs on the demo tokens as of 2026-11-22.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
module=$(./softhsm-setup.sh --dir "$work" --at 2026-11-22 | sed -n 's/.*TOKENCTL_MODULE=//p')
cargo build --quiet --locked --bin tokenctl

# draw FILE ARGUMENT…: the terminal after `tokenctl ARGUMENT…`.
draw() {
    local file=$1
    shift
    SOFTHSM2_CONF=$work/softhsm2.conf TOKENCTL_MODULE=$module TOKENCTL_CONFIG='' LC_ALL=C.UTF-8 \
        target/debug/tokenctl --color always --at 2026-11-22 "$@" 2>&1 |
        python3 docs/images/picture.py "tokenctl $*" >"docs/images/$file"
}

draw inventory.svg inventory
draw danh-sach.svg cert list --lang vi
