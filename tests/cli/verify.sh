#!/usr/bin/env bash
# essmap verify as a CI job meets it: exit codes, reports, files, bad input.
. "$(dirname "$0")/common.sh"

# One proved, one refuted property; text, JSON and JUnit say the same.
succeeds "$essmap" verify --only guarded.case1 --only published.sgm.reward --junit report.xml
says '^    refuted  published.sgm.reward '
says '^    proved   guarded.case1.real '
says '3 properties: 2 proved, 1 refuted by a run of the contract, 0 unknown; all as expected'
grep -q '<testsuite name="essmap verify" tests="3" failures="0" errors="0"' report.xml || fail "JUnit: $(cat report.xml)"
succeeds "$essmap" verify --only published.sgm.reward --format json
number "['properties'][0]['seconds'] >= 0" 1 0
/usr/bin/python3 - <<'PY' || fail "JSON of verify"
import json
one = json.load(open("out.txt"))["properties"][0]
assert one["id"] == "published.sgm.reward" and one["contract"] == "published"
assert one["expect"] == one["result"] == "refuted" and one["solver"] == "z3"
assert one["assumptions_satisfiable"]
assert one["counterexample"]["values"]["game.sharers"] == "4"
assert any("VIOLATED" in line for line in one["counterexample"]["trace"])
PY
succeeds "$essmap" verify --only published.sgm.other-ranks --traces
says 'other_rank = 1 level   \(4 in the example\)'
says 'the game: a = -14.5'   # the paper's defect 5

# The list is complete and machine-readable.
succeeds "$essmap" verify --list --format json
number "['properties'].__len__() > 150" 1 0
succeeds "$essmap" verify --list --contract published
says '^published.nsp.charged-again$'
grep -q '^guarded' out.txt && fail "--contract published lists guarded ones"

# What cannot be decided is unknown: exit code 2, an error for JUnit, never a success. A solver that lies is
# contradicted by the other, exit code 1, or by a run of the contract.
pretend() {  # pretend ANSWER: a cvc5 that says nothing else
    mkdir -p pretended
    printf '#!/bin/sh\necho %s\n' "$1" >pretended/cvc5
    chmod +x pretended/cvc5
}
with_pretended() { PATH="$folder/pretended:$PATH" "$essmap" verify "$@" >out.txt 2>err.txt; }
pretend unknown
with_pretended --only guarded.case1.real --solver cvc5 --junit unknown.xml
[ $? -eq 2 ] || fail "exit code of unknown: $(cat out.txt)"
says '^!!  unknown  guarded.case1.real'
says 'unknown because: '
grep -q 'errors="1"' unknown.xml && grep -q '<error ' unknown.xml || fail "JUnit of unknown: $(cat unknown.xml)"
with_pretended --only guarded.case1.real --solver both || fail "undecided by cvc5 alone: $(cat out.txt)"
says 'only Z3: guarded.case1.real'
pretend sat
with_pretended --only guarded.case1.real --solver both --junit lie.xml
[ $? -eq 1 ] || fail "exit code of a contradiction: $(cat out.txt)"
says '1 NOT AS EXPECTED'
says 'cvc5 contradicts Z3 on guarded.case1.real'
grep -q 'failures="1"' lie.xml || fail "JUnit of a contradiction: $(cat lie.xml)"
pretend unsat
with_pretended --only published.sgm.reward --solver cvc5
[ $? -eq 2 ] || fail "exit code of a proof that a run contradicts: $(cat out.txt)"
says 'the solver proves what a run of the contract contradicts'

