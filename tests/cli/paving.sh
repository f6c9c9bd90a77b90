#!/usr/bin/env bash
# sweep --adaptive: the same paving for any ranks and threads, after signals and kills; what stops it short; labels
# checked by rational arithmetic of Python's own; specifications that are refused.
. "$(dirname "$0")/common.sh"

specification() { # REGION UNDECIDED [LINE OF paving]
    cat <<SPEC
[axes]
r = { values = [3, 4, 8], discrete = true }
theta = { from = 0, to = 3, count = 3 }
gamma = { from = -8, to = 4, count = 2 }
mu = { from = -6, to = 12, count = 2 }
k = { from = 0.05, to = 0.45, count = 2 }
C = { from = 100, to = 100000, count = 2, scale = "log" }
[paving]
region = "$1"
undecided = $2
${3:-}
SPEC
}
specification case 0.06 >spec.toml
first=
known=
same() { # WHAT: m.nc, just written, is the first one
    first=${first:-$(digest_of out.txt)}
    known=${known:-$(values_of m.nc)}
    [ "$(digest_of out.txt)" = "$first" ] || fail "$1: $(digest_of out.txt), not $first"
    [ "$(values_of m.nc)" = "$known" ] || fail "$1: values differ"
    [ ! -e m.nc.checkpoint ] || fail "$1: the checkpoint is still there"
}
for combination in "1 1" "1 2" "2 1" "3 2"; do
    read -r ranks threads <<<"$combination"
    succeeds mpirun -n "$ranks" "$essmap" sweep spec.toml --adaptive --out m.nc --threads "$threads" --format json
    same "$ranks ranks, $threads threads"
done
says '"bound_reached": true'
number "['shares']['undecided'] <= 0.06" 1 0
number "['decided_boxes'] + data['undecided_boxes']" "$(/usr/bin/python3 -c '
import netCDF4; print((netCDF4.Dataset("m.nc")["tree"][:] < 64).sum())')" 0

# The digest, the labels and the tiling by other code: exact rationals, and ln(1+C) enclosed.
/usr/bin/python3 - "$source/examples" <<'PY' || fail "the file is not what it says"
import hashlib, math, random, sys
from fractions import Fraction
sys.path.insert(0, sys.argv[1])
import netCDF4, numpy
from paving import boxes
d = netCDF4.Dataset("m.nc")
tree = bytes(d["tree"][:].tobytes())
total = int.from_bytes(hashlib.sha256(d.description.encode()).digest(), "little")
for i in range(0, len(tree), 1 << 20):
    total += int.from_bytes(hashlib.sha256(f"tree {i >> 20}\n".encode() + tree[i:i + (1 << 20)]).digest(), "little")
assert (total % (1 << 256)).to_bytes(32, "little").hex() == d.content_digest
names, lower, upper, label = boxes("m.nc")
assert names == ["r", "theta", "mu", "k", "C", "gamma"]
volume = 1 / 3
for i in (1, 2, 3, 5):
    volume = volume * (upper[:, i] - lower[:, i]) / float(d[names[i]][-1] - d[names[i]][0])
volume = (volume * numpy.log(upper[:, 4] / lower[:, 4])).sum() / math.log(d["C"][-1] / d["C"][0])
assert abs(volume - 1) < 1e-9, volume
exact = lambda x: Fraction(repr(float(x)))
random.seed(5)
seen = [0] * 5
for _ in range(4000):
    i = random.randrange(len(label))
    if label[i] == 0:
        continue
    r, theta, mu, k, C, gamma = (random.choice(ends) for ends in zip(lower[i], upper[i]))
    U = math.log1p(C)
    signs = []
    for x in (0, 1):
        slope = 1 - exact(theta) / exact(r) - (1 - x) * exact(k)
        offset = x * exact(mu) - exact(gamma)
        ends = [slope * exact(u) + offset for u in (U * (1 - 1e-14), U * (1 + 1e-14))]
        signs.append(1 if min(ends) > 0 else -1 if max(ends) < 0 else 0)
    if 0 in signs:
        continue
    case = {(1, 1): 1, (-1, -1): 2, (-1, 1): 3, (1, -1): 4}[tuple(signs)]
    assert case == label[i], (case, label[i])
    seen[case] += 1
assert min(seen[1:4]) > 50, seen
PY

