#!/usr/bin/env bash
# One community under its contract: the numbers of the closed loop, pictures, and what is refused.
. "$(dirname "$0")/common.sh"

# community LINES...: a specification of Table 3's case 1 with lines of [regulation].
community() {
    printf '[axes]\nr = 4\ntheta = %s\ngamma = 2\nmu = 8\nk = 0.25\nU = 10\n[regulation]\n' "${theta:-2}"
    printf '%s\n' "$@"
}
# simulated KEY VALUE TOLERANCE, by both engines.
simulated() {
    for engine in cvode exact; do number "['simulation']['$engine']$1" "$2" "$3"; done
}
regime() { for engine in cvode exact; do number "['simulation']['$engine']['regime'] == '$1'" 1 0; done; }
run() { succeeds "$essmap" regulate spec.toml --engine both --format json; }
unguarded='contract = "unguarded"'

# theta = N/T alone (the numbers of the theory, to the digits it gives).
while read -r N fixed time multiplier; do
    community "$unguarded" "N = $N" >spec.toml
    run
    number "['analysis']['theta']" "$fixed" 1e-9
    number "['analysis']['time']" "$time" 1e-9
    number "['analysis']['multiplier']" "$multiplier" 1e-9
done <<'TABLE'
0.5 1.0272879913 0.4867184317 -0.3162961297
1 1.650861264 0.6057444207 -0.6665554931
1.41612543325 2 0.7080627166 -0.996204764789
1.5 2.0574620383 0.7290535485 -1.067967964
2 2.3343484401 0.856770123 -1.541956956
TABLE
community "$unguarded" 'N = 1' >spec.toml
run
regime settles
simulated "['theta']" 1.650861264 1e-8
number "['analysis']['flip_theta']" 2.003173811559 1e-9
number "['analysis']['flip_N']" 1.420619235473 1e-9
number "['analysis']['case_1_edge']" 2.2 1e-12
number "['analysis']['deadlock_edge']" 3.04 1e-12
number "['analysis']['capturing_N']" 1.1300936544 1e-9
number "['analysis']['invariant_N']" 0.8178309341 1e-9
number "['analysis']['stable_damping'] * (2 - data['analysis']['multiplier'] - 1)" 2 1e-9
community "$unguarded" 'N = 1.5' >spec.toml
run
regime deadlocks
simulated "['rounds']" 39 0
simulated "['left_case_1']" 15 0
theta=0 community "$unguarded" 'N = 1.41612543325' >spec.toml
run
regime deadlocks
simulated "['rounds']" 1 0
# Damped, the same N settles.
community "$unguarded" 'N = 1.5' 'damping = 0.9' >spec.toml
run
regime settles
simulated "['theta']" 2.0574620383 1e-8

# gamma switched at P*: sliding, and with hysteresis a cycle.
switched=("$unguarded" 'N = 1' 'gamma_reward = -4' 'gamma_charge = 12')
community "${switched[@]}" 'rule = "two-level"' >spec.toml
run
regime slides
simulated "['participation']" 0.6 0
simulated "['duty']" 0.8 1e-9
number "['switching']['holding_gamma']" 8.8 1e-12
community "${switched[@]}" 'rule = "hysteresis"' 'hysteresis = 0.05' >spec.toml
run
regime cycles
simulated "['inner_period']" 0.164926784342 1e-8
number "['switching']['period']" 0.164926784342 1e-11

# As printed: whole levels of theta go round in circles, and every feedback is a charge.
community 'contract = "published"' 'arithmetic = "fixed-point"' 'N = 1' >spec.toml
run
regime oscillates
simulated "['period']" 2 0
simulated "['amplitude']" 1 0
community 'contract = "published"' 'rule = "two-level"' 'N = 1' 'gamma_reward = -4' 'gamma_charge = 12' >spec.toml
run
regime deadlocks
simulated "['gamma']" 12 0

