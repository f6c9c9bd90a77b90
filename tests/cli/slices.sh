#!/usr/bin/env bash
# plot to tables, and files for others: slices as CSV and NetCDF, what every NetCDF file says of itself, what other
# programs make of it.
. "$(dirname "$0")/common.sh"

cat >spec.toml <<'SPEC'
title = "Ranks, \"old\" and new"
x0 = [0.2, 0.5]
layers = ["case", "certified", "eta", "margin", "attractor", "t_sat"]
[axes]
r = { values = [2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 9 }
gamma = { from = -8, to = 8, count = 17 }
mu = [0.2, 8]
k = 0.25
omega = [1, 4]
C = { from = 10, to = 100000, count = 5, scale = "log" }
SPEC
succeeds "$essmap" sweep spec.toml --engine exact --out m.nc
sed 's/title.*/output = { precision = "float32" }/' spec.toml >short.toml
succeeds "$essmap" sweep short.toml --engine exact --out short.nc
succeeds "$essmap" sweep "$source/examples/fixed_points.toml" --out loops.nc
succeeds "$essmap" sweep "$source/examples/paving.toml" --adaptive --out paving.nc
succeeds "$essmap" simulate "${case1[@]}" --x0 0.2 --out orbit.nc
cp -r "$source"/examples .
succeeds "$essmap" shapley examples/improved.toml --sensitivity by_quality.nc

hold=(--fix mu=8 --fix gamma=2)
succeeds "$essmap" plot m.nc --x theta --y r --out s.csv "${hold[@]}" --fix C=1000
succeeds "$essmap" plot m.nc --x theta --y r --out s.nc "${hold[@]}" --fix C=1000
"$essmap" plot m.nc --x theta --y r --out - "${hold[@]}" --fix C=1000 >piped.csv 2>err.txt || fail "CSV on standard output"
cmp -s s.csv piped.csv || fail "standard output has another table"
[ ! -s err.txt ] || fail "all is held: $(cat err.txt)"
succeeds "$essmap" plot m.nc --x C --y theta --z r --out three.csv "${hold[@]}"
succeeds "$essmap" plot m.nc --x C --y theta --z r --out three.nc "${hold[@]}"
succeeds "$essmap" plot m.nc --x C --y theta --z r --layer t_sat --x0 0.5 --out one.nc "${hold[@]}"
succeeds "$essmap" plot m.nc --x r --y C --z omega --layer certified --out omega.nc --fix theta=1 "${hold[@]}"
succeeds "$essmap" plot m.nc --x k --y mu --layer case --out point.csv --fix r=8 --fix theta=1 --fix gamma=2 --fix C=1000
succeeds "$essmap" plot short.nc --x theta --y gamma --out short-slice.nc --fix mu=8 --fix r=4 --fix C=1000
succeeds "$essmap" plot loops.nc --x N --y damping --z theta --out loops-slice.nc
succeeds "$essmap" plot loops.nc --x N --y damping --z theta --out loops.csv

cat >look.py <<'PY'
import csv, math, re, sys
import netCDF4, numpy, xarray

def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))

def check(path, table, x, y, z=None):
    """A slice in both forms is the map's."""
    whole, part = xarray.open_dataset("m.nc"), xarray.open_dataset(path)
    held = {n: float(part[n]) for n in ("r", "theta", "mu", "k", "C", "gamma") if part[n].ndim == 0}
    expected = whole.sel(held)
    for layer in part.data_vars:
        if layer.endswith("_bounds"):
            continue
        assert part[layer].dtype == whole[layer].dtype, layer
        assert part[layer].dims[-2:] == (y, x), (layer, part[layer].dims)
        xarray.testing.assert_equal(part[layer].reset_coords(drop=True),
                                    expected[layer].transpose(*part[layer].dims).reset_coords(drop=True))
    for axis in (x, y, z):
        if axis:
            assert (part[axis].values == whole[axis].values).all()
            assert (part[part[axis].attrs["bounds"]].values == whole[axis + "_bounds"].values).all(), axis
    for axis in held:
        ends = expected[axis + "_bounds"].values
        assert (part[axis + "_bounds"].values == ends).all(), axis
    lines = rows(table)
    assert len(lines) == part.case.size, len(lines)
    order = [[float(line[n]) for n in (z, y, x) if n] for line in lines]
    assert order == sorted(order), "x fastest, then y, then z"
    for line in lines:
        cell = part.sel({n: float(line[n]) for n in (x, y, z) if n})
        for n in (x, y, z):
            if n:
                ends = part[n + "_bounds"].sel({n: float(line[n])}).values
                assert [float(line[n + "_lo"]), float(line[n + "_hi"])] == list(ends), n
        for layer in ("case", "certified"):
            assert line[layer] == str(int(cell[layer])), (layer, line)
        for layer in ("eta", "margin"):
            assert numpy.array_equal(float(line[layer]), float(cell[layer]), equal_nan=True), (layer, line)
        for start in (0.2, 0.5):
            assert float(line[f"t_sat_x0_{start}"]) == float(cell.t_sat.sel(x0=start))
        for n, value in held.items():
            assert float(line[n]) == value

