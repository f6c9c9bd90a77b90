#!/usr/bin/env bash
# examples/deploy.py: contracts of two communities as essmap recommend writes them run on an EVM as essmap
# regulate says, and pay every member what the game pays; junk that reviewers find empty costs its author; what
# differs is noticed; wrong files and rules are refused in one line.
. "$(dirname "$0")/../cli/common.sh"
evm_tools || { echo "skipped: $evm_missing"; [ "$failures" -eq 0 ] && exit 77; finish; }
export PYTHONDONTWRITEBYTECODE=1
deploy() { "$source/examples/deploy.py" "$@" --essmap "${loop:-$essmap}" --artifacts "$artifacts"; }

"$essmap" recommend "$source/examples/recommend.toml" --out choice >out.txt 2>err.txt || fail "$(cat err.txt)"
succeeds deploy choice/contract.toml --rounds 6 --members 200 --format json
/usr/bin/python3 - <<'PY' || fail "the rounds: $(cat out.txt)"
import json
result = json.load(open("out.txt"))
rounds = result["rounds"]
assert result["agrees"] and len(rounds) == 6
assert rounds[0]["theta"] == 927 and rounds[0]["gamma_first"] == -480  # those of contract.toml, a step down
for before, now in zip(rounds, rounds[1:]):
    assert now["theta"] == min(max(832000 // before["ticks"], 0), 3586), now
for r in rounds:
    assert abs(r["ticks"] - r["said"]["ticks"]) < 2 and r["off"] < 0.006, r  # a member of 200, and a tick
    assert r["ticks_allowed"][1] - r["ticks_allowed"][0] < 4, r  # the bound says something
    assert r["gamma_first"] == (-480 if r is rounds[0] else -430) and r["gamma_last"] == -380, r
members = result["members"]
assert members["agrees"] and members["reports"] == 6 * 191  # what saturates, of 200
assert 0 <= members["rounded_off"] < members["most_counted"] <= 6
flooder, sleeper, junk = members["flooder"], members["sleeper"], members["junk"]
assert flooder["reports"] > 100 and flooder["counted"] <= 6
assert flooder["points"] <= flooder["most_of_others"] and flooder["rank"] == 4
assert sleeper["rank"] == 8 and sleeper["charged"] == 3 * 615 and sleeper["points"] == 123616 - 3 * 615
# Half of his reports bring nothing and cost 60 points; another such report pays 441 points at least.
assert junk["rank"] == 5 and junk["reports"] == 6 and junk["rejected"] == 3, junk
assert junk["points"] < junk["least_of_others"] and 441 + 60 > 4 * 50, junk
assert junk["least_of_others"] - junk["points"] > 3 * (441 + 60) - 6 * 2 * 50, junk
PY
# A balance that is another one is noticed, and so is junk that pays.
PYTHONPATH=$source/examples /usr/bin/python3 - choice/contract.toml <<'PY' || fail "members.py"
import sys, tomllib
from members import Members
rules = tomllib.load(open(sys.argv[1], "rb"))["rules"]
members = Members(rules, 20, 19)
members.join(1)
for now in (10, 20):
    for member in members.active():
        members.pay(member, 927, -430, now)
    if now == 10:
        members.reject(members.junk)
honest, junk, pay = members.balance[6], members.junk, 599 - 112 + 430
assert members.ranks[6] == members.ranks[junk]
assert honest == rules["initial_points"] + 2 * pay and members.balance[junk] == honest - pay - 60
told = members.told(list(members.balance))
assert told["agrees"] and told["junk"]["least_of_others"] == honest
for member in range(20):
    for change in (-1, 1):
        other = list(members.balance)
        other[member] += change
        assert not members.told(other)["agrees"], member
members.rejected[junk] = 0
members.balance[junk] = honest
members.exact[junk] = members.exact[6]
assert not members.told(list(members.balance))["agrees"]  # as the game pays, and yet junk pays
PY

# Another community: other ranks, units, P*, idleness; a tick of an hour; gamma climbs to its largest.
cat >other.toml <<'SPEC'
[environment]
r = [2, 5]
U = [7, 12]
k = [0.15, 0.3]
x0 = 0.1
[controls]
theta = [0.2, 1.4]
gamma = [-3, 2]
mu = [0.5, 4]
N = [0.01, 50]
[wishes]
saturation = 0.9
within = 3
[contract]
scale = 500
point = 0.02
tick = 0.005
seconds = 3600
threshold = 0.4
gamma_step = 20
idle_period = 4
share_interval = 3
promotion = 0
SPEC
succeeds "$essmap" recommend other.toml --out other
grep -q '^seconds = 3600 ' other/contract.toml || fail "seconds of a tick"
succeeds deploy other/contract.toml --x0 0.1 --rounds 5 --members 150
says '^150 members of rank 2 to 5 who act as those of rank 2, B 12, Delta 3\.6, from x0 0\.1;'
says '^ +1 +0\.654 \| 0\.654 +-1\.52, -0\.72 '
says '^ +5 .* -0\.04, 0\.36 '
says '^the contract does as essmap regulate says$'
says '^no review: junk is paid as work is$'

# What is a little off is noticed: regulate is asked about a community with 2 % less N, k or U.
cat >off <<OFF
#!/usr/bin/env bash
awk -v key="\$key" '\$1 == key {\$3 *= 0.98} {print}' "\$2" >"\$2.off"
exec "$essmap" "\$1" "\$2.off" "\${@:3}"
OFF
chmod +x off
for key in N k U; do
    export key
    loop=./off deploy choice/contract.toml --rounds 2 --members 100 >out.txt 2>err.txt
    [ $? -eq 1 ] || fail "2 % of $key are not noticed: $(cat out.txt err.txt)"
    says 'DIFFERS$'
done

bad() {  # bad CODE REGEX SED-SCRIPT [ARGUMENTS]: the contract, changed
    local code=$1 pattern=$2; sed "$3" choice/contract.toml >bad.toml; shift 3
    expect "$code" "^deploy: $pattern" deploy bad.toml "$@"
}
bad 1 'the contract refuses: Refused\(Case1Lost\)$' 's/^theta_max = .*/theta_max = 8000/'
bad 1 'the contract refuses: Refused\(RulesMalformed\)$' 's/^saturation = .*/saturation = 1000/'
bad 1 'the contract refuses: Refused\(FirstRoundOutOfBounds\)$' 's/^theta = .*/theta = 5000/'
bad 1 'the contract refuses: Refused\(RulesMalformed\)$' 's/^idle_limit = .*/idle_limit = 3989/'
bad 1 'the contract refuses: Refused\(NeverEnds\)$' 's/^seconds = .*/seconds = 50000/'
bad 1 'the contract refuses: Refused\(TooSoon\)$' 's/^share_interval = .*/share_interval = 1999/'
bad 65 'bad.toml: rules.stock_share is of an older contract: run essmap recommend again' 's/^stock_max = .*/stock_share = 250/'
bad 1 'the contract refuses: Refused\(HonestyLost\)$' 's/^effort_max = .*/effort_max = 500/'
bad 1 'the contract refuses: Refused\(RulesMalformed\)$' 's/^quorum = .*/quorum = 1/'
bad 65 'bad.toml: rules.quorum is missing, as in an older contract: run essmap recommend again for one with quorum, window, penalty, effort_max, detection_min, error_max$' \
    '/^\(quorum\|window\|penalty\|effort_max\|detection_min\|error_max\) = /d'
bad 65 'bad.toml: rules.window is missing$' '/^window = /d'
bad 65 'bad.toml: rules.window = 1999 is not allowed here: at least round_limit = 2000' 's/^window = .*/window = 1999/'
bad 64 '--rank = 9 is not allowed: a rank of the rules' '' --rank 9
bad 65 'bad.toml: rules.mu is missing$' '/^mu = /d'
bad 65 'bad.toml: rules.mu = 6.15 is not allowed: a whole number$' 's/^mu = .*/mu = 6.15/'
bad 65 'bad.toml: rules.mu = 9223372036854775808 is not allowed: 64 bits$' 's/^mu = .*/mu = 9223372036854775808/'
bad 65 'bad.toml: unknown key rules.colour$' 's/^mu = .*/&\ncolour = 1/'
bad 65 'bad.toml: \[units\] is missing$' '/^\[units\]/,$d'
bad 65 'bad.toml: units.seconds = 0 is not allowed: more than 0$' 's/^seconds = .*/seconds = 0/'
bad 65 'bad.toml: units.point = 0.0015 is not allowed: whole parts of scale' 's/^point = .*/point = 0.0015/'
bad 65 'bad.toml: .*line 2' '2 s/.*/[/'
expect 65 '^deploy: cannot read nowhere.toml' deploy nowhere.toml
bad 64 '--x0 = 0.99 is not allowed' '' --x0 0.99
bad 64 '--members = 3 is not allowed' '' --members 3
bad 64 'unrecognized arguments: --colour' '' --colour
bad 69 'cannot start ./nowhere' '' --anvil ./nowhere
finish
