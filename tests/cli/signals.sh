#!/usr/bin/env bash
# A signal ends what waits for a file that does not come, and --out and inputs that are pipes are handled as such.
. "$(dirname "$0")/common.sh"
cp "$source/examples/table3.toml" spec.toml
mkfifo pipe.toml

# Opened by a process that is then asked to stop: waiting is seen by its threads being in the system's open.
waits_in_open() {
    local task
    for task in /proc/"$1"/task/*; do
        grep -Eq 'wait_for_partner|fifo_open' "$task/wchan" 2>/dev/null && return
    done
    return 1
}
# ends_by SIGNAL CODES COMMAND...: it waits, gets the signal, and ends with one of the codes.
ends_by() {
    local signal=$1 codes=$2 i; shift 2
    "$@" >out.txt 2>err.txt &
    local process=$!
    for ((i = 0; i < 500; ++i)); do
        waits_in_open $process && break
        sleep 0.02
    done
    kill -s "$signal" $process
    for ((i = 0; i < 1500; ++i)); do
        kill -0 $process 2>/dev/null || break
        sleep 0.02
    done
    kill -9 $process 2>/dev/null && fail "deaf to $signal: $*"
    wait $process
    local code=$?
    [[ " $codes " == *" $code "* ]] || fail "$signal: exit $code, not one of $codes: $*: $(cat err.txt)"
}
for signal in TERM USR1 INT; do
    [ $signal = INT ] && set -m # a background job of a script ignores INT
    ends_by $signal 75 "$essmap" sweep pipe.toml --out m.nc
    grep -q '^essmap: stopped by a signal before pipe.toml was read$' err.txt || fail "$signal: $(cat err.txt)"
    [ "$(wc -l <err.txt)" -eq 1 ] || fail "$signal: not one line: $(cat err.txt)"
    set +m
done
ends_by TERM 75 "$essmap" sweep pipe.toml --adaptive --out m.nc
ends_by TERM '75 143' "$essmap" sweep pipe.toml --dry-run
ends_by TERM '75 143' "$essmap" shapley pipe.toml
ends_by TERM '75 143' "$essmap" regulate pipe.toml
ends_by TERM '75 143' "$essmap" recommend pipe.toml
[ -z "$(ls -d m.nc* 2>/dev/null)" ] || fail "left: $(ls -d m.nc*)"

# Over ranks too, whichever is asked; the launcher's own words are left out.
mpirun -q -n 3 "$essmap" sweep pipe.toml --out m.nc >out.txt 2>err.txt &
job=$!
until [ "$(sweeps_at_work | wc -l)" -eq 3 ]; do kill -0 $job || break; sleep 0.02; done
waiting() { local process; for process in $(sweeps_at_work); do waits_in_open "$process" && return; done; return 1; }
for ((i = 0; i < 500; ++i)); do waiting && break; sleep 0.02; done
for process in $(sweeps_at_work); do waits_in_open "$process" || { kill -TERM "$process"; break; }; done
wait $job
code=$?
[ $code -eq 75 ] || fail "a rank of three was asked to stop: exit $code: $(cat err.txt)"
[ "$(grep -c 'stopped by a signal' err.txt)" -eq 1 ] || fail "not said once: $(cat err.txt)"

# A pipe that is written to is a specification as any other: process substitution, standard input.
succeeds "$essmap" sweep <(cat spec.toml) --engine exact --out a.nc
succeeds "$essmap" sweep /dev/stdin --engine exact --out b.nc <spec.toml
cat spec.toml | succeeds "$essmap" sweep /dev/stdin --engine exact --out c.nc
succeeds "$essmap" recommend "$source/examples/recommend.toml" --format json
cp out.txt file.txt
succeeds "$essmap" recommend <(cat "$source/examples/recommend.toml") --format json
diff <(grep -v '"file"\|/dev/fd' file.txt | head -20) <(grep -v '"file"\|/dev/fd' out.txt | head -20) >/dev/null ||
    fail "a specification from a pipe is another"
for map in a b c; do [ "$(values_of $map.nc)" = "$(values_of a.nc)" ] || fail "$map.nc differs"; done
finish