check("s.nc", "s.csv", "theta", "r")
check("three.nc", "three.csv", "C", "theta", "r")
header = open("s.csv").readline().strip()
assert header == ("theta,theta_lo,theta_hi,r,r_lo,r_hi,mu,mu_lo,mu_hi,k,C,C_lo,C_hi,gamma,gamma_lo,gamma_hi,"
                  "case,certified,eta,margin,attractor_x0_0.2,attractor_x0_0.5,t_sat_x0_0.2,t_sat_x0_0.5"), header
assert {(line["r"], line["r_lo"], line["r_hi"]) for line in rows("s.csv")} == {("2",) * 3, ("4",) * 3, ("8",) * 3}

one = xarray.open_dataset("one.nc")
assert list(one.data_vars) == ["t_sat"] or set(one.data_vars) >= {"t_sat"}
assert one.t_sat.dims == ("r", "theta", "C") and float(one.x0) == 0.5 and "x0" in one.t_sat.coords
omega = xarray.open_dataset("omega.nc")
assert omega.certified.dims == ("omega", "C", "r") and omega.certified.dtype == numpy.int8
assert (omega.certified[0] == omega.certified[1]).all() and list(omega.omega.values) == [1, 4]
point = rows("point.csv")
assert len(point) == 2 and [line["mu"] for line in point] == ["0.2", "8"] and point[0]["k"] == "0.25"
assert xarray.open_dataset("short-slice.nc").eta.dtype == numpy.float32
loops, loop_rows = xarray.open_dataset("loops-slice.nc"), rows("loops.csv")
assert loops.regime.dims == ("theta", "damping", "N") and loops.regime.dtype == numpy.int8
for line in loop_rows:
    cell = loops.sel({n: float(line[n]) for n in ("N", "damping", "theta")})
    assert int(line["regime"]) == int(cell.regime) and line["x0"] == "0.2", line

# What every file says of itself.
for path in ("m.nc", "short.nc", "loops.nc", "paving.nc", "orbit.nc", "by_quality.nc", "s.nc", "three.nc",
             "loops-slice.nc"):
    data = netCDF4.Dataset(path)
    assert data.Conventions == "CF-1.10", path
    assert data.source.startswith("essmap ") and "Electronics 2023" in data.references, path
    first = data.history.split("\n")[0]
    made = {"s.nc": "plot", "three.nc": "plot", "loops-slice.nc": "plot", "orbit.nc": "simulate",
            "by_quality.nc": "shapley"}.get(path, "sweep")
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ: essmap {made}.* \(version .*\)", first), first
    assert data.title, path
    for name, variable in data.variables.items():
        real = variable.dtype is not str and variable.dtype.kind == "f" and "_bounds" not in name and name not in data.dimensions and variable.ndim > 1
        if path in ("orbit.nc", "paving.nc", "by_quality.nc"):
            real = False
        missing = getattr(variable, "_FillValue", None)
        assert (missing is not None and math.isnan(missing)) if real else missing is None, (path, name, missing)
for path in ("m.nc", "s.nc"):
    assert netCDF4.Dataset(path).title == 'Ranks, "old" and new', path
assert "\n" in netCDF4.Dataset("s.nc").history and "\n" not in netCDF4.Dataset("m.nc").history
data = netCDF4.Dataset("m.nc")
for name in ("cells", "stored_cells", "trajectories", "distinct_integrations", "disagreements", "hosts", "resumes"):
    assert isinstance(data.getncattr(name), numpy.int64), name
assert data.cells == 2 * 3 * 9 * 17 * 2 * 5 and data.stored_cells == data.cells // 2
assert isinstance(data.worst_relative_difference, float)
d = xarray.open_dataset("m.nc")
assert d.case.dtype == numpy.int8 and d.attractor.dtype == numpy.int8 and d.eta.dtype == float
assert numpy.isnan(d.eta).any() and numpy.isinf(d.t_sat).any()
PY
/usr/bin/python3 look.py || fail "slices and attributes"

