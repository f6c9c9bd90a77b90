"""Hostile names, titles, labels and file names through every command: hostile_test.py ESSMAP COUNT"""
import csv
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import unittest
import uuid
import xml.etree.ElementTree as ElementTree

import netCDF4
from browser import Browser
from hostile_text import CANARY, SPREADSHEET, names, shortened, toml, visible

ESSMAP, COUNT = sys.argv[1], int(sys.argv[2])
AT_ONCE = 20  # names in a picture
SWEEP = """x0 = 0.2
layers = ["case", "certified"]
[axes]
r = [2, 4]
theta = { from = 0, to = 4, count = 5 }
gamma = { from = -8, to = 8, count = 5 }
mu = 8
k = 0.25
U = 10
"""


def essmap(*arguments, code=0):
    run = subprocess.run([os.fsencode(ESSMAP), *map(os.fsencode, arguments)], capture_output=True, stdin=subprocess.DEVNULL)
    assert run.returncode == code, (arguments, run.returncode, run.stderr)
    for stream in (run.stdout, run.stderr):
        shown = stream.decode("utf-8")  # strictly
        assert visible(shown.replace("\n", "")) == shown.replace("\n", ""), shown
    return run.stdout.decode(), run.stderr.decode()


def voting(members):
    text = ", ".join(map(toml, members))
    return f"[game]\nkind = \"voting\"\nmembers = [{text}]\nweights = {[1 + i for i in range(len(members))]}\n" \
        f"quota = {len(members)}\n"


def groups(seed):
    all_names = names(seed, COUNT)
    return [all_names[i : i + AT_ONCE] for i in range(0, len(all_names), AT_ONCE)]


def texts(svg):
    """The texts of a picture by gnuplot; blanks as a viewer shows them."""
    root = ElementTree.parse(svg).getroot()
    assert not [node for node in root.iter() if node.tag.endswith("script") or "onerror" in node.attrib]
    return {" ".join("".join(node.itertext()).split()) for node in root.iter() if node.tag.endswith("}text")}


def label(name, most):
    return " ".join(shortened(visible(name), most).split())


