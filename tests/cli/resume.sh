#!/usr/bin/env bash
# Interrupted sweeps: what --resume goes on from, what it refuses, and what a damaged checkpoint costs.
# Third argument: in how many ways each file of a checkpoint is damaged, 1 to 5.
. "$(dirname "$0")/common.sh"
ways=${3:-5}

big_sweep '[0.2, 0.8]' '{ values = [2, 4], discrete = true }' 9 >spec.toml
succeeds "$essmap" sweep spec.toml --out direct.nc --format json
direct=$(digest_of out.txt)
values=$(values_of direct.nc)

# begin [LAUNCHER...]: starts a sweep of m.nc in the background and waits until $journals ranks have blocks
# on disk.
journals=1
begin() {
    rm -rf m.nc m.nc.checkpoint
    "$@" "$essmap" sweep spec.toml --out m.nc --threads 1 --format json >begun.txt 2>begun.err &
    begun=$!
    until [ "$(find m.nc.checkpoint -name '*.rank-*' -size +1k 2>/dev/null | wc -l)" -ge $journals ]; do
        kill -0 $begun 2>/dev/null || { fail "ended before it was interrupted"; return; }
        sleep 0.05
    done
}
# is_whole WHAT: m.nc is the map of the direct run, and nothing else is left.
is_whole() {
    [ "$(digest_of out.txt)" = "$direct" ] || fail "$1: another digest"
    [ "$(values_of m.nc)" = "$values" ] || fail "$1: other values"
    [ ! -e m.nc.checkpoint ] || fail "$1: the checkpoint is still there"
}
resume() { succeeds "$@" "$essmap" sweep spec.toml --out m.nc --resume --threads 1 --format json; }

# Signals finish the blocks in hand and end with 75; --resume goes on, with other ranks.
for signal in TERM USR1 INT; do
    begin
    kill -s $signal $begun
    wait $begun
    [ $? -eq 75 ] || fail "$signal: exit $? instead of 75: $(cat begun.err)"
    grep -q '"end": "stopped"' begun.txt || fail "$signal: $(cat begun.txt)"
    [ ! -e m.nc ] || fail "$signal: a map already"
    expect 74 'm.nc.checkpoint holds blocks that an earlier run finished' "$essmap" sweep spec.toml --out m.nc
    resume mpirun -n 3
    grep -Eq ' [1-9][0-9]* of [0-9]+ block\(s\) are finished' err.txt || fail "$signal: $(cat err.txt)"
    is_whole "after $signal"
done
number "['run']" 2 0
resume
says '"end": "was finished"'
[ "$(digest_of out.txt)" = "$direct" ] || fail "a finished map has another digest"

# A second run, or a merge, of a map at work is refused; so is a part of it.
begin
kill -STOP $begun
refused='cannot write m.nc: another run is at work on it \(process [0-9]+ on .* since '
expect 74 "$refused" "$essmap" sweep spec.toml --out m.nc
expect 74 "$refused" "$essmap" sweep spec.toml --out m.nc --resume
expect 74 "$refused" "$essmap" sweep spec.toml --out m.nc --part 1/2
expect 74 "$refused" "$essmap" merge --out m.nc
kill -CONT $begun
wait $begun || fail "the first run failed: $(cat begun.err)"
cp begun.txt out.txt
is_whole "beside runs that were refused"

# Another specification is refused, and named; other words for the same are not.
begin
kill -9 $begun
wait $begun 2>/dev/null
sed 's/count = 17, scale/count = 19, scale/' spec.toml >other.toml
expect 65 'm.nc.checkpoint was begun for another sweep: "(\.\.\.)?.*" there, ".*" here' \
    "$essmap" sweep other.toml --out m.nc --resume
expect 65 'begun for another sweep: "engine: cvode" there, "engine: exact" here' \
    "$essmap" sweep spec.toml --out m.nc --resume --engine exact
for change in 's/^x0.*/x0 = [0.3]/' '1i saturation = 0.9' '1i tolerance = 1e-6' '1i layers = ["case"]' \
    '$a [output]\nprecision = "float32"' '$a [output]\ncompression = 3'; do
    sed "$change" spec.toml >other.toml
    expect 65 'begun for another sweep' "$essmap" sweep other.toml --out m.nc --resume
done
# A machine that rounds otherwise, where glibc has other code for it.
if ! GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 "$essmap" sweep spec.toml --out m.nc --resume 2>err.txt >out.txt; then
    grep -Eq '"mathematical library: [0-9a-f]+" there, "mathematical library: [0-9a-f]+" here' err.txt ||
        fail "another machine: $(cat err.txt)"
else
    echo "note: glibc rounds alike on every processor here"
    [ "$(values_of m.nc)" = "$values" ] || fail "another machine, another map"
    begin
    kill -9 $begun
    wait $begun 2>/dev/null
