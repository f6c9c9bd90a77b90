#!/usr/bin/env bash
# A finished map, or paving, and the run that made it once more: nothing is left to do if it is whole, whatever its
# options and whatever a killed run has left of the checkpoint; what is damaged is said to be.
. "$(dirname "$0")/common.sh"

# specification HEAD TAIL COUNT
specification() {
    printf '%s\n[axes]\nr = [2, 4]\ntheta = { from = 0, to = 4, count = %d }\n' "$1" "$3"
    printf 'gamma = { from = -8, to = 8, count = 161 }\nmu = 8\nk = 0.25\nomega = [1, 4]\nU = 10\n%s\n' "$2"
}
# again NAME ARGUMENTS...: the finished map of NAME.toml, asked for once more.
again() {
    local name=$1; shift
    succeeds "$essmap" sweep "$name.toml" --out "$name.nc" --resume "$@"
    says "^$name.nc is finished: nothing to resume"
}
finished=0
# made HEAD TAIL ARGUMENTS...: made, and then finished, and the checker agrees.
made() {
    local name=option-$((++finished)) head=$1 tail=$2; shift 2
    specification "$head" "$tail" 9 >$name.toml
    succeeds "$essmap" sweep $name.toml --out $name.nc "$@"
    again $name "$@"
    succeeds "$essmap" check $name.nc
}
for compression in 0 1 2 9; do made 'x0 = 0.2' "[output]
compression = $compression"; done
for layers in '["case"]' '["case", "certified"]' '["t_settle", "case"]' '["margin"]'; do
    for precision in float32 float64; do made "x0 = 0.2
layers = $layers" "[output]
precision = \"$precision\"
compression = 3"; done
done
made 'title = "other"
x0 = 0.2' '' --engine exact
made 'x0 = [0.2, 0.5]' '' --engine both
made 'x0 = 0.2
tolerance = 1e-6
saturation = 0.9' ''
sed 's/^title.*/title = "another title"/; s/count = 9 }/count = 9 } # the same/' option-13.toml >words.toml
succeeds "$essmap" sweep words.toml --out option-13.nc --resume --engine exact
says 'is finished'
cp "$source/examples/fixed_points.toml" regimes.toml
succeeds "$essmap" sweep regimes.toml --out regimes.nc
again regimes

# Another map is named with what differs.
specification 'x0 = 0.2' '[output]
compression = 9' 9 >other.toml
expect 65 'option-1.nc is the finished map of another sweep: "compression: 0" there, "compression: 9" here' \
    "$essmap" sweep other.toml --out option-1.nc --resume
expect 65 'another sweep: "engine: cvode" there, "engine: exact" here' \
    "$essmap" sweep option-1.toml --out option-1.nc --resume --engine exact

# Damage that no checksum of NetCDF shows, of every kind of layer, and of the cells' bounds.
specification 'x0 = 0.2' '[output]
compression = 0' 81 >plain.toml
succeeds "$essmap" sweep plain.toml --engine exact --out plain.nc
cp plain.nc kept.nc
damage() { # NAME: one bit of the middle of that variable's values
    cp kept.nc plain.nc
    /usr/bin/python3 - "$1" <<'PY'
import netCDF4, sys
d = netCDF4.Dataset("plain.nc")
d.set_auto_mask(False)
values = d[sys.argv[1]][:].tobytes()
d.close()
data = bytearray(open("plain.nc", "rb").read())
size = min(len(values), 256)
start = len(values) // 2 - size // 2
at = data.find(values[start:start + size])
assert at >= 0, sys.argv[1]
data[at + size // 2] ^= 1
open("plain.nc", "wb").write(data)
PY
}
for layer in case certified margin t_sat attractor theta_bounds; do
    damage $layer
    expect 65 'plain.nc is damaged: .*; remove it, and the same command makes it anew$' \
        "$essmap" sweep plain.toml --engine exact --out plain.nc --resume
    expect 65 'plain.nc is damaged' mpirun -q -n 3 "$essmap" sweep plain.toml --engine exact --out plain.nc --resume
done
rm plain.nc
succeeds "$essmap" sweep plain.toml --engine exact --out plain.nc --resume
[ "$(values_of plain.nc)" = "$(values_of kept.nc)" ] || fail "made anew, it differs"
succeeds mpirun -q -n 3 "$essmap" sweep plain.toml --engine exact --out plain.nc --resume
says 'is finished'
head -c 3000 kept.nc >plain.nc
expect 65 'plain.nc is not a map of essmap, or damaged' "$essmap" sweep plain.toml --engine exact --out plain.nc --resume
echo words >plain.nc
expect 65 'plain.nc is not a map of essmap, or damaged: it is not a NetCDF file' \
    "$essmap" sweep plain.toml --engine exact --out plain.nc --resume

# What a kill leaves while the checkpoint is removed: any part of its files. The map is whole, and said to be.
specification 'x0 = 0.2' '' 641 >parts.toml
for i in 1 2; do succeeds "$essmap" sweep parts.toml --engine exact --part $i/2 --out m.nc; done
cp -r m.nc.checkpoint saved
succeeds "$essmap" merge --out m.nc --format json
digest=$(digest_of out.txt)
values=$(values_of m.nc)
seeded 7 # ESSMAP_SEED=N: others
left_over() { # ARGUMENTS...: ends at once, with the map as it was and without a checkpoint
    succeeds "$@" --format json
    says '"end": "was finished"'
    [ "$(digest_of out.txt)" = "$digest" ] && [ "$(values_of m.nc)" = "$values" ] || fail "another map: $*"
    [ ! -e m.nc.checkpoint ] || fail "left: $(ls -A m.nc.checkpoint): $*"
}
files=($(cd saved && ls -A))
for ((trial = 0; trial < 12; ++trial)); do
    cp -r saved m.nc.checkpoint
    for file in "${files[@]}"; do
        case $trial in
            0) ;; # nothing was removed yet
            1) rm "m.nc.checkpoint/$file" ;; # all of them
            2) [ "$file" = manifest.json ] && rm "m.nc.checkpoint/$file" ;;
            *) [ $((RANDOM % 2)) -eq 0 ] && rm "m.nc.checkpoint/$file" ;;
        esac
    done
    case $((trial % 3)) in
        0) left_over "$essmap" merge --out m.nc ;;
        1) left_over "$essmap" sweep parts.toml --engine exact --out m.nc --resume ;;
        2) left_over mpirun -q -n 2 "$essmap" sweep parts.toml --engine exact --out m.nc --resume --part 1/2 ;;
    esac
