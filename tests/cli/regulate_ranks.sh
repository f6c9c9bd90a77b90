#!/usr/bin/env bash
# regulate, [ranks]: the paper's numbers for members of different ranks, files, and every bad input.
. "$(dirname "$0")/common.sh"

# write LINE...: a specification at Table 3, case 1, whose table [ranks] begins in line 11.
write() {
    cat >spec.toml <<'SPEC'
[axes]
r = 4
theta = 2
gamma = 2
mu = 8
k = 0.25
U = 10
[regulation]
N = 1
x0 = 0.2
[ranks]
SPEC
    printf '%s\n' "$@" >>spec.toml
}
# ranks LINE...: such a specification, reported as JSON.
ranks() {
    write "$@"
    succeeds "$essmap" regulate spec.toml --format json
}
# holds EXPRESSION: true of the JSON report's part on ranks, r.
holds() {
    /usr/bin/python3 - "$1" <<'PY' || fail "not so: $1: $(cat out.txt)"
import json, sys
r = json.load(open("out.txt"))["ranks"]
sys.exit(0 if eval(sys.argv[1]) else 1)
PY
}

# Uniform ranks 1 to 5: four fifths share, rank 1 never; the average of 1/r predicts collapse.
ranks 'uniform = 5'
holds 'r["ranks"] == 5 and r["limit"] == 0.8 and r["t_sat"] is None and r["confirmed"]'
holds '[m["shares"] for m in r["by_rank"]] == [False, True, True, True, True]'
holds '[m["limit"] for m in r["by_rank"]] == [0, 1, 1, 1, 1]'
holds '[m["a"] for m in r["by_rank"]] == [-14.5, -4.5, -7 / 6, 0.5, 1.5] and r["b"] == 10.5'
holds 'abs(r["by_rank"][1]["threshold"] - 3 / 7) < 1e-15 and r["saturation"] == 0.95'
holds 'all(m["x0"] == 0.2 and m["share"] == 0.2 for m in r["by_rank"])'
holds '0 < r["difference"] < 1e-9 and r["steps"] > 20'
holds 'abs(r["averaged"]["mean_inverse_rank"] - 137 / 300) < 1e-15'
holds 'abs(r["averaged"]["a"] + 109 / 30) < 1e-14 and abs(r["averaged"]["eta"] - 109 / 315) < 1e-15'
holds 'r["averaged"]["predicts"] == "collapse" and r["averaged"]["limit"] == 0'
holds 'r["averaged"]["right"] is False and r["averaged"]["error"] == 0.8'
succeeds "$essmap" regulate spec.toml
says '^  1 +0\.2 +-14\.5 +1\.38095 +0\.2 +nobody shares$'
says '^  2\.\.5 +0\.8 +-4\.5\.\.1\.5 .*everyone shares$'
says 'X tends to 0\.8 and is never saturated \(0\.95\)$'
says 'predicts collapse: wrong by 0\.8$'
grep -Eq 'the full and the reduced form agree to [0-9.]+e-1[0-9]' out.txt || fail "agreement: $(cat out.txt)"

# Senior members: what rank 1 leaves.
ranks 'shares = [0.05, 0.1, 0.2, 0.3, 0.35]'
holds 'r["limit"] == 0.95 and r["t_sat"] is None and r["by_rank"][0]["shares"] is False'
ranks 'shares = [0.02, 0.08, 0.2, 0.3, 0.4]' # t by mpmath (tests/solver/rank_mixture_test.cpp)
holds 'r["limit"] == 0.98 and abs(r["t_sat"] - 1.0523704494391551652) < 1e-9'
holds 'r["averaged"]["predicts"] == "everyone shares" and r["averaged"]["right"] is False'
for form in full reduced; do
    ranks 'shares = [0.02, 0.08, 0.2, 0.3, 0.4]' "form = '$form'"
    holds 'abs(r["t_sat"] - 1.0523704494391551652) < 1e-9 and r["difference"] is None'
