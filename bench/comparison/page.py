"""docs/performance.md: a record as a page for an outside reader. Whatever has a number in it is computed."""

import os
import pathlib
import textwrap
from statistics import median

from .picture import draw
from .record import Record, write_whole
from .results import (
    Result,
    conditions,
    count,
    counted,
    curve_points,
    duration,
    interval,
    levels,
    rate,
    remarks,
    results_of,
    size,
    target,
    value,
    verdict,
)
from .table import Column, Comparison, Curve, Listing, Section

SLOWEST_SHOWN = 10

READING = """\
The program of each row runs together with its yardstick in every round, the programs in a random order; a *ratio* is
our rate over the yardstick's in the same round, so that what disturbs the machine disturbs both. Above 1 we are
faster. Shown is the median over the rounds with an interval that contains the true median with probability {levels},
whatever the distribution (order statistics). Beside it stand the median rates by themselves: bytes per second, or the
time for one item of what is counted. Every benchmark checks its result; one that is wrong has no time. A *target* was
set before the measurement."""


def filled(text: str) -> str:
    return textwrap.fill(text, 115, break_long_words=False, break_on_hyphens=False)


def summary(results: list[tuple[Comparison, Result | None]]) -> str:
    """How many targets are reached, and which are not."""
    asked = [(c, r) for c, r in results if target(c)]
    missed = [c.title for c, r in asked if r is not None and not r.reached]
    absent = [c.title for c, r in results if r is None]
    reached = sum(bool(r and r.reached) for _, r in asked)
    said = f"Targets reached: {reached} of {len(asked)}."
    if missed:
        said += f" Missed: {'; '.join(missed)}."
    if absent:
        said += f" Not measured, as the yardstick is not installed here: {'; '.join(absent)}."
    return said


