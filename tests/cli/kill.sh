#!/usr/bin/env bash
# SIGKILL at random moments, of one rank or of all, then a resume with other ranks: always the same map.
# Third argument: how many times. ESSMAP_SEED=N repeats the moments of a run.
. "$(dirname "$0")/common.sh"
kills=${3:-50}
seeded
export OMPI_MCA_btl_vader_backing_directory=$folder  # killed ranks leave their shared memory: here
export OMPI_MCA_odls_base_sigkill_timeout=0      # mpirun ends the others at once

# Half computing, half writing.
big_sweep '[0.2, 0.8]' 4 6 >spec.toml
big_sweep '[0.2, 0.8]' 4 33 >wide.toml
# Milliseconds a run takes; its digest and values.
measure() {
    local start=${EPOCHREALTIME/[.,]/}
    succeeds mpirun -n 2 "$essmap" sweep "$1.toml" --out m.nc --threads 1 --engine "$2" --format json
    took=$(((${EPOCHREALTIME/[.,]/} - start) / 1000))
    digest=$(digest_of out.txt)
    values=$(values_of m.nc)
    rm m.nc
}
declare -A known_took known_digest known_values
for kind in "spec cvode" "wide exact"; do
    measure $kind
    known_took[$kind]=$took known_digest[$kind]=$digest known_values[$kind]=$values
done
phases=()
for ((trial = 1; trial <= kills; ++trial)); do
    kind=$([ $((trial % 2)) -eq 0 ] && echo "spec cvode" || echo "wide exact")
    read -r name engine <<<"$kind"
    rm -rf m.nc m.nc.checkpoint
    ranks=$((RANDOM % 4 + 1))
    mpirun -q -n $ranks "$essmap" sweep $name.toml --out m.nc --threads $((RANDOM % 2 + 1)) --engine $engine \
        >killed.txt 2>&1 </dev/null &
    job=$!
    # A third of the time, when the map is being written.
    if [ $((trial % 3)) -eq 0 ]; then
        until [ -e m.nc.checkpoint/map ] || ! kill -0 $job 2>/dev/null; do sleep 0.002; done
        wait_ms=$((RANDOM % 40))
    else
        wait_ms=$((RANDOM % (known_took[$kind] + 1)))
    fi
    sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
    victims=($(sweeps_at_work))
    if [ $((RANDOM % 2)) -eq 0 ] && [ ${#victims[@]} -gt 0 ]; then
        kill -9 "${victims[RANDOM % ${#victims[@]}]}" 2>/dev/null
        what="one rank"
    else
        kill -9 $job "${victims[@]}" 2>/dev/null
        what="all ranks"
    fi
    # mpirun 4.1.4 may wait for ever for a rank that was killed while it started.
    for ((i = 0; i < 250; ++i)); do
        kill -0 $job 2>/dev/null || break
        sleep 0.02
    done
    kill -9 $job 2>/dev/null
    wait $job 2>/dev/null
    kill -9 $(sweeps_at_work) 2>/dev/null
    while [ -n "$(sweeps_at_work)" ]; do sleep 0.02; done
    if [ -e m.nc ] && [ ! -e m.nc.checkpoint ]; then
        phases+=(after)
    elif [ -e m.nc.checkpoint/map ]; then
        phases+=(assembling)
    elif compgen -G 'm.nc.checkpoint/*.rank-*' >/dev/null; then
        phases+=(filling)
    else
        phases+=(before)
    fi
    succeeds mpirun -n $((ranks % 4 + 1)) "$essmap" sweep $name.toml --out m.nc --engine $engine --resume --threads 1 \
        --format json </dev/null
    [ "$(digest_of out.txt)" = "${known_digest[$kind]}" ] || fail "trial $trial (seed $seed), $what: another digest"
    [ "$(values_of m.nc)" = "${known_values[$kind]}" ] || fail "trial $trial (seed $seed), $what: other values"
    [ ! -e m.nc.checkpoint ] || fail "trial $trial (seed $seed), $what: the checkpoint is still there"
done
echo "killed $kills times (seed $seed):" $(printf '%s\n' "${phases[@]}" | sort | uniq -c)
finish
