#!/usr/bin/env bash
# Lays out the files installed by a Linux package: `packaging/tree.sh PROGRAM FOLDER`. The program itself writes its man
# pages and completions, so it must run on this machine. Called by deb.sh and rpm.sh, not sourced.
#
# Every file gets its final mode, and the time of SOURCE_DATE_EPOCH.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath -- "$1")
root=$2
umask 022

# The builder's config, language and home must not affect the program's output.
own() {
    env -i PATH="$PATH" HOME=/nonexistent LC_ALL=C.UTF-8 TOKENCTL_CONFIG= TOKENCTL_JOURNAL=/nonexistent "$program" --batch "$@"
}

install -D -m 0755 "$program" "$root/usr/bin/tokenctl"
for language in en vi; do
    folder=$root/usr/share/man/man1
    if [ "$language" = vi ]; then folder=$root/usr/share/man/vi/man1; fi
    install -d -m 0755 "$folder"
    own --lang "$language" man "$folder" >/dev/null
    chmod 0644 "$folder"/*.1
    gzip -9n "$folder"/*.1
done
install -d -m 0755 "$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" \
    "$root/usr/share/fish/vendor_completions.d"
own --lang en completions bash >"$root/usr/share/bash-completion/completions/tokenctl"
own --lang en completions zsh >"$root/usr/share/zsh/vendor-completions/_tokenctl"
own --lang en completions fish >"$root/usr/share/fish/vendor_completions.d/tokenctl.fish"

# The nightly audit is installed but not enabled: `systemctl enable --now tokenctl-audit.timer`.
install -D -m 0755 "$project/contrib/systemd/tokenctl-audit" "$root/usr/lib/tokenctl/tokenctl-audit"
for unit in tokenctl-audit.service tokenctl-audit.timer; do
    install -D -m 0644 "$project/contrib/systemd/$unit" "$root/usr/lib/systemd/system/$unit"
done
install -D -m 0644 "$project/packaging/tokenctl-audit.default" "$root/etc/default/tokenctl-audit"

# The machine's journal says who did what to which token: it is readable only by root.
install -d -m 0700 "$root/var/lib/tokenctl"

documents=$root/usr/share/doc/tokenctl
install -d -m 0755 "$documents"
for document in README.md README.vi.md SECURITY.md CHANGELOG.md docs/huong-dan.md docs/guide.md; do
    install -m 0644 "$project/$document" "$documents/$(basename -- "$document")"
done
if [ -n "${THIRD_PARTY_LICENCES:-}" ]; then
    install -m 0644 "$THIRD_PARTY_LICENCES" "$documents/third-party-licences.txt"
fi
gzip -9n "$documents"/*.md
if [ -f "$documents/third-party-licences.txt" ]; then gzip -9n "$documents/third-party-licences.txt"; fi

find "$root" -depth -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH:?}" {} +
