#!/usr/bin/env bash
# regulate's [finite]: Table 3's communities of few members, exactly and simulated, beside the equation.
. "$(dirname "$0")/common.sh"

# write GAMMA X0 LINE...: Table 3 case 1 (gamma 2) or 3 (gamma 7), and the lines of [finite].
write() {
    printf '%s\n' '[axes]' 'r = 4' 'theta = 2' "gamma = $1" 'mu = 8' 'k = 0.25' 'U = 10' \
        '[regulation]' 'contract = "unguarded"' 'N = 1' "x0 = $2" '[finite]' "${@:3}" >spec.toml
}
size="['finite']['sizes']"

# Case 1 from 0.2, as the unit tests of the chain have it by other means.
write 2 0.2 'members = [20, 200, 2000]'
succeeds "$essmap" regulate spec.toml --format json
number "['finite']['ode']['t_sat']" 0.7080627166 1e-9
number "['finite']['ode']['limit']" 1 0
while read -r i p t; do
    number "$size[$i]['exact']['p_saturation']" "$p" 1e-11
    number "$size[$i]['exact']['t_saturation']" "$t" 1e-11
    number "$size[$i]['relative_difference']" "$(/usr/bin/python3 -c "print($t / 0.7080627166 - 1)")" 1e-6
done <<'ROWS'
0 0.809859703473 0.707269910109
1 0.999995866559 0.721485541978
2 1.0 0.709157794821
ROWS
/usr/bin/python3 - <<'PY' || fail "case 1: $(cat out.txt)"
import json
sizes = json.load(open("out.txt"))["finite"]["sizes"]
assert [s["start"] for s in sizes] == [4, 40, 400]
assert [s["trust"] for s in sizes] == ["only roughly", "ODE", "ODE"]
for s in sizes:
    exact, found = s["exact"], s["simulated"]
    assert found["runs"] == 1000 and found["seed"] == 1 and found["method"] == "exact"
    assert found["ci_low"] <= exact["p_saturation"] <= found["ci_high"]
    assert abs(found["mean_time"] - exact["t_saturation"]) < 4 * found["standard_error"]
    assert exact["t_absorption"] > 0
PY

# Case 3 from 0.4, below eta: the equation says never, 20 members say one time in three.
write 7 0.4 'members = [20, 200, 2000]' 'seed = 3'
cp spec.toml case3.toml
succeeds "$essmap" regulate case3.toml --format json
cp out.txt case3.json
says '"t_sat": null'
number "['finite']['ode']['limit']" 0 0
number "$size[0]['exact']['p_saturation']" 0.307400786639 1e-11
number "$size[1]['exact']['t_saturation']" 1.64658069894 1e-11
number "$size[2]['exact']['p_saturation']" 0.00786901283645 1e-11
/usr/bin/python3 - <<'PY' || fail "case 3: $(cat out.txt)"
import json
sizes = json.load(open("out.txt"))["finite"]["sizes"]
assert [s["trust"] for s in sizes] == ["not", "not", "ODE"]
for s in sizes:
    assert s["relative_difference"] is None
    assert s["simulated"]["ci_low"] <= s["exact"]["p_saturation"] <= s["simulated"]["ci_high"]
PY
for threads in 1 2; do
    succeeds env OMP_NUM_THREADS=$threads "$essmap" regulate case3.toml --format json
    cmp -s out.txt case3.json || fail "other numbers with $threads threads"
done

# The other rule, leaping, and no runs.
write 2 0.2 'members = [5000]' 'runs = 100' 'update = "moran"' 'epsilon = 0.05'
succeeds "$essmap" regulate spec.toml --format json
says '"update": "moran"'
says '"method": "leaping"'
write 2 0.2 'members = [100000]' 'runs = 0' 'comparison_scale = 20'
succeeds "$essmap" regulate spec.toml --format json
says '"simulated": null'
number "$size[0]['comparison_scale']" 20 0
# Coexistence lasts as good as for ever: exactly known, but not simulated.
write 1.5 0.2 'members = [2000]'
sed -i 's/^mu = 8/mu = -5/' spec.toml
succeeds "$essmap" regulate spec.toml --format json
says '"simulated": null'
says '"not_simulated": "about .* steps'
number "['finite']['ode']['limit']" 0.4 1e-12

# As text, and the files.
mkdir out
succeeds "$essmap" regulate case3.toml --out out
says 'ODE\) never saturates'
says '^  2000 +800 .* ODE '
[ "$(grep -c 'trust: ODE where' out.txt)" -eq 1 ] || fail "the criterion: $(cat out.txt)"
[ "$(wc -l <out/finite.csv)" -eq 4 ] || fail "rows: $(cat out/finite.csv)"
grep -q '^20,8,.*,not$' out/finite.csv || fail "csv: $(cat out/finite.csv)"
[ "$(head -c 4 out/finite.png | od -An -c | tr -d ' ')" = '211PNG' ] || fail "not a PNG"
grep -q '2000 members' out/finite.svg || fail "finite.svg"

# refused LINE MESSAGE: line 13 of the file, the first of [finite].
refused() {
    write 2 0.2 "$1"
    expect 65 "^essmap: spec.toml:13: $2" "$essmap" regulate spec.toml --format json
}
refused 'member = 20' 'unknown key finite.member: allowed are members, runs, seed'
for members in 20 '[]' '"20"' '[9]' '[20, 1000001]'; do
    refused "members = $members" 'finite.members = .* is not allowed: an array of whole numbers from 10 to 1000000'
done
refused 'members = [20.5]' 'finite.members = 20.5 is not allowed: a whole number'
refused 'runs = -1' 'finite.runs = -1 is not allowed: 0 <= runs <= 1e6'
refused 'runs = 1000001' 'finite.runs = 1000001 is not allowed'
refused 'runs = 1e3' 'finite.runs = 1000.* is not allowed: a whole number'
refused 'seed = -1' 'finite.seed = -1 is not allowed: seed >= 0'
refused 'seed = "a"' 'finite.seed = .* is not allowed: a whole number'
refused 'update = "imitate"' "finite.update = .* is not allowed: pairwise or moran"
refused 'update = 1' 'finite.update = 1 is not allowed: a string'
refused 'method = "gillespie"' 'finite.method = .* is not allowed: exact or leaping'
refused 'comparison_scale = "a"' 'finite.comparison_scale = .* is not allowed: a number'
for scale in 0 -1 5 nan inf; do
    refused "comparison_scale = $scale" "finite.comparison_scale at 20 members: s = $scale is not allowed: s > 0, >= 1"
done
for epsilon in 0 0.2 nan; do
    refused "epsilon = $epsilon" "finite.epsilon = $epsilon.* is not allowed: 0.001 <= epsilon <= 0.1"
done
refused 'epsilon = true' 'finite.epsilon = true is not allowed: a number'
write 2 0.2 'method = "exact"' 'epsilon = 0.0625'
expect 65 'spec.toml:14: finite.epsilon = 0.0625 is not allowed: only where method may be leaping' \
    "$essmap" regulate spec.toml
printf '%s\n' 'finite = 1' >wrong.toml
sed '/finite/,$d' spec.toml >>wrong.toml
expect 65 'wrong.toml:1: finite = 1 is not allowed: a table' "$essmap" regulate wrong.toml
finish
