"""Measurements made up with a known seed, for the tests of bench/compare."""

import copy
import pathlib
import random
import sys

source = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(source / "bench"))

from comparison import regression  # noqa: E402
from comparison.record import Record  # noqa: E402
from comparison.table import Comparison  # noqa: E402

ROUNDS = 11
NAMES = ["copy", "settle", "share", "certify", "fill", "write"]


def made_up(seed: int, noise: float = 0.02, rounds: int = ROUNDS, **factors: float) -> Record:
    """A measurement in which each benchmark's rate, times its factor, is disturbed by `noise` and each
    round by another load, which all programs share. write has no yardstick."""
    draw = random.Random(seed)
    loads = [draw.lognormvariate(0, 0.1) for _ in range(rounds)]
    rates = {}
    for number, name in enumerate(NAMES):
        for benchmark in (name, f"{name}_yardstick"):
            row = [
                1e6 * (number + 1) * factors.get(benchmark, 1.0) * load * draw.lognormvariate(0, noise)
                for load in loads
            ]
            rates[benchmark] = {"items_per_second": row}
    comparisons = [
        Comparison(
            id=name,
            section="some",
            title=name,
            program="p",
            ours=name,
            yardstick="" if name == "write" else f"{name}_yardstick",
            yardstick_program="" if name == "write" else "p",
            target=None if name == "write" else 0.9,
        )
        for name in NAMES
    ]
    machine = {"model": "a processor", "cores": 2, "memory_bytes": 2**34, "kernel": "Linux"}
    said = dict(essmap="0.1.0", commit="abc", date="2026-01-01 00:00 UTC", compiler="gcc 12", instructions="x")
    more = dict(threads=2, load=[0.0, 0.0, 0.0], seconds=1.0, programs={"p": "measured"}, curves=[], listings=[])
    return Record(**said, **more, machine=machine, rounds=rounds, comparisons=comparisons, rates={"p": rates})


def as_file(record: Record) -> dict:
    fields = dict(record.__dict__)
    fields["comparisons"] = [
        {key: value for key, value in c.__dict__.items() if value not in (None, "")} for c in record.comparisons
    ]
    return {"schema": 1, **copy.deepcopy(fields)}


def verdicts(now: Record, then: Record) -> dict[str, str]:
    return {v.comparison.id: v.verdict for v in regression.judge(now, then, 0.05).verdicts}
