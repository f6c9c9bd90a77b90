#!/usr/bin/env bash
# What each member is due: the numbers of the theory, methods beside each other, files, interruptions, refusals.
. "$(dirname "$0")/common.sh"
cp -r "$source/examples" .

game() { printf '[game]\n' >game.toml; printf '%s\n' "$@" >>game.toml; }
run() { succeeds "$essmap" shapley game.toml --format json; }
# json CONDITION [FILE]: holds of the data in the last JSON output, or in FILE.
json() { /usr/bin/python3 -c "import json; data = json.load(open('${2:-out.txt}')); assert $1" || fail "$1"; }
# value MEMBER VALUE: to 1e-12, members from 0 on. exactly MEMBER FRACTION
value() { number "['values'][$1]['value']" "$2" 1e-12; }
exactly() { number "['values'][$1]['fraction'] == '$2'" 1 0; }

# ---- the vectors of the theory ----
game 'kind = "table"' 'values = [0, 2, 4, 18, 5, 14, 9, 24]'
run
value 0 9.5; value 1 8; value 2 6.5; exactly 0 19/2; exactly 2 13/2
game 'kind = "glove"' 'left = 2' 'right = 1'
run
exactly 0 1/6; exactly 1 1/6; exactly 2 2/3
game 'kind = "airport"' 'costs = [8, 11, 13, 18]'
run
exactly 0 2; exactly 1 3; exactly 2 4; exactly 3 9
succeeds "$essmap" shapley examples/council.toml --format json
exactly 4 421/2145; exactly 5 4/2145
game 'kind = "voting"' 'weights = [4, 4, 4, 2, 2, 1]' 'quota = 12'
run
exactly 0 7/30; exactly 3 3/20; exactly 5 0
log20='contributions = [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]'
for by in formula enumerate; do
    game 'kind = "sum"' 'function = "ln(1+x)"' "$log20" '[values]' "by = \"$by\""
    run
    number "['method'] == '$by'" 1 0
    value 0 0.051725763659862086; value 19 0.42816668035787819
done
succeeds "$essmap" shapley examples/improved.toml --format json
number "['improved']['lambda']['quality']" 0.31369640862 1e-10
number "['improved']['lambda']['trust']" 0.37260718276 1e-10
number "['values'][0]['improved']" 8.50638084598 1e-11
number "['values'][1]['improved']" 9.98723830804 1e-11
number "['values'][2]['improved']" 5.50638084598 1e-11
number "['payout']['pot'] == sum(v['paid'] for v in data['values'])" 1 0
# By the total and the cut, as the contract pays.
json "[v['paid'] for v in data['values']] == [p['pot'] * w // p['total'] + ((-(p['pot'] * w % p['total']), i) <=
    (-p['cut']['remainder'], p['cut']['number'])) for p in [data['payout']] for i, w in enumerate(p['weights'])]"

# ---- sampled: the same bits for any ranks and threads, after a stop, after a kill ----
sample() {
    game 'kind = "sum"' 'function = "ln(1+x)"' "$log20" '[values]' 'by = "sample"' "precision = $1" "${@:2}"
}
same() {
    /usr/bin/python3 - "$1" "$2" <<'PY' || fail "$1 and $2 differ"
import json, sys
one, other = (json.load(open(name)) for name in sys.argv[1:])
sys.exit(one["values"] != other["values"] or one.get("sampling") != other.get("sampling"))
PY
}
sample 0.0005
succeeds "$essmap" shapley game.toml --format json --threads 1
mv out.txt one.json
json "data['sampling']['precise'] and data['sampling']['half_width'] <= 0.0005 * data['total']" one.json
json "all(v['interval'][0] < v['value'] < v['interval'][1] for v in data['values'])" one.json
for ranks in 2 3; do
    mpirun --oversubscribe -n $ranks "$essmap" shapley game.toml --format json --threads 2 >ranks.json ||
        fail "$ranks ranks"
    same one.json ranks.json
