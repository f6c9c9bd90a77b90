#!/usr/bin/env bash
# Settings of the job scripts: what is not allowed is refused with one line and exit code 64, before anything runs
# or goes back into the queue. A real Slurm runs them in tests/slurm.
. "$(dirname "$0")/common.sh"

mkdir bin
printf '#!/bin/bash\necho "$@" >>ran.txt; exit 75\n' >bin/stopped
printf '#!/bin/bash\necho scontrol "$@" >>ran.txt; exit 1\n' >bin/scontrol
printf '#!/bin/bash\necho sbatch "$@" >>ran.txt; echo 7\n' >bin/sbatch
chmod +x bin/*
PATH=$PWD/bin:$PATH
export ESSMAP=$PWD/bin/stopped ESSMAP_SPEC=s.toml ESSMAP_JOBS=$source/jobs
export SLURM_JOB_ID=7 SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_RESTART_COUNT=5000
export SLURM_JOB_NUM_NODES=1 SLURM_JOB_NODELIST=n1

# refused NAME VALUE ALLOWED: by every script that reads it, and nothing was started.
refused() {
    local script
    for script in part merge sweep; do
        rm -f ran.txt
        expect 64 "^essmap: $1 = .* is not allowed: $3" env "$1=$2" timeout 20 bash "$source/jobs/$script.sbatch"
        [ ! -e ran.txt ] || fail "$1 = $2: $script.sbatch ran $(cat ran.txt)"
    done
    [ "$1" = ESSMAP_PARTS ] && return
    expect 64 "^essmap: $1 = .* is not allowed: $3" env "$1=$2" bash "$source/jobs/submit-array" 2
    [ ! -e ran.txt ] || fail "$1 = $2: submit-array ran $(cat ran.txt)"
}
for bad in abc '' -1 +1 ' 5' '5 ' '5 6' 0x10 08 1e3 1.5 99999999999999999999 1000001 '$(touch ran.txt)' $'5\n6' ∞ \
    'a[$(touch ran.txt)]' "$(printf '%0200d' 1)"; do
    refused ESSMAP_REQUEUES "$bad" 'a whole number, 0 to 1000000$'
    refused ESSMAP_PARTS "$bad" 'a whole number, 1 to 1000000$'
    [ "$bad" = 1000001 ] || refused SLURM_CPUS_PER_TASK "$bad" 'a whole number, 1 to 4096$'
done
for bad in '' slurm SRUN 'srun ' 'srun;true' $'srun\nmpirun'; do refused ESSMAP_LAUNCHER "$bad" 'srun or mpirun$'; done
refused ESSMAP_PARTS 0 'a whole number, 1 to 1000000$'
refused SLURM_CPUS_PER_TASK 4097 'a whole number, 1 to 4096$'
refused ESSMAP '' 'the program'
refused ESSMAP_SPEC '' 'the sweep specification'
refused ESSMAP_ARGS $'--log\n--engine exact' 'arguments separated by blanks$'
for bad in '' .nc map map.toml; do refused ESSMAP_OUT "$bad" 'the map to write'; done
for bad in '' 0 -3 08 0x8 8x 1000001; do
    expect 64 '^essmap: ESSMAP_PARTS = .* is not allowed: a whole number, 1 to' bash "$source/jobs/submit-array" "$bad"
done
expect 64 'ESSMAP_PARTS = \(empty\) is not allowed' bash "$source/jobs/submit-array"
[ ! -e ran.txt ] || fail "something was submitted: $(cat ran.txt)"

# What is allowed: the limit holds, at its value and beyond, and a job below it goes back.
part() { timeout 20 env "$@" bash "$source/jobs/part.sbatch" >out.txt 2>err.txt; }
for limit in 0 4999 5000; do
    rm -f ran.txt
    part "ESSMAP_REQUEUES=$limit"
    [ $? -eq 75 ] || fail "limit $limit: $(cat out.txt err.txt)"
    says 'requeued 5000 times already'
    grep -q scontrol ran.txt && fail "limit $limit: requeued"
    grep -q -- '--part 1/2 --out s.nc --threads 1 --resume' ran.txt || fail "not run: $(cat ran.txt)"
done
for limit in 5001 1000000; do
    part "ESSMAP_REQUEUES=$limit"
    grep -q 'scontrol requeue 7' ran.txt || fail "limit $limit: not requeued"
done
rm -f ran.txt
succeeds bash "$source/jobs/submit-array" 12 --time=5
grep -q 'sbatch --parsable --array=1-12 --time=5 ' ran.txt || fail "not submitted: $(cat ran.txt)"
finish
