#!/usr/bin/env bash
# Standard streams that are closed, full or without a reader: the right exit code, and outputs are written.
. "$(dirname "$0")/common.sh"

# ends CODE COMMAND...: with each kind of standard error that takes nothing.
ends() {
    local code=$1; shift
    for kind in closed full gone; do
        case $kind in
            closed) "$@" >out.txt 2>&- ;;
            full) "$@" >out.txt 2>/dev/full ;;
            gone) "$@" >out.txt 2>gone_writer ;;
        esac
        local got=$?
        [ "$got" -eq "$code" ] || fail "standard error $kind: exit $got instead of $code: $*"
    done
}
# A pipe whose reader ends when it is opened, so that what is written later has none.
mkfifo gone_writer
(while true; do : <gone_writer; done) 2>/dev/null &
reader=$!
trap 'kill $reader 2>/dev/null; cd /; rm -rf "$folder"' EXIT

cp "$source/examples/table3.toml" spec.toml
succeeds "$essmap" sweep spec.toml --engine exact --out m.nc
ends 64 "$essmap" classify --r 0
ends 64 "$essmap" nonsense
ends 65 "$essmap" sweep <(echo 'foo = 1') --out n.nc
ends 74 "$essmap" check no.nc
ends 74 "$essmap" plot no.nc --x theta --y gamma --out p.png
ends 0 "$essmap" sweep spec.toml --engine exact --out again.nc --log
[ "$(values_of again.nc)" = "$(values_of m.nc)" ] || fail "not the map"
for kind in closed full gone; do rm -f p.svg; ends 0 "$essmap" plot m.nc --x theta --y gamma --out p.svg; done
[ -s p.svg ] || fail "no picture"
ends 0 "$essmap" verify --only guarded.case1
ends 0 "$essmap" recommend "$source/examples/recommend.toml" --out choice
[ -s choice/contract.toml ] || fail "no rules"

# Standard output that takes nothing is an error of writing, said where it can be.
"$essmap" classify "${case1[@]}" >&- 2>err.txt; [ $? -eq 74 ] || fail "standard output closed"
grep -q '^essmap: cannot write standard output: Bad file descriptor$' err.txt || fail "says $(cat err.txt)"
"$essmap" classify "${case1[@]}" >/dev/full 2>err.txt; [ $? -eq 74 ] || fail "standard output full"
grep -q '^essmap: cannot write standard output: No space left' err.txt || fail "says $(cat err.txt)"
"$essmap" check m.nc >&- 2>&-; [ $? -eq 74 ] || fail "check, both closed"
"$essmap" simulate "${case1[@]}" --x0 0.2 >&- 2>&-; [ $? -eq 74 ] || fail "simulate, both closed"
# A closed stream is not the next file that is opened: no message is written into the map.
"$essmap" sweep spec.toml --engine exact --out apart.nc --log <&- >&- 2>&-
[ $? -eq 74 ] || fail "sweep, all closed"
[ "$(values_of apart.nc)" = "$(values_of m.nc)" ] || fail "a message is in the map"
finish