done
printf 'name,rank\r\nann,2\r\nbob,1\r\ncy,2\r\ndee,4\r\n' >members.csv
ranks 'csv = "members.csv"'
holds '[m["share"] for m in r["by_rank"]] == [0.25, 0.5, 0, 0.25]'
ranks 'zipf = { ranks = 1000, exponent = 1 }'
holds 'len(r["by_rank"]) == 1000 and abs(r["limit"] - 0.86640786950755984) < 1e-15'
succeeds "$essmap" regulate spec.toml
says '^  2\.\.1000 '
[ "$(wc -l <out.txt)" -lt 60 ] || fail "a line for every rank"
# One rank is the game itself, and the average is right.
ranks 'zipf = { ranks = 1, exponent = 0 }' 'x0 = 0.5'
holds 'r["averaged"]["right"] and r["averaged"]["a"] == -14.5 and r["limit"] == 0'
# Ranks that start at 0 and 1 stay there.
ranks 'uniform = 3' 'x0 = [0, 0.5, 1]'
holds '[m["shares"] for m in r["by_rank"]] == [False, True, True]'
holds '[m["x0"] for m in r["by_rank"]] == [0, 0.5, 1]'
# Next to the boundary between two fates a coarse tolerance shows, and is not hidden.
write 'uniform = 2' 'x0 = 0.7327536739528391' 'tolerance = 1e-4'
"$essmap" regulate spec.toml >out.txt 2>err.txt
says 'NOT confirmed'
says 'do NOT agree'
# Nothing asked, nothing said.
write
sed -i '/ranks/d' spec.toml
succeeds "$essmap" regulate spec.toml --format json
grep -q '"ranks"' out.txt && fail "ranks that nobody asked for"

ranks 'uniform = 5'
succeeds "$essmap" regulate spec.toml --out found
for suffix in csv png svg; do
    [ -s "found/ranks.$suffix" ] || fail "no ranks.$suffix"
done
[ "$(head -1 found/ranks.csv)" = rank,share,a,threshold,x0,limit ] || fail "csv header"
[ "$(sed -n 3p found/ranks.csv)" = 2,0.2,-4.5,0.42857142857142855,0.2,1 ] || fail "csv: $(sed -n 3p found/ranks.csv)"
[ "$(wc -l <found/ranks.csv)" -eq 6 ] || fail "csv rows"
[ "$(head -c 4 found/ranks.png | od -An -c | tr -d ' ')" = '211PNG' ] || fail "not a PNG"
for label in 'X, all members' 'rank 1' 'rank 5' 'saturation 0.95' 'X in the end 0.8'; do
    grep -q ">$label<" found/ranks.svg || fail "no $label in the picture"
done

