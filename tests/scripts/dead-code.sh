#!/usr/bin/env bash
# Compiles the library once more with private modules, so that the compiler finds unused code.
#
# src/lib.rs makes everything public, for the tests and the fuzz targets, so the compiler considers all of it used. Here
# the same files make a program of private modules below target/. Code that only tests call is marked with
# `#[allow(dead_code, reason = "…")]`. Re-exports are ignored: they name what public functions return.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
place=target/dead-code
rm -rf -- "$place"
mkdir -p "$place/src"
ln -s "$PWD"/src/* "$place/src/"
rm -- "$place/src/lib.rs" "$place/src/main.rs"

# The same dependencies, so that cargo uses those already compiled: an example is compiled with the features that the
# tests' dependencies require, like the tests, and without `cfg(test)`.
{
    sed -e '/^\[lib\]/,/^$/d' -e '/^\[\[bin\]\]/,/^$/d' -e '/^default-run\|^exclude\|^readme/d' Cargo.toml
    printf '\n[[example]]\nname = "dead-code"\npath = "src/main.rs"\n\n[workspace]\n'
} >"$place/Cargo.toml"
cp Cargo.lock "$place/Cargo.lock"
{
    sed -n 's/^pub mod/mod/; /^mod /p' src/lib.rs
    printf 'fn main() -> std::process::ExitCode {\n    std::process::ExitCode::from(run::run())\n}\n'
} >"$place/src/main.rs"

# The compiler without the build machine's lints, which apply to the real library, and without code: that takes longer
# than to find what is unused. `cargo check` would read every dependency's source once more.
cat >"$place/compiler" <<'END'
#!/bin/sh
for word; do
    shift
    case $word in --emit=*) word=--emit=dep-info,metadata ;; esac
    set -- "$@" "$word"
done
exec "$@"
END
chmod +x "$place/compiler"
export RUSTC_WORKSPACE_WRAPPER=$PWD/$place/compiler
cargo rustc --quiet --locked --manifest-path "$place/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-target}" \
    --example dead-code -- -A unreachable_pub -A missing_docs -A unused_imports -D dead_code
