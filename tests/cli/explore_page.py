"""The page of essmap explore, used by mouse and keyboard: its values are those of the map and of essmap classify."""
import json
import math
import pathlib
import random
import re
import struct
import subprocess
import sys
import tomllib
import unittest
import urllib.parse
import zlib

import netCDF4
from browser import Browser
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

ESSMAP = sys.argv[1]
GAME = ["r", "theta", "gamma", "mu", "k", "omega", "C", "U"]
browser = None


def essmap(*arguments, check=True):
    return subprocess.run([ESSMAP, *arguments], check=check, capture_output=True, text=True).stdout


def number(text):
    return {"never": math.inf, "none": math.nan}.get(text) if text in ("never", "none") else float(text)


def opened(name):
    data = netCDF4.Dataset(f"{name}.nc")
    data.set_auto_mask(False)
    return data


def fragment(view):
    return "#" + urllib.parse.urlencode(view)


def hash_of_page():
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.driver.current_url).fragment))


def fact(name, root="#facts"):
    return browser.text(f"{root} [data-fact='{name}']")


def case_shown(root="#facts"):
    return int(browser.run("return document.querySelector(arguments[0]).dataset.value",
                           f"{root} [data-fact='case']"))


def set_slider(axis, index):
    """By keyboard: Home, then as many steps to the right."""
    slider = browser.driver.find_element(By.ID, f"slider-{axis}")
    slider.send_keys(Keys.HOME, *[Keys.ARROW_RIGHT] * index)
    browser.settle()


def choose(field, value):
    Select(browser.driver.find_element(By.ID, field)).select_by_value(value)
    browser.settle()


def click(identifier):
    browser.driver.find_element(By.ID, identifier).click()


def type_into(identifier, text):
    field = browser.driver.find_element(By.ID, identifier)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text)
    browser.settle()


def place_of(data, at, view):
    """Middle of a cell in the window, in pixels."""
    return browser.run("""
        const [x, y] = arguments;
        const canvas = document.getElementById("cells").getBoundingClientRect();
        const place = (lo, hi, from, to, log) => {
          const f = log ? Math.log : (v) => v;
          return (f(lo) / 2 + f(hi) / 2 - f(from)) / (f(to) - f(from));
        };
        const right = canvas.left + canvas.width * place(...x);
        const down = canvas.bottom - canvas.height * place(...y);
        return [right, down];""",
                       ends_of(data, view["x"], at), ends_of(data, view["y"], at))


def ends_of(data, axis, at):
    """Ends of a cell and of its axis as drawn: the axes these tests point into have cells all along."""
    bounds = data[f"{axis}_bounds"][:]
    lo, hi = bounds[at[axis]]
    return [float(lo), float(hi), float(bounds[0][0]), float(bounds[-1][1]), data[axis].spacing == "log"]


def point_at(data, at, view, clicked=False):
    area = browser.driver.find_element(By.ID, "map-area")
    browser.run("arguments[0].scrollIntoView({block: 'center'})", area)
    right, down = place_of(data, at, view)
    for kind in ("mouseMoved", "mousePressed", "mouseReleased")[:3 if clicked else 1]:
        browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
            "type": kind, "x": right, "y": down, "button": "none" if kind == "mouseMoved" else "left",
            "clickCount": 0 if kind == "mouseMoved" else 1})
    browser.settle()


def classified(values):
    flags = [text for name in GAME if name in values for text in (f"--{name}", repr(values[name]))]
    return json.loads(essmap("classify", *flags, "--format", "json"))


class PageTest(unittest.TestCase):
    def setUp(self):
        browser.size(1400, 1000)
        browser.colours("light")

    def tearDown(self):
        self.assertEqual(browser.complaints(), [])

    def assert_near(self, shown, value, relative=1e-9):
        if not math.isfinite(value):
            self.assertEqual(math.isnan(shown), math.isnan(value), (shown, value))
            self.assertEqual(math.isinf(shown), math.isinf(value), (shown, value))
        else:
            self.assertAlmostEqual(shown, value, delta=relative * abs(value) + 1e-12)

    def assert_cell(self, data, at, start, root):
        """What `root` says of a cell is what classify and the file say."""
        axes = [name for name in data["case"].dimensions]
        values = {name: float(data[name][at.get(name, 0)]) for name in [*axes, "omega"]}
        known = classified(values)
        cell = tuple(at.get(name, 0) for name in axes)
        self.assertEqual(case_shown(root), known["case"])
        self.assertEqual(case_shown(root), int(data["case"][cell]))
        for name in ("a", "b"):
            self.assert_near(float(fact(name, root)), known[name])
        eta = fact("eta", root)
        if known["eta"] is None:
            self.assertEqual(eta, "none in (0,1)")
        else:
            self.assert_near(float(eta), known["eta"])
        self.assert_near(number(fact("T", root)), float(data["t_sat"][(start, *cell)]), 1e-6)


