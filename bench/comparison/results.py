"""What the rounds of a record say about each comparison."""

import dataclasses
import math
from statistics import median
from typing import Any

from .rank_tests import median_interval
from .record import LEAST_ROUNDS, Record
from .table import Comparison, Curve


@dataclasses.dataclass(frozen=True)
class Result:
    """The median over the rounds of ours / yardstick, or of the nanoseconds per item where there is no
    yardstick, with its interval."""

    comparison: Comparison
    value: float
    low: float
    high: float
    level: float
    rounds: int
    ours: float  # median rates per second
    yardstick: float | None
    counters: dict[str, float]  # what ours says of itself, e.g. its tolerance

    @property
    def reached(self) -> bool | None:
        """Nothing where there is no target."""
        if self.comparison.target is not None:
            return self.value >= self.comparison.target
        return None if self.comparison.limit_ns is None else self.value <= self.comparison.limit_ns


def result_of(record: Record, c: Comparison) -> Result | None:
    """Nothing where a program is not installed."""
    if not record.installed(c):
        return None
    ours = record.ours(c)
    values = record.ratios(c) if c.yardstick else [1e9 / rate for rate in ours]
    counters = record.rates[c.program][c.ours]
    return Result(
        c,
        *median_interval(values),
        rounds=len(values),
        ours=median(ours),
        yardstick=median(record.yardstick(c)) if c.yardstick else None,
        counters={
            key: median(record.present(c.program, c.ours, key))
            for key in counters
            if key not in ("items_per_second", "bytes_per_second", "seconds", "wall_clock")
        },
    )


def results_of(record: Record) -> list[tuple[Comparison, Result | None]]:
    return [(c, result_of(record, c)) for c in record.comparisons]


def as_json(record: Record) -> list[dict[str, Any]]:
    rows = []
    for c, r in results_of(record):
        row: dict[str, Any] = {"id": c.id, "installed": r is not None}
        if r is not None:
            values = dataclasses.asdict(r)
            del values["comparison"]
            row |= values | {"reached": r.reached}
        rows.append(row)
    return rows


def curve_points(record: Record, curve: Curve) -> list[tuple[str, list[tuple[str, float, float] | None]]]:
    """By series: for each asked error the error in fact made (asked, where the program does not say) and
    the seconds per item; nothing for a program that is not installed."""
    lines = []
    for series in curve.series:
        points: list[tuple[str, float, float] | None] = []
        for each in curve.each:
            name = series.benchmark.replace("{each}", each)
            rates = record.present(series.program, name, "items_per_second")
            errors = record.present(series.program, name, "max_relative_error")
            points.append((each, median(errors) if errors else float(each), 1 / median(rates)) if rates else None)
        lines.append((series.title, points))
    return lines


def digits(value: float, count: int = 3) -> str:
    """With so many significant digits, and no exponent."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    places = max(0, count - 1 - math.floor(math.log10(abs(value)) + 1e-12))
    return f"{value:.{places}f}"


def scaled(value: float, units: list[tuple[float, str]]) -> str:
    """In the largest unit that does not exceed it; units from the largest to the smallest."""
    size, unit = next(((s, u) for s, u in units if abs(value) >= 0.9995 * s), units[-1])
    return f"{digits(value / size)} {unit}".rstrip()


def duration(seconds: float) -> str:
    return scaled(seconds, [(1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")])


def size(count: float) -> str:
    return scaled(count, [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")])


def count(number: float) -> str:
    return scaled(number, [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")]) if number >= 1 else digits(number)


def rate(value: float, c: Comparison) -> str:
    if c.rate == "bytes":
        return scaled(value, [(1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1.0, "B/s")])
    # Items/s are told as the time of one: short times are what a reader knows.
    return duration(1 / value)


def value(r: Result) -> str:
    return duration(1e-9 * r.value) if not r.comparison.yardstick else digits(r.value)


def interval(r: Result) -> str:
    if not r.comparison.yardstick:
        return f"{duration(1e-9 * r.low)} to {duration(1e-9 * r.high)}"
    return f"{digits(r.low)} to {digits(r.high)}"


def target(c: Comparison) -> str:
    if c.target is not None:
        return f"at least {c.target:g}"
    return f"at most {duration(1e-9 * c.limit_ns)}" if c.limit_ns is not None else ""


def verdict(r: Result) -> str:
    return {True: "reached", False: "missed", None: ""}[r.reached]


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def levels(record: Record) -> str:
    """The levels of the intervals, e.g. "96.1 %" or "93.8 to 96.1 %"."""
    found = sorted({f"{100 * r.level:.1f}" for _, r in results_of(record) if r is not None}, key=float)
    return " to ".join(dict.fromkeys([found[0], found[-1]])) + " %" if found else "-"


def conditions(record: Record) -> list[str]:
    m = record.machine
    return [
        f"{m['model']}, {m['cores']} cores, {m['memory_bytes'] / 2**30:.0f} GiB, {m['kernel']}",
        f"{record.compiler}, {record.instructions}, {counted(record.threads, 'thread')}; "
        f"essmap {record.essmap} ({record.commit})",
        f"{record.date}, load average {record.load[0]:g} before; "
        f"{counted(record.rounds, 'round')} in {record.seconds:.0f} s",
    ]


def remarks(r: Result) -> str:
    """The tolerance asked and the error made, where a benchmark tells them."""
    told = {"tolerance": "tolerance", "max_relative_error": "error"}
    return ", ".join(f"{word} {r.counters[key]:.1e}" for key, word in told.items() if key in r.counters)


def text_report(record: Record) -> str:
    lines = [*conditions(record), f"medians over the rounds; intervals of the median at {levels(record)}"]
    if record.rounds < LEAST_ROUNDS:
        lines.append(f"fewer than {LEAST_ROUNDS} rounds: shows that everything runs, and measures nothing")
    section = ""
    for c, r in results_of(record):
        if c.section != section:
            section = c.section
            lines += ["", section]
        title = f"{c.title} / {c.against}" if c.yardstick else f"{c.title}, per {c.item}"
        if r is None:
            lines.append(f"  {c.id:<30} not installed; {title}")
            continue
        rates = f"; {rate(r.ours, c)} / {rate(r.yardstick, c)}" if r.yardstick is not None else ""
        asked = f"; {target(c)}: {verdict(r)}" if target(c) else ""
        said = f"; {remarks(r)}" if remarks(r) else ""
        lines.append(f"  {c.id:<30} {value(r):>8}  ({interval(r)})  {title}{rates}{said}{asked}")
    return "\n".join(lines)
