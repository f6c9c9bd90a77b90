#!/usr/bin/env bash
# scripts/compare-builds: a build does the same as itself. One digit changed in a report, a message, a table or a map is
# the only difference. What fails in both builds is an error of the list, not a success.
. "$(dirname "$0")/common.sh"
compare() { "$source/scripts/compare-builds" "$essmap" "$@" >out.txt 2>err.txt; }
counts() { says ", $1 differences, $2 allowed, $3 errors of the list, [0-9]+ s\$"; }

compare "$essmap" --only classify --only simulate --only help || fail "not the same as itself: $(cat out.txt err.txt)"
counts 0 0 0
says '^[0-9]{2,} commands run with both, [0-9]{3} comparisons'
compare "$essmap" --only nothing
[ $? -eq 64 ] || fail "a group that is not there: $(cat err.txt)"

cat >list.toml <<LIST
[report]
0 = ["classify {case1}", "simulate {case1} --x0 0.2 --out orbit.csv"]
64 = ["classify --gama 3"]
[map]
0 = ["sweep small.toml --out m.nc"]
[failing]
0 = ["classify --bogus 3"]
[words]
case1 = "${case1[*]}"
[files]
"small.toml" = """
axes = { r = 4, theta = [0, 1, 2, 3], gamma = [0, 2, 4], mu = 8, k = 0.25, U = 10 }
x0 = 0.2
"""
LIST
/usr/bin/python3 - "$source/scripts/compare-builds.toml" >>list.toml <<'PY'
import sys
text = open(sys.argv[1]).read()
print(text[text.index("[leave_out.keys]"):text.index("# ---- Every example")] + "[[examples]]\nhas = []\ngroup = 'none'\n")
PY

# other LINE...: the program, but for what the lines do. They find its arguments in "$@".
other() {
    printf '%s\n' '#!/usr/bin/env bash' "essmap=$(printf %q "$essmap")" "$@" 'exec "$essmap" "$@"' >other
    chmod +x other
}
# differs CODE DIFFERENCES PATTERN ARGUMENT...: of the other program.
differs() {
    compare ./other --commands list.toml "${@:4}"
    local got=$?
    [ $got -eq "$1" ] || fail "exit $got instead of $1: ${*:4}: $(cat out.txt err.txt)"
    counts "$2" '[0-9]+' 0
    says "$3"
}
other '[[ "$*" != "classify "*json ]] || { "$essmap" "$@" | sed "s/\"b\": 10.5/\"b\": 10.6/"; exit; }'
differs 1 1 '^report: essmap classify .*--format json: standard output: b: 10.5 \| 10.6$' --only report
differs 0 0 '^allowed: report: .* 10.6$' --only report --allow report
differs 0 0 '^allowed: report: .* 10.6$' --only report --allow '*: standard output: b: *'
differs 1 1 '^note: --allow help was not needed$' --only report --allow help
differs 0 0 '^within tolerance: report: .*: b: 10.5 \| 10.6$' --only report --tolerance 0.1
other '[[ "$*" != *--gama* ]] || { "$essmap" "$@" 2>&1 | sed s/gamma/mu/ >&2; exit 64; }'
differs 1 1 'gama 3: standard error: line 1: .*gamma.* \| .*mu' --only report
other '[[ "$*" != "classify "*U\ 10 ]] || { "$essmap" "$@"; exit 2; }'
differs 1 1 'U 10: exit code: 0 \| 2$' --only report
other '[[ "$*" != *orbit.csv ]] || { "$essmap" "$@" && exec sed -i "5s/[0-8]\$/9/" orbit.csv; }'
differs 1 1 'orbit.csv: line 5: ' --only report
cat >change.py <<PY
import sys
sys.path.insert(0, "$source/tests/cli")
import netCDF4, os
from check_files import rewrite
rewrite("m.nc", "changed.nc")
with netCDF4.Dataset("changed.nc", "a") as map:
    map["t_sat"][0, 0, 1, 0, 0, 0, 1] += 1e-15
os.replace("changed.nc", "m.nc")
PY
other '[[ "$*" != *m.nc ]] || { "$essmap" "$@" && exec /usr/bin/python3 -B '"$PWD/change.py; }"
differs 1 1 '^map: .*: m.nc: t_sat: 1 of 12 values, relatively [0-9.e-]+ at most; the first: ' --only map
differs 0 0 '^within tolerance: map: .*: m.nc: t_sat: 1 of 12 values' --only map --tolerance 1e-9
other '[[ "$*" != "sweep small.toml "*json ]] || { "$essmap" "$@" && exec rm m.nc; }'
differs 1 1 "json: files written: \['m.nc'\] \| \[\]\$" --only map

compare "$essmap" --commands list.toml --only failing
[ $? -eq 2 ] || fail "commands that fail in both builds pass: $(cat out.txt)"
counts 0 0 2
says '^the list is wrong: failing: essmap classify --bogus 3: exit 64 instead of 0: .*no flag --bogus'
compare "$essmap" --commands list.toml
[ $? -eq 2 ] || fail "a list that leaves out most commands passes"
says '^the list is wrong: no command uses essmap regulate$'
says '^the list is wrong: no command uses --resume of essmap sweep$'
finish
