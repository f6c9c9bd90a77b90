#!/usr/bin/env bash
# reproduce: every number of Tables 3 and 4 and Figure 7, and the files it leaves.
. "$(dirname "$0")/common.sh"

succeeds "$essmap" reproduce --out report --format json
/usr/bin/python3 - <<'PY' || fail "numbers"
import json
data = json.load(open("out.txt"))
checks = data["checks"]
assert len(checks) == 65, len(checks)
assert all(c["holds"] for c in checks), [c for c in checks if not c["holds"]]
ours = {c["name"]: c["ours"] for c in checks}
# From the theory, independently of what the program expects of itself.
for name, t in [("Table 4 theta = 3: T", 2.2517272929), ("Table 4 gamma = -4: T by CVODE", 0.3410355248),
                ("Figure 7 EGDSI R2(3) (reconstruction): T", 1.4563275583),
                ("Figure 7: start of equal times, B-CTISM and R1", 0.3121137399)]:
    assert abs(ours[name] - t) < 1e-9, (name, ours[name])
assert ours["Table 4 theta = 4: T"] is None
PY
for figure in figure3 figure4 figure5 figure6a figure6b figure7; do
    for suffix in png svg csv; do
        [ -s "report/$figure.$suffix" ] || fail "no $figure.$suffix"
    done
    /usr/bin/python3 - "report/$figure" <<'PY' || fail "$figure"
import csv, sys, xml.dom.minidom
xml.dom.minidom.parse(sys.argv[1] + ".svg")
rows = list(csv.DictReader(open(sys.argv[1] + ".csv")))
assert len({r["curve"] for r in rows}) >= 5
last = {}
for r in rows:
    last[r["curve"]] = float(r["x"])
name = sys.argv[1]
if name.endswith("figure3"): assert min(last.values()) > 0.999
if name.endswith("figure4"): assert max(last.values()) < 0.01
if name.endswith("figure5"): assert all((v > 0.99) == (float(k[5:]) > 3 / 7) for k, v in last.items())
if name.endswith("figure6a"): assert [v > 0.95 for v in last.values()] == [True] * 4 + [False]
if name.endswith("figure6b"): assert [v > 0.95 for v in last.values()] == [True] * 4 + [False]
PY
done
grep -q 'Where the paper is wrong or silent' report/report.txt || fail "report.txt"
grep -Eq 'src="https?:|href="https?:' report/report.html && fail "the page asks the network"
[ "$(grep -c '<figure' report/report.html)" -eq 6 ] || fail "figures in the page"
succeeds "$essmap" reproduce --out report
says '65 of 65 numbers come out'
finish