# refused REGEX LINE...: exit code 65 and one line.
refused() {
    local pattern=$1; shift
    write "$@"
    expect 65 "$pattern" "$essmap" regulate spec.toml --out never
    [ ! -e never/ranks.csv ] || fail "a file in spite of: $pattern"
}
one='exactly one of shares, uniform, zipf and csv'
refused "spec.toml:11: ranks must have $one" ''
refused "spec.toml:11: ranks must have $one" 'x0 = 0.2'
refused "spec.toml:1[23]: ranks must have $one" 'uniform = 5' 'csv = "members.csv"'
refused 'spec.toml:13: unknown key ranks.zeta' 'uniform = 5' 'zeta = 1'
refused 'spec.toml:12: ranks.uniform = 0 is not allowed: 1 to 1000' 'uniform = 0'
refused 'spec.toml:12: ranks.uniform = -1 is not allowed: 1 to 1000' 'uniform = -1'
refused 'spec.toml:12: ranks.uniform = 1001 is not allowed' 'uniform = 1001'
refused 'spec.toml:12: ranks.uniform = 5.0 is not allowed: a whole number' 'uniform = 5.0'
refused 'spec.toml:12: ranks.shares = 1 is not allowed: an array' 'shares = 1'
refused 'spec.toml:12: ranks.shares: ranks = 0 is not allowed: 1 <= ranks <= 1000' 'shares = []'
refused "spec.toml:12: ranks.shares = '?a" 'shares = ["a"]' # the quotes are TOML's
refused 'spec.toml:12: ranks.shares: share of rank 2 = -0.5 is not allowed' 'shares = [0.5, -0.5]'
refused 'spec.toml:12: ranks.shares: share of rank 1 = nan is not allowed' 'shares = [nan, 1]'
refused 'spec.toml:12: ranks.shares: sum of the shares = 0.75 is not allowed: 1 to' 'shares = [0.5, 0.25]'
refused 'spec.toml:12: ranks.zipf = 5 is not allowed: \{ ranks = R, exponent = s \}' 'zipf = 5'
refused 'spec.toml:12: ranks.zipf = .* is not allowed: exponent is missing' 'zipf = { ranks = 5 }'
refused 'spec.toml:12: ranks.zipf = .* is not allowed: ranks is missing' 'zipf = { exponent = 1 }'
refused 'spec.toml:12: unknown key ranks.zipf.s' 'zipf = { ranks = 5, exponent = 1, s = 1 }'
refused 'spec.toml:12: ranks.zipf.ranks = 5.0 is not allowed: a whole' 'zipf = { ranks = 5.0, exponent = 1 }'
refused 'spec.toml:12: ranks.zipf.ranks = 2000 is not allowed: 1 to 1000' 'zipf = { ranks = 2000, exponent = 1 }'
refused 'spec.toml:12: ranks.zipf.exponent: s = 31 is not allowed: -30 <= s <= 30' 'zipf = { ranks = 5, exponent = 31 }'
refused 'spec.toml:12: ranks.zipf.exponent: s = nan is not allowed' 'zipf = { ranks = 5, exponent = nan }'
refused 'spec.toml:12: ranks.csv = 5 is not allowed: a string' 'csv = 5'
refused 'spec.toml:13: ranks.x0 = 1.5 is not allowed: 0 <= x0 <= 1' 'uniform = 2' 'x0 = 1.5'
refused 'spec.toml:14: ranks.x0 = -1 is not allowed: 0 <= x0 <= 1' 'uniform = 2' 'x0 = [ 0.5,' '-1 ]'
refused 'spec.toml:13: ranks.x0 = .* is not allowed: a number, or one for each of the 2 ranks' 'uniform = 2' 'x0 = [0.5]'
refused 'spec.toml:13: ranks.x0 = .* is not allowed: a number, or one for each' 'uniform = 2' 'x0 = []'
refused 'spec.toml:13: ranks.x0 = .* is not allowed: a number or an array' 'uniform = 2' 'x0 = "half"'
refused 'spec.toml:13: ranks.form = .*half.* is not allowed: full, reduced or both' 'uniform = 2' 'form = "half"'
refused 'spec.toml:13: ranks.form = 2 is not allowed: a string' 'uniform = 2' 'form = 2'
refused 'spec.toml:13: ranks.tolerance = 0 is not allowed: 1e-12 <= tolerance <= 1e-2' 'uniform = 2' 'tolerance = 0'
refused 'spec.toml:13: ranks.tolerance = true is not allowed: a number' 'uniform = 2' 'tolerance = true'
write
sed -i 's/\[ranks\]/ranks = 5/' spec.toml # now of [regulation]
expect 65 'spec.toml:11: unknown key regulation.ranks' "$essmap" regulate spec.toml
write
sed -i -e '/ranks/d' -e '1i ranks = 5' spec.toml
expect 65 'spec.toml:1: ranks = 5 is not allowed: a table' "$essmap" regulate spec.toml

# Tables of members: file and line are the table's own.
csv() {
    printf "$2" >members.csv
    refused "$1" 'csv = "members.csv"'
}
csv 'members.csv:1: header = \(empty\) is not allowed' '\n'
csv 'members.csv:1: header = name is not allowed: a line that names the column rank' 'name\nann\n'
csv 'members.csv:3: rank = 0 is not allowed: a whole number, 1 to 1000' 'rank\n1\n0\n'
csv 'members.csv:2: rank = first is not allowed' 'rank\nfirst\n'
csv 'members.csv:2: count = -1 is not allowed' 'rank,count\n1,-1\n'
csv 'members.csv:2: fields = 1 is not allowed: 2 as in the header' 'rank,count\n1\n'
csv 'members.csv:2: members = 0 is not allowed: at least 1' 'rank,count\n1,0\n'
write 'csv = "nowhere.csv"'
expect 74 'cannot read nowhere.csv: No such file' "$essmap" regulate spec.toml
finish
