"""bench/compare on measurements made up with a known seed, on files that are no measurements, on programs
that fail, and, class Everything, on the programs of the build directory ESSMAP_BUILD. Nothing is timed."""

import copy
import dataclasses
import itertools
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

source = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(source / "bench"))

from comparison import rank_tests, regression  # noqa: E402
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


class Statistics(unittest.TestCase):
    def test_rank_test_counts_all_deals(self) -> None:
        for a, b in [([1, 2, 3], [4, 5, 6, 7]), ([1, 5, 6], [2, 3]), ([1, 1, 2, 3], [1, 3, 3, 4]), ([2], [2])]:
            pool = a + b

            def far(group: tuple[int, ...]) -> int:
                rest = list(pool)
                for v in group:
                    rest.remove(v)
                return abs(sum((x > y) - (x < y) for x in group for y in rest))

            deals = [tuple(pool[i] for i in c) for c in itertools.combinations(range(len(pool)), len(a))]
            expected = sum(far(deal) >= far(tuple(a)) for deal in deals) / len(deals)
            self.assertAlmostEqual(rank_tests.rank_test(a, b), expected)

    def test_shift_is_the_interval_that_the_rank_test_leaves(self) -> None:
        draw = random.Random(1)
        a, b = [draw.gauss(1, 1) for _ in range(8)], [draw.gauss(0, 1) for _ in range(7)]
        estimate, low, high = rank_tests.shift(a, b, 0.05)
        self.assertTrue(low < estimate < high)
        for by, rejected in [(low - 1e-6, True), (low + 1e-6, False), (high - 1e-6, False), (high + 1e-6, True)]:
            self.assertEqual(rank_tests.rank_test([x - by for x in a], b) <= 0.05, rejected)
        self.assertEqual(rank_tests.shift([1, 2], [3, 4], 0.05), (-2, -math.inf, math.inf))

    def test_holm(self) -> None:
        self.assertEqual(rank_tests.holm([0.02, 0.01, 0.04], 0.05), [True, True, True])
        self.assertEqual(rank_tests.holm([0.03, 0.01, 0.04], 0.05), [False, True, False])
        self.assertEqual(rank_tests.holm([0.02, 0.02, 0.02], 0.05), [False, False, False])

    def test_median_interval_has_its_level(self) -> None:
        self.assertEqual(rank_tests.median_interval([5, 1, 4, 2, 3]), (3, 1, 5, 0.9375))
        self.assertEqual(rank_tests.median_interval([7.0])[:3], (7, 7, 7))
        self.assertEqual(rank_tests.median_interval(range(1, 12))[1:3], (2, 10))
        draw = random.Random(2)
        tries, (_, _, _, level) = 4000, rank_tests.median_interval(range(11))
        held = 0
        for _ in range(tries):
            _, low, high, _ = rank_tests.median_interval([draw.expovariate(1) for _ in range(11)])
            held += low <= math.log(2) <= high
        self.assertLess(abs(held / tries - level), 4 * math.sqrt(level * (1 - level) / tries))


