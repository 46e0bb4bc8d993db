#!/usr/bin/env bash
# Makes the Windows installer: `packaging/installer.sh TOKENCTL.EXE TOKENCTL32.EXE FOLDER` writes
# FOLDER/tokenctl-VERSION-setup.exe and prints its path. Two runs on the same programs and commit give the same bytes.
# INSTALLER_COMPRESSION=zlib is for an installer that is only tested.
set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
out=$(mkdir -p -- "$3" && realpath -- "$3")
# shellcheck source=packaging/version.sh
source "$project/packaging/version.sh"

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
files=$work/files
mkdir "$files"
cp -- "$1" "$files/tokenctl.exe"
cp -- "$2" "$files/tokenctl32.exe"
# Notepad and cmd need Windows line endings; the byte order mark tells old versions of Notepad that it is UTF-8.
text() { { printf '\xef\xbb\xbf'; sed 's/$/\r/' "$1"; } >"$files/$2"; }
text "$project/docs/huong-dan.md" huong-dan.txt
text "$project/docs/guide.md" guide.txt
text "$project/LICENSE" LICENSE.txt
text "${THIRD_PARTY_LICENCES:-/dev/null}" third-party-licences.txt
for language in vi en; do
    sed 's/$/\r/' "$project/installer/first-commands.$language.cmd" >"$files/first-commands.$language.cmd"
done
find "$files" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +

installer=tokenctl-$version-setup.exe
# A relative path, so that no path of this machine gets in.
(cd "$work" && TZ=UTC LC_ALL=C.UTF-8 makensis -NOCD -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$version" -DFILES=files "-DINSTALLER=$work/$installer" \
    ${INSTALLER_COMPRESSION:+"-DPACKING=$INSTALLER_COMPRESSION"} "$project/installer/tokenctl.nsi" >&2)
mv -- "$work/$installer" "$out/$installer"
printf '%s\n' "$out/$installer"
