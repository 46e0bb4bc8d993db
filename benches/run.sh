#!/usr/bin/env bash
# Measures tokenctl beside pkcs11-tool, p11tool and python-pkcs11 on the same tokens, in one run, as ratios.
#
#   benches/run.sh            print the tables
#   benches/run.sh --write    and write docs/PERFORMANCE.md from them
#   benches/run.sh --quick    one round of each, small sets only: shows that the benchmark itself works
#
# Needs what check.sh installs (softhsm2, opensc, gnutls-bin, openssl, python3). Takes a quarter of an hour: the script
# that tokenctl is compared with is slow, which is the point. The tokens are in memory (/dev/shm), since SoftHSM opens a
# file at nearly every access and would measure the disk. The second half, tokens with a latency, is benches/wire.sh.
set -euo pipefail

# shellcheck source=benches/common.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
need pkcs11-tool p11tool openssl python3

printf 'Building tokenctl, hello-clap and least-calls (optimised) …\n' >&2
cargo build --quiet --release --locked --bin tokenctl
for package in hello-clap least-calls; do
    CARGO_TARGET_DIR=$target/$package cargo build --quiet --release --locked --manifest-path "benches/$package/Cargo.toml"
done
bench_python
in_memory bench

printf 'Making the tokens under %s …\n' "$work" >&2
module=
for set_name in 'one --count 1' 'hundred --count 100' 'objects-100 --objects 100' 'objects-1000 --objects 1000'; do
    read -r name option number <<<"$set_name"
    if [ "${1:-}" = --quick ] && [ "$name" != one ] && [ "$name" != objects-100 ]; then continue; fi
    said=$(./softhsm-setup.sh --dir "$work/$name" "$option" "$number")
    module=$(sed -n 's/.*TOKENCTL_MODULE=//p' <<<"$said")
done

python3 benches/measure.py --work "$work" --module "$module" --tokenctl "$target/release/tokenctl" \
    --hello "$target/hello-clap/release/hello-clap" --least "$target/least-calls/release/least-calls" \
    --python "$python" --document docs/PERFORMANCE.md "$@"
TOKENCTL=$target/release/tokenctl bash benches/wire.sh "$@"