class Judging(unittest.TestCase):
    def test_finds_a_slowdown_of_10_percent_and_only_that(self) -> None:
        for name in NAMES:
            for seed in range(5):
                found = verdicts(made_up(seed, **{name: 0.9}), made_up(100 + seed))
                slower = [key for key, verdict in found.items() if verdict == regression.SLOWER]
                self.assertEqual(slower, [name], f"seed {seed}")
                self.assertNotIn(regression.FASTER, found.values())

    def test_noise_alone_raises_no_more_alarms_than_stated(self) -> None:
        seeds, alarms = 200, 0
        for seed in range(seeds):
            found = verdicts(made_up(seed, noise=0.2), made_up(1000 + seed, noise=0.2))
            alarms += any(v not in (regression.SAME, regression.NOISY) for v in found.values())
        self.assertLessEqual(alarms, regression.ALPHA * seeds)
        self.assertGreater(alarms, 0, "the noise is too weak to test anything")

    def test_noise_is_told_as_noise_and_with_little_of_it_same_as_same(self) -> None:
        loud = regression.judge(made_up(1, noise=0.2), made_up(2, noise=0.2), 0.05).verdicts
        self.assertEqual({v.verdict for v in loud}, {regression.NOISY})
        self.assertTrue(all(0.1 < v.visible < 2 for v in loud))
        self.assertEqual(set(verdicts(made_up(1, noise=0.005), made_up(2, noise=0.005)).values()), {regression.SAME})
        few = regression.judge(made_up(1, rounds=4, share=0.5), made_up(2, rounds=4), 0.05)
        self.assertTrue(all(v.verdict == regression.NOISY and math.isinf(v.visible) for v in few.verdicts))
        self.assertIn("too few rounds to tell", regression.text_judgement(few, 0.05))

    def test_a_disturbance_of_most_rounds_is_no_slowdown(self) -> None:
        now, then = made_up(3), made_up(4)
        row = now.rates["p"]["settle"]["items_per_second"]
        row[:] = [rate * (1.02 if number in (3, 8) else 0.6) for number, rate in enumerate(row)]
        found = verdicts(now, then)
        self.assertEqual(found.pop("settle"), regression.UNSTEADY)
        self.assertEqual(set(found.values()) & {regression.SLOWER, regression.FASTER}, set())

    def test_a_change_of_the_yardstick_is_not_ours(self) -> None:
        for factor, told in [(1.15, regression.YARDSTICK_FASTER), (0.87, regression.YARDSTICK_SLOWER)]:
            for seed in range(5):
                judgement = regression.judge(made_up(seed, share_yardstick=factor), made_up(50 + seed), 0.05)
                found = {v.comparison.id: v.verdict for v in judgement.verdicts}
                self.assertEqual(found.pop("share"), told)
                self.assertFalse({regression.SLOWER, regression.FASTER} & set(found.values()))
                self.assertEqual(judgement.slower, [])

    def test_a_slower_machine_is_not_ours(self) -> None:
        all_slower = {key: 0.8 for name in NAMES for key in (name, f"{name}_yardstick")}
        judgement = regression.judge(made_up(1, **all_slower), made_up(2), 0.05)
        self.assertEqual(judgement.slower, [])
        # Nor one that slows only programs of another clock.
        loaded = made_up(1, noise=0.005)
        for name, row in as_file(made_up(5, noise=0.005))["rates"]["p"].items():
            slow = [0.6 * v for v in row["items_per_second"]]
            loaded.rates["p"][f"wall_{name}"] = {"items_per_second": slow, "wall_clock": [1.0] * ROUNDS}
        idle = copy.deepcopy(loaded)
        for name in idle.rates["p"]:
            if name.startswith("wall_"):
                idle.rates["p"][name]["items_per_second"] = [1e6 * (1 + 1e-3 * i) for i in range(ROUNDS)]
        more = [
            dataclasses.replace(c, id=f"wall_{c.id}", ours=f"wall_{c.ours}", yardstick=f"wall_{c.yardstick}")
            for c in loaded.comparisons
            if c.yardstick
        ]
        loaded.comparisons.extend(more), idle.comparisons.extend(more)
        self.assertEqual(verdicts(idle, loaded)["write"], regression.SAME)
        self.assertEqual(verdicts(loaded, idle)["write"], regression.SAME)
        # On a faster one, a rate that stays is slower.
        all_faster = {key: 1.3 for name in NAMES for key in (name, f"{name}_yardstick")} | {"share": 1.0}
        found = verdicts(made_up(3, **all_faster), made_up(4))
        self.assertEqual([key for key, v in found.items() if v == regression.SLOWER], ["share"])

    def test_faster_is_told(self) -> None:
        self.assertEqual(verdicts(made_up(1, settle=1.2), made_up(2))["settle"], regression.FASTER)