# A map of before, its counts as text and no value for what is missing, is read and confirmed.
cat >older.py <<'PY'
import sys
sys.path.insert(0, sys.argv[1])
import netCDF4, numpy
from check_files import rewrite, seal
rewrite("m.nc", "older.nc")
data = netCDF4.Dataset("older.nc", "a")
for name in ("cells", "stored_cells", "trajectories", "distinct_integrations", "disagreements", "hosts", "resumes",
             "worst_relative_difference"):
    value = data.getncattr(name)
    data.delncattr(name)
    data.setncattr(name, str(int(value)))
for name in ("history", "source", "references"):
    data.delncattr(name)
seal(data)
PY
/usr/bin/python3 -B older.py "$source/tests/cli" || fail "no older map"
succeeds "$essmap" check older.nc
says 'all confirmed'
succeeds "$essmap" plot older.nc --x theta --y gamma --out older.csv --fix mu=8 --fix r=4 --fix C=1000
succeeds "$essmap" plot older.nc --x theta --y gamma --out older-slice.nc --fix mu=8 --fix r=4 --fix C=1000
succeeds "$essmap" plot m.nc --x theta --y gamma --out newer.csv --fix mu=8 --fix r=4 --fix C=1000
cmp -s older.csv newer.csv || fail "an older map gives another table"
succeeds "$essmap" explore older.nc --out older.html

# Pictures have the title too.
succeeds "$essmap" plot m.nc --x theta --y gamma --out p.svg --fix mu=8 --fix r=4 --fix C=1000
grep -q 'Ranks, "old" and new\|Ranks, &quot;old&quot; and new' p.svg || fail "no title in the picture"
grep -q 'strategy case at the point' p.svg || fail "no layer in the picture"

# Refused in a line, and nothing is left.
expect 64 '^essmap: --z = r is not allowed: a picture has two axes: --out with .csv, .nc or -' \
    "$essmap" plot m.nc --x theta --y gamma --z r --out q.png
expect 64 '^essmap: --z = theta is not allowed: another axis than --x and --y' \
    "$essmap" plot m.nc --x theta --y gamma --z theta --out q.csv
expect 64 'axis = zeta is not allowed: r, theta' "$essmap" plot m.nc --x theta --y gamma --z zeta --out q.nc
expect 64 '^essmap: --out = q.txt is not allowed: a name ending in .png, .svg, .csv, .nc, or -' \
    "$essmap" plot m.nc --x theta --y gamma --out q.txt
expect 64 '^essmap: --layer = heat is not allowed: case' "$essmap" plot m.nc --x theta --y gamma --layer heat --out q.csv
expect 64 '^essmap: --x0 = 0.3 is not allowed: one of 0.2, 0.5' "$essmap" plot m.nc --x theta --y gamma --x0 0.3 --out -
expect 64 'm.nc is not allowed' "$essmap" plot m.nc --x theta --y gamma --out m.nc
expect 74 "cannot write /nowhere/q.nc" "$essmap" plot m.nc --x theta --y gamma --fix r=4 --fix mu=8 --fix C=1000 --out /nowhere/q.nc
(ulimit -f 1; trap '' XFSZ; exec "$essmap" plot m.nc --x theta --y gamma --z C --out q.nc) >/dev/null 2>&1
[ $? -eq 74 ] || fail "no exit 74 beyond the file size limit"
ls q.* 2>/dev/null && fail "files left"
[ -z "$(ls -A | grep tmp)" ] || fail "temporary files left: $(ls -A)"

# The usual programs, where they are installed.
if command -v cdo >/dev/null; then
    succeeds cdo -s infon s.nc
    [ "$(grep -c ' : eta' out.txt)" -eq 1 ] || fail "cdo does not see eta: $(cat out.txt)"
    missing=$(/usr/bin/python3 -c 'import xarray; print(int(xarray.open_dataset("s.nc").eta.isnull().sum()))')
    awk -v m="$missing" '/ : eta/ { exit !($7 == m) }' out.txt || fail "cdo does not see $missing missing: $(cat out.txt)"
    succeeds cdo -s infon one.nc
    succeeds cdo -s sinfon short-slice.nc
else
    echo "cdo is not installed: not tried"
fi
if command -v ncks >/dev/null; then
    succeeds ncks -m m.nc
    succeeds ncks -m s.nc
    succeeds ncwa -O -a r,mu,k,C m.nc mean.nc
    succeeds ncwa -O -a r s.nc mean.nc
else
    echo "NCO is not installed: not tried"
fi
finish