# Signals and kills: --resume goes on, with other ranks, to the same paving.
specification case 0.03 >big.toml
succeeds "$essmap" sweep big.toml --adaptive --out m.nc --format json
first=$(digest_of out.txt) known=$(values_of m.nc)
rm m.nc
begin() {
    "$essmap" sweep big.toml --adaptive --out m.nc --threads 1 --format json >begun.txt 2>begun.err &
    begun=$!
    until [ -n "$(find m.nc.checkpoint -name '*.rank-*' -size +100k 2>/dev/null)" ]; do
        kill -0 $begun 2>/dev/null || { fail "ended before it was interrupted: $(cat begun.err)"; return; }
        sleep 0.02
    done
}
for signal in TERM KILL; do
    begin
    kill -s $signal $begun
    wait $begun 2>/dev/null
    code=$?
    [ $signal = KILL ] || [ $code -eq 75 ] || fail "$signal: exit $code: $(cat begun.err)"
    [ ! -e m.nc ] || fail "$signal: a paving already"
    expect 74 'm.nc.checkpoint holds blocks that an earlier run finished' \
        "$essmap" sweep big.toml --adaptive --out m.nc
    expect 65 'was begun for another sweep' "$essmap" sweep spec.toml --adaptive --out m.nc --resume
    succeeds mpirun -n 3 "$essmap" sweep big.toml --adaptive --out m.nc --threads 1 --resume --format json
    grep -Eq 'resuming: [1-9][0-9]* tree' err.txt || fail "$signal: $(cat err.txt)"
    same "after $signal"
    succeeds "$essmap" sweep big.toml --adaptive --out m.nc --resume --format json
    says '"end": "was finished"'
    rm m.nc
done
succeeds "$essmap" sweep spec.toml --adaptive --out m.nc
expect 65 'm.nc is the finished file of another sweep: "undecided: 0.06" there, "undecided: 0.03" here' \
    "$essmap" sweep big.toml --adaptive --out m.nc --resume

# Too few boxes: what is certain is written, and said.
specification case 0.01 'max_boxes = 20000' >few.toml
for ranks in 1 2; do
    mpirun -q -n $ranks "$essmap" sweep few.toml --adaptive --out few.nc --format json >out.txt 2>err.txt
    [ $? -eq 2 ] || fail "max_boxes: exit $?: $(cat err.txt)"
    grep -Eq '^essmap: 0\.[0-9]+ of the volume stayed undecided, more than 0.01: ' err.txt || fail "$(cat err.txt)"
    [ "$(grep -c . err.txt)" -eq 1 ] || fail "not one line: $(cat err.txt)"
    number "['decided_boxes'] + data['undecided_boxes'] <= 20000" 1 0
    few=${few:-$(digest_of out.txt)}
    [ "$(digest_of out.txt)" = "$few" ] || fail "max_boxes: another digest on $ranks ranks"
done

# The loop, and times; a paving's specification is a dense sweep's too.
for region in keeps stable; do
    sed "s/keeps/$region/; s/undecided.*/undecided = 0.4/" "$source/examples/paving-loop.toml" >loop.toml
    succeeds "$essmap" sweep loop.toml --adaptive --out loop.nc --format json
    says "\"region\": \"$region\""
done
succeeds "$essmap" sweep loop.toml --out regimes.nc
{ echo 'x0 = 0.2'; specification saturates 0.3 'within = 1.5'; } >times.toml
succeeds "$essmap" sweep times.toml --adaptive --out times.nc --format json
succeeds "$essmap" sweep times.toml --out dense.nc

# What is refused.
refused() { expect "$1" "$2" "$essmap" sweep wrong.toml --adaptive --out w.nc; }
specification other 0.1 >wrong.toml
refused 65 'wrong.toml:9: paving.region = other is not allowed: case, saturates, keeps or stable'
specification case 0 >wrong.toml
refused 65 'wrong.toml:10: paving.undecided = 0 is not allowed: 0 < undecided <= 1'
specification case 0.1 'within = 2' >wrong.toml
refused 65 'wrong.toml:11: paving.within belongs to region saturates'
specification case 0.1 'max_boxes = 5' >wrong.toml
refused 65 'wrong.toml:8: paving.max_boxes = 5 is not allowed: at least the 6 root boxes'
specification case 0.1 'colour = 1' >wrong.toml
refused 65 'unknown key paving.colour'
specification saturates 0.1 >wrong.toml
refused 65 'paving.within is missing'
specification saturates 0.1 'within = 1' >wrong.toml
refused 65 'x0 = 0 shares is not allowed: one'
specification keeps 0.1 >wrong.toml
refused 65 'paving.region = keeps is not allowed: with a table \[regulation\]'
sed 's/unguarded/guarded/' "$source/examples/paving-loop.toml" >wrong.toml
refused 65 'with contract = "unguarded"'
sed 's/^theta.*/theta = [0, 1]/' "$source/examples/paving-loop.toml" >wrong.toml
refused 65 'theta = 2 points is not allowed: one'
sed 's/^mu.*/mu = [-1, 8]/' "$source/examples/paving-loop.toml" >wrong.toml
refused 65 'axes.mu = -1 is not allowed: mu >= 0'
sed '/paving/,$d' spec.toml >wrong.toml
refused 64 '--adaptive = wrong.toml is not allowed'
expect 64 '--dry-run cannot be combined with --adaptive: the number of boxes is not known in advance' "$essmap" sweep spec.toml --adaptive --dry-run
expect 64 '--part cannot be combined with --adaptive: run it over MPI ranks instead' "$essmap" sweep spec.toml --adaptive --part 1/2 --out w.nc
[ -z "$(ls -A | grep '^w')" ] || [ "$(ls -A | grep '^w')" = wrong.toml ] || fail "left behind: $(ls -A)"
finish
