#!/usr/bin/env bash
# Fuzzes everything that comes from tokens, drivers and other people's files. Needs a C++ compiler; stable Rust is
# enough, because the fuzzer's flags are the code generator's own and the sanitizers are left out.
#
#   ./fuzz.sh                     each target for a minute
#   ./fuzz.sh 3600                each target for this many seconds
#   ./fuzz.sh 60 uri protocol     only these targets
#
# Starts with the seeds of fixtures/corpus/<target> and keeps new inputs in target/fuzz/corpus. An input that violates a
# property is left in target/fuzz/artifacts and, minimised, belongs in fixtures/corpus, where tests/corpus.rs replays
# it. The last figures are in docs/HARDENING.md.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
if ! command -v cargo >/dev/null 2>&1; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(certificate uri protocol roster inventory crl ocsp pkcs7 cms pdf)

host=$(rustc -vV | sed -n 's/^host: //p')
# The flags of `cargo fuzz build`, so that cargo-fuzz itself need not be installed. The sanitizer is left out: the code
# under test has no unsafe, and runs three times as fast without.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1"
export CARGO_TARGET_DIR=$PWD/target/fuzz
cargo build --quiet --locked --release --manifest-path fuzz/Cargo.toml --target "$host"

failed=0
for target in "${targets[@]}"; do
    mkdir -p "target/fuzz/corpus/$target" "target/fuzz/artifacts/$target"
    log=target/fuzz/$target.log
    if "target/fuzz/$host/release/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="target/fuzz/artifacts/$target/" \
        "target/fuzz/corpus/$target" "fixtures/corpus/$target" >"$log" 2>&1; then
        printf '%-12s %s\n' "$target" "$(grep -E '^#[0-9]+.*DONE' "$log" | tail -n 1)"
    else
        failed=1
        printf '%-12s BROKEN, see %s\n' "$target" "$log"
        tail -n 20 "$log"
    fi
done
exit "$failed"
