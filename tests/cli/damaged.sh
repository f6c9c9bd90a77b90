#!/usr/bin/env bash
# Damaged maps and pavings: whatever reads them ends soon, with one line or with a result, and never by a signal.
# Third argument: how many damaged files of each kind. ESSMAP_SEED=N: others.
. "$(dirname "$0")/common.sh"
count=${3:-60}
seeded 1

cat >map.toml <<SPEC
x0 = [0.2, 0.8]
[axes]
r = [2, 4]
theta = { from = 0, to = 4, count = 5 }
gamma = { from = -8, to = 8, count = 9 }
mu = 8
k = 0.25
U = 10
SPEC
(cat map.toml; printf '[output]\ncompression = 0\n') >plain.toml
cat >paving.toml <<SPEC
[axes]
r = 4
theta = { from = 0, to = 4, count = 2 }
gamma = { from = -8, to = 8, count = 2 }
mu = { from = 0, to = 8, count = 2 }
k = 0.25
U = 10
[paving]
region = "case"
undecided = 0.1
SPEC
succeeds "$essmap" sweep map.toml --engine exact --out map.nc
succeeds "$essmap" sweep plain.toml --engine exact --out plain.nc
succeeds "$essmap" sweep paving.toml --adaptive --out paving.nc

# damage KIND NUMBER: x.nc is KIND.nc with a byte, a bit, a stretch or the end of it changed.
damage() {
    /usr/bin/python3 - "$1" "$2" "$seed" <<'PY'
import random, sys
kind, number, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
random.seed(f"{kind} {number} {seed}")
data = bytearray(open(kind + ".nc", "rb").read())
# What describes the file lies at its beginning and around its attributes: more of the damage goes there.
at = random.randrange(len(data) if number % 3 == 0 else min(len(data), 12000))
how = number % 5
if how == 0:
    data[at] ^= 1 << random.randrange(8)
elif how == 1:
    data[at] = random.choice((0, 1, 0x7F, 0xFF))
elif how == 2:
    data[at:at + 8] = random.choice((bytes(8), b"\xff" * 8, random.randbytes(8), at.to_bytes(8, "little")))[: len(data) - at]
elif how == 3:
    size = random.choice((2, 16, 200, 2000))
    source = random.randrange(len(data))
    data[at:at + size] = data[source:source + size]
else:
    del data[at:]
open("x.nc", "wb").write(data)
PY
}
# ends COMMAND...: within seconds of processor time, with code 0, 65 or 74, and one line unless it is 0.
ends() {
    (ulimit -t 20; exec timeout 120 "$@") >out.txt 2>err.txt
    local code=$?
    case $code in 0 | 65 | 74) ;; *) fail "$what: exit $code: $*: $(cat err.txt)" ;; esac
    codes[$code]=$((${codes[$code]:-0} + 1))
    [ $code -eq 0 ] || [ "$(wc -l <err.txt)" -eq 1 ] || fail "$what: not one line: $*: $(cat err.txt)"
    grep -aq nan err.txt && fail "$what: $(cat err.txt)"
}
declare -A codes
for ((i = 0; i < count; ++i)); do
    for kind in map plain paving; do
        what="$kind $i (seed $seed)"
        damage $kind "$i"
        ends "$essmap" explore x.nc --out x.html
        ends "$essmap" recommend x.nc --controls theta,gamma
        [ $((i % 4)) -ne 0 ] || ends "$essmap" plot x.nc --x theta --y gamma --layer t_sat --out x.svg
        if [ $kind = paving ]; then
            ends "$essmap" sweep paving.toml --adaptive --out x.nc --resume
        elif [ $((i % 2)) -eq 0 ]; then
            ends "$essmap" sweep $kind.toml --engine exact --out x.nc --resume
        fi
    done
done
echo "exit codes:" "$(for code in "${!codes[@]}"; do echo "$code: ${codes[$code]} times"; done)"
for code in 0 65; do [ "${codes[$code]:-0}" -gt "$count" ] || fail "too few with exit code $code"; done

# An input that is no regular file: refused, never waited for.
mkfifo pipe.nc
mkdir folder.nc
for input in pipe.nc folder.nc /dev/null /dev/zero; do
    expect 74 "cannot read $input: it is no regular file" timeout 20 "$essmap" explore $input --out x.html
    expect 74 "cannot read $input: it is no regular file" timeout 20 "$essmap" plot $input --x theta --y gamma --out x.svg
done
finish
