#!/usr/bin/env bash
# essmap check: what is right passes, and of a thousand tampered files none does.
. "$(dirname "$0")/common.sh"
checker=$(dirname "$essmap")/essmap-check

# Neither it nor what it loads has a solver, MPI or SUNDIALS.
ldd "$checker" >out.txt || fail "ldd $checker"
says libnetcdf
grep -Ei 'lib(z3|mpi|open-(rte|pal)|sundials|mpfr|hdf5_openmpi)' out.txt && fail "the checker links it"

for name in quickstart table3; do
    succeeds "$essmap" sweep "$source/examples/$name.toml" --engine exact --out $name.nc
    succeeds "$essmap" check $name.nc
    says 'certified: [0-9]+ values, exact, in both directions'
    says '^  all confirmed$'
done
succeeds "$essmap" sweep "$source/examples/fixed_points.toml" --out regimes.nc
succeeds "$essmap" check regimes.nc
says 'not confirmed  regime, .*by the digest only'

# A paving of each region, as essmap sweep --adaptive makes it; then one of its labels the other way round.
paving() {
    cat <<SPEC
[paving]
region = "$1"
undecided = 0.3
$2
[axes]
r = 4
theta = $3
gamma = $4
mu = 8
k = ${5:-0.25}
C = { from = 10000, to = 30000, count = 2, scale = "log" }
SPEC
}
loop=$'[regulation]\ncontract = "unguarded"\nx0 = 0.2\nsaturation = 0.95\nN = [0.2, 3]'
paving case "" "[0, 4]" "[-2, 6]" "[0.1, 0.4]" >case.toml
paving saturates "within = 1" "[0, 4]" "[-2, 6]" "[0.1, 0.4]" >saturates.toml
sed -i '1i x0 = 0.2' saturates.toml
paving keeps "$loop" 0 "[-2, 6]" "[0.1, 0.4]" >keeps.toml
paving stable "$loop"$'\ndamping = [0.5, 1]' 0 "[1, 2]" >stable.toml
for region in case saturates keeps stable; do
    succeeds "$essmap" sweep $region.toml --adaptive --out $region.nc
done
succeeds "$essmap" check {case,saturates,keeps,stable}.nc
[ "$(grep -c '^  all confirmed$' out.txt)" -eq 4 ] || fail "pavings: $(cat out.txt)"
PYTHONPATH="$source/tests/cli" /usr/bin/python3 - <<'PY'
import random, shutil
import netCDF4
import check_files as files
for region in ("case", "saturates", "keeps", "stable"):
    for number in range(10):
        path = f"flipped-{region}-{number}.nc"
        shutil.copy(f"{region}.nc", path)
        with netCDF4.Dataset(path, "a") as data:
            nodes = data["tree"][:].data
            at = random.Random(number).choice([i for i, n in enumerate(nodes) if n in (1, 2)])
            old = b"tree 0\n" + nodes.tobytes()
            nodes[at] = 3 - nodes[at]
            data["tree"][at] = nodes[at]
            files.exchange(data, old, b"tree 0\n" + nodes.tobytes())
PY
"$essmap" check flipped-*.nc >out.txt 2>err.txt
[ $? -eq 1 ] && [ "$(grep -c 'failed  *box .*not proved$' out.txt)" -eq 40 ] && [ "$(grep -c '^  1 failed$' out.txt)" -eq 40 ] ||
    fail "labels the other way round: $(grep -B9 -A9 '[2-9] failed$' out.txt | head -20; cat err.txt)"

expect 74 'cannot read missing.nc: No such file' "$essmap" check missing.nc
expect 74 'cannot read \.: Is a directory' "$essmap" check .
: >empty.nc
expect 65 'empty.nc cannot be checked: it is empty' "$essmap" check empty.nc
echo "no map" >text.nc
expect 65 'neither NetCDF-4 nor JSON' "$essmap" check text.nc
head -c 20000 table3.nc >torn.nc
expect 65 'torn.nc cannot be checked' "$essmap" check torn.nc
succeeds "$essmap" simulate "${case1[@]}" --x0 0.2 --out orbit.nc
expect 65 'orbit.nc cannot be checked' "$essmap" check orbit.nc

# Hostile JSON: deep, large exponents, numbers that are none, a key twice.
deep=$(printf '[%.0s' $(seq 100000))
for hostile in "{\"claims\": $deep" '{"essmap": "recommendation", "essmap": 1}' '{}' '{"essmap": "recommendation", "format": 2}'; do
    printf '%s' "$hostile" >hostile.json
    expect 65 'hostile.json cannot be checked' "$essmap" check hostile.json
done
/usr/bin/python3 - <<'PY'
import json
ends = [1e-308, 1e308, -1e308, 1e-100, 1e100, 0, 1, 0.5, 2**60, "1", None, [1]]
names = ["r", "theta", "gamma", "mu", "k", "C"]
claims = [dict(claim=kind, box={n: [x if n == name else 1.5, y if n == name else 1.5] for n in names}, x0=[1e-100, 0.2],
               saturation=0.95, within=1e100, N=1e-100, damping=1, case=1)
          for kind in ("case", "saturates", "slower", "keeps", "stable", "largest") for name in names for x in ends for y in ends]
extreme = dict(r=[1, 1e100], theta=[0, 1e100], gamma=[-1e100, 1e100], mu=[-1e100, 1e100], k=[1e-100, 0.9999999999999999], C=[1e-100, 1e100])
claims += [dict(claims[i], box={n: [extreme[n][i >> 1 & 1]] * 2 for n in names}) for i in range(0, len(claims), 7)]
json.dump({"essmap": "claims", "format": 1, "claims": claims, "digest": ""}, open("hostile.json", "w"))
PY
timeout 60 "$essmap" check hostile.json >out.txt 2>err.txt
[ $? -eq 1 ] || fail "hostile claims: $(cat err.txt)"

mkdir work && cd work || exit 1
cat >case.toml <<'SPEC'
layers = ["case"]
[axes]
r = [2, 4]
theta = { from = 0, to = 4, count = 5 }
gamma = { from = -8, to = 8, count = 9 }
mu = [0.2, 8]
k = 0.25
omega = [1, 4]
U = 10
SPEC
cat >certified.toml <<'SPEC'
x0 = [0.2, 0.5]
[axes]
r = { values = [2, 4], discrete = true }
theta = { from = 0, to = 4, count = 3 }
gamma = { from = -8, to = 8, count = 5 }
mu = [-9, 8]
k = [0.1, 0.4]
omega = 1
C = { from = 10, to = 1e5, count = 3, scale = "log" }
SPEC
for name in case certified; do
    succeeds "$essmap" sweep $name.toml --engine exact --out $name.nc
done
/usr/bin/python3 "$source/tests/cli/check_tampering.py" "$essmap" "$3" "${4:-1}" >out.txt 2>&1 || fail "$(cat out.txt)"
says "$3 tampered files: .* 0 MISSED"
cd ..
finish
