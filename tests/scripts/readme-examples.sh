#!/usr/bin/env bash
# Runs the examples of README.md, README.vi.md and the guide in both languages, or of the files named as arguments.
#
# An example is a fenced block that begins with ```console. Each line "$ command" is run; the lines below it are its
# output according to the README. Further words after `console`:
#
#   compare     the output (stdout and stderr) must be the same; a line with only "…" matches any lines
#   status=N    the last command ends with status N (otherwise 0)
#   no-run      not run: it installs something, or asks a person
#
# Commands run in an empty folder with no terminal, with `tokenctl` first in PATH, the demo tokens as of 2026-11-22
# behind SoftHSM2 (SOFTHSM2_CONF, TOKENCTL_MODULE), and an empty HOME. Those of one file share a folder, not the shell.
set -euo pipefail

scripts=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
project=$(cd -- "$scripts/../.." && pwd)

files=()
if [ $# -gt 0 ]; then
    files=("$@")
else
    for file in "$project/README.md" "$project/README.vi.md" "$project/docs/guide.md" "$project/docs/huong-dan.md"; do
        if [ -f "$file" ]; then files+=("$file"); fi
    done
fi
if [ ${#files[@]} -eq 0 ]; then
    printf 'There is no README yet, so it has no examples.\n'
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/home"

target=${CARGO_TARGET_DIR:-$project/target}
case $target in /*) ;; *) target=$project/$target ;; esac
(cd "$project" && cargo build --quiet --locked --bin tokenctl --example demo_tokens)
"$target/debug/examples/demo_tokens" --dir "$work/tokens" --at 2026-11-22 >/dev/null
for module in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*-linux-gnu/softhsm/libsofthsm2.so \
    /usr/lib64/pkcs11/libsofthsm2.so /opt/homebrew/lib/softhsm/libsofthsm2.so; do
    if [ -e "$module" ]; then break; fi
done

ran=0
failed=0

complain() {
    printf '%s:%s: %s\n' "$file" "$line_number" "$1" >&2
    failed=$((failed + 1))
}

# Turns the lines the README shows into a pattern for [[ == ]]: literal, except that "…" alone is any number of lines.
pattern_of() {
    local line
    while IFS= read -r line; do
        if [ "$line" = '…' ]; then
            printf '*'
        else
            printf '%s\n' "$line" | sed 's/[][\\*?()|!@+"'"'"'$`~^&;<>{}#]/\\&/g'
        fi
    done <"$1"
    printf x
}

run_example() {
    local command=$1 expected=$2 wanted_status=$3 status=0 pattern
    ran=$((ran + 1))
    (
        cd "$here"
        env -i HOME="$work/home" PATH="$target/debug:$PATH" LC_ALL=C.UTF-8 TERM=dumb TMPDIR="$work" \
            SOFTHSM2_CONF="$work/tokens/softhsm2.conf" TOKENCTL_MODULE="$module" \
            TOKENCTL_JOURNAL="$work/journal" \
            timeout 120 bash -o pipefail -c "$command" </dev/null
    ) >"$work/actual" 2>&1 || status=$?
    if [ "$status" -ne "$wanted_status" ]; then
        complain "\`$command\` ended with status $status, not $wanted_status, and said:"
        sed 's/^/    /' "$work/actual" >&2
        return
    fi
    if [ "$compare" = yes ]; then
        # The x preserves the last line feeds in $(…).
        pattern=$(pattern_of "$expected")
        # shellcheck disable=SC2053
        if [[ $(cat "$work/actual" && printf x) != $pattern ]]; then
            complain "\`$command\` printed something else (- README, + now):"
            diff -u --label README --label now "$expected" "$work/actual" >&2 || true
        fi
    fi
}

finish_command() {
    # $1: the status this command must have.
    if [ -n "$pending" ]; then run_example "$pending" "$work/expected" "$1"; fi
    pending=
}

for file in "${files[@]}"; do
    here=$(mktemp -d "$work/here.XXXXXX")
    line_number=0
    inside=no
    pending=
    while IFS= read -r line || [ -n "$line" ]; do
        line_number=$((line_number + 1))
        if [ "$inside" = no ]; then
            case $line in
            '```console' | '```console '*)
                inside=yes compare=no run=yes last_status=0
                for word in ${line#'```console'}; do
                    case $word in
                    compare) compare=yes ;;
                    no-run) run=no ;;
                    status=*) last_status=${word#status=} ;;
                    *) complain "unknown word \`$word\` after console" ;;
                    esac
                done
                ;;
            '```'*) inside=other ;;
            esac
            continue
        fi
        case $line in
        '```')
            if [ "$inside" = yes ]; then finish_command "$last_status"; fi
            inside=no
            ;;
        '$ '*)
            if [ "$inside" = yes ] && [ "$run" = yes ]; then
                finish_command 0
                pending=${line#'$ '}
                : >"$work/expected"
            fi
            ;;
        *)
            if [ "$inside" = yes ] && [ -n "$pending" ]; then
                case $pending in
                *\\) pending=$pending$'\n'${line#'> '} ;;
                *) printf '%s\n' "$line" >>"$work/expected" ;;
                esac
            fi
            ;;
        esac
    done <"$file"
    if [ "$inside" = yes ]; then complain 'an example is not closed'; fi
done

if [ "$failed" -gt 0 ]; then
    printf 'README examples: %d of %d are wrong\n' "$failed" "$ran" >&2
    exit 1
fi
printf 'README examples: %d commands ran as the README says\n' "$ran"
