#!/usr/bin/env bash
# Regime maps: simulation and analysis agree at every point, the guarded contract never leaves case 1, and
# the maps are what any map is: the same for any ranks, threads and parts, resumable, readable, drawn.
. "$(dirname "$0")/common.sh"
points=${3:-full}

# count MAP EXPRESSION: how many cells.
count() {
    /usr/bin/python3 - "$1" "$2" <<'PY'
import netCDF4, numpy, sys
d = netCDF4.Dataset(sys.argv[1])
d.set_auto_mask(False)
print(int(numpy.count_nonzero(eval(sys.argv[2], {"numpy": numpy}, {v: d[v][:] for v in d.variables}))))
PY
}
none() { # MAP EXPRESSION: in no cell
    [ "$(count "$1" "$2")" = 0 ] || fail "$1: $(count "$1" "$2") cells with $2"
}

# 10,000 points over N, damping and x0, by CVODE, the closed form and analysis.
if [ "$points" = full ]; then
    cp "$source/examples/regulation.toml" spec.toml
else
    sed 's/count = 50/count = 10/; s/count = 20/count = 4/' "$source/examples/regulation.toml" >spec.toml
fi
succeeds mpirun -n 2 "$essmap" sweep spec.toml --out m.nc --threads 1 --format json
number "['disagreements']" 0 0
none m.nc 'regime_check != 0'
none m.nc '(regime != 1) & (regime != 6)'
# Where it settles, the multiplier says that it may; where it may not, it deadlocks.
none m.nc '(regime == 1) & (numpy.abs(multiplier) > 1)'
[ "$(count m.nc 'regime == 1')" -gt 100 ] && [ "$(count m.nc 'regime == 6')" -gt 10 ] || fail "not both regimes"

# Two ranks, one, parts, an interruption: one digest, and a finished map is known again.
sed 's/count = 50/count = 13/; s/count = 20/count = 5/; s/"both"/"cvode"/' "$source/examples/regulation.toml" >small.toml
succeeds mpirun -n 2 "$essmap" sweep small.toml --out m.nc --threads 2 --format json
digest=$(digest_of out.txt)
values=$(values_of m.nc)
succeeds "$essmap" sweep small.toml --out m.nc --resume --format json
says '"end": "was finished"'
rm m.nc
for part in 2/3 1/3 3/3; do succeeds "$essmap" sweep small.toml --part $part --out m.nc --threads 1; done
succeeds "$essmap" merge --out m.nc --format json
[ "$(digest_of out.txt)" = "$digest" ] && [ "$(values_of m.nc)" = "$values" ] || fail "parts give another map"
sed '/N = /a theta_min = 0.5' small.toml >other.toml
expect 65 'is the finished map of another sweep: "theta_min: 0" there, "theta_min: 0.5" here' \
    "$essmap" sweep other.toml --out m.nc --resume

# The guarded contract, gamma moving step by step, over a whole box of communities and rules.
cat >guarded.toml <<'SPEC'
[axes]
r = { values = [4, 6, 9], discrete = true }
theta = [0, 0.7, 1.4]
gamma = [-4, -1, 2]
mu = [0, 8]
k = [0.1, 0.25]
U = [10, 12]
[regulation]
contract = "guarded"
rule = "stepwise"
theta_max = 2
gamma_reward = -4
gamma_charge = 2
gamma_step = 0.5
round_limit = 100
N = [0.3, 1, 5]
x0 = [0.05, 0.5]
SPEC
for arithmetic in real fixed-point; do
    sed "/rule/a arithmetic = \"$arithmetic\"" guarded.toml >spec.toml
    succeeds "$essmap" sweep spec.toml --out g.nc --engine exact
    none g.nc 'left_case_1 != -1'
    none g.nc '(regime != 1) & (regime != 2)'
    none g.nc 'theta_last > 2'
done
# Without the guard and its bounds the same box is left, and some rounds never end.
sed 's/"guarded"/"unguarded"/; /theta_max/d; /round_limit/d' guarded.toml >spec.toml
succeeds "$essmap" sweep spec.toml --out u.nc --engine exact
[ "$(count u.nc 'left_case_1 >= 0')" -gt 0 ] && [ "$(count u.nc 'regime == 6')" -gt 0 ] || fail "unguarded stays"
# That it never leaves case 1 is proved too, for all numbers.
for id in guarded.case1 guarded.invariant guarded.promise.payoff; do succeeds "$essmap" verify --only $id; done

succeeds "$essmap" plot m.nc --x N --y x0 --layer regime --fix damping=1 --out regime.svg
grep -q 'settles' regime.svg || fail "no legend"
succeeds "$essmap" plot m.nc --x N --y damping --layer theta_last --out theta.png

# What cannot be in a map of this kind.
sed '1i layers = ["case"]' small.toml >spec.toml
expect 65 "layers = 'case' is not allowed: regime, theta_last" "$essmap" sweep spec.toml --out x.nc
sed '1i x0 = [0.2]' small.toml >spec.toml
expect 65 'x0 belongs to \[regulation\] here' "$essmap" sweep spec.toml --out x.nc
sed 's/^N = .*/N = { from = 0, to = 1, count = 3 }/' small.toml >spec.toml
expect 65 'regulation.N = 0 is not allowed: N > 0' "$essmap" sweep spec.toml --out x.nc
sed '/^N = /a threshold = [0.5, 0.99]' small.toml >spec.toml
expect 65 'threshold = 0.99 is not allowed: 0 < threshold < saturation' "$essmap" sweep spec.toml --out x.nc
sed 's/"fixed"/"two-level"/; /^N = /a arithmetic = "fixed-point"\ngamma_charge = [1, 1e9]' small.toml >spec.toml
expect 65 'spec.toml:.*gamma_charge = 1e\+09 is not allowed: at most 1e8 multiples' "$essmap" sweep spec.toml --out x.nc
sed '/^N = /a members = { from = 10, to = 1000, count = 4, scale = "log" }' small.toml >spec.toml
expect 65 'members = 46.4.* is not allowed: a whole number' "$essmap" sweep spec.toml --out x.nc
finish
