#!/usr/bin/env bash
# simulate: Table 4's times by both engines, limits, equilibria, and every kind of output file.
. "$(dirname "$0")/common.sh"

while read -r theta gamma t; do
    for engine in "exact 1e-9" "cvode 1e-8"; do
        set -- $engine
        succeeds "$essmap" simulate --r 4 --theta "$theta" --gamma "$gamma" --mu 8 --k 0.25 --U 10 \
            --x0 0.2 --engine "$1" --format json
        if [ "$t" = never ]; then
            says '"t_sat": null'
            says '"limit": 0.0'
        else
            number "['runs'][0]['t_sat']" "$t" "$2"
            number "['runs'][0]['limit']" 1 0
        fi
    done
done <<TABLE4
0 2 0.3717413337
1 2 0.4826663623
2 2 0.7080627166
3 2 2.2517272929
4 2 never
2 -8 0.2573033401
2 -4 0.3410355248
2 0 0.5142096397
2 3 0.8961411917
2 6 never
TABLE4

# 0 and 1 stay, and it is said; so does exactly eta (theta/r = 0.6: eta = 0.2).
succeeds "$essmap" simulate --r 5 --theta 3 --gamma 2 --mu 0 --k 0.25 --U 10 --x0 0 --x0 0.2 --x0 1
[ "$(grep -c 'stays (an equilibrium)' out.txt)" -eq 3 ] || fail "equilibria: $(cat out.txt)"
# One ulp from eta the exact sign decides.
succeeds "$essmap" simulate --r 5 --theta 3 --gamma 2 --mu 0 --k 0.25 --U 10 \
    --x0 0.20000000000000004 --x0 0.19999999999999998 --format json
number "['runs'][0]['limit']" 1 0
number "['runs'][1]['limit']" 0 0
# ... and the curve of the closed form goes the way its limit says.
succeeds "$essmap" simulate --r 8.86 --theta 2.2 --gamma 6.1 --mu 2.6 --k 0.79 --U 11.6 \
    --x0 0.5563040780189475 --engine exact --out curve.csv --format json
number "['runs'][0]['limit']" 0 0
tail -1 curve.csv | grep -Eq ',(0\.0|[0-9.]+e-)[0-9]+$' || fail "the curve goes to $(tail -1 curve.csv)"
succeeds "$essmap" simulate --r 4 --theta 1 --gamma 4 --mu -5 --k 0.25 --U 10 --x0 0.05 --format json
number "['runs'][0]['limit']" 0.4 1e-12

for suffix in csv nc png svg; do
    succeeds "$essmap" simulate "${case1[@]}" --x0 0.2 --x0 0.5 --out "orbit.$suffix"
    [ -s "orbit.$suffix" ] || fail "no orbit.$suffix"
done
[ "$(head -1 orbit.csv)" = x0,t,x ] || fail "csv header"
[ "$(wc -l <orbit.csv)" -gt 803 ] || fail "csv rows"
# smooth A...: the curve written for these arguments gets near its limit in steps of at most 0.05.
smooth() {
    succeeds "$essmap" simulate "$@" --out curve.csv
    /usr/bin/python3 - <<'PY' || fail "a coarse or unfinished curve: $*"
x = [float(line.split(",")[2]) for line in open("curve.csv").read().split()[1:]]
assert abs(x[-1] - 1) < 0.05 and max(abs(v - u) for u, v in zip(x, x[1:])) < 0.05
assert 1 - x[-1] < 0.2 * (1 - x[0])
PY
}
smooth "${case1[@]}" --x0 1e-100                # a long wait, then a quick rise
smooth "${case1[@]}" --x0 0.2 --saturation 0.5  # on past saturation
smooth --r 4 --theta 2 --gamma 0 --mu 0 --k 0.25 --U 1e-20 --x0 0.97 --saturation 0.3  # slow, saturated at once
file_type=$(head -c 4 orbit.png | od -An -c | tr -d ' ')
[ "$file_type" = '211PNG' ] || fail "not a PNG: $file_type"
/usr/bin/python3 - <<'PY' || fail "orbit.nc in xarray"
import xarray, numpy
d = xarray.open_dataset("orbit.nc")
assert d.x.dims == ("x0", "time") and list(d.x0.values) == [0.2, 0.5]
assert d.x.attrs["units"] == "1" and d.time.attrs["long_name"]
assert abs(float(d.x.sel(x0=0.2)[0]) - 0.2) < 1e-12 and float(d.x.sel(x0=0.2)[-1]) > 0.95
assert numpy.isfinite(d.x.values).all()
PY
# A file that may not grow: no file, no crash inside HDF5.
for suffix in csv nc; do
    (ulimit -f 1; trap '' XFSZ; exec "$essmap" simulate "${case1[@]}" --x0 0.2 --out "large.$suffix") >/dev/null 2>&1
    [ $? -eq 74 ] || fail "no exit 74 for large.$suffix beyond the file size limit"
done
# gnuplot does not notice; half a picture is none. (The limit lets its script pass.)
for suffix in png svg; do
    (ulimit -f 30; trap '' XFSZ; exec "$essmap" simulate "${case1[@]}" --x0 0.2 --out "large.$suffix") >/dev/null 2>&1
    [ $? -eq 74 ] || fail "no exit 74 for large.$suffix beyond the file size limit"
done
[ -z "$(ls -A | grep large)" ] || fail "files left: $(ls -A)"
expect 74 'cannot write /nowhere/orbit.csv: No such file' \
    "$essmap" simulate "${case1[@]}" --x0 0.2 --out /nowhere/orbit.csv
[ -z "$(ls -A | grep tmp)" ] || fail "temporary files left: $(ls -A)"
finish
