#!/usr/bin/env bash
# The job scripts on a real Slurm of two nodes on this machine: every way of running a sweep ends with the
# map of the direct run.
. "$(dirname "$0")/../cli/common.sh"
. "$source/tests/slurm/cluster.sh"
trap 'stop_cluster; cd /; rm -rf "$folder"' EXIT

export ESSMAP=$essmap ESSMAP_JOBS=$source/jobs
# write_spec NAME TIMES: a sweep of TIMES times 8 blocks.
write_spec() {
    big_sweep '[0.05, 0.2, 0.5, 0.8]' 4 $(($2 * 8)) >"$1.toml"
    succeeds "$essmap" sweep "$1.toml" --out direct.nc --format json
    digest_of out.txt >"$1.digest"
}
# submit COMMAND...: a job's number.
submit() { "$@" || fail "$* was refused"; }
state_of() { scontrol -o show job "$1" 2>/dev/null | grep -o 'JobState=[A-Z_]*' | head -1 | cut -d= -f2; }
final() { case $(state_of "$1") in COMPLETED | FAILED | TIMEOUT | CANCELLED | NODE_FAIL) ;; *) return 1 ;; esac; }
# ended JOB [MAP]: a job on its way back into the queue passes through a final state. One that is not requeued, or whose
# map is there, has ended then; else it has if it still has soon after.
ended() { final "$1" && { [ -z "${2:-}" ] || { [ -e "$2" ] && [ ! -e "$2.checkpoint" ]; } || { sleep 3; final "$1"; }; }; }
at_work() { compgen -G "$1.checkpoint/*.rank-*" >/dev/null; }
# finishes JOB MAP SPEC SECONDS: the job completes, and the map is the direct run's.
finishes() {
    await "$4" ended "$1" "$2"
    [ "$(state_of "$1")" = COMPLETED ] || fail "job $1 ($2): $(scontrol -o show job "$1")"
    has_digest "$2" "$3"
}
# Nothing of the job is left on the nodes.
gone() { ! pgrep -f "slurmstepd: \[$1\." >/dev/null && [ -z "$(sweeps_at_work)" ]; }
# The same for a job that goes back into the queue: Slurm would wait two minutes before it starts it again.
finishes_requeued() {
    local end=$((SECONDS + 400))
    until ended "$1" "$2" || [ $SECONDS -gt $end ]; do
        [ "$(state_of "$1")" = PENDING ] && gone "$1" && scontrol update JobId="$1" StartTime=now 2>/dev/null
        sleep 0.2
    done
    finishes "$@" 10
    /usr/bin/python3 - "$2" <<'PY' || fail "$2 does not say that it was resumed"
import json, netCDF4, sys
d = netCDF4.Dataset(sys.argv[1])
assert int(d.resumes) >= 1 and len(json.loads(d.runs)) == int(d.resumes) + 1, (d.resumes, d.runs)
PY
}
has_digest() {
    /usr/bin/python3 -c 'import netCDF4, sys; print(netCDF4.Dataset(sys.argv[1]).content_digest)' "$1" >found.txt
    cmp -s found.txt "$2.digest" || fail "$1: digest $(cat found.txt), not $(cat "$2.digest")"
    [ ! -e "$1.checkpoint" ] || fail "$1: the checkpoint is still there"
}

start_cluster 2 2 || exit 1
write_spec short 1

echo "one MPI job on two nodes, by srun and by mpirun"
export ESSMAP_SPEC=$folder/short.toml
for launcher in srun mpirun; do
    job=$(ESSMAP_OUT=$launcher.nc ESSMAP_LAUNCHER=$launcher submit sbatch --parsable "$source/jobs/sweep.sbatch")
    finishes "$job" $launcher.nc short 120
done
[ "$(/usr/bin/python3 -c 'import json; print(json.loads(open("srun.nc.statistics.jsonl").readline())["ranks"])')" = 4 ] ||
    fail "not four ranks: $(cat srun.nc.statistics.jsonl)"

echo "tasks that are no MPI job: one works, the others say what they look like"
timeout 120 srun --mpi=none -n 3 "$ESSMAP" sweep short.toml --out tasks.nc --threads 1 >tasks.txt 2>&1
grep -q '^wrote tasks.nc' tasks.txt || fail "no task worked: $(cat tasks.txt)"
grep -q 'this looks like 3 tasks that are no MPI job: start them by srun --mpi=pmix' tasks.txt || fail "no hint: $(cat tasks.txt)"
has_digest tasks.nc short

echo "an array, and the merge that waits for it"
ESSMAP_OUT="an array.nc" submit "$source/jobs/submit-array" 3 >jobs.txt
finishes "$(awk '/merge/ { print $2 }' jobs.txt)" "an array.nc" short 180

# Third argument: the test, slurm.jobs or slurm.jobs.all.
if [ "${3:-}" != slurm.jobs ]; then
write_spec long 6
echo "a step that is killed, and the same job again"
export ESSMAP_SPEC=$folder/long.toml ESSMAP_OUT=killed.nc
job=$(submit sbatch --parsable "$source/jobs/sweep.sbatch")
await 60 at_work killed.nc
scancel --signal=KILL "$job.0"
await 60 ended "$job"
[ "$(state_of "$job")" = FAILED ] || fail "a killed step did not fail its job: $(state_of "$job")"
at_work killed.nc || fail "the blocks of a killed step are lost"
job=$(submit sbatch --parsable "$source/jobs/sweep.sbatch")
finishes "$job" killed.nc long 180
grep -Eq ' [1-9][0-9]* of 48 block\(s\) are finished' "essmap-$job.log" || fail "nothing was resumed: $(cat "essmap-$job.log")"

echo "a node that dies under its job"
export ESSMAP_OUT=node.nc
job=$(submit sbatch --parsable "$source/jobs/sweep.sbatch")
await 60 at_work node.nc
scontrol update nodename=n2 state=down reason=test
not_running() { [ "$(state_of "$1")" != RUNNING ]; }
await 60 not_running "$job"
await 60 gone "$job" # a node that comes back is empty: this one only counts as dead
scontrol update nodename=n2 state=resume
finishes_requeued "$job" node.nc long

echo "a time limit: stopped, requeued, resumed"
export ESSMAP_OUT=limited.nc
job=$(submit sbatch --parsable --time=1 --signal=B:USR1@45 "$source/jobs/sweep.sbatch")
await 60 at_work limited.nc
# Slurm's warning comes within half a minute: until then the ranks stand still, however fast they are.
kill -STOP $(sweeps_at_work)
await 60 grep -q 'SIGUSR1: asking essmap' "essmap-$job.log"
kill -CONT $(sweeps_at_work)
finishes_requeued "$job" limited.nc long
grep -q 'back into the queue, to resume' "essmap-$job.log" || fail "never stopped: $(cat "essmap-$job.log")"
fi

stop_cluster
# Whole: what ended a rank, with its backtrace, stands far above the end.
[ $failures -eq 0 ] || tail -n +1 essmap-*.log "$cluster"/*.log >&2
pgrep -f "$folder" >/dev/null && fail "Slurm is still there: $(pgrep -af "$folder")"
finish
