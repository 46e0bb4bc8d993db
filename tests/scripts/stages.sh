# Sourced by check.sh and check-windows.sh. `stage NAME COMMAND…` prints a headline, runs the command and reports its
# time; its failure ends everything. $begun and $stages hold the start time and the number of stages.
stages=0
begun=$SECONDS

stage() {
    local name=$1 from=$SECONDS status=0
    shift
    stages=$((stages + 1))
    printf '\n== %s\n' "$name"
    # Not `"$@" || …`: inside that, bash would forget set -e in the stage.
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    if [ "$status" -ne 0 ]; then
        printf '\n%s: FAILED at stage %d, %s (status %d, after %d s)\n' \
            "$(basename -- "$0")" "$stages" "$name" "$status" "$((SECONDS - begun))" >&2
        exit 1
    fi
    printf -- '-- %s: passed in %d s\n' "$name" "$((SECONDS - from))"
}
