#!/usr/bin/env bash
# The single entry point to every check: formatting, lints, licences, tests, documentation, the README's examples. Runs
# from any directory, installs what it needs, stops at the first stage that fails and names it. `check.sh fast` does
# what fits into a minute.
set -euo pipefail

cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
# Rustup's cargo before a distribution's, which check-windows.sh may have installed on this machine.
if [ -x "${CARGO_HOME:-${HOME:-/root}/.cargo}/bin/cargo" ]; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi
# How clippy-driver takes `-D warnings` if cargo calls it as a compiler.
clippy_arguments=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
if [ -n "${CI:-}" ]; then
    # A log has no colours, and a single build gains nothing from incremental files.
    export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never CARGO_INCREMENTAL=0
    export CARGO_BUILD_JOBS="${CARGO_BUILD_JOBS:-2}"
    # The lints run with the compilation for the tests, instead of a separate check of everything beforehand. Used by
    # hand, this would make each plain `cargo build` recompile.
    export RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS="$clippy_arguments"
fi

# shellcheck source=tests/scripts/stages.sh
source tests/scripts/stages.sh

# The existing packages beside the product; each has its own Cargo.lock and target.
packages() {
    local package
    for package in tests/fault-driver tests/kryoptic-shim tests/virtual-cards; do
        if [ -f "$package/Cargo.toml" ]; then printf '%s\n' "$package"; fi
    done
}

tools() {
    command -v cargo >/dev/null 2>&1 || {
        printf 'cargo is missing; install Rust as https://rustup.rs says\n' >&2
        return 1
    }
    cargo --version
    bash tests/scripts/install-test-tools.sh
    bash tests/scripts/install-cargo-deny.sh
}

scripts() {
    local script
    for script in softhsm-setup.sh check.sh check-windows.sh check-release.sh release.sh sweep.sh fuzz.sh .ci/run packaging/*.sh tests/scripts/*.sh benches/*.sh docs/images/*.sh; do
        if [ -f "$script" ]; then
            bash -n "$script"
            if command -v shellcheck >/dev/null 2>&1; then shellcheck --severity=warning "$script"; fi
        fi
    done
}

# Those packages and the ones that are not built here: they must be formatted, and their lock files up to date.
formatting() {
    local package
    cargo fmt --check
    for package in $(packages) fuzz benches/hello-clap benches/least-calls; do
        cargo fmt --check --manifest-path "$package/Cargo.toml"
        cargo metadata --locked --format-version 1 --manifest-path "$package/Cargo.toml" >/dev/null
    done
}

# The packages beside the product are linted while they are built, where the tests look for them
# (tests/support/modules.rs): checking their dependencies separately would compile each of them twice.
lints() {
    local package
    if [ -n "${RUSTC_WORKSPACE_WRAPPER:-}" ]; then
        cargo test --locked --no-run
    else
        cargo clippy --locked --all-targets -- -D warnings
    fi
    for package in $(packages); do
        local target=target/${package#tests/}
        RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS="$clippy_arguments" \
            cargo build --quiet --locked --all-targets --manifest-path "$package/Cargo.toml" \
            --target-dir "${target%-shim}"
    done
}

dependencies() {
    target/tools/bin/cargo-deny --locked --workspace check bans licenses sources
}

# From the program that the tests ran: what is checked is the package around it.
package() {
    bash tests/scripts/deb.sh "${CARGO_TARGET_DIR:-target}/debug/tokenctl"
}

tests() {
    cargo test --locked --no-fail-fast --config "target.'cfg(unix)'.runner=['bash', 'tests/scripts/test-threads.sh']"
}

documentation() {
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items
}

# What fits into a minute on a warm tree, while working: no tools, no tokens, no drivers.
fast() {
    stage 'formatting and lock files (cargo fmt --check)' formatting
    stage 'spelling (typos)' bash tests/scripts/typos.sh
    stage 'lints of the program (cargo clippy -D warnings)' cargo clippy --locked --lib --bins -- -D warnings
    stage 'unit tests (cargo test --lib)' cargo test --locked --quiet --lib
    stage 'the two READMEs agree' cargo test --locked --quiet --test readme
}

case ${1:-} in
'') ;;
fast)
    fast
    printf '\ncheck.sh fast: all %d stages passed in %d s\n' "$stages" "$((SECONDS - begun))"
    exit 0
    ;;
*)
    printf 'Usage: check.sh [fast]\n' >&2
    exit 2
    ;;
esac

stage 'tools the tests need' tools
stage 'syntax of the scripts' scripts
stage 'formatting and lock files (cargo fmt --check)' formatting
stage 'spelling (typos)' bash tests/scripts/typos.sh
stage 'lints (cargo clippy -D warnings)' lints
stage 'what nothing uses (dead code)' bash tests/scripts/dead-code.sh
stage 'dependencies (cargo deny check bans licenses sources)' dependencies
stage 'tests (cargo test)' tests
stage 'the Debian package, and what is in it' package
stage 'documentation (cargo doc -D warnings)' documentation
stage "the README's examples" bash tests/scripts/readme-examples.sh

printf '\ncheck.sh: all %d stages passed in %d s\n' "$stages" "$((SECONDS - begun))"