# A limit for all of it: what is decided stays, the rest is unknown, exit code 2, and every report is whole.
limited() {  # limited SECONDS ARGUMENT...
    local seconds=$1; shift
    "$essmap" verify --time-limit "$seconds" "$@" >out.txt 2>err.txt
    local got=$?
    [ $got -eq 2 ] || fail "exit $got where the time limit is used up: $*: $(cat err.txt)"
    grep -Eqx 'essmap: the time limit for all properties is used up: [0-9]+ of [0-9]+ properties are decided' err.txt ||
        fail "says nothing of the limit: $(cat err.txt)"
}
limited 0.001 --only guarded --junit limited.xml
says '^!!  unknown  guarded.case1.real '
says '[1-9][0-9]* unknown; not all decided$'
grep -Eq ' [1-9][0-9]* proved,.*all as expected' out.txt && fail "a limit passes for a success"
/usr/bin/python3 - <<'PY' || fail "JUnit at the limit"
import xml.etree.ElementTree as xml
suite = xml.parse("limited.xml").getroot()
assert int(suite.get("tests")) == len(suite) > 100 and int(suite.get("errors")) == len(suite.findall("testcase/error")) > 90
assert all("time limit" in error.text for error in suite.iter("error"))
PY
limited 1 --format json
/usr/bin/python3 - <<'PY' || fail "JSON at the limit"
import json
found = json.load(open("out.txt"))["properties"]
results = {p["result"] for p in found}
assert len(found) > 200 and "unknown" in results and "proved" in results, results
assert all("time limit" in p["why_unknown"] for p in found if p["result"] == "unknown")
PY
limited 0.001 --only theory --solver both --smt2 limited
[ -s limited/theory.no-coexistence.1.smt2 ] || fail "no obligations at the limit"
limited 0.001 --only guarded.case1 --solver cvc5
printf '[environment]\nr = 4\nU = 10\nk = 0.25\n' >environment.toml
limited 0.001 --synthesize environment.toml
succeeds "$essmap" verify --only guarded.case1 --time-limit 600
for seconds in 0 -1 1e300 86401 0.0009; do
    expect 64 "--time-limit = $seconds is not allowed: seconds from 0.001 to 86400" "$essmap" verify --time-limit $seconds
done
for seconds in nan inf soon 0x10; do
    expect 64 "--time-limit = $seconds is not allowed: a decimal number" "$essmap" verify --time-limit $seconds
done

# A signal ends it at once with what is known: 75, reports whole, no solver left behind, no file in the folder for them.
slow_cvc5() {
    mkdir -p slow
    printf '#!/bin/sh\nexec sleep 600\n' >slow/cvc5
    chmod +x slow/cvc5
}
# at_work: processes started in this folder. begin ARGUMENT...: verify, until its solver works.
at_work() {
    local at
    for at in /proc/[0-9]*/cwd; do
        if [ "$at" -ef "$folder" ]; then
            case "$(cat "${at%cwd}comm" 2>/dev/null)" in essmap | sleep | cvc5) echo "$at" ;; esac
        fi
    done 2>/dev/null
}
begin() {
    mkdir -p temporary
    TMPDIR=$folder/temporary PATH="$folder/slow:$PATH" "$essmap" verify "$@" >out.txt 2>err.txt &
    run=$!
    until [ "$(at_work | wc -l)" -ge 2 ]; do kill -0 $run 2>/dev/null || break; sleep 0.02; done
}
gone() {
    for _ in {1..500}; do [ -z "$(at_work)" ] && break; sleep 0.02; done
    [ -z "$(at_work)" ] || fail "left behind after $1: $(at_work)"
    [ -z "$(ls temporary)" ] || fail "files left behind after $1: $(ls temporary)"
}
slow_cvc5
for signal in TERM INT USR1; do
    begin --only guarded.case1 --solver cvc5 --timeout 600 --junit stopped.xml --format json
    kill -$signal $run; wait $run
    got=$?
    [ $got -eq 75 ] || fail "exit $got after SIG$signal: $(cat err.txt)"
    grep -Eqx 'essmap: a signal asked for a stop: 0 of 2 properties are decided' err.txt || fail "SIG$signal: $(cat err.txt)"
    number "['properties'].__len__()" 2 0
    grep -q 'errors="2"' stopped.xml || fail "JUnit after SIG$signal: $(cat stopped.xml)"
    gone $signal
done
begin --only guarded.case1 --solver cvc5 --timeout 600
kill -KILL $run; wait $run 2>/dev/null
gone KILL

# A second solver, formulas for a third.
succeeds "$essmap" verify --only guarded.refused --only theory.no-coexistence --solver both --smt2 formulas
says 'cvc5 agrees on [1-9][0-9]* formulas; only Z3 could decide 0, only cvc5 0'
[ -s formulas/theory.no-coexistence.smt2 ] || fail "no obligation among $(ls formulas | head -3)"
head -1 formulas/theory.no-coexistence.smt2 | grep -q 'With mu >= 0' || fail "no sentence in the obligation"
[ "$(cvc5 -q --lang=smt2 formulas/theory.no-coexistence.smt2)" = unsat ] || fail "cvc5 on the exported file"
succeeds "$essmap" verify --only theory.no-coexistence --solver cvc5
says 'proved   theory.no-coexistence'
(PATH=/nonexistent; "$essmap" verify --only theory.no-coexistence --solver cvc5 >out.txt 2>err.txt; echo $? >code.txt)
[ "$(cat code.txt)" = 74 ] && grep -q 'cannot run a solver: cvc5: No such file' err.txt || fail "cvc5 missing: $(cat err.txt)"

