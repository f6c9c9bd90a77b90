"""bench/compare on files that are no measurements, on programs that fail, and, class Everything, on the programs of
the build directory ESSMAP_BUILD. Nothing is timed."""

import copy
import json
import math
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from made_up import ROUNDS, as_file, made_up, source


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
