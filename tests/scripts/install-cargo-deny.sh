#!/usr/bin/env bash
# Installs cargo-deny in target/tools, once; prints its path. Takes a minute or two the first time.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$project/target/tools
wanted='^0.20'

if "$tools/bin/cargo-deny" --version 2>/dev/null | grep -q '^cargo-deny 0\.20\.'; then
    printf '%s\n' "$tools/bin/cargo-deny"
    exit 0
fi
# Unoptimised: it runs for a second, so compiling quickly matters more.
CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-deny --version "$wanted" --locked --debug --quiet \
    --root "$tools" --target-dir "$tools/build" </dev/null >&2
rm -rf -- "$tools/build"
printf '%s\n' "$tools/bin/cargo-deny"