# The page is what the properties say.
page() { "$source/scripts/proofs-page" --essmap "$essmap" "$@"; }
succeeds page --out proofs.md
cmp -s proofs.md "$source/docs/proofs.md" || fail "docs/proofs.md is out of date: scripts/proofs-page"
echo '{"forge": 1}' >broken.json
expect 65 'broken.json: not written by bench/proof-peers' page --peers broken.json --out other.md
expect 74 'nowhere/page.md' page --out nowhere/page.md
printf '#!/bin/sh\n"%s" "$@" | sed s/theory.eq6/games.eq6/\n' "$essmap" >renamed
chmod +x renamed
expect 65 'proofs.md has no table for games.eq6' page --essmap ./renamed --out other.md
[ ! -e other.md ] || fail "a page is written though something is wrong"

# The weakest safe bounds of an environment.
cat >table3.toml <<'TOML'
[environment]
r = 4
U = 10
k = 0.25
TOML
succeeds "$essmap" verify --synthesize table3.toml
says 'gamma_max < U \(1 - theta_max/4 - 0.25\)  for U = 10 and for U = 10'
says '^ +2 +2.5$'
says '^proved  synthesis.necessary'
succeeds "$essmap" verify --synthesize table3.toml --format json
number "['trade_off'][5]['theta_max']" 2 0
number "['turn']" 3 0

# Bad input.
expect 64 '--only = guarded.sg is not allowed: the id of a property or of a group' "$essmap" verify --only guarded.sg
expect 64 '--contract = solidity is not allowed: published, guarded, theory' "$essmap" verify --contract solidity
expect 64 '--only and --contract leave no property' "$essmap" verify --only guarded.case1 --contract published
expect 64 '--solver = yices is not allowed: z3, cvc5, both' "$essmap" verify --solver yices
expect 64 '--timeout = 0 is not allowed' "$essmap" verify --timeout 0
expect 64 '--timeout = soon is not allowed' "$essmap" verify --timeout soon
expect 64 '--synthesize excludes --only' "$essmap" verify --synthesize table3.toml --only theory
expect 74 'cannot write /proc/nowhere' "$essmap" verify --only theory.eq6 --smt2 /proc/nowhere/x
expect 74 'nowhere/report.xml' "$essmap" verify --only theory.table4-theta-3 --junit nowhere/report.xml --format json
expect 74 'cannot read missing.toml' "$essmap" verify --synthesize missing.toml
bad() {  # bad REGEX LINES...
    local pattern=$1; shift
    printf '%s\n' "$@" >bad.toml
    expect 65 "$pattern" "$essmap" verify --synthesize bad.toml
}
bad 'bad.toml: \[environment\] is missing: ' '#'
bad 'bad.toml:2: ' '[environment]' 'r = '
bad 'environment.k is missing' '[environment]' 'r = 4' 'U = 10'
bad 'bad.toml:1: environment must have exactly one of C and U' '[environment]' 'r = 4' 'k = 0.25'
bad 'bad.toml:1: environment must have exactly one of C and U' '[environment]' 'r = 4' 'k = 0.25' 'U = 1' 'C = 1'
bad 'bad.toml:5: unknown key environment.theta: allowed are r, k, C, U' '[environment]' 'r = 4' 'k = 0.25' 'U = 1' 'theta = 2'
bad 'bad.toml:1: unknown key colour: allowed are environment' 'colour = 1' '[environment]' 'r = 4' 'k = 0.25' 'U = 1'
bad 'environment.r = 0.5 is not allowed: r >= 1' '[environment]' 'r = [0.5, 4]' 'k = 0.25' 'U = 1'
bad 'environment.k = 1 is not allowed: 0 < k < 1' '[environment]' 'r = 4' 'k = [0.25, 1]' 'U = 1'
bad 'environment.r = \[ 5, 4 \] is not allowed: a number, or \[least, largest\]' '[environment]' 'r = [5, 4]' 'k = 0.25' 'U = 1'
bad 'environment.r = \[ 1, 2, 3 \] is not allowed' '[environment]' 'r = [1, 2, 3]' 'k = 0.25' 'U = 1'
bad 'environment.U = nan is not allowed' '[environment]' 'r = 4' 'k = 0.25' 'U = nan'
bad "environment.k = '0.25' is not allowed" '[environment]' 'r = 4' 'k = "0.25"' 'U = 1'
finish
