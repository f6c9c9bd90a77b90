#!/usr/bin/env bash
# File systems without locks, of every kind: everything works, and a sweep says that nothing keeps a second out.
. "$(dirname "$0")/common.sh"
cat >nolock.c <<'C'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
int flock(int descriptor, int operation) {
    (void)descriptor, (void)operation;
    errno = atoi(getenv("NO_LOCK"));
    return -1;
}
static int refused(int command) {
    if (command != F_SETLK && command != F_SETLKW && command != F_GETLK) return 0;
    errno = atoi(getenv("NO_LOCK"));
    return 1;
}
int fcntl(int descriptor, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    return refused(command) ? -1 : (int)syscall(SYS_fcntl, descriptor, command, argument);
}
int fcntl64(int descriptor, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    return refused(command) ? -1 : (int)syscall(SYS_fcntl, descriptor, command, argument);
}
C
cc -shared -fPIC -o nolock.so nolock.c || fail "no library without locks"
printf 'x0 = 0.2\n[axes]\nr = 4\ntheta = { from = 0, to = 4, count = 21 }\ngamma = { from = -8, to = 8, count = 41 }\n' >spec.toml
printf 'mu = 8\nk = 0.25\nU = 10\n' >>spec.toml
cat "$source/examples/paving.toml" | sed 's/^undecided.*/undecided = 0.2/' >paving.toml
note='its file system has no locks: nothing keeps a second run out'
printf '[game]\nkind = "sum"\nfunction = "sqrt(x)"\ncontributions = [1, 2, 3]\n[values]\nby = "enumerate"\n' >game.toml
for error in 38 37 95; do # ENOSYS, ENOLCK, EOPNOTSUPP
    run=(env "LD_PRELOAD=$folder/nolock.so" "NO_LOCK=$error" "$essmap")
    rm -rf m.nc* p.nc* parts.nc*
    succeeds "${run[@]}" sweep spec.toml --out m.nc
    grep -q "$note" err.txt || fail "error $error: $(cat err.txt)"
    succeeds "${run[@]}" sweep spec.toml --out m.nc --resume
    says 'is finished'
    succeeds "${run[@]}" sweep paving.toml --adaptive --out p.nc
    succeeds "${run[@]}" sweep paving.toml --adaptive --out p.nc --resume
    succeeds "${run[@]}" shapley game.toml --checkpoint kept
    grep -q "kept: $note" err.txt || fail "error $error: $(cat err.txt)"
    [ ! -e kept ] || fail "error $error: a finished run leaves its checkpoint"
    for part in 1 2; do succeeds "${run[@]}" sweep spec.toml --part $part/2 --out parts.nc; done
    succeeds "${run[@]}" merge --out parts.nc
    succeeds "${run[@]}" plot m.nc --x theta --y gamma --out p.svg
    succeeds "${run[@]}" explore m.nc --out e.html
    succeeds "${run[@]}" recommend m.nc --controls theta,gamma
    succeeds "${run[@]}" check m.nc p.nc parts.nc
    succeeds "${run[@]}" simulate "${case1[@]}" --x0 0.2 --out orbit.nc
done
finish
