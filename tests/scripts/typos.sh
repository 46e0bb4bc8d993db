#!/usr/bin/env bash
# Looks for misspelt words in code and English texts (typos.toml). The checker is a program from a Python package,
# installed in target/tools once; its digests are pinned, one per processor.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
project=$(cd -- "$scripts/../.." && pwd)
typos=$project/target/tools/bin/typos
version=1.52.0
x86_64=418fd85f7fc11dec14e5482e747f6e916af56da96207cde0cdd69540a4b389f6
aarch64=5e870133c7e9cace94183e4d638697004a1473e79abcd01b8f75e362049a9b5c

if [ "$("$typos" --version 2>/dev/null)" != "typos-cli $version" ]; then
    python3 -m pip --version >/dev/null 2>&1 || bash "$scripts/install-packages.sh" python3-pip >&2
    work=$(mktemp -d "${TMPDIR:-/tmp}/tokenctl-typos.XXXXXX")
    trap 'rm -rf -- "$work"' EXIT
    printf 'typos==%s --hash=sha256:%s --hash=sha256:%s\n' "$version" "$x86_64" "$aarch64" >"$work/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
        --dest "$work" --requirement "$work/requirements.txt" </dev/null >&2
    python3 - "$work" "$typos" <<'EOF'
import glob, os, sys, zipfile

work, target = sys.argv[1:]
(wheel,) = glob.glob(os.path.join(work, "*.whl"))
with zipfile.ZipFile(wheel) as archive:
    (program,) = [name for name in archive.namelist() if name.endswith("/scripts/typos")]
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as out:
        out.write(archive.read(program))
os.chmod(target, 0o755)
EOF
fi
cd -- "$project"
"$typos" --config typos.toml "$@"