done
game 'kind = "sum"' 'function = "sqrt(x)"' "$log20" '[values]' 'by = "enumerate"'
succeeds "$essmap" shapley game.toml --format json --threads 1
mv out.txt one.json
mpirun --oversubscribe -n 3 "$essmap" shapley game.toml --format json >ranks.json || fail "3 ranks"
same one.json ranks.json

# begin [OPTION]: the run of game.toml on one thread, $run, until it is at work in game.toml.checkpoint
begin() {
    rm -f stopped.json
    "$essmap" shapley game.toml --format json --threads 1 --checkpoint game.toml.checkpoint "$@" >stopped.json 2>err.txt &
    run=$!
    until [ -n "$(find game.toml.checkpoint -name 'part*.json' -newer stopped.json 2>/dev/null)" ] ||
        ! kill -0 $run 2>/dev/null; do sleep 0.02; done
}
# interrupt HUNDREDTHS [OPTION]: stops it after so much processor time; what was found is in game.toml.checkpoint
interrupt() {
    begin "${@:2}"
    works $run "$1"; kill -TERM $run; wait $run
    local got=$?
    [ $got -eq 75 ] || fail "exit $got after SIGTERM: $(cat err.txt)"
    grep -q -- '--resume goes on from them$' err.txt || fail "says nothing of --resume: $(cat err.txt)"
    [ ! -s stopped.json ] || fail "a stopped run says something"
    grep -q 'stopped; finished sums are kept in game.toml.checkpoint' err.txt || fail "says: $(cat err.txt)"
    compgen -G 'game.toml.checkpoint/*.rank-0.*' >/dev/null || fail "a stopped run leaves no sums"
}

# ---- a formula of many members, in pieces ----
many=$(for i in {1..600}; do printf '%d,' $((i % 20 + 1)); done)
game 'kind = "sum"' 'function = "ln(1+x)"' "contributions = [$many]"
succeeds "$essmap" shapley game.toml --format json
mv out.txt one.json
/usr/bin/python3 - <<'PY' || fail "600 members by formula"
import json, math
report = json.load(open("one.json"))
total = math.fsum(v["value"] for v in report["values"])
assert report["method"] == "formula" and abs(total - math.log1p(6300)) < 1e-13, (report["method"], total)
PY
interrupt 0
mpirun --oversubscribe -n 2 "$essmap" shapley game.toml --resume --format json >resumed.json 2>err.txt
same one.json resumed.json

sample 1e-9 'max_replicates = 3_000_000'
"$essmap" shapley game.toml --format json >one.json 2>err.txt
[ $? -eq 2 ] || fail "exit $? where the precision was not reached: $(cat err.txt)"
[ ! -e game.toml.checkpoint ] || fail "a finished run leaves its checkpoint"
# One run at a time: another is refused, and the first ends as it would have.
begin
kill -STOP $run
for option in "" --resume "--checkpoint game.toml.checkpoint"; do
    expect 74 'cannot write game.toml.checkpoint: another run is at work on it \(process [0-9]+ on .* since ' \
        "$essmap" shapley game.toml $option
done
kill -CONT $run
wait $run
same one.json stopped.json
[ ! -e game.toml.checkpoint ] || fail "beside runs that were refused, a run leaves its checkpoint"

