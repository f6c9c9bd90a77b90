"""Runs one program once and reads what its benchmarks say."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
from typing import Any

from .failure import FAILED, INPUT_OUTPUT, Failure
from .table import Program

Measured = dict[str, dict[str, float]]  # benchmark, quantity
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
NOT_COUNTERS = ("family_index per_family_instance_index repetitions repetition_index threads iterations "
                "real_time cpu_time").split()
SUFFIX = re.compile(r"(/(real_time|process_time|manual_time|(iterations|repeats|min_time):[^/]*))+$")
MISSING = 77  # how a peer says that what it needs is not installed


@dataclasses.dataclass(frozen=True)
class Finished:
    code: int
    output: str
    errors: str
    seconds: float
    cpu_seconds: float
    most_bytes: int  # largest resident set of the process or one that it waited for


def run(command: list[str]) -> Finished:
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0), errors.seek(0)
        used = usage.ru_utime + usage.ru_stime
        return Finished(process.returncode, output.read(), errors.read(), seconds, used, 1024 * usage.ru_maxrss)


def command_of(program: Program, build: pathlib.Path, source: pathlib.Path) -> list[str]:
    return [part.replace("{build}", str(build)).replace("{source}", str(source)) for part in program.command]


def installed(program: Program, command: list[str]) -> bool:
    """@throws Failure where it is ours and not built."""
    if shutil.which(command[0]) is not None:
        return True
    if program.peer:
        return False
    raise Failure(INPUT_OUTPUT, f"cannot run {command[0]}: build it first (cmake --build --preset release)")


def parsed(output: str) -> list[dict[str, Any]] | None:
    """The benchmarks of Google Benchmark's JSON."""
    try:
        rows = json.loads(output)["benchmarks"]
        return [row for row in rows if row.get("run_type", "iteration") == "iteration"]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def context(output: str) -> dict[str, str]:
    """The compiler and the instructions that a program says it uses."""
    said = json.loads(output).get("context", {})
    return {key: said[key] for key in ("compiler", "instructions") if key in said}


def quantities(row: dict[str, Any]) -> dict[str, float]:
    numbers = {k: float(v) for k, v in row.items() if type(v) in (int, float) and k not in NOT_COUNTERS}
    if "real_time" in row:
        numbers["seconds"] = row["real_time"] * SECONDS[row.get("time_unit", "ns")]
    numbers["wall_clock"] = float("/real_time" in row["name"])  # else rates are of CPU time
    return {key: float(f"{value:.7g}") for key, value in numbers.items()}


def failed(command: list[str], done: Finished) -> Failure:
    lines = done.errors.strip().splitlines() or ["without a word"]
    return Failure(FAILED, f"{command[0]} ended with {done.code}: {lines[-1]}")


def run_benchmarks(command: list[str], peer: bool, names: list[str], seconds: float) -> tuple[Measured, dict] | None:
    """The named benchmarks of a program that takes Google Benchmark's options, each run for at least the
    given time, with the program's context; nothing where a peer says that it is not installed."""
    escaped = "|".join(re.sub(r"([][\\.^$*+?(){}|])", r"\\\1", name) for name in names)
    # A name may be followed by how time was taken.
    wanted = f"--benchmark_filter=^({escaped})(/[a-z]+_time(:.*)?|/iterations:.*)*$"
    done = run([*command, wanted, f"--benchmark_min_time={seconds}", "--benchmark_format=json"])
    if peer and done.code == MISSING:
        return None
    rows = parsed(done.output)
    for row in rows or []:
        if row.get("error_occurred"):
            raise Failure(FAILED, f"{command[0]}: {row.get('name')}: {row.get('error_message', 'an error')}")
    if done.code != 0:
        raise failed(command, done)
    if not done.output.strip():  # no name matches
        return {}, {}
    if rows is None:
        raise Failure(FAILED, f"{command[0]} prints something else than JSON")
    found = {SUFFIX.sub("", row["name"]): quantities(row) for row in rows}
    return {name: found[name] for name in names if name in found}, context(done.output)
