#!/usr/bin/env bash
# Every wrong command line: exit code 64 and one line naming the flag, the value and what is allowed.
. "$(dirname "$0")/common.sh"

expect 64 'subcommand' "$essmap"
expect 64 'there is no flag --colour; see' "$essmap" classify "${case1[@]}" --colour red
expect 64 'no flag --gama; did you mean --gamma\?' "$essmap" classify "${case1[@]}" --gama 3
expect 64 'no flag --bogus' "$essmap" --bogus
expect 64 'no subcommand frobnicate; see' "$essmap" frobnicate
expect 64 'no subcommand clasify; did you mean classify\?' "$essmap" clasify "${case1[@]}"
expect 64 'junk is not expected' "$essmap" classify "${case1[@]}" junk
expect 64 '--theta is required' "$essmap" classify --r 4 --gamma 2 --mu 8 --k 0.25 --U 10
expect 64 '--r is given 2 times \(4, 5\): once is allowed' "$essmap" classify "${case1[@]}" --r 5
expect 64 '--k needs a value' "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --U 10 --k
for bad in 4x 0x10 nan inf -inf 1e999 '' ' 4' 1,5 +-4 ++4 '[4]' $'4\n5' --; do
    expect 64 '--mu' "$essmap" classify --r 4 --theta 2 --gamma 2 --k 0.25 --U 10 "--mu=$bad"
done
expect 64 '--mu = 4x is not allowed: a decimal number' \
    "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 4x --k 0.25 --U 10
expect 64 '--C or --U is missing' "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25
expect 64 '--C and --U exclude' "$essmap" classify "${case1[@]}" --C 5
expect 64 'r = 0.5 is not allowed: r >= 1' "$essmap" classify --r 0.5 --theta 2 --gamma 2 --mu 8 --k 0.25 --U 10
expect 64 'theta = -1 is not allowed' "$essmap" classify --r 4 --theta -1 --gamma 2 --mu 8 --k 0.25 --U 10
expect 64 'k = 1 is not allowed: 0 < k < 1' "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --k 1 --U 10
expect 64 'C = 0 is not allowed: C > 0' "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --C 0
expect 64 'C = -1 is not allowed: C > 0' "$essmap" classify --r 4 --theta 2 --gamma 2 --mu 8 --k 0.25 --C -1
expect 64 'omega = -1 is not allowed' "$essmap" classify "${case1[@]}" --omega -1
expect 64 '--format = xml is not allowed: text or json' "$essmap" classify "${case1[@]}" --format xml
expect 64 '--x0 is required' "$essmap" simulate "${case1[@]}"
expect 64 'x0 = 1.5 is not allowed: 0 <= x0 <= 1' "$essmap" simulate "${case1[@]}" --x0 1.5
expect 64 'x0 = -0.5 is not allowed' "$essmap" simulate "${case1[@]}" --x0 -0.5
expect 64 'saturation = 1 is not allowed' "$essmap" simulate "${case1[@]}" --x0 0.5 --saturation 1
expect 64 'tolerance = 0 is not allowed' "$essmap" simulate "${case1[@]}" --x0 0.5 --tolerance 0
expect 64 '--engine = foo is not allowed' "$essmap" simulate "${case1[@]}" --x0 0.5 --engine foo
expect 64 '--x0 = \[0.2,0.5\] is not allowed' "$essmap" simulate "${case1[@]}" --x0 '[0.2,0.5]'
expect 64 '--out = \(empty\) is not allowed' "$essmap" simulate "${case1[@]}" --x0 0.5 --out ''
expect 64 '--out = t.xls is not allowed' "$essmap" simulate "${case1[@]}" --x0 0.5 --out t.xls
expect 64 '--out is missing' "$essmap" sweep "$source/examples/table3.toml"
expect 64 'engine = foo is not allowed: cvode, exact or both' \
    "$essmap" sweep "$source/examples/table3.toml" --out m.nc --engine foo
expect 64 '--threads = 0 is not allowed' "$essmap" sweep "$source/examples/table3.toml" --out m.nc --threads 0
expect 64 '--out is required' "$essmap" reproduce
expect 64 'm.gif is not allowed: a name ending in .png, .svg, .csv, .nc, or - for a table' "$essmap" plot m.nc --x r --y mu --out m.gif

expect 64 'files is required' "$essmap" check
expect 64 '--format = xml is not allowed: text or json' "$essmap" check m.nc --format xml
expect 74 'cannot read missing.nc: No such file' "$essmap" check missing.nc
expect 74 'cannot run .*/essmap-check, the checker: No such file' \
    bash -c 'mkdir alone && cp "$1" alone/ && alone/essmap check m.nc; code=$?; rm -r alone; exit $code' - "$essmap"

for command in "" check classify simulate sweep plot reproduce verify; do
    succeeds "$essmap" $command --help
    says 'Example'
done
for command in "" check classify simulate sweep plot reproduce verify; do
    succeeds "$essmap" $command --version
    says '^essmap [0-9]+\.[0-9]+\.[0-9]+$'
done
# Output that is lost is no success, whether it fits a buffer or not.
many=$(seq -f '--x0 0.%g' 100 299)
for arguments in --version "classify ${case1[*]}" "simulate ${case1[*]} $many --format json"; do
    "$essmap" $arguments >/dev/full 2>err.txt
    [ $? -eq 74 ] && grep -q 'No space left' err.txt || fail "full output: $arguments: $(cat err.txt)"
done
[ -z "$(ls | grep -v '^\(out\|err\).txt$')" ] || fail "files left behind: $(ls)"
finish
