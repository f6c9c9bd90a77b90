#!/usr/bin/env bash
# Files that cannot be read or written, or are no maps.
. "$(dirname "$0")/common.sh"

cp "$source/examples/table3.toml" spec.toml
expect 74 'cannot write /nowhere/m.nc: No such file' "$essmap" sweep spec.toml --out /nowhere/m.nc
mkdir taken.nc
expect 74 'cannot write taken.nc: Is a directory' "$essmap" sweep spec.toml --out taken.nc
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
[ -z "$(ls -A | grep tmp)" ] || fail "temporary files left: $(ls -A)"
finish