class Values(PageTest):
    def test_hover_says_what_classify_and_the_file_say(self):
        data = opened("table3")
        view = {"x": "theta", "y": "gamma", "layer": "case", "start": "0.2"}
        browser.open("table3.html", fragment(view))
        random.seed(7)
        # Table 3's cases 1 and 3 and a degenerate point, then any.
        points = [(80, 200), (80, 300), (88, 200), *((random.randrange(161), random.randrange(321)) for _ in range(9))]
        for i, j in points:
            with self.subTest(theta=i, gamma=j):
                at = {"theta": i, "gamma": j}
                point_at(data, at, view)
                self.assert_cell(data, at, 1, "#tip")

    def test_log_axes_and_sliders_select_the_cell_meant(self):
        data = opened("regions")
        view = {"x": "C", "y": "gamma", "layer": "t_sat", "start": "0.5"}
        browser.open("regions.html", fragment(view))
        random.seed(8)
        for _ in range(6):
            at = {name: random.randrange(len(data[name])) for name in ("r", "theta", "mu", "k", "C", "gamma", "omega")}
            for name in ("r", "theta", "mu", "k", "omega"):
                set_slider(name, at[name])
                self.assertEqual(float(browser.text(f"#slider-{name}-value")), float(data[name][at[name]]))
            with self.subTest(at=at):
                point_at(data, at, view, clicked=True)
                self.assert_cell(data, at, 1, "#facts")
                self.assertEqual(float(fact("at-C")), float(f"{data['C'][at['C']]:.10g}"))

    def test_omega_changes_nothing_and_says_so(self):
        browser.open("regions.html")
        self.assertIn("changes nothing", browser.run(
            "return document.getElementById('slider-omega').closest('.slider').textContent"))
        before = browser.text("#facts .facts")
        cells = browser.run("return document.getElementById('cells').toDataURL()")
        set_slider("omega", 0)
        self.assertEqual(fact("at-omega"), "1")
        self.assertEqual(browser.text("#facts .facts"), before)
        self.assertEqual(browser.run("return document.getElementById('cells').toDataURL()"), cells)

    def test_regime_map_shows_the_values_of_its_file(self):
        data = opened("fixed_points")
        browser.open("fixed_points.html")
        selects = [option.get_attribute("value")
                   for option in Select(browser.driver.find_element(By.ID, "x-axis")).options]
        self.assertEqual(selects, ["theta", "N", "damping"])
        meanings = data["regime"].flag_meanings.split()
        for theta in (0, 1):
            for n in range(6):
                for damping in (0, 1):
                    browser.open("fixed_points.html", fragment({
                        "x": "N", "y": "damping", "theta": data["theta"][theta], "N": data["N"][n],
                        "damping": data["damping"][damping]}))
                    cell = [0] * len(data["regime"].dimensions)
                    for name, index in (("theta", theta), ("N", n), ("damping", damping)):
                        cell[data["regime"].dimensions.index(name)] = index
                    cell = tuple(cell)
                    with self.subTest(theta=theta, N=n, damping=damping):
                        regime = meanings[int(data["regime"][cell])]
                        self.assertEqual(fact("stored-regime"), regime)
                        for name in ("theta_last", "t_last", "rounds", "multiplier"):
                            self.assert_near(number(fact(f"stored-{name}")), float(data[name][cell]), 1e-6)
                        # The page's own simulation of the plain rule comes to the same.
                        self.assertEqual(browser.run("return document.getElementById('loop-regime').dataset.regime"),
                                         regime)

    def test_row_as_a_table(self):
        data = opened("table3")
        browser.open("table3.html", fragment({"x": "theta", "y": "gamma", "gamma": "2", "layer": "t_sat",
                                              "start": "0.2"}))
        browser.driver.find_element(By.CSS_SELECTOR, "#row-details summary").click()
        browser.wait(lambda: browser.run("return document.querySelectorAll('#row-table tbody tr').length") == 161,
                     "the row's table")
        row = browser.run("""return [...document.querySelectorAll('#row-table tbody tr')[80].children]
                             .map((cell) => cell.textContent)""")
        self.assertEqual(row[0], "2")
        self.assertEqual(row[2:6], ["1", "0.5", "11", "none"])
        self.assert_near(float(row[6]), float(data["t_sat"][1, 0, 80, 0, 0, 0, 200]), 1e-6)


