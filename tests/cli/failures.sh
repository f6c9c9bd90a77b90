#!/usr/bin/env bash
# A sweep over several ranks that cannot go on: one line, the exit code, no file, no hang, no MPI trace.
. "$(dirname "$0")/common.sh"

# fails CODE REGEX ARGUMENTS...: on 3 ranks; only rank 0 speaks. mpirun's own words are left out.
fails() {
    local code=$1 pattern=$2; shift 2
    timeout 60 mpirun -q -n 3 "$essmap" sweep "$@" >out.txt 2>err.txt
    local got=$?
    [ "$got" -eq "$code" ] || fail "exit $got instead of $code: $*: $(cat err.txt)"
    grep -Eq -- "$pattern" err.txt || fail "message of $*: '$(cat err.txt)'"
    [ "$(grep -c . err.txt)" -eq 1 ] || fail "not one line: $(cat err.txt)"
    grep -q 'MPI_ABORT' err.txt && fail "MPI abort trace"
}
cp "$source/examples/table3.toml" spec.toml
echo 'foo = 1' >wrong.toml
fails 65 'unknown key foo' wrong.toml --out m.nc
fails 74 'cannot read missing.toml' missing.toml --out m.nc
fails 74 'cannot write /nowhere/m.nc: No such file' spec.toml --out /nowhere/m.nc
fails 64 '--threads = 0' spec.toml --out m.nc --threads 0
[ -z "$(ls -A | grep -e tmp -e nc)" ] || fail "files left behind: $(ls -A)"

# A full disk: a small file system, where this may be mounted.
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=2m tmpfs small 2>/dev/null; then
    sed -e 's/count = 161/count = 1601/' -e 's/count = 321/count = 641/' spec.toml >large.toml
    succeeds "$essmap" sweep large.toml --out direct.nc --engine exact --format json
    direct=$(digest_of out.txt)
    kept='No space left on device; finished blocks are kept in small/m.nc.checkpoint: --resume goes on'
    fails 74 "cannot write small/m.nc.*$kept" large.toml --out small/m.nc --engine exact
    expect 74 "cannot write small/m.nc: small/m.nc.checkpoint holds blocks" \
        "$essmap" sweep large.toml --out small/m.nc --engine exact
    succeeds mount -o remount,size=64m small
    succeeds mpirun -n 2 "$essmap" sweep large.toml --out small/m.nc --engine exact --resume --format json
    grep -Eq '[1-9][0-9]* of [0-9]+ block.s. are finished' err.txt || fail "nothing was kept: $(cat err.txt)"
    says "\"content_digest\": \"$direct\""
    [ "$(ls -A small)" = m.nc ] || fail "files left: $(ls -A small)"
    # Room for the journals, not for the map as well.
    rm small/m.nc
    size=$(($(stat -c %s direct.nc) / 1024 * 3 / 2))
    succeeds mount -o "remount,size=${size}k" small
    fails 74 "cannot write small/m.nc.*$kept" large.toml --out small/m.nc --engine exact
    succeeds mount -o remount,size=64m small
    succeeds "$essmap" sweep large.toml --out small/m.nc --engine exact --resume --format json
    says "\"content_digest\": \"$direct\""
    # No room for a single block: nothing stays.
    rm small/m.nc
    succeeds mount -o remount,size=16k small
    fails 74 "cannot write small/m.nc.*No space left on device\$" large.toml --out small/m.nc --engine exact
    [ -z "$(ls -A small)" ] || fail "files left on the full disk: $(ls -A small)"
    succeeds mount -o remount,size=4m small
    dd if=/dev/zero of=small/filling bs=4k 2>/dev/null
    expect 74 'cannot write small/t.csv: No space' "$essmap" simulate "${case1[@]}" --x0 0.2 --out small/t.csv
    rm -f small/filling
    umount small
else
    echo "note: no tmpfs may be mounted here, the full disk is not tried"
fi
finish
