# Sourced by the job scripts. Settings come from the environment; what is not set has the default below. A setting
# that is not allowed is refused with one line and exit code 64.
#   ESSMAP           the program                       (essmap, from PATH)
#   ESSMAP_SPEC      sweep specification, TOML         (must be set)
#   ESSMAP_OUT       map to write                      (the specification's name with .nc)
#   ESSMAP_ARGS      more arguments of essmap sweep, separated by blanks, such as "--engine both"
#   ESSMAP_LAUNCHER  srun or mpirun                    (srun; sweep.sbatch only)
#   ESSMAP_PARTS     parts of the array                (its number of tasks; part.sbatch only)
#   ESSMAP_REQUEUES  how often a job that was stopped may put itself back into the queue (100)
# shellcheck shell=bash
set -u

# refuse NAME VALUE ALLOWED: one line, made printable, and the end.
refuse() {
    local value=$2
    [[ "$value" != *[[:cntrl:]]* && ${#value} -le 60 ]] || printf -v value '%.60q' "$value"
    printf 'essmap: %s = %s is not allowed: %s\n' "$1" "${value:-(empty)}" "$3" >&2
    exit 64
}
# whole_number NAME LEAST MOST: its value is a decimal number without sign, blanks or zeros before it.
whole_number() {
    local value=${!1}
    if [[ ! "$value" =~ ^(0|[1-9][0-9]{0,6})$ ]] || ((value < $2 || value > $3)); then
        refuse "$1" "$value" "a whole number, $2 to $3"
    fi
}

ESSMAP=${ESSMAP-essmap}
ESSMAP_SPEC=${ESSMAP_SPEC-}
ESSMAP_OUT=${ESSMAP_OUT-$(basename "${ESSMAP_SPEC%.toml}").nc}
ESSMAP_LAUNCHER=${ESSMAP_LAUNCHER-srun}
ESSMAP_PARTS=${ESSMAP_PARTS-${SLURM_ARRAY_TASK_COUNT:-1}}
ESSMAP_REQUEUES=${ESSMAP_REQUEUES-100}
SLURM_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK-1}
SLURM_RESTART_COUNT=${SLURM_RESTART_COUNT-0}
stopped=75 # essmap's exit code when a signal stopped it and --resume will go on

[ -n "$ESSMAP" ] || refuse ESSMAP "" "the program, such as essmap"
[ -n "$ESSMAP_SPEC" ] || refuse ESSMAP_SPEC "" "the sweep specification, such as spec.toml"
[[ "$ESSMAP_OUT" == ?*.nc ]] || refuse ESSMAP_OUT "$ESSMAP_OUT" "the map to write, a name that ends in .nc"
[[ "$ESSMAP_LAUNCHER" =~ ^(srun|mpirun)$ ]] || refuse ESSMAP_LAUNCHER "$ESSMAP_LAUNCHER" "srun or mpirun"
[[ "${ESSMAP_ARGS-}" != *[[:cntrl:]]* ]] || refuse ESSMAP_ARGS "$ESSMAP_ARGS" "arguments separated by blanks"
whole_number ESSMAP_PARTS 1 1000000
whole_number ESSMAP_REQUEUES 0 1000000
whole_number SLURM_CPUS_PER_TASK 1 4096
whole_number SLURM_RESTART_COUNT 0 9999999
threads=$SLURM_CPUS_PER_TASK
read -r -a essmap_args <<<"${ESSMAP_ARGS-}"

tell() { printf '%s job %s: %s\n' "$(date -u +%FT%TZ)" "${SLURM_JOB_ID:-none}" "$*"; }

# run COMMAND...: runs it, passes SIGUSR1 (Slurm's warning before the time limit) and SIGTERM on to essmap,
# and returns its exit code.
run() {
    trap 'pass_on USR1' USR1
    trap 'pass_on TERM' TERM
    "$@" &
    child=$!
    local code
    while true; do
        wait "$child"
        code=$?
        kill -0 "$child" 2>/dev/null || break # a trap ends wait before the child
    done
    trap - USR1 TERM
    return "$code"
}

# srun and mpirun pass SIGUSR1 on to every rank; SIGTERM would make mpirun kill them.
asked=no
pass_on() {
    asked=yes
    tell "SIG$1: asking essmap to finish the blocks in hand"
    kill -s USR1 "$child" 2>/dev/null
}

# finish CODE: a stopped job goes back into the queue and resumes there; any other code is the job's. A signal
# may come before essmap listens, and end it (128 + its number): it is stopped all the same.
finish() {
    local code=$1
    case $asked,$code in yes,138 | yes,143) code=$stopped ;; esac
    if [ "$code" -ne "$stopped" ]; then
        tell "ends with exit code $1"
        exit "$1"
    fi
    if [ "$SLURM_RESTART_COUNT" -ge "$ESSMAP_REQUEUES" ]; then
        tell "stopped, and was requeued $SLURM_RESTART_COUNT times already: submit it again to go on"
        exit "$stopped"
    fi
    tell "stopped: back into the queue, to resume"
    local id=$SLURM_JOB_ID
    # The tasks of an array are requeued one by one.
    [ -z "${SLURM_ARRAY_JOB_ID:-}" ] || id=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
    scontrol requeue "$id" || exit "$stopped"
    sleep 60 # Slurm ends this run
}
