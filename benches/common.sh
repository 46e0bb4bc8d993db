# Sourced by the benchmarks: paths, required programs, a Python with python-pkcs11, a folder in memory. Sets $project
# and $target; `need`, `bench_python` and `in_memory` are called by name.
project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$project"
if ! command -v cargo >/dev/null 2>&1; then
    export PATH="${CARGO_HOME:-${HOME:-/root}/.cargo}/bin:$PATH"
fi
target=${CARGO_TARGET_DIR:-$project/target}
case $target in /*) ;; *) target=$project/$target ;; esac

# need PROGRAM…: all of them must be installed.
need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || {
            printf '%s: %s is missing; `bash tests/scripts/install-test-tools.sh` installs it\n' "$0" "$tool" >&2
            exit 1
        }
    done
}

# Sets $python to one that can import pkcs11, if there is one or pip can install it.
bench_python() {
    python=python3
    if python3 -c 'import pkcs11' >/dev/null 2>&1; then return; fi
    [ -x "$target/tools/python/bin/python" ] || python3 -m venv "$target/tools/python" >/dev/null 2>&1 || true
    if "$target/tools/python/bin/python" -c 'import pkcs11' >/dev/null 2>&1 ||
        "$target/tools/python/bin/pip" install --quiet python-pkcs11 >/dev/null 2>&1; then
        python=$target/tools/python/bin/python
    else
        printf 'python-pkcs11 cannot be installed here: it is not measured\n' >&2
    fi
}

# in_memory NAME: sets $work to a folder in memory that is removed with the script.
in_memory() {
    local memory=/dev/shm
    [ -d "$memory" ] && [ -w "$memory" ] || memory=${TMPDIR:-/tmp}
    work=$(mktemp -d "$memory/tokenctl-$1.XXXXXX")
    trap 'rm -rf -- "$work"' EXIT
}
