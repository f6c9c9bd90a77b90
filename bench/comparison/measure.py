"""Rounds: in each, every program runs once, in a random order."""

import dataclasses
import datetime
import os
import pathlib
import random
import re
import sys
import time

from .failure import FAILED, USAGE, Failure
from .machine import described, machine, threads
from .proofs import run_proofs
from .record import LEAST_ROUNDS, Rates, Record
from .running import Measured, command_of, installed, run_benchmarks
from .table import Comparison, Listing, Table

MOST_ROUNDS = 15
SECONDS_EACH = 0.05  # a benchmark runs for at least this long in a round


@dataclasses.dataclass
class Build:
    """One build directory under measurement."""

    folder: pathlib.Path
    commit: str
    rates: Rates = dataclasses.field(default_factory=dict)
    programs: dict[str, str] = dataclasses.field(default_factory=dict)
    context: dict[str, str] = dataclasses.field(default_factory=dict)

    def keep(self, program: str, measured: Measured, number: int) -> None:
        for benchmark, quantities in measured.items():
            kept = self.rates.setdefault(program, {}).setdefault(benchmark, {})
            for quantity, value in quantities.items():
                row = kept.setdefault(quantity, [])
                row += [None] * (number - len(row)) + [value]

    def complete(self, rounds: int) -> None:
        for benchmarks in self.rates.values():
            for quantities in benchmarks.values():
                for row in quantities.values():
                    row += [None] * (rounds - len(row))


@dataclasses.dataclass(frozen=True)
class Plan:
    table: Table
    source: pathlib.Path
    budget: float  # seconds
    quick: bool  # one round, as short as possible

    def needed(self) -> dict[str, list[str]]:
        """Benchmarks by program."""
        names: dict[str, dict[str, None]] = {}
        for entry in self.table.entries():
            for program, benchmark in entry.benchmarks():
                names.setdefault(program, {})[benchmark] = None
        return {program: list(some) for program, some in names.items()}


def selected(table: Table, only: str) -> Table:
    """What of the table has an id that the expression matches."""
    try:
        pattern = re.compile(only)
    except re.error as error:
        raise Failure(USAGE, f"--only = {only} is not allowed: {error}") from None
    table = dataclasses.replace(
        table,
        comparisons=[c for c in table.comparisons if pattern.search(c.id)],
        curves=[c for c in table.curves if pattern.search(c.id)],
        listings=[one for one in table.listings if pattern.search(one.id)],
    )
    if not table.entries():
        raise Failure(USAGE, f"--only = {only} leaves no comparison")
    return table


def check_found(plan: Plan, program: str, command: list[str], measured: Measured) -> None:
    """Every comparison has its benchmarks, with the rate that it asks for."""
    for entry in plan.table.entries():
        quantity = entry.quantity if isinstance(entry, Comparison) else "items_per_second"
        if isinstance(entry, Listing) and plan.quick:
            continue  # a program may leave out what takes long
        for owner, name in entry.benchmarks():
            if owner == program and name not in measured:
                raise Failure(FAILED, f"{entry.id}: {command[0]} has no benchmark {name}")
            if isinstance(entry, Listing):
                continue
            if owner == program and not measured[name].get(quantity, 0.0) > 0:
                raise Failure(FAILED, f"{entry.id}: {name} of {command[0]} has no {quantity}")
        if isinstance(entry, Listing):
            continue
        clocks = {measured[name].get("wall_clock") for owner, name in entry.benchmarks() if owner == program}
        if len(clocks) > 1:
            raise Failure(FAILED, f"{entry.id}: one benchmark takes CPU time, another real time (UseRealTime)")


def run_one(plan: Plan, build: Build, name: str, benchmarks: list[str], number: int) -> None:
    program = plan.table.programs[name]
    command = command_of(program, build.folder, plan.source)
    if program.adapter == "proofs":
        installed(program, command)
        measured: Measured | None = run_proofs(command, benchmarks)
    else:
        seconds = 0.001 if plan.quick else SECONDS_EACH
        said = run_benchmarks(command, program.peer, benchmarks, seconds) if installed(program, command) else None
        measured, context = said or (None, {})
        if not program.peer:
            build.context |= context
    if measured is None:
        build.programs[name] = "not installed"
        return
    check_found(plan, name, command, measured)
    build.programs[name] = "measured"
    build.keep(name, measured, number)


def run_round(plan: Plan, builds: list[Build], number: int) -> None:
    work = list(plan.needed().items())
    random.shuffle(work)
    for name, benchmarks in work:
        most = plan.table.programs[name].rounds
        if most and number >= most:
            continue
        for build in random.sample(builds, len(builds)):
            if build.programs.get(name) == "not installed":
                continue
            start = time.monotonic()
            run_one(plan, build, name, benchmarks, number)
            where = f" of {build.folder}" if len(builds) > 1 else ""
            said = f"{time.monotonic() - start:.1f} s"
            if build.programs[name] == "not installed":
                said = "not installed"
            print(f"round {number + 1}: {name}{where}: {said}", file=sys.stderr, flush=True)


def measure(plan: Plan, folders: list[pathlib.Path]) -> list[Record]:
    """A record for each build directory, measured in the same rounds."""
    builds = [Build(f, described(["git", "-C", str(f), "describe", "--always", "--dirty"])) for f in folders]
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    load = [round(value, 2) for value in os.getloadavg()]
    start = time.monotonic()
    rounds = 0
    while True:
        began = time.monotonic()
        run_round(plan, builds, rounds)
        rounds += 1
        one = time.monotonic() - began
        if plan.quick or rounds == MOST_ROUNDS:
            break
        if rounds >= LEAST_ROUNDS and time.monotonic() - start + one > plan.budget:
            break
        if rounds == 1 and LEAST_ROUNDS * one > plan.budget:
            print(f"{LEAST_ROUNDS} rounds will take about {LEAST_ROUNDS * one:.0f} s", file=sys.stderr)
    seconds = round(time.monotonic() - start, 1)
    for build in builds:
        build.complete(rounds)
    return [
        Record(
            essmap=described([str(build.folder / "cli/essmap"), "--version"]).removeprefix("essmap "),
            commit=build.commit,
            date=date,
            machine=machine(),
            compiler=build.context.get("compiler", "unknown"),
            instructions=build.context.get("instructions", "unknown"),
            threads=threads(),
            load=load,
            seconds=seconds,
            rounds=rounds,
            programs=build.programs,
            comparisons=plan.table.comparisons,
            curves=plan.table.curves,
            listings=plan.table.listings,
            rates=build.rates,
        )
        for build in builds
    ]
