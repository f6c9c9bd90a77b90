#!/usr/bin/env bash
# Which process speaks: under MPI rank 0, by itself every process, whatever a launcher of other tasks has left in
# the environment.
. "$(dirname "$0")/common.sh"

big_sweep '[0.2, 0.8]' '{ values = [2, 4], discrete = true }' 4 >spec.toml
cp "$source/examples/table3.toml" small.toml

# The variables of a farm that runs many essmaps, none of them an MPI job.
farms=(SLURM_PROCID=3 OMPI_COMM_WORLD_RANK=3 PMI_RANK=1 PMIX_RANK=2 'SLURM_PROCID=3 SLURM_JOB_ID=7 SLURM_NTASKS=4'
    'OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4 SLURM_JOB_ID=7' 'PMI_RANK=1 PMI_SIZE=4 PMIX_RANK=2'
    'SLURM_PROCID=1 SLURM_JOB_ID=7 SLURM_JOBID=7 SLURM_NODELIST=n1 SLURM_STEP_ID=0 SLURM_STEPID=0'
    'SLURM_PROCID=3 OMPI_COMM_WORLD_RANK=3 PMI_RANK=1 PMIX_RANK=2 SLURM_NODELIST=n[1-2]'
    'SLURM_PROCID= PMI_RANK=x OMPI_COMM_WORLD_RANK=-1')
for farm in "${farms[@]}"; do
    read -r -a task <<<"$farm"
    run=(env "${task[@]}" timeout 60 "$essmap")
    expect 64 'r = 0 is not allowed' "${run[@]}" classify --r 0 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10
    expect 64 'no flag --nonsense' "${run[@]}" simulate --nonsense
    expect 64 'no subcommand frobnicate' "${run[@]}" frobnicate
    expect 74 'cannot read missing.nc' "${run[@]}" plot missing.nc --x theta --y gamma --out p.png
    expect 74 'cannot read missing.nc' "${run[@]}" check missing.nc
    expect 74 'cannot read missing.toml' "${run[@]}" recommend missing.toml
    expect 64 'no flag --nonsense' "${run[@]}" sweep --nonsense
    expect 64 '--out = x.gif' "${run[@]}" shapley missing.toml --out x.gif
    succeeds "${run[@]}" classify "${case1[@]}"
    says 'everyone shares'
    rm -f m.nc
    succeeds "${run[@]}" sweep small.toml --engine exact --out m.nc
    says 'wrote m.nc'
done

# on N COMMAND...: under mpirun, whose own words are left out; a rank that is silent ends no other in mid-sentence.
on() { local ranks=$1; shift; timeout 60 mpirun -q -n "$ranks" "$@"; }
for i in 1 2; do
    expect 64 'there is no flag --bogus; see essmap sweep --help' on 4 "$essmap" sweep small.toml --bogus
    expect 64 '--part = 3/2 is not allowed' on 4 "$essmap" sweep small.toml --part 3/2 --out m.nc
    expect 64 '--out is required' on 4 "$essmap" merge
    expect 64 '--sensitivity = x.toml is not allowed' on 4 "$essmap" shapley game.toml --sensitivity x.toml
    expect 64 '--format = xml is not allowed' on 4 "$essmap" shapley game.toml --format xml
    expect 64 '--out is missing' on 4 "$essmap" sweep small.toml
done
succeeds on 4 "$essmap" sweep --help
succeeds on 2 "$essmap" --version

# Ranks of one run that were asked for different things are told by name what it is.
apart() { # CODE REGEX ARGUMENTS : ARGUMENTS
    local code=$1 pattern=$2 first=(); shift 2
    while [ "$1" != : ]; do first+=("$1"); shift; done
    shift
    expect "$code" "$pattern" timeout 60 mpirun -q -n 1 "$essmap" "${first[@]}" : -n 2 "$essmap" "$@"
}
cp small.toml other.toml
rm -f m.nc
apart 64 '--out differs between ranks: m.nc on rank 0, n.nc on rank 1$' \
    sweep small.toml --out m.nc : sweep small.toml --out n.nc
