#!/usr/bin/env bash
# Measures tokenctl beside pkcs11-tool and p11tool on the same SoftHSM2 tokens, in one run, as ratios.
#
#   benches/run.sh            print the table
#   benches/run.sh --write    and write docs/PERFORMANCE.md from it
#   benches/run.sh --quick    one round of each, small sets only: shows that the bench itself works
#
# Needs what check.sh installs (softhsm2, opensc, gnutls-bin, openssl, python3). Takes five to ten minutes: the script
# that tokenctl is compared with is slow, which is the point. The tokens lie in memory (/dev/shm), since SoftHSM opens
# a file at nearly every access and would measure the disk.
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
        printf 'benches/run.sh: %s is missing; `bash tests/scripts/install-test-tools.sh` installs it\n' "$tool" >&2
        exit 1
    }
done

printf 'Building tokenctl and hello-clap (optimised) …\n' >&2
cargo build --quiet --release --locked --bin tokenctl
CARGO_TARGET_DIR=$target/hello-clap cargo build --quiet --release --locked --manifest-path benches/hello-clap/Cargo.toml

memory=/dev/shm
[ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d "$memory/tokenctl-bench.XXXXXX")
trap 'rm -rf -- "$work"' EXIT

printf 'Making the tokens under %s …\n' "$work" >&2
module=
for set_name in 'one --count 1' 'hundred --count 100' 'objects-100 --objects 100' 'objects-1000 --objects 1000'; do
    read -r name option number <<<"$set_name"
    if [ "${1:-}" = --quick ] && [ "$name" != one ] && [ "$name" != objects-100 ]; then continue; fi
    said=$(./softhsm-setup.sh --dir "$work/$name" "$option" "$number")
    module=$(sed -n 's/.*TOKENCTL_MODULE=//p' <<<"$said")
done

python3 benches/measure.py --work "$work" --module "$module" --tokenctl "$target/release/tokenctl" \
    --hello "$target/hello-clap/release/hello-clap" --document docs/PERFORMANCE.md "$@"