fi
# A version of essmap that computes otherwise.
sed -i 's/results version: [0-9]*/results version: 0/' m.nc.checkpoint/manifest.json
/usr/bin/python3 - <<'PY'
import hashlib, json
path = "m.nc.checkpoint/manifest.json"
m = json.load(open(path))
m["sha256"] = hashlib.sha256("\0".join(m[k] for k in ("identity", "specification", "name", "engine")).encode()).hexdigest()
json.dump(m, open(path, "w"))
PY
expect 65 'another sweep: "results version: 0" there, "results version: [1-9][0-9]*" here' \
    "$essmap" sweep spec.toml --out m.nc --resume
rm m.nc.checkpoint/manifest.json
sed '1i # the same in other words\ntitle = "Another title"' spec.toml >same.toml
succeeds "$essmap" sweep same.toml --out m.nc --resume --format json
grep -q 'manifest.json is missing or damaged' err.txt || fail "a lost manifest is not mentioned: $(cat err.txt)"
is_whole "after a lost manifest"

# The finished map of another sweep is not written over by --resume.
expect 65 'm.nc is the finished map of another sweep' "$essmap" sweep other.toml --out m.nc --resume

# Any file of the checkpoint truncated, flipped, deleted, or replaced by nothing or by garbage: never a
# wrong map, and only what was touched is computed again.
seeded # ESSMAP_SEED=N repeats the damage of a run
journals=2
begin mpirun -n 3
kill -9 $(sweeps_at_work) 2>/dev/null
wait $begun 2>/dev/null
rm -rf saved && cp -r m.nc.checkpoint saved
kinds=(truncate flip delete empty garbage)
for file in $(cd saved && ls -A); do
    first=$((RANDOM % 5))
    for ((way = 0; way < ways; ++way)); do
        damage=${kinds[(first + way) % 5]}
        rm -rf m.nc m.nc.checkpoint
        cp -r saved m.nc.checkpoint
        /usr/bin/python3 - "m.nc.checkpoint/$file" $damage $RANDOM <<'PY'
import os, random, sys
path, damage, seed = sys.argv[1:]
random.seed(int(seed))
data = bytearray(open(path, "rb").read())
if damage == "delete":
    os.remove(path)
    sys.exit()
if damage == "truncate":
    data = data[:random.randrange(len(data) + 1)]
if damage == "flip" and data:
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
if damage == "empty":
    data = b""
if damage == "garbage":
    data = random.randbytes(len(data))
open(path, "wb").write(data)
PY
        resume mpirun -n 2
        is_whole "$file, $damage (seed $seed)"
    done
done

# Two folders of different sweeps do not merge; parts that are missing are counted.
rm -rf m.nc
sed 's/count = 65/count = 33/' spec.toml >other.toml
succeeds "$essmap" sweep spec.toml --out a.nc --part 1/2 --engine exact
succeeds "$essmap" sweep other.toml --out b.nc --part 2/2 --engine exact
expect 65 'b.nc.checkpoint and a.nc.checkpoint are of different sweeps: ".*" there, ".*" here' \
    "$essmap" merge --out m.nc a.nc.checkpoint b.nc.checkpoint
expect 65 'a.nc.checkpoint: 9 of 18 block\(s\) are missing' "$essmap" merge --out a.nc
expect 74 'cannot read none.nc.checkpoint: there is no such folder' "$essmap" merge --out none.nc
expect 64 '--part = 3/2 is not allowed: i/n' "$essmap" sweep spec.toml --out m.nc --part 3/2
expect 64 '--part = 3 is not allowed: i/n' "$essmap" sweep spec.toml --out m.nc --part 3
OMP_THREAD_LIMIT=2 expect 64 'OMP_THREAD_LIMIT = 2 is not allowed: at least 3' "$essmap" sweep spec.toml --out m.nc --threads 2
[ ! -e m.nc ] && [ ! -e m.nc.checkpoint ] || fail "a refused merge left something"

# One line of statistics a run, whose times add up; and in the map, who filled it.
succeeds "$essmap" sweep spec.toml --out a.nc --part 2/2 --engine exact --statistics s.jsonl
succeeds "$essmap" merge --out a.nc --statistics s.jsonl --log
[ "$(wc -l <s.jsonl)" -eq 2 ] || fail "not one line a run: $(cat s.jsonl)"
/usr/bin/python3 - <<'PY' || fail "statistics or provenance"
import json, netCDF4
fill, merge = (json.loads(line) for line in open("s.jsonl"))
busy = fill["filling_seconds"] + fill["packing_seconds"]
assert 0 < busy <= fill["ranks"] * fill["threads"] * fill["seconds"], fill
assert fill["end"] == "part filled" and fill["part"] == "2/2" and fill["blocks"] == 9, fill
assert merge["end"] == "map written" and merge["blocks_found"] == 18, merge
d = netCDF4.Dataset("a.nc")
runs = json.loads(d.runs)
assert [r["part"] for r in runs] == ["1/2", "2/2"] and d.resumes == 0 and d.hosts == 1, runs
PY
finish
