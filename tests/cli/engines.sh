#!/usr/bin/env bash
# One meaning of every decimal in both engines, and no internal error on allowed parameters: shares next to 0 and to
# 1, times up to 1e308, and times that no double holds.
. "$(dirname "$0")/common.sh"

# both KEY A...: simulate by both engines; KEY ("['t_sat']") of the run agrees to 1e-6.
both() {
    local key=$1 exact
    shift
    succeeds "$essmap" simulate "$@" --engine exact --format json
    exact=$(/usr/bin/python3 -c "import json; print(json.load(open('out.txt'))['runs'][0]$key)")
    succeeds "$essmap" simulate "$@" --engine cvode --format json
    number "['runs'][0]$key" "$exact" 1e-6
}
fixed=(--theta 2 --gamma 2 --mu 8 --k 0.25 --U 10)

for saturation in 0.999999999999 0.9999999999999999 0.9999999999999998 0.99999999999999; do
    both "['t_sat']" --r 4 "${fixed[@]}" --x0 0.2 --saturation "$saturation"
done
# 1e-16 is missing to 1, not 1.1e-16: ln(1.11)/11 would be another 0.0095.
number "['runs'][0]['t_sat']" 3.3755110 1e-5
both "['t_settle']" --r 4 --theta 2 --gamma 4 --mu 0.2 --k 0.25 --U 4 --x0 0.9999999999999999
both "['t_settle']" --r 4 --theta 1 --gamma 4 --mu -5 --k 0.25 --U 10 --x0 0.05 --saturation 0.9999999999999999
both "['t_settle']" --r 4 --theta 1 --gamma 4 --mu -5 --k 0.25 --U 10 --x0 0.95 --saturation 0.999999
both "['t_sat']" --r 4 --theta 1 --gamma 4 --mu -5 --k 0.25 --U 10 --x0 0.05 --saturation 0.3999999999999

cat >near.toml <<'SPEC'
x0 = [0.2, 0.9999999999999999]
layers = ["t_sat", "t_settle", "attractor"]
saturation = 0.9999999999999999
[axes]
r = 4
theta = { from = 0, to = 4, count = 9 }
gamma = { from = -8, to = 8, count = 17 }
mu = { values = [-12, 8] }
k = 0.25
U = 10
SPEC
for saturation in 0.9999999999999999 0.999999999999 0.99999; do
    sed "s/^saturation.*/saturation = $saturation/" near.toml >near2.toml
    succeeds "$essmap" sweep near2.toml --engine both --out near.nc
    says '0 disagreements between CVODE'
done

# An algebraic approach from next to nothing: the time is 1/(b x0), up to 1e307.
both "['t_sat']" --r 8 --theta 2 --gamma 0 --mu 1e-100 --k 0.75 --C 1.4360287944568088e-08 --x0 1e-300 --saturation 0.99
for x0 in 1e-5 1e-100 1e-200 1e-250 1e-300; do
    both "['t_sat']" --r 4 --theta 3 --gamma 0 --mu 1 --k 0.25 --U 10 --x0 "$x0"
done
both "['t_sat']" --r 4 --theta 4 --gamma -1e-17 --mu -1e-17 --k 0.092 --C 1e-39 --x0 0.22 --saturation 0.9999999999999999
both "['t_settle']" --r 8 --theta 2 --gamma 0 --mu -6.8e41 --k 0.75 --C 1.4e14 --x0 0.9999999999999999
both "['t_settle']" --r 3e36 --theta 0 --gamma 0 --mu -2e74 --k 0.9 --C 1e70 --x0 0.9 --saturation 0.9999999999999999
# Beyond what a double holds: neither "never" nor an internal error, by either engine.
for engine in exact cvode; do
    expect 2 't_sat from x0 = 1e-300 is not known: the time is beyond what a double holds' \
        "$essmap" simulate --r 8 --theta 2 --gamma 0 --mu 0 --k 0.75 --C 1e-12 --x0 1e-300 --engine "$engine"
    expect 2 't_sat from x0 = 1e-300 is not known' \
        "$essmap" simulate --r 8 --theta 2 --gamma 0 --mu 1e-100 --k 0.75 --U 1e-100 --x0 1e-300 --engine "$engine"
done
finish