def cells(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def ratio_table(results: list[tuple[Comparison, Result | None]]) -> list[str]:
    lines = [
        cells("what", "against", "ratio", "interval", "ours", "yardstick", "target", ""),
        "|---|---|---|---|---|---|---|---|",
    ]
    for c, r in results:
        if r is None:
            lines.append(cells(c.title, c.against, "not installed", "", "", "", target(c), ""))
        else:
            title = f"{c.title} ({remarks(r)})" if remarks(r) else c.title
            item = f" per {c.item}" if c.rate == "items" else ""
            rates = rate(r.ours, c) + item, rate(r.yardstick or r.ours, c)
            lines.append(cells(title, c.against, value(r), interval(r), *rates, target(c), verdict(r)))
    return lines


def time_table(results: list[tuple[Comparison, Result | None]]) -> list[str]:
    lines = [cells("what", "time", "interval", "target", ""), "|---|---|---|---|---|"]
    for c, r in results:
        if r is None:
            lines.append(cells(c.title, "not installed", "", target(c), ""))
        else:
            lines.append(cells(f"{c.title}, per {c.item}", value(r), interval(r), target(c), verdict(r)))
    return lines


def curve_part(record: Record, curve: Curve, image: str) -> list[str]:
    lines = [
        "",
        f"![{curve.title}]({image})",
        "",
        f"Time per {curve.item} by the relative error asked for, with the largest error made:",
        "",
        cells("method", *(f"{float(each):.0e}" for each in curve.each)),
        "|---" * (1 + len(curve.each)) + "|",
    ]
    for title, points in curve_points(record, curve):
        lines.append(cells(title, *(f"{duration(p[2])} ({p[1]:.1e})" if p else "not installed" for p in points)))
    return lines


def listing_part(record: Record, listing: Listing) -> list[str]:
    def shown(benchmark: str, column: Column) -> str:
        values = record.present(listing.program, benchmark, column.quantity)
        if not values:
            return ""
        if column.unit == "seconds":
            return duration(median(values))
        if column.unit == "bytes":
            return size(median(values))
        return count(median(values)) + ("/s" if column.unit == "rate" else "")

    return [
        "",
        f"{listing.title}:",
        "",
        cells("", *(column.title for column in listing.columns)),
        "|---" * (1 + len(listing.columns)) + "|",
        *(cells(row.title, *(shown(row.benchmark, c) for c in listing.columns)) for row in listing.rows),
    ]


def proofs_part(record: Record) -> list[str]:
    """Total, memory, and the slowest properties."""
    proofs = record.rates.get("proofs", {})
    seconds = {
        name.removeprefix("proofs/"): median(record.present("proofs", name, "seconds"))
        for name in proofs
        if name != "proofs/all" and name.count("/") == 1 and record.present("proofs", name, "seconds")
    }
    totals = record.present("proofs", "proofs/all", "seconds")
    used = record.present("proofs", "proofs/all", "cpu_seconds")
    memory = record.present("proofs", "proofs/all", "most_bytes")
    if not (totals and used and memory and seconds and sum(seconds.values())):
        return []
    slowest = sorted(seconds, key=lambda name: -seconds[name])[:SLOWEST_SHOWN]
    share = sum(seconds[name] for name in slowest) / sum(seconds.values())
    return [
        "",
        filled(
            f"All {len(seconds)} properties take {duration(median(totals))}, and {duration(median(used))} of "
            f"processor time (medians of {counted(len(totals), 'run')}); half of them take less than "
            f"{duration(median(seconds.values()))} each. The largest process has at most "
            f"{max(memory) / 2**20:.0f} MiB in memory. The slowest {len(slowest)} properties take {share:.0%} of the time:"
        ),
        "",
        cells("property", "time"),
        "|---|---|",
        *(cells(f"`{name}`", duration(seconds[name])) for name in slowest),
    ]


def section_part(record: Record, section: Section, images: dict[str, str]) -> list[str]:
    results = [(c, r) for c, r in results_of(record) if c.section == section.id]
    curves = [c for c in record.curves if c.section == section.id]
    listings = [one for one in record.listings if one.section == section.id]
    if not results and not curves and not listings:
        return []
    lines = ["", f"## {section.title}", "", section.text.strip()]
    times = [(c, r) for c, r in results if not c.yardstick]
    ratios = [(c, r) for c, r in results if c.yardstick]
    lines += ["", *time_table(times)] if times else []
    lines += ["", *ratio_table(ratios)] if ratios else []
    for c, r in results:
        if c.missed and r is not None and r.reached is False:
            lines += ["", filled(f"Why *{c.title}* misses its target: {c.missed.strip()}")]
    for curve in curves:
        lines += curve_part(record, curve, images[curve.id])
    for listing in listings:
        lines += listing_part(record, listing)
    if any(c.program == "proofs" for c, _ in results):
        lines += proofs_part(record)
    return lines


def page(record: Record, sections: list[Section], kept: str, images: dict[str, str]) -> str:
    lines = [
        "# Performance",
        "",
        filled(
            f"*Written by `bench/compare --from {kept} --page docs/performance.md` from that file, which has every "
            "rate of every round; `./run-tests` fails when this page is not what the file says. `bench/compare` measures "
            "anew, `bench/compare --against FILE` says what has become slower since.*"
        ),
        "",
        "Measured on:",
        "",
        *(f"    {line}" for line in conditions(record)),
        "",
        filled(summary(results_of(record))),
        "",
        "## How to read this page",
        "",
        filled(READING.format(levels=levels(record))),
    ]
    for section in sections:
        lines += section_part(record, section, images)
    return "\n".join(lines) + "\n"


def write_page(record: Record, sections: list[Section], kept: str, path: pathlib.Path) -> None:
    """The page, and its pictures in the folder images beside it."""
    images = {}
    for curve in record.curves:
        name = f"images/{path.stem}-{curve.id}.svg"
        draw(record, curve, path.parent / name)
        images[curve.id] = name.replace(os.sep, "/")
    write_whole(path, page(record, sections, kept, images))
