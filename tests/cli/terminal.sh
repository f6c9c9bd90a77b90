#!/usr/bin/env bash
# The progress line in terminals of many widths and kinds: it fits, is drawn in place or as lines, and goes.
. "$(dirname "$0")/common.sh"
big_sweep '[0.05, 0.2, 0.5, 0.8]' '{ values = [2, 4], discrete = true }' 1000 >spec.toml
cat >terminal.py <<'PY'
"""Runs a sweep in a terminal of its own until its progress was drawn, with a word that may come late, then stops it.
Arguments: columns (0: unknown), TERM, COLUMNS, program, word."""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time
columns, kind, variable, program, word = int(sys.argv[1]), *sys.argv[2:]
environment = {k: v for k, v in os.environ.items() if k not in ("TERM", "COLUMNS")}
if kind != "unset":
    environment["TERM"] = kind
if variable:
    environment["COLUMNS"] = variable
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24 if columns else 0, columns, 0, 0))
    os.execve(program, [program, "sweep", "spec.toml", "--out", "terminal.nc", "--threads", "1"], environment)
seen = b""
end = time.time() + 120
wanted = re.compile(rb"%")
while time.time() < end:
    if select.select([terminal], [], [], 0.5)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
        if len(wanted.findall(seen)) >= (2 if b"\x1b" in seen else 1) and word.encode() in seen:
            os.kill(child, signal.SIGTERM)
            wanted = re.compile(rb"never")
os.waitpid(child, 0)
sys.stdout.buffer.write(seen)
PY
# draws COLUMNS TERM VARIABLE WIDTH: in place, within the width.
draws() {
    rm -rf terminal.nc*
    # How long is left is known once blocks are finished; there is room for it from 60 columns on.
    /usr/bin/python3 terminal.py "$1" "$2" "$3" "$essmap" "$([ "$4" -lt 60 ] || echo left)" >seen.txt
    /usr/bin/python3 - "$4" <<'PY' || fail "columns $1, TERM $2, COLUMNS $3: $(cat -v seen.txt)"
import sys
width = int(sys.argv[1])
seen = open("seen.txt", "rb").read()
lines = [part.split(b"\r")[0].split(b"\n")[0] for part in seen.split(b"\r\x1b[K")[1:]]
drawn = [line.decode() for line in lines if b"%" in line]
assert len(drawn) >= 2, drawn
assert all(len(line) < width for line in drawn), drawn
assert width < 60 or any("left" in line for line in drawn), drawn
assert seen.count(b"\n") <= 2 and b"stopped" in seen, seen
PY
}
draws 100 xterm '' 100
draws 20 xterm '' 20
draws 33 vt100 200 33
draws 0 xterm 25 25
draws 0 screen-256color '' 80
draws 0 xterm nonsense 80
draws 7 xterm '' 7

# Elsewhere whole lines without escapes: dumb terminals, pipes, files.
for kind in dumb unset; do
    rm -rf terminal.nc*
    timeout 100 /usr/bin/python3 terminal.py 40 "$kind" '' "$essmap" '' >seen.txt
    grep -q $'\x1b' seen.txt && fail "escapes on TERM $kind: $(cat -v seen.txt)"
    grep -Eq '^sweep: +[0-9]+ %.* of .* cells' seen.txt || fail "no lines on TERM $kind: $(cat -v seen.txt)"
done
finish
