#!/usr/bin/env bash
# Runs the Windows installer silently under wine: `wine-installer.sh SETUP.EXE PREFIX VERSION`. It installs for all
# users and for one, runs the installed program, installs over it, removes it, and compares what is left. PREFIX is a
# prefix with bcryptprimitives.dll, which is copied.
set -euo pipefail

installer=$(realpath -- "$1")
version=$3
work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' LC_ALL=C.UTF-8
unset DISPLAY
finish() {
    wineserver -k >/dev/null 2>&1 || true
    rm -rf -- "$work"
}
trap finish EXIT
cp -a -- "$2" "$WINEPREFIX"
drive=$WINEPREFIX/drive_c

fail() {
    printf 'wine-installer.sh: %s\n' "$*" >&2
    exit 1
}
# The uninstaller's own copy in Temp is removed at the next start of Windows.
left() { (cd "$drive" && find . -type f ! -path '*/Temp/~nsu*' -printf '%p\n'; find . -mindepth 1 -type d ! -path '*/Temp/*' -printf '%p/\n') | LC_ALL=C sort; }
registry() {
    wineserver -w
    grep -hiE '^"path"=str|Uninstall\\\\tokenctl' "$WINEPREFIX/system.reg" "$WINEPREFIX/user.reg" | LC_ALL=C sort
}
setup() {
    local status=0
    wine "$installer" /S "$@" </dev/null >/dev/null 2>&1 || status=$?
    wineserver -w
    return "$status"
}

rm -rf -- "$drive/ProgramData/tokenctl"
user=$(basename -- "$(ls -d "$drive"/users/*/AppData | head -n 1 | xargs dirname)")
for mode in AllUsers CurrentUser; do
    left >"$work/before"
    registry >"$work/registry-before"
    folder="$drive/Program Files/tokenctl"
    if [ "$mode" = CurrentUser ]; then folder="$drive/users/$user/AppData/Local/Programs/tokenctl"; fi
    setup "/$mode" || fail "$mode: the installer ends with status $?"
    # Now, as wine takes two seconds to end, whatever it has run.
    registry >"$work/registry-installed"
    for name in tokenctl.exe tokenctl32.exe uninstall.exe huong-dan.txt guide.txt LICENSE.txt third-party-licences.txt first-commands.vi.cmd; do
        [ -s "$folder/$name" ] || fail "$mode: $name is missing"
    done
    said=$(wine "$folder/tokenctl.exe" --version | tr -d '\r')
    [ "$said" = "tokenctl $version" ] || fail "$mode: it says: $said"
    # By its name alone, as in a new terminal: it is found through PATH.
    said=$(wine cmd /c 'tokenctl --version' | tr -d '\r')
    [ "$said" = "tokenctl $version" ] || fail "$mode: PATH does not lead to it: $said"
    menu=$(find "$drive" -name 'tokenctl - *.lnk')
    [ "$(wc -l <<<"$menu")" = 1 ] || fail "$mode: entries of the Start menu: $menu"
    grep -qa 'f.i.r.s.t.-.c.o.m.m.a.n.d.s' "$menu" || fail "$mode: the entry of the Start menu opens something else"
    said=$(cd "$folder" && wine cmd /c first-commands.vi.cmd | tr -d '\r')
    grep -q 'tokenctl doctor' <<<"$said" || fail "$mode: the first commands say: $said"
    grep -q "^tokenctl $version" <<<"$said" || fail "$mode: the first commands do not find the program: $said"

    # An upgrade, and the office's own files.
    config="$drive/users/$user/AppData/Roaming/tokenctl/config.toml"
    mkdir -p -- "$(dirname -- "$config")"
    printf 'language = "vi"\n' >"$config"
    if [ "$mode" = AllUsers ]; then
        [ -d "$drive/ProgramData/tokenctl" ] || fail 'the folder of the journal is missing'
        case $(stat -c %A "$drive/ProgramData/tokenctl") in
        d??????---) ;;
        *) fail "others may enter the folder of the journal: $(stat -c %A "$drive/ProgramData/tokenctl")" ;;
        esac
        printf '{}\n' >"$drive/ProgramData/tokenctl/journal.jsonl"
    fi
    setup "/$mode" || fail "$mode: the installer cannot install over itself"
    registry >"$work/registry-again"
    diff "$work/registry-installed" "$work/registry-again" || fail "$mode: a second installation changes PATH again"
    grep -q vi "$config" || fail "$mode: the upgrade took the config"

    wine "$folder/uninstall.exe" /S "/$mode" </dev/null >/dev/null 2>&1 || fail "$mode: the uninstaller ends with status $?"
    # It continues in a copy of itself.
    wineserver -w
    [ -s "$config" ] || fail "$mode: the removal took the config"
    if [ "$mode" = AllUsers ]; then
        [ -s "$drive/ProgramData/tokenctl/journal.jsonl" ] || fail 'the upgrade or the removal took the journal'
        rm -r -- "$drive/ProgramData/tokenctl"
    fi
    rm -r -- "$(dirname -- "$config")"
    left >"$work/after"
    # A folder that exists on Windows, and that wine creates on first use.
    diff "$work/before" "$work/after" | grep -vE '^[0-9,adc]+$|/Programs/$|Start Menu/$' && fail "$mode: something is left"
    registry >"$work/registry-after"
    diff "$work/registry-before" "$work/registry-after" || fail "$mode: something is left in the registry"
    printf '%s: installed, run, installed again, removed; config and journal kept, nothing else left\n' "$mode"
done

# A folder created by another account. Only root can create one here.
if [ "$(id -u)" = 0 ]; then
    mkdir "$drive/ProgramData/tokenctl"
    chown 12345 "$drive/ProgramData/tokenctl"
    if setup /AllUsers; then fail "the journal's folder of another account is taken"; fi
    [ ! -e "$drive/Program Files/tokenctl/tokenctl.exe" ] || fail 'it installs in spite of it'
    printf "the journal's folder of another account is refused\n"
fi