apart 64 'specification differs between ranks: small.toml on rank 0, other.toml on rank 1; --out differs' \
    sweep small.toml --out m.nc : sweep other.toml --out n.nc
apart 64 '--engine differs between ranks: exact on rank 0, not given on rank 1' \
    sweep small.toml --engine exact --out m.nc : sweep small.toml --out m.nc
apart 64 '--resume differs between ranks: given on rank 0, not given on rank 1' \
    sweep small.toml --resume --out m.nc : sweep small.toml --out m.nc
apart 64 '--dry-run differs between ranks: not given on rank 0, given on rank 1' \
    sweep small.toml --out m.nc : sweep small.toml --out m.nc --dry-run
apart 64 '--adaptive differs between ranks' sweep small.toml --out m.nc : sweep small.toml --out m.nc --adaptive
apart 64 '--part differs between ranks: 1/2 on rank 0, 2/2 on rank 1' \
    sweep small.toml --part 1/2 --out m.nc : sweep small.toml --part 2/2 --out m.nc
apart 64 'folders differs between ranks: a b on rank 0, a on rank 1' merge --out m.nc a b : merge --out m.nc a
apart 64 'the command differs between ranks: sweep on rank 0, merge on rank 1' \
    sweep small.toml --out m.nc : merge --out m.nc
apart 64 '--checkpoint differs between ranks: not given on rank 0, x on rank 1' \
    shapley game.toml : shapley game.toml --checkpoint x
apart 64 'nothing on rank 0, there is no flag --bogus.* on rank 1' sweep small.toml --out m.nc : sweep small.toml --bogus
apart 64 'nothing on rank 0, --threads = 0 is not allowed' \
    sweep small.toml --out m.nc : sweep small.toml --out m.nc --threads 0
[ ! -e m.nc ] && [ ! -e m.nc.checkpoint ] || fail "ranks that differ left something"
succeeds timeout 60 mpirun -q -n 1 "$essmap" sweep small.toml --out m.nc --threads 1 : \
    -n 1 "$essmap" sweep --out=m.nc small.toml --threads 2 --log

# Tasks that are no MPI job: one works, the others say what this looks like.
"$essmap" sweep spec.toml --out tasks.nc --threads 1 >first.txt 2>&1 &
first=$!
until [ -s tasks.nc.checkpoint/manifest.json ]; do kill -0 $first || break; sleep 0.02; done
kill -STOP $first
hint='another run is at work.*; this looks like 3 tasks that are no MPI job: start them by srun --mpi=pmix or mpirun$'
for task in 'SLURM_JOB_ID=7 SLURM_NTASKS=3 SLURM_PROCID=1' 'SLURM_STEP_NUM_TASKS=3' 'PMI_SIZE=3 PMI_RANK=2' \
    'OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=2'; do
    read -r -a task <<<"$task"
    expect 74 "$hint" env "${task[@]}" "$essmap" sweep spec.toml --out tasks.nc
    expect 74 "$hint" env "${task[@]}" "$essmap" merge --out tasks.nc
done
expect 74 'another run is at work on it \([^;]*\)$' env SLURM_NTASKS=1 "$essmap" sweep spec.toml --out tasks.nc
expect 74 'another run is at work on it \([^;]*\)$' \
    env SLURM_NTASKS=2 timeout 60 mpirun -q -n 2 "$essmap" sweep spec.toml --out tasks.nc
kill -CONT $first
wait $first || fail "the task at work failed: $(cat first.txt)"
# Alone it needs no folder for temporary files, and many at once do not meet in one.
game=$source/examples/council.toml
succeeds env TMPDIR=/proc/nowhere "$essmap" shapley "$game"
for i in {1..12}; do "$essmap" shapley "$game" >alone$i.txt 2>&1 & pids[i]=$!; done
for i in {1..12}; do wait "${pids[i]}" || fail "one of twelve at once: $(head -5 alone$i.txt)"; done
finish