# Stopped twice: two states, of which the last counts. Another game, and no --resume, are refused.
interrupt 10
interrupt 10 --resume
cp -r game.toml.checkpoint kept
states=(kept/*.rank-0.*)
[ ${#states[@]} -eq 2 ] || fail "kept: ${states[*]}"
expect 74 'game.toml.checkpoint holds sums that an earlier run finished; remove that folder to begin anew' \
    "$essmap" shapley game.toml
sed 's/function = .*/function = "sqrt(x)"/' game.toml >other.toml
expect 65 'game.toml.checkpoint was begun for another game: .*ln\(1\+x\).*sqrt\(x\)' \
    "$essmap" shapley other.toml --checkpoint game.toml.checkpoint --resume
# resumed RANKS PIECES: to the same bits, from so many states
resumed() {
    mpirun --oversubscribe -n "$1" "$essmap" shapley game.toml --resume --format json >resumed.json 2>err.txt
    same one.json resumed.json
    json "data['resumed'] is $2" resumed.json
    [ ! -e game.toml.checkpoint ] || fail "a resumed run leaves its checkpoint"
}
resumed 2 True
# Damage costs what was found since the state before; without any whole one the run begins anew.
damage() { # HOW FILE
    case $1 in
        delete) rm "$2" ;;
        empty) : >"$2" ;;
        truncate) truncate -s -9 "$2" ;;
        flip) printf '\x5a' | dd of="$2" bs=1 seek=$((RANDOM % $(stat -c %s "$2"))) conv=notrunc 2>/dev/null ;;
        garbage) head -c "$(stat -c %s "$2")" /dev/urandom >"$2" ;;
    esac
}
for how in delete empty truncate flip garbage; do
    cp -r kept game.toml.checkpoint
    damage $how game.toml.checkpoint/part-1-of-1.run-2.rank-0.1
    resumed 1 True
done
grep -Eq 'rank-0.1: 0 whole sum\(s\); [0-9]+ damaged byte\(s\) from byte 0 on are left out' err.txt ||
    fail "damage is not mentioned: $(cat err.txt)"
cp -r kept game.toml.checkpoint
for state in game.toml.checkpoint/*.rank-0.*; do damage truncate "$state"; done
rm game.toml.checkpoint/manifest.json
resumed 2 False
grep -q 'manifest.json is missing or damaged: made again' err.txt || fail "a lost manifest is not mentioned: $(cat err.txt)"
echo older >game.toml.checkpoint
expect 74 'cannot write game.toml.checkpoint: File exists' "$essmap" shapley game.toml --resume
rm -r game.toml.checkpoint kept

# ---- files ----
succeeds "$essmap" shapley examples/improved.toml --out shares.csv --sensitivity by_quality.nc
grep -q '^ana,2,9.5,8.50638084598' shares.csv || fail "shares.csv: $(cat shares.csv)"
succeeds "$essmap" shapley examples/improved.toml --out shares.svg --sensitivity by_quality.svg
for label in ana ben cleo 'Shapley value' repaired; do
    grep -q ">$label<" shares.svg || fail "no $label in the picture"
done
grep -q '>quality.ana<' by_quality.svg || fail "no axis in the picture"
succeeds "$essmap" shapley examples/improved.toml --sensitivity by_quality.csv
[ "$(wc -l <by_quality.csv)" -eq 304 ] || fail "by_quality.csv has $(wc -l <by_quality.csv) lines"
/usr/bin/python3 - <<'PY' || fail "by_quality.nc"
import xarray
data = xarray.open_dataset("by_quality.nc")
shares = data["share"].sel({"quality.ana": 3})
assert list(data["member"].values) == ["ana", "ben", "cleo"], data
assert abs(float(shares.sel(member="ben")) - 9.98723830804) < 1e-11, shares
assert abs(data["share"].sum("member") - 24).max() < 1e-12
assert int(data["irrational"].sel({"quality.ana": 10})) == 1
PY
succeeds "$essmap" shapley examples/shared-indicators.toml --format json
sed 's/bundles = .*/reports = "indicators.csv"/' examples/shared-indicators.toml >examples/csv.toml
mv out.txt bundles.json
succeeds "$essmap" shapley examples/csv.toml --format json
mv out.txt csv.json
/usr/bin/python3 - <<'PY' || fail "bundles and CSV are not worth the same"
import json
one, other = ({v["member"]: v["value"] for v in json.load(open(name))["values"]} for name in ("bundles.json", "csv.json"))
assert one == other, (one, other)
assert abs(one["alder-bank"] - 1.1326312216347023) < 1e-13  # over all orders, elsewhere
PY

