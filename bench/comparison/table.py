"""What is compared with what: bench/comparisons.toml, and the same entries within a record."""

import dataclasses
import pathlib
import re
import tomllib
from collections.abc import Callable
from typing import Any, TypeVar

from .failure import DATA, INPUT_OUTPUT, Failure

RATES = {"items": "items_per_second", "bytes": "bytes_per_second"}
Entry = TypeVar("Entry")


@dataclasses.dataclass(frozen=True)
class Program:
    command: list[str]  # {build} and {source} stand for the two folders
    adapter: str = "benchmark"  # or proofs: essmap verify
    rounds: float = 0  # runs in no more rounds than this; 0: in all
    peer: bool = False  # may be missing: no such command, or exit code 77


@dataclasses.dataclass(frozen=True)
class Section:
    id: str
    title: str
    text: str


@dataclasses.dataclass(frozen=True)
class Comparison:
    id: str
    section: str
    title: str  # of ours, for a reader
    program: str
    ours: str  # a benchmark of the program
    against: str = ""  # title of the yardstick
    yardstick: str = ""  # a benchmark; none: the time per item is all there is
    yardstick_program: str = ""
    rate: str = "items"
    item: str = "item"
    target: float | None = None  # least ratio of the rates
    limit_ns: float | None = None  # largest time per item
    missed: str = ""  # why, said where the target is missed

    @property
    def quantity(self) -> str:
        return RATES[self.rate]

    def benchmarks(self) -> list[tuple[str, str]]:
        ours = [(self.program, self.ours)]
        return ours + [(self.yardstick_program, self.yardstick)] if self.yardstick else ours


@dataclasses.dataclass(frozen=True)
class Series:
    title: str
    program: str
    benchmark: str  # {each} stands for each asked error


@dataclasses.dataclass(frozen=True)
class Curve:
    """Cost over error: a picture and a table."""

    id: str
    section: str
    title: str
    item: str
    each: list[str]
    series: list[Series]

    def benchmarks(self) -> list[tuple[str, str]]:
        return [(s.program, s.benchmark.replace("{each}", e)) for s in self.series for e in self.each]


@dataclasses.dataclass(frozen=True)
class Line:
    title: str
    benchmark: str


@dataclasses.dataclass(frozen=True)
class Column:
    title: str
    quantity: str
    unit: str  # seconds, bytes, rate (of items per second) or number


@dataclasses.dataclass(frozen=True)
class Listing:
    """What benchmarks say of themselves, as a table: medians over the rounds."""

    id: str
    section: str
    title: str
    program: str
    columns: list[Column]
    rows: list[Line]

    def benchmarks(self) -> list[tuple[str, str]]:
        return [(self.program, row.benchmark) for row in self.rows]


@dataclasses.dataclass(frozen=True)
class Table:
    programs: dict[str, Program]
    sections: list[Section]
    comparisons: list[Comparison]
    curves: list[Curve]
    listings: list[Listing]

    def entries(self) -> list[Comparison | Curve | Listing]:
        return [*self.comparisons, *self.curves, *self.listings]


def build(kind: type[Entry], data: Any, where: str) -> Entry:
    """An entry from a mapping of the same keys. @throws Failure naming the key."""
    if not isinstance(data, dict):
        raise Failure(DATA, f"{where}: not a table")
    where += f" {data['id']}" if isinstance(data.get("id"), str) else ""
    allowed = {
        str: lambda v: isinstance(v, str),
        bool: lambda v: isinstance(v, bool),
        float: lambda v: isinstance(v, int | float) and not isinstance(v, bool),
        float | None: lambda v: v is None or isinstance(v, int | float) and not isinstance(v, bool) and v > 0,
        list[str]: lambda v: isinstance(v, list) and all(isinstance(s, str) for s in v),
        list[Series]: lambda v: isinstance(v, list) and all(isinstance(s, Series) for s in v),
        list[Column]: lambda v: isinstance(v, list) and all(isinstance(s, Column) for s in v),
        list[Line]: lambda v: isinstance(v, list) and all(isinstance(s, Line) for s in v),
    }
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key, value in data.items():
        if key not in fields:
            raise Failure(DATA, f"{where}: unknown key {key}")
        if not allowed[fields[key].type](value):
            raise Failure(DATA, f"{where}: {key} = {value!r} is not allowed")
    for field in fields.values():
        if field.default is dataclasses.MISSING and field.name not in data:
            raise Failure(DATA, f"{where}: {field.name} is missing")
    return kind(**data)


