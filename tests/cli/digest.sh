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
# The values themselves, read back.
values_of() {
    /usr/bin/python3 -c 'import hashlib, netCDF4
d = netCDF4.Dataset("m.nc")
d.set_auto_mask(False)
print(hashlib.sha256(b"".join(d[v][:].tobytes() for v in sorted(d.variables))).hexdigest())'
}
first=
known=
while read -r ranks threads tile; do
    succeeds mpirun -n "$ranks" "$essmap" sweep spec.toml --out m.nc --threads "$threads" \
        --tile-cells "$tile" --format json </dev/null
    digest=$(digest_of)
    values=$(values_of)
    first=${first:-$digest}
    known=${known:-$values}
    [ "$digest" = "$first" ] || fail "$ranks ranks, $threads threads, tile $tile: $digest, not $first"
    [ "$values" = "$known" ] || fail "$ranks ranks, $threads threads, tile $tile: values differ"
done <<COMBINATIONS
1 1 1
1 2 1
1 2 1000000
2 1 1
2 2 100000
3 1 100000
3 2 1
4 1 1000000
4 2 1
COMBINATIONS
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
