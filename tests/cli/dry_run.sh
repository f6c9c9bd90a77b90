#!/usr/bin/env bash
# --dry-run of grids of any size and any layers answers with little processor time, and with memory for the ranks
# that it suggests.
. "$(dirname "$0")/common.sh"

# specification NAME HEAD R THETA GAMMA MU [TAIL]
specification() {
    printf '%s\n[axes]\nr = %s\ntheta = %s\ngamma = %s\nmu = %s\nk = 0.25\nomega = [1, 4]\nU = 10\n%s\n' \
        "$2" "$3" "$4" "$5" "$6" "${7:-}" >"$1.toml"
}
range() { echo "{ from = $1, to = $2, count = $3, scale = \"${4:-linear}\" }"; }
million=1048576
starts=$(seq -s, 0.0005 0.0009 0.9)
specification linear 'x0 = [0.2, 0.5]' "$(range 1 8 $million)" "$(range 0 4 $million)" "$(range -8 8 $million)" 8
specification log 'x0 = [0.2, 0.5]' "$(range 1 8 $million log)" "$(range 0.1 4 $million log)" "$(range 1 8 $million log)" 8
specification starts "x0 = [$starts]
layers = [\"t_settle\", \"t_sat\", \"case\", \"attractor\"]
engine = \"both\"" '[2, 4]' "$(range 0 4 101)" "$(range -8 8 1001)" "$(range -1 8 101)"
specification settle 'x0 = [0.2, 0.5]
layers = ["t_settle"]' "$(range 1 8 100)" "$(range 0 4 10000)" "$(range -8 8 10000)" "$(range -4 -1 100)"
specification cases 'layers = ["case"]' "$(range 1 8 10000)" "$(range 0 4 10000)" "$(range -8 8 10000)" 8
for engine in cvode exact both; do
    specification "loops-$engine" "engine = \"$engine\"" 4 "$(range 0 3 100000)" 2 8 "[regulation]
contract = \"unguarded\"
rule = \"fixed\"
N = $(range 3 4.2 10000)
damping = [0.5, 1]
max_rounds = 1000000"
done
for spec in linear log starts settle cases loops-cvode loops-exact loops-both; do
    (ulimit -t 60; exec timeout 300 "$essmap" sweep $spec.toml --dry-run) >out.txt 2>err.txt ||
        fail "$spec: exit $?: $(cat err.txt)"
    says '^cells +[1-9][0-9]*$'
    grep -Eq -- '-[0-9]+ ?[kMGTPE]?B|nan|inf' out.txt && fail "$spec: $(cat out.txt)"
    says '^#SBATCH --time=[0-9]+:[0-5][0-9]:00 --mem-per-cpu=[1-9][0-9]*M$'
done

# Memory per rank: of those at work, and of those suggested, which hold fewer blocks each.
succeeds "$essmap" sweep settle.toml --dry-run --threads 1 --format json
/usr/bin/python3 - <<'PY' || fail "memory of the suggested ranks"
import json
said = json.load(open("out.txt"))
suggested = said["suggested"]
ranks = suggested["nodes"] * suggested["ntasks_per_node"]
assert ranks > 20, suggested
place = 8 * 96
fixed = said["bytes_per_rank"] - said["blocks"] * place
wanted = (fixed + said["blocks"] / ranks * place) * 1.25 / suggested["cpus_per_task"] / 1e6
assert 0.8 * wanted - 2 < suggested["megabytes_per_core"] < 1.2 * wanted + 2, (wanted, suggested)
assert suggested["megabytes_per_core"] * 1e6 * 5 < said["bytes_per_rank"], said
PY
finish