def build_comparison(data: Any, where: str) -> Comparison:
    c = build(Comparison, data, where)
    if c.yardstick:
        program, title = c.yardstick_program or c.program, c.against or c.yardstick
        c = dataclasses.replace(c, yardstick_program=program, against=title)
    if c.rate not in RATES:
        raise Failure(DATA, f"{where} {c.id}: rate = {c.rate!r} is not allowed: items or bytes")
    if c.target is not None and not c.yardstick:
        raise Failure(DATA, f"{where} {c.id}: a target needs a yardstick")
    if c.target is not None and c.limit_ns is not None:
        raise Failure(DATA, f"{where} {c.id}: either target or limit_ns")
    return c


def build_curve(data: Any, where: str) -> Curve:
    if not isinstance(data, dict) or not isinstance(data.get("series"), list):
        raise Failure(DATA, f"{where}: series is missing")
    series = [build(Series, s, f"{where}: series") for s in data["series"]]
    curve = build(Curve, data | {"series": series}, where)
    for each in curve.each:
        if not re.fullmatch(r"1e-\d+", each):
            raise Failure(DATA, f"{where} {curve.id}: each = {each!r} is not allowed: an error such as 1e-06")
    return curve


UNITS = ("seconds", "bytes", "rate", "number")


def build_listing(data: Any, where: str) -> Listing:
    for key in ("columns", "rows"):
        if not isinstance(data, dict) or not isinstance(data.get(key), list):
            raise Failure(DATA, f"{where}: {key} is missing")
    columns = [build(Column, c, f"{where}: columns") for c in data["columns"]]
    rows = [build(Line, r, f"{where}: rows") for r in data["rows"]]
    listing = build(Listing, data | {"columns": columns, "rows": rows}, where)
    for column in columns:
        if column.unit not in UNITS:
            raise Failure(DATA, f"{where} {listing.id}: unit = {column.unit!r} is not allowed: {', '.join(UNITS)}")
    return listing


def expanded(entry: Any) -> list[Any]:
    """`each = [...]` makes an entry for each of its values, put in where {each} stands."""
    if not isinstance(entry, dict) or not isinstance(entry.get("each"), list):
        return [entry]
    rest = {key: value for key, value in entry.items() if key != "each"}
    return [
        {key: v.replace("{each}", str(each)) if isinstance(v, str) else v for key, v in rest.items()}
        for each in entry["each"]
    ]


def check(table: Table, where: str) -> Table:
    ids = [entry.id for entry in table.entries()]
    sections = {section.id for section in table.sections}
    for entry in table.entries():
        if ids.count(entry.id) > 1:
            raise Failure(DATA, f"{where}: {entry.id} occurs twice")
        if entry.section not in sections:
            raise Failure(DATA, f"{where}: {entry.id}: no section {entry.section}")
        for program, _ in entry.benchmarks():
            if program not in table.programs:
                raise Failure(DATA, f"{where}: {entry.id}: no program {program}")
    return table


def parsed_file(path: pathlib.Path, parse: Callable[[str], Any], wrong: str = "") -> Any:
    """@throws Failure where the file cannot be read or parsed, saying `wrong` before why."""
    try:
        return parse(path.read_text())
    except OSError as error:
        raise Failure(INPUT_OUTPUT, f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise Failure(DATA, f"{path}: {wrong}{error}") from None


def read_table(path: pathlib.Path) -> Table:
    data = parsed_file(path, tomllib.loads)
    where = path.name
    for key in data:
        if key not in ("programs", "sections", "comparisons", "curves", "listings"):
            raise Failure(DATA, f"{where}: unknown key {key}")
    return check(
        Table(
            {name: build(Program, p, f"{where}: program {name}") for name, p in data.get("programs", {}).items()},
            [build(Section, s, f"{where}: section") for s in data.get("sections", [])],
            [
                build_comparison(one, f"{where}: comparison")
                for entry in data.get("comparisons", [])
                for one in expanded(entry)
            ],
            [build_curve(c, f"{where}: curve") for c in data.get("curves", [])],
            [build_listing(one, f"{where}: listing") for one in data.get("listings", [])],
        ),
        where,
    )
