#!/usr/bin/env bash
# reproduce: every number of Tables 3 and 4 and Figure 7, and the files it leaves.
. "$(dirname "$0")/common.sh"

succeeds "$essmap" reproduce --out report --format json
/usr/bin/python3 - <<'PY' || fail "numbers"
import json
from math import log
data = json.load(open("out.txt"))
checks = data["checks"]
assert len(checks) == 70, len(checks)
assert all(c["holds"] for c in checks), [c for c in checks if not c["holds"]]
ours = {c["name"]: c["ours"] for c in checks}
# From the theory, independently of what the program expects of itself.
for name, t in [("Table 4 theta = 3: T", 2.2517272929), ("Table 4 gamma = -4: T by CVODE", 0.3410355248),
                ("Figure 7 B-CTISM: T by CVODE", 0.7080627166)]:
    assert abs(ours[name] - t) < 1e-9, (name, ours[name])
assert ours["Table 4 theta = 4: T"] is None

def time(a, b, x0):
    """T(x0 -> 0.95) by partial fractions, a > 0, a + b > 0."""
    y0, q = x0 / (1 - x0), a + b
    return log(19 / y0) / a + (1 / q - 1 / a) * log((a + 19 * q) / (a + q * y0))

def crossing(a):
    """The only start from which B-CTISM takes as long as a reconstruction."""
    late = [x0 / 1000 for x0 in range(1, 950) if time(0.5, 10.5, x0 / 1000) > time(a, 2.5, x0 / 1000)]
    assert late == [x0 / 1000 for x0 in range(1, len(late) + 1)]
    lo, hi = late[-1], late[-1] + 0.001
    for _ in range(60):
        x0 = (lo + hi) / 2
        lo, hi = (x0, hi) if time(0.5, 10.5, x0) > time(a, 2.5, x0) else (lo, x0)
    return lo

for name, level in [("R1", 5), ("R2(5)", 5), ("R2(4)", 4), ("R2(3)", 3)]:
    label = f"Figure 7 {name}: reconstruction (assumption): "
    a = (level / 5 - 0.25) * 10 - 2
    assert abs(ours[label + "T"] - time(a, 2.5, 0.2)) < 1e-10, name
    assert abs(ours[label + "B-CTISM is faster from x0 above"] - crossing(a)) < 1e-12, name
for name in ["R2(2)", "R2(1)"]:
    label = f"Figure 7 {name}: reconstruction (assumption): "
    assert ours[label + "T"] is None and ours[label + "T by CVODE"] is None, name
    assert ours[label + "B-CTISM is faster from x0 above"] == 0, name
finding, = [f for f in data["findings"] if "EGDSI" in f]
assert "0.3121137399 against R1" in finding and "claim neither" in finding, finding
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
if name.endswith("figure7"):
    assert [v > 0.95 for v in last.values()] == [True] * 4 + [False] * 2
    assert all(("reconstruction (assumption)" in k) != (k == "B-CTISM") for k in last)
    assert {float(r["x"]) for r in rows if r["curve"].startswith("R2(2)")} == {0.2}  # its eta, exactly
PY
done
grep -q 'Where the paper is wrong or silent' report/report.txt || fail "report.txt"
for page in report.txt report.html; do
    [ "$(grep -c 'R[12].*reconstruction (assumption)' "report/$page")" -ge 6 ] || fail "labels in $page"
    grep -q 'from x0 .* 0.3121137399, R1 from x0 below' "report/$page" || fail "the condition in $page"
done
grep -Eq 'src="https?:|href="https?:' report/report.html && fail "the page asks the network"
[ "$(grep -c '<figure' report/report.html)" -eq 6 ] || fail "figures in the page"
succeeds "$essmap" reproduce --out report
says '70 of 70 numbers come out'
finish