class Use(PageTest):
    def test_axes_swap_and_exclude_each_other(self):
        browser.open("regions.html")
        click("swap")
        browser.settle()
        labels = lambda: browser.run("""return [...document.querySelectorAll('#overlay .axis-label')]
                                        .map((label) => label.textContent.split(':')[0])""")
        self.assertEqual(labels(), ["gamma", "theta"])
        choose("x-axis", "theta")  # taken by the other, which gets gamma
        self.assertEqual(labels(), ["theta", "gamma"])
        choose("x-axis", "C")
        self.assertEqual(labels(), ["C", "gamma"])
        hidden = browser.run("return [...document.querySelectorAll('.slider')].filter((s) => s.hidden)"
                             ".map((s) => s.querySelector('input').id)")
        self.assertEqual(sorted(hidden), ["slider-C", "slider-gamma"])
        choose("y-axis", "omega")
        self.assertEqual(labels(), ["C", "omega"])

    def test_a_click_draws_the_curves_and_the_loop(self):
        data = opened("table3")
        view = {"x": "theta", "y": "gamma"}
        browser.open("table3.html", fragment(view))
        point_at(data, {"theta": 80, "gamma": 200}, view, clicked=True)  # Table 3, case 1
        self.assertEqual(browser.run("return document.querySelectorAll('#curves-chart .orbit').length"), 3)
        self.assertIn("saturation 0.95", browser.text("#curves-chart"))
        self.assertIn("from 0.2 saturates at 0.708063", browser.text("#curves-text"))
        set_slider("start", 1)
        self.assertEqual(browser.run("return document.getElementById('loop-N').value"), "1.416125")
        analysis = browser.text("#loop-text")
        self.assertIn("theta* = 2, multiplier -0.996205 (stable)", analysis)
        self.assertIn("theta_c = 2.2", analysis)
        self.assertIn("theta_s = 3.04", analysis)
        # The paper's own recipe from Solidity's default, theta = 0: deadlock in one round.
        type_into("loop-first", "0")
        self.assertIn("Deadlocks in round 2, which at theta = 3.80", browser.text("#loop-regime"))
        type_into("loop-cap", "2.09")
        self.assertRegex(browser.text("#loop-regime"), "^(Settles|Oscillates)")
        click("loop-reset")
        browser.settle()
        type_into("loop-N", "0.5")
        self.assertIn("Settles at theta = 1.027288", browser.text("#loop-regime"))
        browser.driver.find_element(By.CSS_SELECTOR, "input[value=cobweb]").click()
        browser.settle()
        self.assertIn("next theta", browser.text("#loop-chart"))

    def test_everything_by_keyboard(self):
        browser.open("regions.html")
        reached = []
        for _ in range(60):
            ActionChains(browser.driver).send_keys(Keys.TAB).perform()
            reached.append(browser.run("return document.activeElement.id || document.activeElement.tagName"))
            outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
            if reached[-1] != "BODY":
                self.assertNotEqual(outline, "none", f"no focus to see on {reached[-1]}")
        for name in ("copy-link", "save-png", "save-toml", "theme", "layer", "x-axis", "swap", "y-axis", "slider-r",
                     "slider-omega", "slider-start", "map-area", "loop-N", "save-loop"):
            self.assertIn(name, reached)
        area = browser.driver.find_element(By.ID, "map-area")
        area.send_keys(Keys.HOME, Keys.PAGE_DOWN)
        self.assertEqual((fact("at-theta"), fact("at-gamma")), ("0", "-8"))
        area.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_UP)
        self.assertEqual((fact("at-theta"), fact("at-gamma")), ("0.2", "-7"))
        ActionChains(browser.driver).key_down(Keys.SHIFT).send_keys(Keys.ARROW_RIGHT).key_up(Keys.SHIFT).perform()
        self.assertEqual(fact("at-theta"), "2.2")
        area.send_keys(Keys.ARROW_LEFT)
        said = browser.text("#live")
        self.assertIn("theta = 2, gamma = -7", said)
        self.assertIn(f"Case {case_shown()}", said)

    def test_every_control_has_a_label(self):
        browser.open("regions.html")
        nameless = browser.run("""
            return [...document.querySelectorAll("input, select, button, [tabindex]")].filter((one) =>
              !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim())).map((one) => one.id)""")
        self.assertEqual(nameless, [])

    def test_a_link_restores_the_view(self):
        browser.open("regions.html")
        choose("layer", "t_sat")
        choose("x-axis", "C")
        set_slider("mu", 1)
        set_slider("start", 1)
        click("log-colours")
        type_into("loop-N", "1.25")
        browser.driver.find_element(By.ID, "map-area").send_keys(Keys.END)
        click("copy-link")
        browser.wait(lambda: "ink to this view" in browser.text("#message"), "the link is copied")
        asked = hash_of_page()
        self.assertEqual({name: asked[name] for name in ("x", "layer", "mu", "start", "colours", "loop.N", "C")},
                         {"x": "C", "layer": "t_sat", "mu": "8", "start": "0.5", "colours": "log", "loop.N": "1.25",
                          "C": "100000"})
        before = [browser.text("#facts"), browser.text("#legend"), browser.text("#loop-text"),
                  browser.run("return document.getElementById('cells').toDataURL()")]
        browser.reload()
        self.assertEqual([browser.text("#facts"), browser.text("#legend"), browser.text("#loop-text"),
                          browser.run("return document.getElementById('cells').toDataURL()")], before)
        self.assertEqual(hash_of_page(), asked)
        # What is no view of this map is as at first, not an error.
        browser.open("regions.html", "#x=zeta&y=theta&layer=heat&mu=many&loop.N=-1&start=7")
        self.assertEqual(fact("at-theta"), "1.2")

    def test_the_safe_box_is_drawn_and_told(self):
        browser.open("regions.html")
        box = browser.run("""
            const safe = document.getElementById("safe-rectangle").getBBox();
            const clip = document.querySelector("#plot rect").getBBox();
            return [(safe.x - clip.x) / clip.width, safe.width / clip.width, (safe.y - clip.y) / clip.height,
                    safe.height / clip.height];""")
        for got, wanted in zip(box, (0.5 / 4, 1.3 / 4, 7 / 16, 5 / 16)):
            self.assertAlmostEqual(got, wanted, places=3)
        self.assertTrue(browser.run("return Boolean(document.getElementById('safe-point'))"))
        self.assertIn("inside", browser.text("#safe-box"))
        self.assertEqual((fact("at-theta"), fact("at-gamma"), fact("at-r")), ("1.2", "-1", "4"))
        set_slider("r", 0)
        self.assertIn("r = 2 is not in [4, 8]", browser.text("#safe-box"))
        click("go-recommended")
        browser.settle()
        self.assertIn("inside", browser.text("#safe-box"))
        self.assertEqual(fact("at-r"), "4")


