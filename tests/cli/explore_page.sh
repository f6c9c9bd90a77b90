#!/usr/bin/env bash
# explore: what the page shows and does, in headless Chromium.
. "$(dirname "$0")/common.sh"

cp "$source"/examples/{table3,fixed_points}.toml .
cat >regions.toml <<'SPEC'
title = "Regions </script><b>not bold</b>"
x0 = [0.2, 0.5]
layers = ["case", "certified", "margin", "attractor", "t_sat"]
[axes]
r = { values = [2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 21 }
gamma = { from = -8, to = 8, count = 33 }
mu = [0.2, 8]
k = [0.1, 0.25]
omega = [1, 4]
C = { from = 10, to = 100000, count = 5, scale = "log" }
SPEC
parts_map >parts.toml
cat >line.toml <<'SPEC'
layers = ["margin"]
[axes]
r = 4
theta = { from = 0, to = 4, count = 41 }
gamma = 2
mu = 8
k = 0.25
U = 10
SPEC
cat >ranks.toml <<'SPEC'
layers = ["case", "certified"]
[axes]
r = { values = [2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 9 }
gamma = 2
mu = { values = [-8, 0.2, 8], discrete = true }
k = 0.25
U = 10
SPEC
cat >plane.toml <<'SPEC'
layers = ["certified"]
[axes]
r = 4
theta = { from = 0, to = 4, count = 9 }
gamma = 2
mu = 8
k = 0.25
U = 10
SPEC
cat >dense.toml <<'SPEC'
layers = ["certified"]
[axes]
r = 4
theta = { from = 0, to = 4, count = 1500 }
gamma = { from = -8, to = 8, count = 733 }
mu = 0.2
k = 0.25
U = 10
SPEC
for name in table3 regions parts line ranks plane dense; do succeeds "$essmap" sweep $name.toml --engine exact --out $name.nc; done
succeeds "$essmap" sweep fixed_points.toml --out fixed_points.nc
cat >safe.json <<'JSON'
{"box": {"theta": [0.5, 1.8], "gamma": [-4, 1], "r": [4, 8]}, "point": {"theta": 1.2, "gamma": -1}}
JSON
cat >between.json <<'JSON'
{"box": {"r": [5, 7], "gamma": [-4, 1]}}
JSON
for name in table3 parts line fixed_points ranks plane dense; do succeeds "$essmap" explore $name.nc --out $name.html; done
succeeds "$essmap" explore regions.nc --recommendation safe.json --out regions.html
succeeds "$essmap" explore regions.nc --recommendation between.json --out between.html
/usr/bin/python3 -B "$source/tests/cli/page/run.py" "$essmap" || fail "the page"
finish