class Hostile(unittest.TestCase):
    def setUp(self):
        self.addCleanup(lambda: self.assertFalse(os.path.exists(CANARY), "something ran"))

    def test_bar_charts_and_tables_of_shares(self):
        for members in groups(1):
            pathlib.Path("game.toml").write_text(voting(members))
            essmap("shapley", "game.toml", "--out", "shares.svg")
            self.assertLessEqual({label(name, 24) for name in members}, texts("shares.svg"))
            essmap("shapley", "game.toml", "--out", "shares.png")
            self.assertEqual(pathlib.Path("shares.png").read_bytes()[:4], b"\x89PNG")
            report, _ = essmap("shapley", "game.toml", "--format", "json")
            self.assertEqual([one["member"] for one in json.loads(report)["values"]], members)
            essmap("shapley", "game.toml", "--out", "shares.csv")
            with open("shares.csv", newline="") as table:
                rows = list(csv.DictReader(table))
            for name, row in zip(members, rows, strict=True):
                self.assertNotIn(row["member"].lstrip()[:1], SPREADSHEET)
                self.assertIn(row["member"], (visible(name), "'" + visible(name)))
                self.assertGreaterEqual(float(row["value"]), 0)

    def test_tables_of_coalitions_and_refused_payouts(self):
        for group in groups(9):
            for members in (group[i : i + 4] for i in range(0, len(group), 4)):
                listed = [[name for i, name in enumerate(members) if who >> i & 1] for who in range(2 ** len(members))]
                table = [{"coalition": some, "value": -5 if len(some) == 1 else len(some) ** 2} for some in listed[1:]]
                pathlib.Path("c.json").write_text(json.dumps(table))
                pathlib.Path("game.toml").write_text("[game]\nkind = \"table\"\nfile = \"c.json\"\n")
                report = json.loads(essmap("shapley", "game.toml", "--format", "json")[0])
                self.assertEqual([one["member"] for one in report["values"]], members)
                in_order = lambda row: (sum(2 ** members.index(name) for name in row["coalition"]), row["value"])
                self.assertEqual(sorted(map(in_order, report["table"])), list(map(in_order, table)))
                for one, name in zip(table, members):
                    one["coalition"] = [*one["coalition"], name]  # there twice
                pathlib.Path("c.json").write_text(json.dumps(table))
                _, said = essmap("shapley", "game.toml", code=65)
                self.assertEqual(said.count("\n"), 1)
                values = [0] + [-5.0 if len(some) == 1 else -1.0 for some in listed[1:]]
                pathlib.Path("game.toml").write_text(
                    f"[game]\nkind = \"table\"\nmembers = [{', '.join(map(toml, members))}]\nvalues = {values}\n[payout]\npot = 9\n")
                report, said = essmap("shapley", "game.toml", code=1)
                self.assertEqual(said.count("\n"), 1)
                for name in members:
                    self.assertIn(f"{{{shortened(visible(name), 40)}}} = -5", report)
                    self.assertIn(f"of {shortened(visible(name), 40)} = -", said)

    def test_members_of_a_table_in_csv(self):
        for name in names(10, COUNT):
            if len(name) > 60000:
                continue
            with open("c.csv", "w", newline="") as table:
                csv.writer(table).writerows([("coalition", "value"), (name, 3)])
            pathlib.Path("game.toml").write_text(f"[game]\nkind = \"table\"\nmembers = [{toml(name)}]\nfile = \"c.csv\"\n")
            report, _ = essmap("shapley", "game.toml", "--format", "json")
            self.assertEqual([(one["member"], one["value"]) for one in json.loads(report)["values"]], [(name, 3)])

    def test_curves_and_files_of_sensitivity(self):
        for members in groups(2)[: max(1, COUNT // 60)]:
            members = [name for name in members if "." not in name][:9]
            factor = members[-1]
            pathlib.Path("game.toml").write_text(
                voting(members) + "[improved]\ncorrection = \"additive\"\nweighting = \"entropy\"\n[improved.factors]\n"
                f"{toml(factor)} = {[1 + i % 3 for i in range(len(members))]}\nplain = {[3 - i % 3 for i in range(len(members))]}\n"
                f"[sensitivity]\n{toml(factor + '.' + members[0])} = {{ from = 1, to = 3, count = 3 }}\n")
            for suffix in ("svg", "csv", "nc"):
                essmap("shapley", "game.toml", "--sensitivity", f"s.{suffix}")
            self.assertLessEqual({label(name, 48) for name in members}, texts("s.svg"))
            self.assertIn(label(f"{factor}.{members[0]}", 80), texts("s.svg"))
            with open("s.csv", newline="") as table:
                rows = list(csv.reader(table))
            self.assertEqual({len(row) for row in rows}, {5})
            self.assertTrue(all(row[1].lstrip()[:1] not in SPREADSHEET for row in rows))
            with netCDF4.Dataset("s.nc") as data:
                self.assertEqual(list(data["member"][:]), [visible(name) for name in members])

    def test_bundles_of_a_partner(self):
        for number, members in enumerate(groups(3)):
            objects = []
            for i, name in enumerate(members):
                who = f"identity--{uuid.UUID(int=(4 << 76) + (2 << 62) + i + 1)}"
                times = {"spec_version": "2.1", "created": "2024-01-01T00:00:00Z", "modified": "2024-01-01T00:00:00Z"}
                objects.append({"type": "identity", "id": who, "name": name, **times})
                objects.append({"type": "indicator", "id": f"indicator--{uuid.UUID(int=(4 << 76) + (2 << 62) + i + 1)}",
                                "created_by_ref": who, "pattern": f"[ipv4-addr:value = '10.0.{number}.{i}']",
                                "pattern_type": "stix", "valid_from": "2024-01-01T00:00:00Z", **times})
            bundle = {"type": "bundle", "id": f"bundle--{uuid.UUID(int=(4 << 76) + (2 << 62))}", "objects": objects}
            pathlib.Path("bundle.json").write_text(json.dumps(bundle))
            pathlib.Path("game.toml").write_text("[game]\nkind = \"indicators\"\nbundles = [\"bundle.json\"]\n")
            report, _ = essmap("shapley", "game.toml", "--out", "shares.svg")
            self.assertLessEqual({label(name, 24) for name in members}, texts("shares.svg"))
            for name in members:
                self.assertIn("  " + shortened(visible(name), 40), report)

    def test_file_names_in_messages_and_outputs(self):
        for i, name in enumerate(names(4, COUNT)):
            name = name.replace("/", "|").replace("\0", "")[:60] + "\udcff" * (i % 3)
            for command, file in (("recommend", "toml"), ("shapley", "toml"), ("check", "nc"), ("regulate", "toml")):
                if i % 4 == len(command) % 4:
                    _, said = essmap(command, f"{name}.{file}", code=74)
                    self.assertEqual(said.count("\n"), 1)
                    self.assertIn(visible(f"cannot read {name}.{file}"), said)
            if i % 6 or len(os.fsencode(name)) > 200:
                continue
            spec, map_file = f"{name} spec.toml", f"{name}.nc"
            pathlib.Path(spec).write_text(SWEEP)
            report, _ = essmap("sweep", spec, "--engine", "exact", "--out", map_file)
            self.assertIn(f"wrote {visible(map_file)}: ", report)
            essmap("plot", map_file, "--x", "theta", "--y", "gamma", "--out", f"{name}.svg")
            essmap("explore", map_file, "--out", f"{name}.html")
            report, _ = essmap("check", map_file)
            self.assertIn(f"{visible(map_file)}: region map", report)
            _, said = essmap("plot", map_file, "--x", name or "x", "--y", "gamma", "--out", "p.svg", code=64)
            self.assertEqual(said.count("\n"), 1)

    def test_values_in_messages(self):
        for i, name in enumerate(names(5, COUNT)):
            text = toml(name)
            pathlib.Path("bad.toml").write_text(f"x0 = {text}\n{SWEEP[9:]}" if i % 2 else f"{text} = 1\n{SWEEP}")
            _, said = essmap("sweep", "bad.toml", "--out", "bad.nc", code=65)
            self.assertEqual(said.count("\n"), 1)
            self.assertLess(len(said), 2100)
            self.assertIn("allowed", said)
            if "\0" not in name and len(name) < 5000:
                _, said = essmap("classify", "--r", name, code=64)
                self.assertEqual(said.count("\n"), 1)

    def test_what_recommend_writes_is_read_back(self):
        example = (pathlib.Path(__file__).resolve().parents[3] / "examples/recommend.toml").read_text()
        for i, name in enumerate(["x\n[rules]\ntheta_max = 9999999 #", "\x1b[2J", f"`touch {CANARY}`"]):
            pathlib.Path(name).write_text(example)
            essmap("recommend", name, "--out", f"choice{i}")
            text = pathlib.Path(f"choice{i}/contract.toml").read_text()
            self.assertEqual(text.count("[rules]"), 1 + visible(name).count("[rules]"))
            self.assertEqual([line for line in text.splitlines() if line.startswith("theta_max")],
                             ["theta_max = 3586  # levels/scale"])
            essmap("check", f"choice{i}/recommendation.json")

    def test_pages(self):
        browser = Browser()
        self.addCleanup(browser.close)
        some = [name for name in names(6, 400) if len(name) < 2000]
        for name in some[:: max(1, len(some) // max(5, COUNT // 10))]:
            pathlib.Path("page.toml").write_text(f"title = {toml(name)}\n{SWEEP}")
            map_file = name.replace("/", "|").replace("\0", "")[:40] + ".nc"
            essmap("sweep", "page.toml", "--engine", "exact", "--out", map_file)
            essmap("explore", map_file, "--out", "page.html")
            browser.open("page.html")
            read = lambda field: browser.run("return document.getElementById(arguments[0]).textContent", field)
            self.assertEqual(read("title"), visible(name))
            self.assertIn(visible(map_file), read("subtitle"))
            self.assertIsNone(browser.run("return window.ran ?? null"))

    def test_a_terminal(self):
        """Whatever the names, what reaches a terminal holds no control character but its own line ends."""
        for members in groups(7):
            pathlib.Path("game.toml").write_text(voting(members))
            sent = bytearray()

            def keep(end):
                data = os.read(end, 65536)
                sent.extend(data)
                return data
            saved = os.dup(1)
            with open(os.devnull, "w") as nothing:
                os.dup2(nothing.fileno(), 1)
                status = pty.spawn([ESSMAP, "shapley", "game.toml"], keep)
                os.dup2(saved, 1)
            os.close(saved)
            self.assertEqual(status, 0)
            shown = sent.decode().replace("\r\n", "\n")
            for line in shown.splitlines():
                self.assertEqual(visible(line), line)
            for name in members:
                self.assertIn("  " + shortened(visible(name), 40), shown)

    @unittest.skipUnless(shutil.which("tmux"), "tmux is not installed")
    def test_a_terminal_that_obeys(self):
        ascii_names = [name for name in names(8, 2 * COUNT) if name.isascii() and len(name) < 60][:40]
        pathlib.Path("game.toml").write_text(voting(ascii_names))
        socket = f"hostile{os.getpid()}"
        tmux = lambda *words: subprocess.run(["tmux", "-L", socket, *words], check=True, capture_output=True, text=True).stdout
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "100",
             f"'{ESSMAP}' shapley game.toml; echo finished; sleep 60")
        self.addCleanup(tmux, "kill-server")
        Browser.wait(None, lambda: "finished" in tmux("capture-pane", "-p"), "the report in the terminal")
        pane = tmux("capture-pane", "-p")
        for name in ascii_names:
            self.assertIn("  " + shortened(visible(name), 40).rstrip(), pane)
        self.assertNotIn("title", tmux("display-message", "-p", "#{pane_title}"))


if __name__ == "__main__":
    unittest.main(argv=["hostile", *sys.argv[3:]], verbosity=2)