# The guard refuses what could leave case 1, and what it deploys does not.
# refuses REASON: with exit code 1, the report in both formats, and a line that says why.
refuses() {
    local format got
    for format in text json; do
        "$essmap" regulate spec.toml --engine both --format $format >out.txt 2>err.txt
        got=$?
        [ $got -eq 1 ] || fail "exit $got where the contract refuses: $(cat err.txt)"
        grep -Eqx "essmap: spec.toml: the contract refuses these rules: $1" err.txt || fail "refused, but says: $(cat err.txt)"
        [ $format = json ] || says "^cvode   the contract refuses these rules: $1"
    done
    regime refused
    number "['refused'] == data['simulation']['exact']['reason'] != ''" 1 0
}
theta=1 community 'contract = "guarded"' 'theta_max = 2.3' 'N = 1' >spec.toml
refuses '.+'
theta=3 community 'contract = "guarded"' 'theta_max = 2' 'N = 1' >spec.toml
refuses '.+'
theta=1 community 'contract = "guarded"' 'rule = "two-level"' 'N = 1' 'gamma_reward = -4' 'gamma_charge = 12' >spec.toml
refuses '.+'
theta=1 community 'contract = "guarded"' 'rule = "stepwise"' 'N = 1' 'gamma_reward = 3' 'gamma_charge = 4' 'gamma_step = 0.5' >spec.toml
refuses '.+'
community "$unguarded" 'N = 1' >spec.toml
run
number "['refused'] is None" 1 0
theta=1 community 'contract = "guarded"' 'rule = "stepwise"' 'N = 3' 'gamma_reward = -4' 'gamma_charge = 2' \
    'gamma_step = 0.5' 'arithmetic = "fixed-point"' 'round_limit = 2' 'idle_limit = 4' 'idle_period = 0.1' >spec.toml
run
number "['simulation']['cvode']['left_case_1'] is None" 1 0
number "['simulation']['cvode']['paid'] > 1" 1 0
sed '/^idle_limit/d' spec.toml >charged.toml && mv charged.toml spec.toml
refuses 'idle_limit \+ idle_period is less than two round_limit: who is counted once a round would be charged'

# Pictures and tables.
community "$unguarded" 'N = 1.5' >spec.toml
succeeds "$essmap" regulate spec.toml --out drawn
for name in participation theta gamma reached cobweb; do
    [ -s "drawn/$name.png" ] && [ -s "drawn/$name.svg" ] || fail "no picture $name"
done
[ "$(wc -l <drawn/rounds.csv)" -eq 41 ] || fail "not a line for every round: $(wc -l <drawn/rounds.csv)"
says 'deadlocks after 39 round\(s\)'
expect 74 'cannot write /proc/nowhere' "$essmap" regulate spec.toml --out /proc/nowhere

# What is refused, by name.
refused() { # PATTERN LINES...
    local pattern=$1; shift
    community "$@" >spec.toml
    expect 65 "$pattern" "$essmap" regulate spec.toml
}
refused 'spec.toml:9: regulation.N = 0 is not allowed: N > 0' 'N = 0'
refused 'spec.toml: regulation.N is missing' "$unguarded"
refused 'regulation: threshold = 0.96 is not allowed: 0 < threshold < saturation = 0.95' 'N = 1' 'threshold = 0.96'
refused 'gamma_reward = 3 is not allowed: less than gamma_charge = 2' 'N = 1' 'rule = "two-level"' 'gamma_reward = 3' \
    'gamma_charge = 2'
refused 'contract = greedy is not allowed: guarded, unguarded, published' 'N = 1' 'contract = "greedy"'
refused 'rule = 7 is not allowed: a string' 'N = 1' 'rule = 7'
refused 'unknown key regulation.Nn' 'N = 1' 'Nn = 2'
refused 'damping = 1.5 is not allowed: 1e-6 <= damping <= 1' 'N = 1' 'damping = 1.5'
refused 'members = 12.5 is not allowed: a whole number' 'N = 1' 'members = 12.5'
refused 'x0 = 0.97 is not allowed: 0 < x0 < saturation' 'N = 1' 'x0 = 0.97'
refused 'hysteresis = 0.5 is not allowed' 'N = 1' 'rule = "hysteresis"' 'gamma_reward = -4' 'gamma_charge = 12' \
    'hysteresis = 0.5'
refused 'round_limit = 3 is not allowed: not with the published contract' 'N = 1' 'contract = "published"' 'round_limit = 3'
refused 'theta_max = 2 is not allowed: only with the guarded contract' 'N = 1' "$unguarded" 'theta_max = 2'
refused 'regulation.N = nan is not allowed' 'N = nan'
refused 'regulation.N = 2 points is not allowed: one value' 'N = [1, 2]'
refused 'max_rounds = 0 is not allowed' 'N = 1' 'max_rounds = 0'
expect 65 '\[regulation\] is missing' "$essmap" regulate "$source/examples/table3.toml"
expect 74 'cannot read none.toml' "$essmap" regulate none.toml
finish
