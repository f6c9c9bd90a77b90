#!/usr/bin/env bash
# plot: slices of every layer, axes of every kind, and what it refuses.
. "$(dirname "$0")/common.sh"

cat >spec.toml <<'SPEC'
x0 = [0.2, 0.5]
layers = ["case", "certified", "eta", "margin", "attractor", "t_sat", "t_settle"]
[axes]
r = { values = [1, 2, 4, 8], discrete = true }
theta = { from = 0, to = 4, count = 9 }
gamma = { from = -8, to = 8, count = 17 }
mu = [-8, 0, 8]
k = 0.25
omega = [1, 4]
C = { from = 10, to = 100000, count = 5, scale = "log" }
SPEC
succeeds "$essmap" sweep spec.toml --out m.nc
for layer in case certified eta margin attractor t_sat t_settle; do
    succeeds "$essmap" plot m.nc --x theta --y gamma --layer $layer --fix r=4 --fix mu=8 --fix C=1000 --out p.png
    [ "$(head -c 4 p.png | od -An -c | tr -d ' ')" = '211PNG' ] || fail "$layer: not a PNG"
    rm -f p.png
done
for axes in "r mu" "C gamma" "omega theta" "theta omega" "k theta" "mu C"; do
    set -- $axes
    succeeds "$essmap" plot m.nc --x "$1" --y "$2" --out p.svg
    grep -q '</svg>' p.svg || fail "$axes: not an SVG"
done
says_err() { grep -Eq -- "$1" err.txt || fail "stderr does not match '$1': $(cat err.txt)"; }
succeeds "$essmap" plot m.nc --x theta --y gamma --layer t_sat --x0 0.5 --out p.svg
says_err 'r held at 4 \(the middle of 4 points; choose with --fix r=...\)'
grep -q 'from x0 = 0.5' p.svg || fail "the title does not say x0"
grep -q 'a + b = 0' p.svg || fail "no legend of the boundary"

cat >paper.toml <<'SPEC'
layers = ["case"]
[axes]
r = 4
theta = { from = 0, to = 4, count = 9 }
gamma = { from = -8, to = 8, count = 17 }
mu = 8
k = 0.25
U = 10
SPEC
succeeds "$essmap" sweep paper.toml --out paper.nc
succeeds "$essmap" plot paper.nc --x theta --y gamma --out p.svg
grep -q 'Table 3, case 1' p.svg || fail "the paper's points are not marked"

expect 64 'axis = zeta is not allowed' "$essmap" plot m.nc --x zeta --y gamma --out p.png
expect 64 '--layer = heat is not allowed: case, certified' "$essmap" plot m.nc --x theta --y gamma --layer heat --out p.png
expect 64 '--y = theta is not allowed: another axis' "$essmap" plot m.nc --x theta --y theta --out p.png
expect 64 '--fix r = 3 is not allowed: .*nearest: 2 or 4' "$essmap" plot m.nc --x theta --y gamma --fix r=3 --out p.png
expect 64 '--fix = r is not allowed: AXIS=VALUE' "$essmap" plot m.nc --x theta --y gamma --fix r --out p.png
expect 64 '--fix theta = 1 is not allowed' "$essmap" plot m.nc --x theta --y gamma --fix theta=1 --out p.png
expect 64 '--x0 = 0.3 is not allowed: one of 0.2, 0.5' \
    "$essmap" plot m.nc --x theta --y gamma --layer t_sat --x0 0.3 --out p.png
expect 74 'gnuplot is not installed' env PATH=/nowhere "$essmap" plot paper.nc --x theta --y gamma --out q.png
[ ! -e q.png ] || fail "q.png left behind"
finish
