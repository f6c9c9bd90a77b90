#!/usr/bin/env bash
# A map opens in xarray with labelled axes, and holds what classify and simulate say.
. "$(dirname "$0")/common.sh"

succeeds mpirun -n 2 "$essmap" sweep "$source/examples/quickstart.toml" --threads 1 --out m.nc
/usr/bin/python3 - "$essmap" <<'PY' || fail "map in xarray"
import json, random, subprocess, sys
import numpy, xarray
d = xarray.open_dataset("m.nc")
axes = ["r", "theta", "mu", "k", "U", "gamma"]
for axis in axes + ["omega", "x0"]:
    assert d[axis].dims == (axis,) and d[axis].attrs["long_name"] and d[axis].attrs["units"] == "1", axis
assert d.case.dims == tuple(axes) and d.t_sat.dims == ("x0", *axes)
assert d.case.dtype == numpy.int8 and d.attractor.dtype == numpy.int8
assert d.case.attrs["flag_meanings"].split()[1] == "everyone_shares"
for name in ("specification", "specification_sha256", "engine", "tolerance", "essmap_version",
             "content_digest", "schema_version", "omega_invariance", "distinct_integrations"):
    assert name in d.attrs, name
assert d.attrs["engine"] == "cvode"
random.seed(1)
for _ in range(25):
    at = {axis: random.choice(d[axis].values) for axis in axes}
    x0 = random.choice(d.x0.values)
    cell = d.sel(at)
    flags = [f"--{axis}={value!r}" for axis, value in ((a, float(v)) for a, v in at.items())]
    run = lambda *args: json.loads(subprocess.run([sys.argv[1], *args, *flags, "--format", "json"],
                                                  check=True, capture_output=True).stdout)
    c = run("classify")
    assert int(cell.case) == c["case"], (at, c)
    assert float(cell.margin) == c["margin"]
    assert (c["eta"] is None and numpy.isnan(cell.eta)) or float(cell.eta) == c["eta"]
    s = run("simulate", f"--x0={float(x0)!r}", "--engine=exact")["runs"][0]
    t = float(cell.t_sat.sel(x0=x0))
    assert (s["t_sat"] is None and numpy.isinf(t)) or abs(t - s["t_sat"]) <= 1e-8 * s["t_sat"], (at, x0, t, s)
    assert {0: 0, 1: 1}.get(int(cell.attractor.sel(x0=x0)), s["limit"]) == s["limit"]
PY
finish
