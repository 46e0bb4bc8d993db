#!/usr/bin/env bash
# Prints the mirror from which this Debian takes its packages, for debootstrap; DEBIAN_MIRROR overrides it.
set -euo pipefail

mirror=${DEBIAN_MIRROR:-}
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [ -n "$mirror" ] || [ ! -f "$list" ]; then continue; fi
    mirror=$(sed -nE 's/^URIs: (http[^ ]*\/debian)\/?$/\1/p; s/^deb (\[[^]]*\] )?(http[^ ]*\/debian)\/? .*/\2/p' "$list")
    mirror=${mirror%%$'\n'*}
done
if [ -z "$mirror" ]; then
    printf 'There is no mirror of Debian in /etc/apt; name one with DEBIAN_MIRROR.\n' >&2
    exit 1
fi
printf '%s\n' "$mirror"