# ---- tables: in which order, from which files ----
game 'kind = "table"' 'members = ["a", "b", "c"]' 'values = [0, 2, 4, 5, 18, 14, 9, 24]'
succeeds "$essmap" shapley game.toml
says '^values read in binary order, bit i of a place for member i:$'
says '^  \{a\} = 2, \{b\} = 4, \{c\} = 18$'
says '^note: in order of size the values would be monotone and superadditive, as read they are not: is order = "size" meant\?$'
run
json "data['order'] == 'binary' and 'is order = \\\"size\\\" meant' in data['order_note']"
json "data['table'][3] == {'coalition': ['a', 'b'], 'value': 5}"
echo 'order = "size"' >>game.toml
succeeds "$essmap" shapley game.toml
says '^values read in order of size, those of one size by their members:$'
says '^  \{a, b\} = 18, \{a, c\} = 14, \{b, c\} = 9$'
grep -q '^note' out.txt && fail "a note on the right order"
run
value 0 9.5; value 1 8; value 2 6.5
json "data['order'] == 'size' and 'order_note' not in data"
sed -i 's/24\]/24, 1]/' game.toml
expect 65 'game.toml:4: game.values = 9 of them is not allowed: 2.n, one for each coalition' "$essmap" shapley game.toml

printf 'coalition,value\r\n"ana, ben",18\r\nana,2\r\nben,4\r\n\r\n' >c.csv
echo '[{"coalition": ["ana"], "value": 2}, {"coalition": ["ben"], "value": 4}, {"coalition": ["ana", "ben"], "value": 18}]' >list.json
echo '{"ana": 2, "ben": 4, "ana|ben": 18}' >texts.json
for table in c.csv list.json texts.json; do
    game 'kind = "table"' "file = \"$table\""
    run
    value 0 8; value 1 10
    json "[v['member'] for v in data['values']] == ['ana', 'ben'] and 'order' not in data"
    # what a report says is what a file may be
    /usr/bin/python3 -c 'import json; json.dump(json.load(open("out.txt"))["table"], open("again.json", "w"))'
    game 'kind = "table"' 'file = "again.json"'
    run
    value 0 8
    expect 65 "^essmap: $table is not allowed: a GAME.toml, .*kind = \"table\", file = \"$table\"" "$essmap" shapley $table
done
echo 'ana,3' >>c.csv
game 'kind = "table"' 'file = "c.csv"'
expect 65 'c.csv:6: coalition "ana": this coalition is there twice' "$essmap" shapley game.toml
mv c.csv c.txt
game 'kind = "table"' 'file = "c.txt"'
expect 65 'c.txt: text is not allowed: 2.n little-endian doubles; .*\.csv' "$essmap" shapley game.toml
game 'kind = "table"' 'file = "none.csv"'
expect 74 'cannot read none.csv' "$essmap" shapley game.toml