class Exports(PageTest):
    def test_the_picture_is_a_png_with_the_map_in_it(self):
        browser.open("table3.html", fragment({"x": "theta", "y": "gamma", "layer": "case"}))
        click("save-png")
        data = browser.downloaded(r"table3-case-theta-gamma\.png")
        self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        self.assertGreater(width, 800)
        colours = pixels(data, width, height)
        for colour in ("0072B2", "E69F00", "FFFFFF"):  # cases 1 and 3, and the page around
            self.assertGreater(colours.get(bytes.fromhex(colour), 0), 0.02 * width * height, colour)

    def test_the_parameters_are_a_specification(self):
        browser.open("regions.html", fragment({"theta": 2, "gamma": 2, "C": 1000, "mu": 8}))
        click("save-toml")
        pathlib.Path("point.toml").write_bytes(browser.downloaded(r"regions-point\.toml"))
        essmap("sweep", "point.toml", "--engine", "exact", "--out", "point.nc")
        with netCDF4.Dataset("point.nc") as data:
            self.assertEqual(data["case"].size, 1)
            self.assertEqual(int(data["case"][:].item()), case_shown())
            self.assertEqual([data["theta"][0], data["C"][0], list(data["x0"][:])], [2, 1000, [0.2, 0.5]])

    def test_the_loop_is_a_specification(self):
        browser.open("table3.html", fragment({"theta": 2, "gamma": 2, "start": "0.2", "loop.N": "0.5"}))
        click("save-loop")
        text = browser.downloaded(r"table3-loop\.toml").decode()
        pathlib.Path("loop.toml").write_text(text)
        self.assertEqual(tomllib.loads(text)["regulation"]["N"], 0.5)
        essmap("sweep", "loop.toml", "--engine", "exact", "--out", "loop.nc")
        with netCDF4.Dataset("loop.nc") as data:
            self.assertEqual(int(data["regime"][:].item()), 1)
            self.assertIn(f"theta = {data['theta_last'][:].item():.8g}", browser.text("#loop-regime"))
        self.assertIn("settles", essmap("regulate", "loop.toml"))
        type_into("loop-cap", "0.9")
        click("save-loop")
        pathlib.Path("capped.toml").write_bytes(browser.downloaded(r"table3-loop\.toml"))
        essmap("sweep", "capped.toml", "--engine", "exact", "--out", "capped.nc")
        with netCDF4.Dataset("capped.nc") as data:
            self.assertIn(f"theta = {data['theta_last'][:].item():.8g}", browser.text("#loop-regime"))

    def test_a_cell_of_a_regime_map_is_a_specification(self):
        browser.open("fixed_points.html", fragment({"theta": 2, "N": 2, "damping": 1}))
        click("save-toml")
        pathlib.Path("cell.toml").write_bytes(browser.downloaded(r"fixed_points-point\.toml"))
        essmap("sweep", "cell.toml", "--out", "cell.nc")
        with netCDF4.Dataset("cell.nc") as data:
            self.assertEqual(data["regime"].size, 1)
            self.assertEqual(data["regime"].flag_meanings.split()[int(data["regime"][:].item())],
                             fact("stored-regime"))


