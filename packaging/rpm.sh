#!/usr/bin/env bash
# Makes the RPM package of a program: `packaging/rpm.sh PROGRAM FOLDER` writes FOLDER/tokenctl-VERSION-1.x86_64.rpm and
# prints its path. Two runs on the same program and commit give the same bytes.
# RPM_COMPRESSION=w1.gzdio is for a package that is only inspected.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/common.sh
source "$project/packaging/common.sh"
bash "$project/packaging/tree.sh" "$program" "$work/tree"
install -m 0644 "$project/LICENSE" "$work/tree/usr/share/doc/tokenctl/LICENSE"
# Fedora's zsh looks here; /usr/share/zsh/vendor-completions is Debian's.
mkdir -p "$work/tree/usr/share/zsh/site-functions"
mv "$work/tree/usr/share/zsh/vendor-completions/_tokenctl" "$work/tree/usr/share/zsh/site-functions/_tokenctl"
rmdir "$work/tree/usr/share/zsh/vendor-completions"
find "$work/tree" -depth -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# Nothing of this machine may get in: neither its name, nor its clock, nor its compression or stripping.
HOME=$work rpmbuild -bb --quiet --target x86_64 \
    --define "_topdir $work/rpm" --define "_rpmdir $work/out" --define "_tmppath $work" \
    --define "tokenctl_version $version" --define "tokenctl_tree $work/tree" \
    --define '_buildhost reproducible' --define 'use_source_date_epoch_as_buildtime 1' \
    --define 'clamp_mtime_to_source_date_epoch 1' --define "_binary_payload ${RPM_COMPRESSION:-w9.xzdio}" \
    --define '__os_install_post %{nil}' --define 'debug_package %{nil}' --define '_build_id_links none' \
    "$project/packaging/rpm/tokenctl.spec" >&2
package=$out/tokenctl-$version-1.x86_64.rpm
mv "$work/out/x86_64/tokenctl-$version-1.x86_64.rpm" "$package"
printf '%s\n' "$package"