# ---- what is refused ----
# refused REGEX: the values are shown, in text and JSON, and why the pot is not paid out is said.
refused() {
    local format got
    for format in text json; do
        "$essmap" shapley game.toml --format $format --out shares.csv >out.txt 2>err.txt
        got=$?
        [ $got -eq 1 ] || fail "exit $got where a payout is refused: $(cat err.txt)"
        grep -Eq -- "$1" err.txt && [ "$(wc -l <err.txt)" -eq 1 ] || fail "a refused payout says: $(cat err.txt)"
        [ "$(head -1 shares.csv | grep -c paid)" -eq 0 ] && [ "$(wc -l <shares.csv)" -gt 1 ] || fail "shares.csv: $(cat shares.csv)"
        [ $format = json ] || says '^the pot of [0-9]+ is not paid out$'
    done
    json "data['payout'] is None and 'pot' in data['payout_refused'] and 'paid' not in data['values'][0]"
}
game 'kind = "table"' 'values = [0, -1, 5, 2]' '[payout]' 'pot = 100'
refused '^essmap: game.toml: payout.pot = 100 is not paid out: share of 1 = -2 is not allowed'
json "[v['value'] for v in data['values']] == [-2, 4]"
game 'kind = "table"' 'members = ["x", "y", "z"]' 'values = [0, -1, -2, -3, 9, 8, 7, 6]' '[payout]' 'pot = 7'
refused 'share of x = -1, of y = -2 is not allowed'
game 'kind = "table"' 'values = [0, 0, 0, 0]' '[payout]' 'pot = 7'
refused 'payout.pot = 7 is not paid out: sum of shares = 0 is not allowed: some share above 0'
game 'kind = "voting"' 'weights = [1, 2]' 'quota = 2' '[improved]' 'weighting = "given"' 'lambda = { f = 1 }' \
    '[improved.factors]' 'f = [0, 1]' '[payout]' 'pot = 10'
refused 'share of 1 = -0.5 is not allowed'
game 'kind = "table"' 'members = ["a", "b"]' 'values = [0, 3, 3, 4]' '[improved]' 'correction = "additive"' \
    '[improved.factors]' 'f = [1, 0]' '[payout]' 'pot = 10'
succeeds "$essmap" shapley game.toml
says 'individual rationality: BROKEN, below their value alone: b by 3'
sed -i 's/\[0, 3, 3, 4\]/[0, 1, 1, 1]/' game.toml
sed -i 's/"additive"/"additive"\nrepair = true/' game.toml
expect 65 'sum' "$essmap" shapley game.toml
game 'kind = "table"' 'values = [0, 3, 1, 3]' '[improved.factors]' 'f = [0, 1]' '[payout]' 'pot = 10'
sed -i 's/\[improved.factors\]/[improved]\nweighting = "given"\nlambda = { f = 1 }\n[improved.factors]/' game.toml
succeeds "$essmap" shapley game.toml --format json
json "sum(v['paid'] for v in data['values']) == 10"
sed -i 's/\[0, 3, 1, 3\]/[0, -1, 1, 3]/' game.toml
refused 'game.toml: payout.pot = 10 is not paid out: share of 1 = -1 is not allowed: 0 or more: nobody pays into the pot'
# what rounding leaves below 0 is 0
game 'kind = "table"' 'values = [0, 0, 0, 0, 0, 0, 0, 1.1]' '[improved]' 'weighting = "given"' 'lambda = { f = 1 }' \
    '[improved.factors]' 'f = [0, 1, 1]' '[payout]' 'pot = 10'
succeeds "$essmap" shapley game.toml --format json
json "data['values'][0]['improved'] < 0 and [v['paid'] for v in data['values']] == [0, 5, 5]"
game 'kind = "sum"' 'function = "sqrt(x)"' "$log20" '[values]' 'by = "enumerate"'
expect 74 'cannot write none/x' "$essmap" shapley game.toml --checkpoint none/x
expect 64 '--out = "" is not allowed: FILE.csv' "$essmap" shapley game.toml --out ""
: >empty.toml
expect 65 'empty.toml: .game. is missing' "$essmap" shapley empty.toml
expect 64 '--out = x.pdf is not allowed' "$essmap" shapley game.toml --out x.pdf
expect 65 '\[sensitivity\] is missing' "$essmap" shapley examples/council.toml --sensitivity s.nc
expect 74 'cannot read nowhere.toml' "$essmap" shapley nowhere.toml
expect 74 'cannot write none/x.csv' "$essmap" shapley examples/council.toml --out none/x.csv
game 'kind = "table"' "values = [$(seq -s, 0 8191)]" '[values]' 'by = "formula"'
expect 65 'values.by = formula is not allowed: this table game has none' "$essmap" shapley game.toml
finish
