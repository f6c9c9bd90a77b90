#!/usr/bin/env bash
# essmap shapley, stopped and killed at random moments, also while it writes what it keeps, and resumed with other ranks:
# always the same bits. Third argument: how many times. ESSMAP_SEED=N repeats the moments of a run.
. "$(dirname "$0")/common.sh"
kills=${3:-20}
seeded
export OMPI_MCA_btl_vader_backing_directory=$folder  # killed ranks leave their shared memory: here
export OMPI_MCA_odls_base_sigkill_timeout=0      # mpirun ends the others at once

# game NAME FUNCTION MEMBERS VALUES...
game() {
    printf '[game]\nkind = "sum"\nfunction = "%s"\ncontributions = [%s]\n[values]\n' "$2" "$(seq -s, 1 "$3")" >"$1.toml"
    printf '%s\n' "${@:4}" >>"$1.toml"
}
# values FILE: of every member, and how precisely, in a JSON report
values() { /usr/bin/python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(r["values"], r.get("sampling"))' "$1"; }
game sample 'ln(1+x)' 20 'by = "sample"' 'precision = 1e-9' 'max_replicates = 3_000_000'
game enumerate 'sqrt(x)' 26 'by = "enumerate"'
declare -A known
for name in sample enumerate; do
    "$essmap" shapley $name.toml --format json >out.txt 2>err.txt
    known[$name]=$(values out.txt)
    [ -n "${known[$name]}" ] || fail "$name: $(cat err.txt)"
done

# ended JOB: waits for it. mpirun 4.1.4 may wait for ever for a rank that was killed while it started.
ended() {
    for ((i = 0; i < 250; ++i)); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.02
    done
    kill -9 "$1" $(sweeps_at_work) 2>/dev/null
    wait "$1" 2>/dev/null
    while [ -n "$(sweeps_at_work)" ]; do sleep 0.02; done
}
milliseconds() { sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"; }
phases=()
for ((trial = 1; trial <= kills; ++trial)); do
    name=$([ $((RANDOM % 2)) -eq 0 ] && echo sample || echo enumerate)
    mpirun -q --oversubscribe -n $((RANDOM % 2 + 1)) "$essmap" shapley $name.toml --format json --threads 1 \
        --checkpoint $name.checkpoint --resume >$name.json 2>killed.txt </dev/null &
    job=$!
    for ((i = 0; i < 250; ++i)); do # until it is at work
        [ -n "$(find $name.checkpoint -name '*.json' -newer $name.json 2>/dev/null)" ] && break
        sleep 0.02
    done
    [ $((RANDOM % 4)) -eq 0 ] || milliseconds $((RANDOM % 400))
    case $((RANDOM % 3)) in
        0) phases+=(killed) ;;
        1) phases+=("killed while it stopped") && kill -TERM $(sweeps_at_work) && milliseconds $((RANDOM % 30)) ;;
        2) phases+=(stopped) && kill -TERM $(sweeps_at_work) && for ((i = 0; i < 250; ++i)); do
            [ -n "$(sweeps_at_work)" ] || break
            sleep 0.02
        done ;;
    esac 2>/dev/null
    kill -9 $(sweeps_at_work) 2>/dev/null
    ended $job
    [ $(find $name.checkpoint -name '*.rank-0.*' 2>/dev/null | wc -l) -le 3 ] || fail "trial $trial (seed $seed): too many states"
done
for name in sample enumerate; do
    mpirun -q --oversubscribe -n 2 "$essmap" shapley $name.toml --format json --threads 1 --checkpoint $name.checkpoint \
        --resume >out.txt 2>err.txt </dev/null
    [ "$(values out.txt)" = "${known[$name]}" ] || fail "$name (seed $seed): other values: $(cat err.txt)"
    [ ! -e $name.checkpoint ] || fail "$name (seed $seed): the checkpoint is still there"
done
echo "ended $kills times (seed $seed):" $(printf '%s\n' "${phases[@]}" | sort | uniq -c)

# Without --checkpoint, the folder is there once there is something to keep.
game long 'ln(1+x)' 20 'by = "sample"' 'precision = 1e-9' 'max_replicates = 100_000_000'
mpirun -q --oversubscribe -n 2 "$essmap" shapley long.toml --threads 1 >killed.txt 2>&1 </dev/null &
job=$!
until compgen -G 'long.toml.checkpoint/*.rank-0.*' >/dev/null || ! kill -0 $job 2>/dev/null; do sleep 0.1; done
kill -9 $(sweeps_at_work) 2>/dev/null
ended $job
compgen -G 'long.toml.checkpoint/*.rank-0.*' >/dev/null || fail "nothing is kept of a long run: $(cat killed.txt)"
expect 74 'long.toml.checkpoint holds sums that an earlier run finished' "$essmap" shapley long.toml
finish
