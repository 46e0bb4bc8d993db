#!/usr/bin/env bash
# Installs release.sh's build tools in target/tools, once, in the versions of the release; prints the folder. Debian's
# packages come from whatever suite is installed; their versions go into the release's manifest.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
tools=$project/target/tools
mkdir -p "$tools"

# Links against the glibc of 2012; the wheels are checked against their digests.
bash "$project/tests/scripts/install-packages.sh" python3 python3-venv rpm xz-utils dpkg-dev binutils >&2
if [ ! -x "$tools/zig/bin/cargo-zigbuild" ] || ! cmp -s "$project/packaging/zig.txt" "$tools/zig/installed.txt"; then
    rm -rf -- "$tools/zig"
    python3 -m venv "$tools/zig" >&2
    "$tools/zig/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes \
        --requirement "$project/packaging/zig.txt" >&2
    cp "$project/packaging/zig.txt" "$tools/zig/installed.txt"
fi

# The standard libraries of other platforms.
for triple in i686-unknown-linux-gnu aarch64-apple-darwin x86_64-apple-darwin; do
    if [ -d "$(rustc --print sysroot)/lib/rustlib/$triple" ]; then continue; fi
    command -v rustup >/dev/null 2>&1 || {
        printf 'There is no rustup to fetch the standard library for %s with.\n' "$triple" >&2
        exit 1
    }
    rustup target add "$triple" >&2
done

if ! "$tools/bin/cargo-cyclonedx" cyclonedx --version 2>/dev/null | grep -qx 'cargo-cyclonedx-cyclonedx 0\.5\.9'; then
    CARGO_PROFILE_DEV_DEBUG=0 cargo install cargo-cyclonedx --version =0.5.9 --locked --debug --quiet \
        --root "$tools" --target-dir "$tools/build" </dev/null >&2
    rm -rf -- "$tools/build"
fi
printf '%s\n' "$tools"
