#!/usr/bin/env bash
# Names, titles and labels that want to be run, calculated or obeyed: nothing runs, and what is shown is what was given.
. "$(dirname "$0")/common.sh"

/usr/bin/python3 -B "$source/tests/cli/page/hostile_test.py" "$essmap" "$3" || fail "hostile text"
finish
