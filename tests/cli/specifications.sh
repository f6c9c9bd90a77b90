#!/usr/bin/env bash
# A specification that is wrong: exit code 65, one line with file, line and key; no file left behind.
. "$(dirname "$0")/common.sh"

write() { printf '%s\n' "$@" >spec.toml; }
axes=('[axes]' 'r = 4' 'theta = [0, 1]' 'gamma = [0, 1]' 'mu = 8' 'k = 0.25')

write "${axes[@]}" 'U = 10' 'zeta = 1'
expect 65 'spec.toml:8: unknown key axes.zeta' "$essmap" sweep spec.toml --out m.nc
write "${axes[@]}"
expect 65 'exactly one of C and U' "$essmap" sweep spec.toml --out m.nc
write "${axes[@]}" 'U = 10' 'mu = 9'
expect 65 'spec.toml:8: ' "$essmap" sweep spec.toml --out m.nc
write "${axes[@]}" 'U = nan'
expect 65 'axes.U = nan is not allowed: U > 0' "$essmap" sweep spec.toml --out m.nc
write 'x0 = 2' "${axes[@]}" 'U = 10'
expect 65 'spec.toml:1: x0 = 2 is not allowed: 0 <= x0 <= 1' "$essmap" sweep spec.toml --out m.nc
write 'layers = ["t_sat"]' "${axes[@]}" 'U = 10'
expect 65 'x0 is missing' "$essmap" sweep spec.toml --out m.nc
printf '\377\376 not toml' >spec.toml
expect 65 'spec.toml:1: ' "$essmap" sweep spec.toml --out m.nc
expect 65 'spec.toml:1: ' "$essmap" sweep spec.toml --dry-run
expect 74 'cannot read missing.toml: No such file' "$essmap" sweep missing.toml --out m.nc
expect 74 'cannot read' "$essmap" sweep . --out m.nc
[ -z "$(ls -A | grep -v -e txt -e toml)" ] || fail "files left behind: $(ls -A)"

cp "$source/examples/table3.toml" spec.toml
succeeds "$essmap" sweep spec.toml --dry-run
for line in '^cells +51681' 'distinct integrations' '^time' '^memory per rank' '^file'; do says "$line"; done
[ ! -e m.nc ] || fail "a dry run wrote a map"
succeeds "$essmap" sweep spec.toml --dry-run --format json
number "['cells']" 51681 0
number "['block_seconds'] > 0" 1 0
# A map so small that all of it is the sample, however slow the machine: the estimate is what the sweep does.
sed -e 's/count = 161/count = 11/' -e 's/count = 321/count = 21/' spec.toml >small.toml
succeeds "$essmap" sweep small.toml --out small.nc --format json
integrations=$(/usr/bin/python3 -c 'import json; print(json.load(open("out.txt"))["distinct_integrations"])')
[ "$integrations" -gt 50 ] || fail "few integrations: $integrations"
succeeds "$essmap" sweep small.toml --dry-run --format json
number "['distinct_integrations']" "$integrations" 0
finish
