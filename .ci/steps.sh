# Sourced by .ci/run, .ci/full and .ci/release: steps that are timed, that name themselves where they fail, and that
# are not done again where nothing they depend on has changed since they passed (scripts/records.py).
# shellcheck shell=bash
. scripts/environment.sh

again=    # not empty: do steps regardless of records
failed=() # names of steps
table=()  # a line for each step

# step NAME COMMAND...: a program, or a function whose commands are joined by &&. Its seconds are kept in
# build/ci/seconds.tsv.
step() {
    local name=$1 begin=$SECONDS code=0 result=passed
    shift
    say "$name"
    "$@" || code=$?
    took=$((SECONDS - begin))
    if [ $code -ne 0 ]; then
        result="FAILED with exit code $code"
        failed+=("$name")
        say "step '$name' $result"
    fi
    table+=("$(printf '%6d s  %-22s %s' "$took" "$name" "$result")")
    mkdir -p build/ci
    printf '%s\t%s\t%s\t%d\t%s\n' "$(date -u +%FT%TZ)" "$(git rev-parse --short HEAD)" "$name" "$took" "$result" \
        >>build/ci/seconds.tsv
    return $code
}

# step_once NAME "PATH..." COMMAND...: the same, unless it passed before with these files.
step_once() {
    local name=$1 key record paths
    read -r -a paths <<<"$2"
    key=$(scripts/records.py key "${paths[@]}") || { step "$name" false; return 1; }
    shift 2
    if [ -z "$again" ] && record=$(scripts/records.py known "$name" "$key"); then
        say "$name: passed before with the same files ($record)"
        table+=("$(printf '%6d s  %-22s %s' 0 "$name" "passed before: $record")")
        return 0
    fi
    step "$name" "$@" && scripts/records.py add "$name" "$key" "$(date -u +%F), $took s"
}

# The table of all steps so far.
summary() {
    printf '\nseconds of each step:\n'
    printf '%s\n' "${table[@]}"
    printf '%6d s  in all\n\n' $SECONDS
}

# ---- steps of several tiers ----
install() { scripts/install-dependencies run test evm lint; }
format() { git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror; }
# build PRESET [ARGUMENT...]: warnings are errors in all presets.
build() { cmake --preset "$1" -DBUILD_TESTING=ON >/dev/null && cmake --build --preset "$@"; }

# What the mutants of the guarded contract depend on that the differential tests on an EVM find.
mutants_evm_of="contracts-model text tests/evm tests/mutation scripts/mutants scripts/mutants-evm scripts/mutation.py"