done
# A checkpoint beside a map that is another, or damaged, is gone on from; without a map, blocks are missing.
cp -r saved m.nc.checkpoint
rm m.nc.checkpoint/part-1-of-2.run-1.rank-0
cp kept.nc m.nc
expect 65 '[0-9]+ of [0-9]+ block\(s\) are missing' "$essmap" merge --out m.nc
head -c 5000 kept.nc >m.nc
succeeds "$essmap" sweep parts.toml --engine exact --out m.nc --resume
[ "$(values_of m.nc)" = "$values" ] || fail "made from half a checkpoint beside a damaged map, it differs"
# A whole set of parts beside an older map of the same: nothing is done twice; beside another: merged.
cp -r saved a.nc.checkpoint
cp kept.nc a.nc
succeeds "$essmap" merge --out a.nc
says '^wrote a.nc'
expect 74 'cannot read a.nc.checkpoint: there is no such folder' "$essmap" merge --out a.nc
# A run at work keeps its checkpoint.
cp -r saved m.nc.checkpoint
flock m.nc.checkpoint/lock "$essmap" sweep parts.toml --engine exact --out m.nc --resume >out.txt || fail "beside a run at work"
says 'is finished'
[ -e m.nc.checkpoint/manifest.json ] || fail "the checkpoint of a run at work is gone"

# Pavings.
cat >paving.toml <<SPEC
[axes]
r = 4
theta = { from = 0, to = 4, count = 3 }
gamma = { from = -8, to = 8, count = 3 }
mu = { from = 0, to = 8, count = 2 }
k = { from = 0.1, to = 0.4, count = 2 }
U = { from = 4, to = 10, count = 2 }
[paving]
region = "case"
undecided = 0.05
SPEC
pave() { "$essmap" sweep paving.toml --adaptive --out p.nc "$@"; }
succeeds pave
cp p.nc kept.nc
mkdir p.nc.checkpoint
touch p.nc.checkpoint/part-1-of-1.run-1.rank-0
succeeds pave --resume
says 'p.nc is finished'
[ ! -e p.nc.checkpoint ] || fail "left of a paving: $(ls -A p.nc.checkpoint)"
for name in tree first_node theta; do
    /usr/bin/python3 - $name <<'PY'
import netCDF4, sys
d = netCDF4.Dataset("kept.nc")
d.set_auto_mask(False)
values = d[sys.argv[1]][:].tobytes()
d.close()
data = bytearray(open("kept.nc", "rb").read())
data[data.index(values) + len(values) // 2] ^= 1
open("p.nc", "wb").write(data)
PY
    expect 65 'p.nc is damaged: .*; remove it, and the same command makes it anew$' pave --resume
done
head -c 2000 kept.nc >p.nc
expect 65 'p.nc is not a paving of essmap, or damaged' pave --resume
cp option-1.nc p.nc
expect 65 'p.nc is not a paving of essmap, or damaged' pave --resume
sed 's/0.05/0.06/' paving.toml >other.toml
cp kept.nc p.nc
expect 65 'p.nc is the finished file of another sweep' "$essmap" sweep other.toml --adaptive --out p.nc --resume
finish
