#!/usr/bin/env bash
# Regenerates the report's pictures of the README: the drawings of the page that `report` makes of the demo inventory as
# of 2026-11-22, extracted unchanged. tests/page/pictures.rs compares them with the program.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cargo build --quiet --locked --bin tokenctl

# draw LANGUAGE SIGNING MONTHS
draw() {
    TOKENCTL_CONFIG='' LC_ALL=C.UTF-8 "${CARGO_TARGET_DIR:-target}/debug/tokenctl" report --at 2026-11-22 --lang "$1" \
        --from fixtures/inventory/demo.json --output "$work/$1.html"
    python3 - "$work/$1.html" "$2" "$3" <<'EOF'
import re, sys

page, *names = sys.argv[1:]
drawings = re.findall(r"<svg .*?</svg>", open(page, encoding="utf-8").read(), re.DOTALL)
for name, drawing in zip(names, drawings):
    with open("docs/images/" + name, "w", encoding="utf-8") as picture:
        picture.write(drawing + "\n")
EOF
}

draw en report-signing.svg report-months.svg
draw vi ky-so.svg het-han.svg
