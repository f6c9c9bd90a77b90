# Sourced by the program tests. Gives $essmap, $source, a fresh folder as the working one, and checks.
set -u
essmap=$1
source=$2
folder=$(mktemp -d)
trap 'cd /; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0
case1=(--r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10)

fail() { echo "FAIL: $*" >&2; failures=$((failures + 1)); }

# expect CODE REGEX COMMAND...: the command ends with CODE and says exactly one line on stderr, matching.
expect() {
    local code=$1 pattern=$2; shift 2
    "$@" >out.txt 2>err.txt
    local got=$?
    [ "$got" -eq "$code" ] || fail "exit $got instead of $code: $*: $(cat err.txt)"
    grep -Eq -- "$pattern" err.txt || fail "message of $*: '$(cat err.txt)' does not match '$pattern'"
    [ "$(wc -l <err.txt)" -eq 1 ] || fail "not one line: $*: $(cat err.txt)"
    [ ! -s out.txt ] || fail "says something on stdout: $*"
}

# succeeds COMMAND...: exit code 0; output in out.txt.
succeeds() {
    "$@" >out.txt 2>err.txt || fail "exit $?: $*: $(cat err.txt)"
}

# says REGEX: the last output matches.
says() { grep -Eq -- "$1" out.txt || fail "output does not match '$1': $(cat out.txt)"; }

# number KEY VALUE TOLERANCE: a number of the last JSON output, by jq-like path in python's syntax.
number() {
    /usr/bin/python3 - "$1" "$2" "$3" <<'PY' || fail "number $1 is not $2"
import json, sys
data = json.load(open("out.txt"))
value = eval("data" + sys.argv[1])
sys.exit(0 if abs(value - float(sys.argv[2])) <= float(sys.argv[3]) * abs(float(sys.argv[2])) else 1)
PY
}

# sweeps_at_work: the processes of essmap sweep, launchers left out, that were started in this folder.
sweeps_at_work() {
    local pid
    for pid in $(pgrep -x essmap); do
        [ "/proc/$pid/cwd" -ef "$folder" ] && echo "$pid"
    done
}

# seeded [SEED]: RANDOM goes on from $ESSMAP_SEED, else from SEED, else from a new one, which is printed: what a random
# test met comes again with ESSMAP_SEED=N ctest --preset release -R cli.kill, as far as the machine's speed allows.
seeded() {
    seed=${ESSMAP_SEED:-${1:-$RANDOM}}
    RANDOM=$seed
    echo "ESSMAP_SEED=$seed"
}

# works PID HUNDREDTHS: waits until the process has used so much processor time, in hundredths of a second, or has ended.
works() {
    local words
    while kill -0 "$1" 2>/dev/null; do
        read -r -a words <"/proc/$1/stat" || return
        [ $((words[13] + words[14])) -lt "$2" ] || return 0
        sleep 0.02
    done 2>/dev/null
}

# big_sweep X0 R COUNT: a specification of a block for every r and COUNT values of theta.
big_sweep() {
    cat <<SPEC
x0 = $1
[axes]
r = $2
theta = { from = 0, to = 4, count = $3 }
gamma = { from = -8, to = 8, count = 65 }
mu = { from = 0, to = 12, count = 7 }
k = { from = 0.05, to = 0.65, count = 7 }
omega = 1
C = { from = 10, to = 100000, count = 17, scale = "log" }
SPEC
}

# parts_map: a specification whose layers a page takes in several parts.
parts_map() {
    cat <<SPEC
layers = ["case", "margin"]
[axes]
r = { from = 1, to = 5, count = 8 }
theta = { from = 0, to = 4, count = 640 }
gamma = { from = -8, to = 8, count = 500 }
mu = 8
k = 0.25
U = 10
SPEC
}

# digest_of FILE: the content digest in a JSON report.
digest_of() { /usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["content_digest"])' "$1"; }

# values_of MAP: a hash of all values in a map, read back by NetCDF.
values_of() {
    /usr/bin/python3 - "$1" <<'PY'
import hashlib, netCDF4, sys
d = netCDF4.Dataset(sys.argv[1])
d.set_auto_mask(False)
print(hashlib.sha256(b"".join(d[v][:].tobytes() for v in sorted(d.variables))).hexdigest())
PY
}

# evm_tools: is there what examples/deploy.py needs? Else $evm_missing says what is not.
evm_tools() {
    local anvil=("$source"/contracts-model/solidity/node_modules/@foundry-rs/anvil-*/bin/anvil)
    artifacts=$(dirname "$(dirname "$essmap")")/contracts-model/solidity
    evm_missing=
    [ -x "${anvil[0]}" ] && [ -e "$artifacts/newest-optimized.json" ] && return
    evm_missing="no anvil or no compiled contracts: scripts/install-dependencies evm, configure and build again"
    [ -z "${CI:-}" ] || fail "$evm_missing"
    return 1
}

finish() { [ "$failures" -eq 0 ] && echo "all as expected" || exit 1; }
