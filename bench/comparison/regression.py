"""Whether something has become slower, or only the measurement is noisy.

What is tested is the ratio to the yardstick, round by round, now against then; without a yardstick, the rate
over the pace of the machine. One rank test for each comparison, corrected for their number by Holm's method,
says whether it has changed; the median shift says by how much; and the two rates, each over the pace of the
machine, say who has moved. The pace is how the yardsticks of the same program did in the same round: what is
not ours should not change. Where they are too few, rates stand by themselves."""

import dataclasses
import math
from statistics import median
from typing import Any

from .failure import DATA, Failure
from .rank_tests import holm, rank_test, shift
from .record import Record
from .results import rate
from .table import Comparison

ALPHA = 0.05  # chance that any comparison is called slower or faster where nothing has changed
ENOUGH = 3  # yardsticks whose median is taken for the machine

SLOWER, FASTER, SAME, NOISY = "slower", "faster", "same", "noisy"
YARDSTICK_FASTER, YARDSTICK_SLOWER = "yardstick faster", "yardstick slower"
UNSTEADY = "unsteady"
Key = tuple[str, str, str]  # program, benchmark, quantity


@dataclasses.dataclass(frozen=True)
class Verdict:
    comparison: Comparison
    verdict: str
    tested: str  # ratio, rate over pace, or rate
    change: float  # of it, e.g. -0.1
    visible: float  # the smallest change that would have been seen; infinite with too few rounds
    ours: tuple[float, float]  # median rates then and now
    yardstick: tuple[float, float] | None


@dataclasses.dataclass(frozen=True)
class Judgement:
    verdicts: list[Verdict]
    uncompared: list[str]  # ids that only one record has, or whose benchmarks are others

    @property
    def slower(self) -> list[Verdict]:
        return [v for v in self.verdicts if v.verdict == SLOWER]


def check_same(what: str, now: Any, then: Any) -> None:
    if now != then:
        raise Failure(DATA, f"{what} now: {now}, then: {then}; --force compares nevertheless")


def check_machine(machine: dict[str, Any], threads: int, then: Record) -> None:
    """@throws Failure where the measurement was made on another one."""
    check_same("processor", machine["model"], then.machine["model"])
    check_same("cores", machine["cores"], then.machine["cores"])
    check_same("threads", threads, then.threads)


def check_comparable(now: Record, then: Record) -> None:
    """@throws Failure where they are not of the same machine, threads and compiler."""
    check_machine(now.machine, now.threads, then)
    check_same("compiler", now.compiler, then.compiler)
    check_same("instructions", now.instructions, then.instructions)


def same_question(a: Comparison, b: Comparison) -> bool:
    return a.benchmarks() == b.benchmarks() and a.rate == b.rate


def keys(c: Comparison) -> list[Key]:
    return [(program, benchmark, c.quantity) for program, benchmark in c.benchmarks()]


def logs(values: list[float]) -> list[float]:
    return [math.log(v) for v in values]


class Pace:
    """How fast the machine was: the median over yardsticks of their rate in a round relative to then."""

    def __init__(self, comparisons: list[Comparison], then: Record) -> None:
        keys_of_yardsticks = [key for c in comparisons for key in keys(c)[1:]]
        self.reference = {key: median(logs(then.present(*key))) for key in keys_of_yardsticks}
        self.then = then

    def others(self, key: Key) -> list[Key]:
        """Yardsticks that tell of it: of the same program, timed by the same clock."""

        def clock(k: Key) -> list[float]:
            return self.then.present(k[0], k[1], "wall_clock")[:1]

        found = [k for k in self.reference if k != key and k[0] == key[0] and clock(k) == clock(key)]
        return found if len(found) >= ENOUGH else []

    def over(self, record: Record, key: Key) -> list[float]:
        """Logarithms of the rate over the pace, by round."""
        others = [(record.values(*k), self.reference[k]) for k in self.others(key)]
        rates = []
        for number, value in enumerate(record.values(*key)):
            pace = [math.log(row[number]) - old for row, old in others if row[number] is not None]
            if value is not None:
                rates.append(math.log(value) - (median(pace) if pace else 0.0))
        return rates


