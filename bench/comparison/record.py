"""A measurement as it is kept: a JSON file with every rate of every round."""

import dataclasses
import json
import math
import os
import pathlib
import re
import sys
import tempfile
from typing import Any

from .failure import DATA, INPUT_OUTPUT, Failure
from .table import RATES, Comparison, Curve, Listing, build_comparison, build_curve, build_listing, parsed_file

SCHEMA = 1
LEAST_ROUNDS = 5  # of a measurement
Rates = dict[str, dict[str, dict[str, list[float | None]]]]  # program, benchmark, quantity: by round


@dataclasses.dataclass(frozen=True)
class Record:
    essmap: str  # version
    commit: str
    date: str
    machine: dict[str, Any]
    compiler: str
    instructions: str
    threads: int
    load: list[float]  # averages of 1, 5 and 15 minutes before
    seconds: float
    rounds: int
    programs: dict[str, str]  # measured, or not installed
    comparisons: list[Comparison]
    curves: list[Curve]
    listings: list[Listing]
    rates: Rates

    def values(self, program: str, benchmark: str, quantity: str) -> list[float | None]:
        """By round; empty for what was not measured."""
        return self.rates.get(program, {}).get(benchmark, {}).get(quantity, [])

    def present(self, program: str, benchmark: str, quantity: str) -> list[float]:
        return [v for v in self.values(program, benchmark, quantity) if v is not None]

    def ours(self, c: Comparison) -> list[float]:
        return self.present(c.program, c.ours, c.quantity)

    def yardstick(self, c: Comparison) -> list[float]:
        return self.present(c.yardstick_program, c.yardstick, c.quantity)

    def ratios(self, c: Comparison) -> list[float]:
        """Ours over the yardstick, round by round."""
        ours = self.values(c.program, c.ours, c.quantity)
        yardstick = self.values(c.yardstick_program, c.yardstick, c.quantity)
        return [a / b for a, b in zip(ours, yardstick) if a is not None and b is not None]

    def installed(self, c: Comparison) -> bool:
        return all(self.programs.get(program) == "measured" for program, _ in c.benchmarks())


def write_whole(path: pathlib.Path, text: str) -> None:
    """The file is written whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.write(text)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.replace(file.name, path)
            except BaseException:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise Failure(INPUT_OUTPUT, f"cannot write {path}: {error.strerror}") from None


def write_record(path: pathlib.Path, record: Record, results: list[dict[str, Any]]) -> None:
    data = {"schema": SCHEMA, **dataclasses.asdict(record)}
    data["comparisons"] = [{k: v for k, v in c.items() if v not in (None, "")} for c in data["comparisons"]]
    rates = data.pop("rates")
    text = json.dumps(data | {"results": results, "rates": rates}, indent=1, allow_nan=False)
    numbers = re.compile(r"\[\s+((?:[-+.\deE]+|null)(?:,\s+(?:[-+.\deE]+|null))*)\s+\]")
    write_whole(path, numbers.sub(lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text) + "\n")


def read_record(path: pathlib.Path) -> Record:
    """@throws Failure where the file cannot be read or is no such record."""
    data = parsed_file(path, json.loads, "not JSON: ")
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise Failure(DATA, f"{path}: not a measurement of bench/compare, schema {SCHEMA}")
    kinds = {str: str, int: int, float: (int, float), list[float]: list}
    kinds |= {list[Comparison]: list, list[Curve]: list, list[Listing]: list}
    fields = {}
    for field in dataclasses.fields(Record):
        value = data.get(field.name)
        if not isinstance(value, kinds.get(field.type, dict)):  # type: ignore[arg-type]
            raise Failure(DATA, f"{path}: {field.name} is missing or of the wrong kind")
        fields[field.name] = value
    wanted = {"model": str, "cores": int, "memory_bytes": int, "kernel": str}
    for name, kind in wanted.items():
        if not isinstance(fields["machine"].get(name), kind):
            raise Failure(DATA, f"{path}: machine.{name} is missing or of the wrong kind")
    if len(fields["load"]) != 3 or not all(isinstance(v, int | float) for v in fields["load"]):
        raise Failure(DATA, f"{path}: load is not 3 numbers")
    fields["comparisons"] = [build_comparison(c, str(path)) for c in fields["comparisons"]]
    fields["curves"] = [build_curve(c, str(path)) for c in fields["curves"]]
    fields["listings"] = [build_listing(one, str(path)) for one in fields["listings"]]
    record = Record(**fields)
    check_rates(record, path)
    return record


def check_rates(record: Record, path: pathlib.Path) -> None:
    """Rows are of one number or null per round, with some number; rates are positive."""

    def valid(values: Any, least: float) -> bool:
        if not isinstance(values, list) or len(values) != record.rounds:
            return False
        some = [v for v in values if v is not None]
        return bool(some) and all(isinstance(v, int | float) and math.isfinite(v) and v >= least for v in some)

    for program, benchmarks in record.rates.items():
        for benchmark, quantities in benchmarks.items() if isinstance(benchmarks, dict) else [("", None)]:
            for quantity, values in quantities.items() if isinstance(quantities, dict) else [("", None)]:
                if not valid(values, sys.float_info.min if quantity in RATES.values() else -math.inf):
                    where = f"{path}: {program} {benchmark} {quantity}".rstrip()
                    raise Failure(DATA, f"{where}: not a row of {record.rounds} numbers")
    for c in record.comparisons:
        for program, benchmark in c.benchmarks():
            if record.installed(c) and not record.values(program, benchmark, c.quantity):
                raise Failure(DATA, f"{path}: {c.id}: no {c.quantity} of {benchmark}")
        if record.installed(c) and c.yardstick and not record.ratios(c):
            raise Failure(DATA, f"{path}: {c.id}: no round has both benchmarks")