class Run(unittest.TestCase):
    """Runs bench/compare in a folder of its own."""

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def compare(self, *arguments: object) -> subprocess.CompletedProcess:
        command = [source / "bench/compare", *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True)

    def fails(self, code: int, pattern: str, *arguments: object) -> None:
        """With the code and one line on stderr that matches."""
        done = self.compare(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertRegex(done.stderr, rf"\Abench/compare: .*{pattern}.*\n\Z")

    def write(self, name: str, content: object) -> pathlib.Path:
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path


class Files(Run):
    def test_two_files_without_measuring(self) -> None:
        then, same = self.write("then.json", as_file(made_up(1))), self.write("same.json", as_file(made_up(2)))
        slow = self.write("slow.json", as_file(made_up(3, share=0.85)))
        done = self.compare("--from", same, "--against", then)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("slower: none; of 6 comparisons", done.stdout)
        done = self.compare("--from", slow, "--against", then)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("slower: share; of 6 comparisons", done.stdout)
        self.assertRegex(done.stdout, r"share +SLOWER; ratio -1\d.\d%; ours 329 ns -> 387 ns \(-15.0%\), yardstick ")
        done = self.compare("--from", slow, "--against", then, "--change", 30)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_another_machine_compiler_or_thread_is_refused(self) -> None:
        then, now = self.write("then.json", as_file(made_up(1))), as_file(made_up(2))
        changes = [("machine", {**now["machine"], "model": "another"}), ("compiler", "clang 14"), ("threads", 1)]
        for key, value in changes:
            other = self.write("now.json", now | {key: value})
            self.fails(65, "--force compares nevertheless", "--from", other, "--against", then)
            done = self.compare("--from", other, "--against", then, "--force")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("compared by --force", done.stdout)

    def test_bad_files(self) -> None:
        good = as_file(made_up(1))
        text = json.dumps(good)
        self.fails(65, "not JSON", "--from", self.write("a.json", text[: len(text) // 2]))
        self.fails(65, "not a measurement", "--from", self.write("a.json", "[]"))
        self.fails(65, "schema 1", "--from", self.write("a.json", good | {"schema": 2}))
        self.fails(74, "cannot read nowhere.json", "--from", "nowhere.json")
        self.fails(74, "cannot read nowhere.json", "--against", "nowhere.json")
        for key in good:
            for wrong in [None, -1, [3], {"a": {"b": {"c": [1]}}}]:
                done = self.compare("--from", self.write("a.json", good | {key: wrong}))
                if done.returncode != 0 or done.stderr:
                    self.assertEqual(done.returncode, 65, f"{key} = {wrong}: {done.stderr}")
                    self.assertEqual(done.stderr.count("\n"), 1)
        for row in [[1.0], [0.0] * ROUNDS, [None] * ROUNDS, [math.nan] * ROUNDS, ["1"] * ROUNDS]:
            bad = copy.deepcopy(good)
            bad["rates"]["p"]["share"]["items_per_second"] = row
            self.fails(65, "p share items_per_second: not a row of 11 numbers", "--from", self.write("a.json", bad))
        bad = copy.deepcopy(good)
        del bad["rates"]["p"]["share_yardstick"]
        self.fails(65, "share: no items_per_second of share_yardstick", "--from", self.write("a.json", bad))
        bad = copy.deepcopy(good)
        bad["comparisons"][0]["colour"] = "red"
        self.fails(65, "copy: unknown key colour", "--from", self.write("a.json", bad))
        other = as_file(made_up(2))
        for c in other["comparisons"]:
            c["id"] += "2"
        arguments = "--from", self.write("a.json", good), "--against", self.write("b.json", other)
        self.fails(65, "no comparison in common", *arguments)

    def test_bad_arguments(self) -> None:
        file = self.write("a.json", as_file(made_up(1)))
        self.fails(64, "unrecognized arguments: --nope", "--nope")
        self.fails(64, "--budget", "--budget", "0")
        self.fails(64, "--change", "--change", "nan")
        self.fails(64, r"--only = \( is not allowed", "--only", "(")
        self.fails(64, "leaves no comparison", "--only", "nothing-such")
        self.fails(64, "--from measures nothing", "--from", file, "--only", "x")
        self.fails(64, "--from measures nothing", "--from", file, "--against", self.folder)
        self.fails(64, "--out or --from is missing", "--page", "p.md")
        self.fails(74, "cannot write /proc/nowhere/p.md", "--from", file, "--page", "/proc/nowhere/p.md")

    def test_page_says_what_the_file_shows(self) -> None:
        table = '[[sections]]\nid = "some"\ntitle = "Some"\ntext = "Of something."\n'
        file = self.write("a.json", as_file(made_up(1, noise=0.01, share=0.5)))
        done = self.compare("--from", file, "--page", "p.md", "--table", self.write("t.toml", table))
        self.assertEqual(done.returncode, 0, done.stderr)
        page = (self.folder / "p.md").read_text()
        self.assertIn("Targets reached: 4 of 5. Missed: share.", page)
        self.assertRegex(page, r"\| share \| .* \| 0\.(49|50)\d \| .* \| at least 0.9 \| missed \|")
        self.assertRegex(page, r"\| copy \| .* \| at least 0.9 \| reached \|")


class Programs(Run):
    """Programs that stand in for Google Benchmark's."""

    TABLE = """
[programs.p]
command = ["{build}/p"]
[programs.peer]
command = ["{build}/peer"]
peer = true
[[sections]]
id = "some"
title = "Some"
text = "Of something."
[[comparisons]]
each = [1, 2]
id = "pair.{each}"
section = "some"
title = "ours {each}"
program = "p"
ours = "a/{each}"
yardstick = "b/{each}"
[[comparisons]]
id = "rival"
section = "some"
title = "ours"
program = "p"
ours = "a/1"
yardstick = "r"
yardstick_program = "peer"
[[curves]]
id = "curve"
section = "some"
title = "Cost over error"
item = "trajectory"
each = ["1e-04", "1e-06"]
series = [
    { title = "ours", program = "p", benchmark = "c/{each}" },
    { title = "rival", program = "peer", benchmark = "r/{each}" },
]
"""
    ROWS = {"a/1/real_time": 2e6, "b/1/real_time": 1e6, "a/2": 3e6, "b/2": 1e6, "c/1e-04": 4e6, "c/1e-06": 1e6}

    def program(self, name: str, rows: dict[str, float], end: str = "", **extra: object) -> None:
        said = [
            {"name": key, "run_type": "iteration", "real_time": 1.0, "time_unit": "us", "items_per_second": rate}
            | ({"max_relative_error": 0.5 * float(key[2:])} if key[:2] in ("c/", "r/") else {})
            | extra
            for key, rate in rows.items()
        ]
        output = json.dumps({"context": {"compiler": "gcc 12"}, "benchmarks": said})
        path = self.write(name, f"#!/bin/sh\necho \"$@\" >>{self.folder}/{name}.log\ncat <<'E'\n{output}\nE\n{end}\n")
        path.chmod(0o755)

    def measured(self, *arguments: object) -> tuple[object, ...]:
        table = self.write("t.toml", self.TABLE)
        return "--build", self.folder, "--table", table, "--quick", "--out", "out.json", *arguments

    def test_measures_pairs_and_names_what_is_not_installed(self) -> None:
        self.program("p", self.ROWS)
        done = self.compare(*self.measured("--page", "page.md"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("round 1: peer: not installed", done.stderr)
        self.assertRegex(done.stderr, r"round 1: p: \d")
        kept = json.loads((self.folder / "out.json").read_text())
        values = {r["id"]: r.get("value") for r in kept["results"]}
        self.assertEqual(values, {"pair.1": 2, "pair.2": 3, "rival": None})
        self.assertEqual(kept["rates"]["p"]["a/1"], {"items_per_second": [2e6], "seconds": [1e-6], "wall_clock": [1]})
        self.assertEqual((kept["programs"], kept["compiler"]), ({"p": "measured", "peer": "not installed"}, "gcc 12"))
        page = (self.folder / "page.md").read_text()
        self.assertIn("| ours | 250 ns (5.0e-05) | 1.00 us (5.0e-07) |", page)
        self.assertIn("| rival | not installed | not installed |", page)
        self.assertIn("<svg", (self.folder / "images/page-curve.svg").read_text())
        arguments = (self.folder / "p.log").read_text()
        pattern = re.search(r"--benchmark_filter=(\S+)", arguments)[1]
        self.assertTrue(all(re.search(pattern, name) for name in self.ROWS))
        self.assertIsNone(re.search(pattern, "a/10"))
        shown = self.compare("--from", "out.json")
        self.assertEqual(shown.stdout, self.compare("--from", "out.json").stdout)
        self.assertIn("not installed; ours / r", shown.stdout)

    def test_a_peer_measures_or_says_with_77_that_it_cannot(self) -> None:
        self.program("p", self.ROWS)
        self.program("peer", {"r": 4e6, "r/1e-04": 1e3, "r/1e-06": 1e3})
        done = self.compare(*self.measured())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"rival +0\.500 ")
        self.program("peer", {}, end="exit 77")
        self.assertIn("round 1: peer: not installed", self.compare(*self.measured()).stderr)

    def test_a_program_that_fails_fails_the_command(self) -> None:
        self.fails(74, "cannot run .*/p: build it first", *self.measured("--only", "pair"))
        self.assertFalse((self.folder / "out.json").exists())
        self.program("p", self.ROWS, end="echo some reason >&2\nexit 3")
        self.fails(1, "/p ended with 3: some reason", *self.measured("--only", "pair"))
        self.program("p", self.ROWS, error_occurred=True, error_message="reports were refused")
        self.fails(1, "/p: a/1/real_time: reports were refused", *self.measured("--only", "pair"))
        self.program("p", {key: rate for key, rate in self.ROWS.items() if key != "b/2"})
        self.fails(1, "pair.2: .*/p has no benchmark b/2", *self.measured("--only", "pair"))
        self.program("p", self.ROWS | {"b/2": 0.0})
        self.fails(1, "pair.2: b/2 of .*/p has no items_per_second", *self.measured("--only", "pair"))
        self.program("p", {key.removesuffix("/real_time"): rate for key, rate in self.ROWS.items()} | {"a/2": 1.0})
        self.assertEqual(self.compare(*self.measured("--only", "pair")).returncode, 0)
        self.program("p", {key.replace("b/1/real_time", "b/1"): rate for key, rate in self.ROWS.items()})
        self.fails(1, "pair.1: one benchmark takes CPU time, another real time", *self.measured("--only", "pair"))
        self.write("p", "#!/bin/sh\necho hello\n")
        self.fails(1, "/p prints something else than JSON", *self.measured("--only", "pair"))
        self.write("p", "#!/bin/sh\n")
        self.fails(1, "pair.1: .*/p has no benchmark a/1", *self.measured("--only", "pair"))

    def test_another_build_in_the_same_rounds(self) -> None:
        self.program("p", self.ROWS)
        (self.folder / "other").mkdir()
        (self.folder / "p").rename(self.folder / "other/p")
        self.program("p", self.ROWS | {"a/2": 1.5e6})
        arguments = ["--build", self.folder, "--table", self.write("t.toml", self.TABLE), "--only", "pair"]
        done = self.compare(*arguments, "--against", self.folder / "other")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("slower: pair.2;", done.stdout)

    def test_only_some_against_a_file_of_more(self) -> None:
        self.program("p", self.ROWS)
        self.compare(*self.measured())
        done = self.compare(*self.measured("--only", "pair.2", "--against", "out.json"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("too few rounds to tell", done.stdout)
        self.assertNotIn("pair.1", done.stdout)
        kept = json.loads((self.folder / "out.json").read_text())
        other = self.write("other.json", kept | {"threads": 1000})
        (self.folder / "p.log").unlink()
        self.fails(65, "threads now: .*, then: 1000; --force", *self.measured("--against", other))
        self.assertFalse((self.folder / "p.log").exists(), "measured before it refused")

    def test_proofs_as_benchmarks(self) -> None:
        table = """
[programs.proofs]
adapter = "proofs"
command = ["{build}/essmap", "verify"]
[[sections]]
id = "proofs"
title = "Proofs"
text = "All of them."
[[comparisons]]
id = "all"
section = "proofs"
title = "all proofs"
program = "proofs"
ours = "proofs/all"
item = "run"
limit_ns = 1
missed = "No proof takes a nanosecond."
[[comparisons]]
id = "solvers"
section = "proofs"
title = "Z3"
program = "proofs"
ours = "proofs/z3/g"
yardstick = "proofs/cvc5/g"
"""
        seconds = {"g.first": 0.5, "g.second": 1.5, "other": 8.0}
        for undecided in ("", "g.second"):
            found = [
                {"id": key, "seconds": s, "result": "unknown" if key == undecided else "proved"}
                for key, s in seconds.items()
            ]
            rival = [p | {"seconds": 2 * p["seconds"]} for p in found if p["id"] != "other"]
            script = f"""#!/bin/sh
case "$*" in
*cvc5*) [ "$*" = "verify --format json --solver cvc5 --only g" ] && echo '{json.dumps({"properties": rival})}' ;;
*) echo '{json.dumps({"properties": found})}' ;;
esac
"""
            self.write("essmap", script).chmod(0o755)
            arguments = "--build", self.folder, "--table", self.write("t.toml", table), "--quick", "--out", "o.json"
            if undecided:
                self.fails(1, "proofs/z3/g: z3 leaves g.second undecided", *arguments)
                continue
            done = self.compare(*arguments, "--page", "p.md")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"solvers +2\.00 .* Z3 / proofs/cvc5/g; 1\.00 s / 2\.00 s")
            page = (self.folder / "p.md").read_text()
            self.assertIn("Why *all proofs* misses its target: No proof takes a nanosecond.", page)
            self.assertIn("| `other` | 8.00 s |\n| `g.second` | 1.50 s |\n| `g.first` | 500 ms |", page)
            self.assertRegex(page, r"All 3 properties take [\d.]+ [mu]s, and [\d.]+ [mu]s of processor")

    def test_bad_tables(self) -> None:
        for old, new, told in [
            ('program = "p"\nours = "a/1"', 'program = "q"\nours = "a/1"', "rival: no program q"),
            ("peer = true", 'peer = "yes"', "program peer: peer = 'yes' is not allowed"),
            ('id = "rival"', 'id = "pair.1"', "pair.1 occurs twice"),
            ('yardstick = "r"', 'colour = "r"', "rival: unknown key colour"),
            ('yardstick = "r"', "target = 2", "rival: a target needs a yardstick"),
            ('id = "rival"\nsection = "some"', 'id = "rival"\nsection = "no"', "rival: no section no"),
            ('"1e-06"', '"small"', "each = 'small' is not allowed"),
            ("[programs.p]", "[programs.p", "t.toml: "),
        ]:
            self.assertEqual(self.TABLE.count(old), 1)
            table = self.write("t.toml", self.TABLE.replace(old, new))
            self.fails(65, re.escape(told), "--table", table, "--build", self.folder)


class KeptPage(Run):
    def test_is_what_the_kept_measurement_makes(self) -> None:
        page = (source / "docs/performance.md").read_text()
        kept = re.search(r"--from (\S+) --page docs/performance.md", page)[1]
        done = self.compare("--from", source / kept, "--page", "performance.md")
        self.assertEqual(done.returncode, 0, done.stderr)
        made = (self.folder / "performance.md").read_text()
        self.assertEqual(made, page, f"make it anew: bench/compare --from {kept} --page docs/performance.md")
        for image in re.findall(r"\]\((images/performance-\S+)\)", page):
            made, kept_image = (self.folder / image).read_text(), (source / "docs" / image).read_text()
            gnuplots = {re.search("GNUPLOT [^<]*", text)[0] for text in (made, kept_image)}
            self.assertTrue(made == kept_image or len(gnuplots) > 1, f"{image} is out of date")


class Everything(Run):
    def test_every_comparison_runs(self) -> None:
        # But the proofs, which take long and are run by tests of their own.
        build = os.environ["ESSMAP_BUILD"]
        some = ("--only", "^(?!proofs)")
        done = self.compare("--build", build, "--quick", *some, "--out", "q.json", "--page", "q.md")
        self.assertEqual(done.returncode, 0, done.stderr)
        kept = json.loads((self.folder / "q.json").read_text())
        self.assertEqual([r["id"] for r in kept["results"]], [c["id"] for c in kept["comparisons"]])
        self.assertTrue(all(r["value"] > 0 for r in kept["results"] if r["installed"]))
        self.assertTrue(any(r["installed"] for r in kept["results"]))
        page = (self.folder / "q.md").read_text()
        for c in kept["comparisons"]:
            self.assertIn(f"| {c['title']}", page)
        self.assertEqual(self.compare("--from", "q.json").returncode, 0)


if __name__ == "__main__":
    unittest.main()