def moved_by_ours(c: Comparison, now: Record, then: Record, pace: Pace, margin: float) -> bool:
    """The larger part of the ratio's change is the change of our rate; or both rates have gone the same way,
    as when the machine is another, and the ratio is all there is to go by."""
    moved = [shift(pace.over(now, key), pace.over(then, key), ALPHA)[0] for key in keys(c)]
    if len(moved) == 1 or abs(moved[0]) >= abs(moved[1]):
        return True
    return moved[0] * moved[1] > 0 and abs(moved[0]) > margin


def judge(now: Record, then: Record, relevant: float, alpha: float = ALPHA) -> Judgement:
    """A change of less than `relevant`, e.g. 0.05, is none. @throws Failure where they share nothing."""
    old = {c.id: c for c in then.comparisons if then.installed(c)}
    new = {c.id: c for c in now.comparisons if now.installed(c)}
    common = [c for c in new.values() if c.id in old and same_question(c, old[c.id])]
    if not common:
        raise Failure(DATA, "the two measurements have no comparison in common")
    pace = Pace(common, then)
    pairs = [
        (logs(now.ratios(c)), logs(then.ratios(c)))
        if c.yardstick
        else (pace.over(now, keys(c)[0]), pace.over(then, keys(c)[0]))
        for c in common
    ]
    changed = holm([rank_test(a, b) for a, b in pairs], alpha)
    margin = math.log1p(relevant)
    verdicts = []
    for c, (a, b), significant in zip(common, pairs, changed):
        change, low, high = shift(a, b, alpha / len(common))
        visible = max(high - change, change - low)
        if significant and abs(change) > margin:
            ours = moved_by_ours(c, now, then, pace, margin)
            worse, better = (SLOWER, FASTER) if ours else (YARDSTICK_FASTER, YARDSTICK_SLOWER)
            verdict = worse if change < 0 else better
            # What is slower is slower in every round; what only sometimes is, something else disturbs.
            if verdict == SLOWER and sorted(a)[-2:][0] > median(b) - margin / 2:
                verdict = UNSTEADY
        else:
            verdict = SAME if visible <= margin else NOISY
        verdicts.append(
            Verdict(
                c,
                verdict,
                "ratio" if c.yardstick else "rate over pace" if pace.others(keys(c)[0]) else "rate",
                math.expm1(change),
                math.expm1(max(visible, margin)),
                (median(then.ours(c)), median(now.ours(c))),
                (median(then.yardstick(c)), median(now.yardstick(c))) if c.yardstick else None,
            )
        )
    uncompared = sorted((old.keys() | new.keys()) - {c.id for c in common})
    return Judgement(verdicts, uncompared)


def explained(v: Verdict, relevant: float) -> str:
    def moved(title: str, rates: tuple[float, float]) -> str:
        then, now = (rate(value, v.comparison) for value in rates)
        return f"{title} {then} -> {now} ({rates[1] / rates[0] - 1:+.1%})"

    said = {
        SLOWER: "SLOWER",
        FASTER: "faster",
        SAME: f"same within {relevant:.0%}",
        NOISY: f"too noisy to tell; a change of {v.visible:.0%} would have been seen",
        UNSTEADY: "unsteady: slower in many rounds, in the best as fast as then",
        YARDSTICK_FASTER: "not slower: the yardstick is faster",
        YARDSTICK_SLOWER: "not faster: the yardstick is slower",
    }[v.verdict]
    if v.verdict == NOISY and math.isinf(v.visible):
        said = "too few rounds to tell"
    rates = [moved("ours", v.ours)] + ([moved("yardstick", v.yardstick)] if v.yardstick else [])
    return f"  {v.comparison.id:<30} {said}; {v.tested} {v.change:+.1%}; {', '.join(rates)}"


def text_judgement(j: Judgement, relevant: float) -> str:
    order = [SLOWER, UNSTEADY, YARDSTICK_FASTER, FASTER, YARDSTICK_SLOWER, NOISY, SAME]
    lines = [explained(v, relevant) for v in sorted(j.verdicts, key=lambda v: order.index(v.verdict))]
    lines += [f"  {name:<30} in one of the two measurements only" for name in j.uncompared]
    slower = ", ".join(v.comparison.id for v in j.slower) or "none"
    noisy = sum(v.verdict == NOISY for v in j.verdicts)
    return "\n".join(
        [
            f"now against then; chance of any false alarm {ALPHA:.0%}",
            *lines,
            f"slower: {slower}; of {len(j.verdicts)} comparisons, {noisy} too noisy to tell",
        ]
    )
