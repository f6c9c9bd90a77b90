#!/usr/bin/env bash
# Files that cannot be read or written, or are no maps.
. "$(dirname "$0")/common.sh"

cp "$source/examples/table3.toml" spec.toml
expect 74 'cannot write /nowhere/m.nc: No such file' "$essmap" sweep spec.toml --out /nowhere/m.nc
mkdir taken.nc
expect 74 'cannot write taken.nc: it is a folder, not a regular file' "$essmap" sweep spec.toml --out taken.nc
expect 74 'cannot read missing.nc: No such file' "$essmap" plot missing.nc --x r --y mu --out p.png
echo "no map" >text.nc
expect 65 'text.nc is not a map of essmap' "$essmap" plot text.nc --x r --y mu --out p.png
succeeds "$essmap" simulate "${case1[@]}" --x0 0.2 --out orbit.nc
expect 65 'orbit.nc is not a map of essmap' "$essmap" plot orbit.nc --x r --y mu --out p.png
succeeds "$essmap" sweep spec.toml --out m.nc
head -c 20000 m.nc >torn.nc
expect 65 'torn.nc is not a map of essmap|cannot be read' "$essmap" plot torn.nc --x theta --y gamma --out p.png
expect 74 'cannot write /nowhere/p.png' "$essmap" plot m.nc --x theta --y gamma --out /nowhere/p.png
expect 74 'cannot write /proc/essmap' "$essmap" reproduce --out /proc/essmap
# An existing map survives a sweep that fails.
before=$(cksum <m.nc)
expect 65 'unknown key' "$essmap" sweep <(echo 'foo = 1') --out m.nc
[ "$(cksum <m.nc)" = "$before" ] || fail "a failed sweep touched the old map"

# Outputs: regular files only, links followed, inputs never replaced. unharmed KIND FILE: it is still of that kind.
unharmed() { [ "$(stat -c %F "$2")" = "$1" ] || fail "$2 is no $1 any more: $(stat -c %F "$2")"; }
game=(--r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10)
mkfifo fifo.nc fifo.csv fifo.png fifo.html
expect 74 'cannot write fifo.nc: it is a FIFO' "$essmap" sweep spec.toml --out fifo.nc
expect 74 'cannot write fifo.csv: it is a FIFO' "$essmap" simulate "${game[@]}" --x0 0.2 --out fifo.csv
expect 74 'cannot write fifo.png: it is a FIFO' "$essmap" plot m.nc --x theta --y gamma --out fifo.png
expect 74 'cannot write fifo.html: it is a FIFO' "$essmap" explore m.nc --out fifo.html
unharmed fifo fifo.nc; unharmed fifo fifo.csv; unharmed fifo fifo.png; unharmed fifo fifo.html
if [ "$(id -u)" -eq 0 ] && mknod device.nc c 1 3 2>/dev/null; then
    expect 74 'cannot write device.nc: it is a device' "$essmap" sweep spec.toml --out device.nc
    expect 74 'cannot write device.nc: it is a device' "$essmap" merge --out device.nc
    unharmed 'character special file' device.nc
fi
ln -s /dev/null null.svg
expect 74 'cannot write null.svg: it is a device' "$essmap" plot m.nc --x theta --y gamma --out null.svg
expect 74 'cannot write null.svg: it is a device' "$essmap" shapley "$source/examples/council.toml" --out null.svg
expect 74 'cannot write null.svg: it is a device' "$essmap" sweep spec.toml --out n.nc --statistics null.svg
unharmed 'symbolic link' null.svg
/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket.xml")'
expect 74 'cannot write socket.xml: it is a socket' "$essmap" verify --only guarded.case1 --junit socket.xml
ln -s loop.nc loop.nc
expect 74 'cannot write loop.nc: Too many levels' "$essmap" sweep spec.toml --out loop.nc
# A link's target is written, in whatever folder, also one that is not there yet; the link stays.
mkdir store; ln -s store/map.nc link.nc; ln -s link.nc link2.nc
succeeds "$essmap" sweep spec.toml --out link2.nc
unharmed 'symbolic link' link.nc; unharmed 'symbolic link' link2.nc; unharmed 'regular file' store/map.nc
[ "$(values_of store/map.nc)" = "$(values_of m.nc)" ] || fail "not the map by way of a link"
ln -s "$PWD/store/orbit.csv" orbit.csv
succeeds "$essmap" simulate "${game[@]}" --x0 0.2 --out orbit.csv
head -1 store/orbit.csv | grep -q '^x0,t,x$' || fail "no table by way of a link"
# An input under any name.
cp spec.toml spec.nc; before=$(cksum <spec.nc)
expect 64 'output = spec.nc is not allowed: another file' "$essmap" sweep spec.nc --out spec.nc
ln spec.nc hard.nc; ln -s spec.nc soft.nc
expect 64 'output = hard.nc is not allowed' "$essmap" sweep spec.nc --out hard.nc
expect 64 'output = soft.nc is not allowed' mpirun -q -n 2 "$essmap" sweep spec.nc --out soft.nc
expect 64 'output = spec.nc is not allowed' "$essmap" sweep spec.nc --out q.nc --statistics spec.nc
[ "$(cksum <spec.nc)" = "$before" ] || fail "the specification was overwritten"
ln -s m.nc map.svg; ln -s m.nc map.html; before=$(cksum <m.nc)
expect 64 'output = map.svg is not allowed' "$essmap" plot m.nc --x theta --y gamma --out map.svg
expect 64 'output = map.html is not allowed' "$essmap" explore m.nc --out map.html
[ "$(cksum <m.nc)" = "$before" ] || fail "the map was overwritten"
cp "$source/examples/council.toml" game.toml; ln -s game.toml game.csv
expect 64 'output = game.csv is not allowed' "$essmap" shapley game.toml --out game.csv
expect 64 'output = game.toml is not allowed' "$essmap" shapley game.toml --checkpoint game.toml
mkdir ranks; printf 'rank,share\n2,0.5\n4,0.5\n' >ranks/ranks.csv; before=$(cksum <ranks/ranks.csv)
sed -e '$a [ranks]\ncsv = "ranks/ranks.csv"' "$source/examples/paper-loop.toml" >loop.toml
"$essmap" regulate loop.toml --out ranks >out.txt 2>err.txt
[ $? -eq 64 ] && grep -q 'output = ranks/ranks.csv is not allowed' err.txt || fail "ranks: $(cat err.txt)"
[ "$(cksum <ranks/ranks.csv)" = "$before" ] || fail "the table of ranks was overwritten"
# Suffixes, and - where text makes sense.
expect 64 '--out = spec.toml is not allowed: a name ending in .nc' "$essmap" sweep spec.toml --out spec.toml
expect 64 '--out = .nc is not allowed' "$essmap" merge --out .nc
expect 64 '--out = - is not allowed' "$essmap" sweep spec.toml --out -
expect 64 '--out = x.json is not allowed: .* or - for a table' "$essmap" simulate "${game[@]}" --x0 0.2 --out x.json
succeeds "$essmap" simulate "${game[@]}" --x0 0.2 --out -
cmp -s out.txt store/orbit.csv || fail "not the table on standard output"
succeeds "$essmap" shapley game.toml --out -
head -1 out.txt | grep -q '^member,alone,value' || fail "not the shares on standard output"
expect 64 '--out - is not allowed: something else' "$essmap" shapley game.toml --out - --format json

[ -z "$(ls -A | grep tmp)" ] || fail "temporary files left: $(ls -A)"
finish