class Looks(PageTest):
    def test_dark_and_light(self):
        background = lambda: browser.run("return getComputedStyle(document.documentElement).backgroundColor")
        browser.open("table3.html")
        light = background()
        click("theme")
        dark = background()
        self.assertNotEqual(dark, light)
        click("theme")
        self.assertEqual(background(), light)
        browser.colours("dark")
        browser.open("table3.html")
        self.assertEqual(background(), dark)
        self.assertEqual(browser.text("#theme"), "Light")

    def test_no_sideways_scrolling_from_phone_to_wall(self):
        for page in ("regions.html", "fixed_points.html"):
            for width, height in ((360, 640), (768, 1024), (1280, 720), (1920, 1080), (3840, 2160)):
                browser.size(width, height)
                browser.open(page)
                with self.subTest(page=page, width=width):
                    self.assertLessEqual(browser.run("return document.documentElement.scrollWidth"), width)
                    outside = browser.run("""
                        return [...document.querySelectorAll("main *, header *")].filter((one) => {
                          const box = one.getBoundingClientRect();
                          return box.width > 2 && box.right > innerWidth + 1 && !one.closest(".scroll, #plot");
                        }).map((one) => one.outerHTML.slice(0, 80))""")
                    self.assertEqual(outside, [])

    def test_a_title_is_text(self):
        browser.open("regions.html")
        self.assertEqual(browser.text("#title"), "Regions </script><b>not bold</b>")
        self.assertEqual(browser.run("return document.querySelectorAll('b').length"), 0)


def pixels(png, width, height):
    """Number of pixels of each colour in an RGB(A) PNG, which browsers write without interlacing."""
    at, packed = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    depth = {2: 3, 6: 4}[png[25]]
    raw, stride, counts = zlib.decompress(packed), depth * width, {}
    before = bytearray(stride)
    for y in range(height):
        kind, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride if kind else 0):
            left = row[i - depth] if i >= depth else 0
            corner = before[i - depth] if i >= depth else 0
            row[i] = (row[i] + predicted(kind, left, before[i], corner)) & 255
        before = row
        for x in range(0, stride, 8 * depth):  # every eighth is enough
            colour = bytes(row[x:x + 3])
            counts[colour] = counts.get(colour, 0) + 8
    return counts


def predicted(kind, left, above, corner):
    if kind == 4:
        guess = left + above - corner
        return min((left, above, corner), key=lambda one: abs(guess - one))
    return (0, left, above, (left + above) // 2)[kind]


if __name__ == "__main__":
    browser = Browser()
    try:
        outcome = unittest.main(argv=["explore_page", *sys.argv[2:]], exit=False, verbosity=2)
    finally:
        browser.close()
    sys.exit(not outcome.result.wasSuccessful())
