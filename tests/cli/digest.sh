#!/usr/bin/env bash
# The content of a map is the same for any number of ranks and threads and any tile size, bit for bit.
. "$(dirname "$0")/common.sh"

cat >spec.toml <<'SPEC'
x0 = [0.05, 0.2, 0.7]
[axes]
r = { values = [1, 2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 9 }
gamma = { from = -8, to = 8, count = 33 }
mu = [-6, 0, 4, 8]
k = [0.1, 0.25, 0.4]
omega = [1, 4]
C = { from = 10, to = 100000, count = 11, scale = "log" }
SPEC
digest_of() { /usr/bin/python3 -c 'import json; print(json.load(open("out.txt"))["content_digest"])'; }
for engine in cvode both; do
    first=
    for ranks in 1 2 3 4; do
        for threads in 1 2; do
            for tile in 1 100000 1000000; do
                [ "$ranks" -eq 4 ] && [ "$tile" -eq 100000 ] && continue
                succeeds mpirun -n "$ranks" "$essmap" sweep spec.toml --out m.nc --engine $engine \
                    --threads "$threads" --tile-cells "$tile" --format json
                digest=$(digest_of)
                first=${first:-$digest}
                [ "$digest" = "$first" ] || fail "$engine, $ranks ranks, $threads threads, tile $tile: $digest, not $first"
                # The values themselves, read back.
                values=$(/usr/bin/python3 -c 'import hashlib, xarray
d = xarray.open_dataset("m.nc")
print(hashlib.sha256(b"".join(d[v].values.tobytes() for v in sorted(d.variables))).hexdigest())')
                eval "known=\${values_$engine:-}"
                [ -n "$known" ] || { eval "values_$engine=$values"; known=$values; }
                [ "$values" = "$known" ] || fail "$engine, $ranks ranks, $threads threads, tile $tile: values differ"
            done
        done
    done
done
succeeds "$essmap" sweep spec.toml --out m.nc --engine both --format json
number "['disagreements']" 0 0
number "['cells']" 313632 0
number "['stored_cells']" 156816 0
# One number changed: another digest.
one=$(digest_of)
sed 's/count = 9/count = 10/' spec.toml >other.toml
succeeds "$essmap" sweep other.toml --out m.nc --engine both --format json
[ "$(digest_of)" != "$one" ] || fail "another map, the same digest"
finish
