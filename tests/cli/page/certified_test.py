"""What the page colours or calls certified is so at every value it stands for, and no case is decided by rounding."""
import base64
import decimal
import fractions
import math
import pathlib
import random

import numpy

from page import *

COLOURS = {(0x00, 0x72, 0xB2): 1, (0x8C, 0x2D, 0x04): 2, (0xE6, 0x9F, 0x00): 3, (0xCC, 0x79, 0xA7): 4,
           (0xE8, 0xE8, 0xE8): 0}
BAND = 0.4  # half of what a value is drawn with, of the room it has
GAME_JS = (pathlib.Path(__file__).parents[3] / "explorer/page/game.js").read_text()

PICTURE = """
    const done = arguments[arguments.length - 1];
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      const { data } = canvas.getContext("2d").getImageData(0, 0, image.width, image.height);
      let text = "";
      for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
      done([image.width, image.height, btoa(text)]);
    };
    image.src = arguments[0];"""


def picture(address):
    """An image at an address as [y][x][r, g, b, alpha]."""
    width, height, text = browser.driver.execute_async_script(PICTURE, address)
    return numpy.frombuffer(base64.b64decode(text), numpy.uint8).reshape(height, width, 4)


def canvas():
    return picture(browser.run("return document.getElementById('cells').toDataURL()"))


def ends_in_pixels(data, axis, pixels):
    """Ends of the cells of an axis on a canvas, in its pixels from its first value on."""
    points = data[axis][:]
    if data[axis].discrete == "true" or len(points) == 1:
        middles = numpy.arange(len(points)) + 0.5
        return [(m - BAND) * pixels / len(points) for m in middles], [(m + BAND) * pixels / len(points) for m in middles]
    bounds = numpy.asarray(data[f"{axis}_bounds"][:])
    if data[axis].spacing == "log":
        bounds = numpy.log(bounds)
    first, last = bounds[0][0], bounds[-1][1]
    return tuple((bounds[:, side] - first) / (last - first) * pixels for side in (0, 1))


def touching(data, axis, pixels):
    """For each pixel the first and the last cell that reach into it by more than a thousandth; -1: none."""
    first, last = numpy.full(pixels, -1), numpy.full(pixels, -1)
    for n, (lo, hi) in enumerate(zip(*ends_in_pixels(data, axis, pixels))):
        for pixel in range(max(0, math.floor(lo + 1e-3)), min(pixels - 1, math.ceil(hi - 1e-3) - 1) + 1):
            if first[pixel] < 0:
                first[pixel] = n
            last[pixel] = n
    return first, last


class Certified(PageTest):
    def slice_of(self, data, view, at):
        """certified as [y][x]."""
        axes = data["certified"].dimensions
        cell = tuple(slice(None) if axis in (view["x"], view["y"]) else at.get(axis, 0) for axis in axes)
        values = numpy.asarray(data["certified"][cell])
        return values if axes.index(view["y"]) < axes.index(view["x"]) else values.T

    def assert_pixels(self, shown, data, view, at):
        """Of every pixel: in the colour of a case only if all cells that reach into it are; of none where there is no
        cell."""
        values = self.slice_of(data, view, at)
        height, width = shown.shape[:2]
        across, upwards = touching(data, view["x"], width), touching(data, view["y"], height)
        claimed = gaps = 0
        for row in range(height):
            low, high = upwards[0][height - 1 - row], upwards[1][height - 1 - row]
            for column in range(0, width, 1 if height * width < 3e5 else 2):
                left, right = across[0][column], across[1][column]
                red, green, blue, alpha = (int(part) for part in shown[row, column])
                if low < 0 or left < 0:
                    gaps += 1
                    self.assertEqual(alpha, 0, (row, column))
                    continue
                value = COLOURS[red, green, blue]
                there = values[low:high + 1, left:right + 1]
                if value:
                    claimed += 1
                    self.assertTrue((there == value).all(), (row, column, value, there))
        return claimed, gaps

    def check(self, name, view, at, bands):
        data = opened(name)
        values = {axis: float(data[axis][index]) for axis, index in at.items()}
        browser.open(f"{name}.html", fragment({**view, "layer": "certified", **values}))
        claimed, gaps = self.assert_pixels(canvas(), data, view, at)
        self.assertGreater(claimed, 1000)
        self.assertEqual(gaps > 1000, bands)

    def test_a_discrete_axis_is_drawn_by_its_values(self):
        at = {"mu": 1, "k": 1, "C": 2, "gamma": 20, "theta": 5, "r": 1}
        for x, y in (("r", "theta"), ("theta", "r"), ("C", "r")):
            with self.subTest(x=x, y=y):
                self.check("regions", {"x": x, "y": y}, at, True)

    def test_two_discrete_axes_and_single_points(self):
        self.check("ranks", {"x": "r", "y": "mu"}, {"theta": 4}, True)
        self.check("plane", {"x": "r", "y": "theta"}, {}, True)

    def test_several_cells_on_a_pixel(self):
        self.check("dense", {"x": "theta", "y": "gamma"}, {}, False)

    def test_a_log_axis(self):
        self.check("regions", {"x": "C", "y": "theta"}, {"mu": 1, "k": 1, "gamma": 20, "r": 1}, False)

    def test_boundaries_are_marks_across_bands(self):
        lines = "return [...document.querySelectorAll('#overlay path[stroke=\"#000000\"]')].map((p) => p.getAttribute('d'))"
        browser.open("regions.html", fragment({"x": "r", "y": "theta", "mu": 8, "k": 0.25, "C": 1000, "gamma": 2}))
        marks = browser.run(lines)[0].split("M")[1:]
        self.assertEqual(len(marks), 3)  # r = 2, 4 and 8
        self.assertTrue(all("H" in mark for mark in marks))
        browser.open("ranks.html", fragment({"x": "r", "y": "mu", "theta": 2}))
        self.assertEqual([d for d in browser.run(lines) if d], [])

    def test_the_picture_that_is_saved(self):
        data = opened("regions")
        view, at = {"x": "r", "y": "theta"}, {"mu": 1, "k": 1, "C": 2, "gamma": 20}
        values = {axis: float(data[axis][index]) for axis, index in at.items()}
        browser.open("regions.html", fragment({**view, "layer": "certified", **values}))
        box = browser.run("""
            const canvas = document.getElementById("cells").getBoundingClientRect();
            const svg = document.getElementById("overlay").getBoundingClientRect();
            return [canvas.left - svg.left, canvas.top - svg.top + 64, canvas.width, canvas.height].map((n) => 2 * n);""")
        click("save-png")
        png = browser.downloaded(r"regions-certified-r-theta\.png")
        shown = picture("data:image/png;base64," + base64.b64encode(png).decode())
        left, top, width, height = (round(one) for one in box)
        across = touching(data, "r", width)[0]
        certified = [list(colour) for colour, value in COLOURS.items() if value]
        gaps = [left + column for column in range(width) if across[column] < 0]
        self.assertGreater(len(gaps), 50)
        for column in gaps:
            for row in range(top, top + height, 3):
                self.assertNotIn([int(part) for part in shown[row, column][:3]], certified, (row, column))

    def place_between(self, share):
        area = browser.driver.find_element(By.ID, "map-area")
        browser.run("arguments[0].scrollIntoView({block: 'center'})", area)
        return browser.run("""
            const box = document.getElementById("cells").getBoundingClientRect();
            return [box.left + box.width * arguments[0], box.top + box.height / 2];""", share)

    def move(self, place):
        browser.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
            "type": "mouseMoved", "x": place[0], "y": place[1], "button": "none", "clickCount": 0})
        browser.settle()

    def test_pointing_between_values_finds_nothing(self):
        browser.open("regions.html", fragment({"x": "r", "y": "theta", "mu": 8, "k": 0.25, "C": 1000, "gamma": 2}))
        hidden = lambda: browser.run("return document.getElementById('tip').hidden")
        self.move(self.place_between(0.5))
        self.assertFalse(hidden())
        self.assertIn("r = 4,", browser.text("#tip"))
        for share in (0.34, 0.32, 0.665, 0.99):
            self.move(self.place_between(share))
            self.assertTrue(hidden(), share)

    def test_a_value_is_named_not_a_cell(self):
        browser.open("regions.html", fragment({"x": "r", "y": "theta", "layer": "certified", "r": 4, "theta": 1}))
        parameters = browser.text("#facts")
        self.assertIn("4this value alone", parameters)
        self.assertNotIn("cell 3 to 6", parameters)
        self.assertIn("cell 0.9 to 1.1", parameters)
        ticks = browser.run("return [...document.querySelectorAll('#overlay .axis.x .tick')].map((t) => t.textContent)")
        self.assertEqual(ticks, ["2", "4", "8"])
        self.assertIn("r = 4, theta = 1", browser.text("#live"))

    def test_a_safe_box_is_around_the_values_in_it(self):
        def bands():
            return browser.run("""
                const safe = document.getElementById("safe-rectangle")?.getBBox();
                const clip = document.querySelector("#plot rect").getBBox();
                return safe ? [(safe.x - clip.x) / clip.width, safe.width / clip.width] : null;""")
        browser.open("regions.html", fragment({"x": "r", "y": "gamma", "theta": 1}))
        for got, wanted in zip(bands(), ((1.5 - BAND) / 3, (1 + 2 * BAND) / 3)):  # 4 and 8 of 2, 4, 8
            self.assertAlmostEqual(got, wanted, places=3)
        self.assertIn("safe box", browser.text("#legend"))
        browser.open("between.html", fragment({"x": "r", "y": "gamma", "theta": 1}))  # r from 5 to 7
        self.assertIsNone(bands())
        self.assertNotIn("safe box", browser.text("#legend"))


class Decided(PageTest):
    def signs(self, points):
        """Signs of a and q as the page decides them; None: undecided."""
        return browser.run(GAME_JS + "return arguments[0].map((point) => coefficients(point).signs);", points)

    def exact(self, point):
        """Both, in fractions; ln in eighty digits, of which the last few may be wrong."""
        value = lambda name: fractions.Fraction(repr(point[name]))
        if "U" in point:
            U = value("U")
        else:
            with decimal.localcontext() as context:
                context.prec = 80
                U = fractions.Fraction((decimal.Decimal(repr(point["C"])) + 1).ln())
        neutral = 1 - value("theta") / value("r")
        return U * (neutral - value("k")) - value("gamma"), U * neutral + value("mu") - value("gamma")

    def test_a_sign_is_right_or_undecided(self):
        random.seed(5)
        points = []
        for _ in range(4000):
            point = {"r": random.choice([1.0, 4.0, 8.86, 3e5]), "theta": random.choice([0.0, 2.2, random.random()]),
                     "k": random.choice([0.1, 0.25, random.random()]), "mu": random.choice([0.0, -3.3, 8.0]),
                     "gamma": 0.0}
            point.update(random.choice([{"U": 10.0}, {"U": 0.1 + random.random()}, {"C": 1000.0}, {"C": 1e-6}]))
            a, q = self.exact(point)
            at = float(random.choice([a, q]))
            for _ in range(random.randrange(4)):
                at = math.nextafter(at, random.choice([-math.inf, math.inf]))
            point["gamma"] = random.choice([at, at, at * (1 + 1e-13), at + 1e-3])
            points.append(point)
        undecided = 0
        for point, shown in zip(points, self.signs(points)):
            for sign, value in zip(shown, self.exact(point)):
                undecided += sign is None
                self.assertIn(sign, (None, (value > 0) - (value < 0)), (point, float(value)))
        self.assertGreater(undecided, 1000)
        self.assertLess(undecided, 7000)

    def test_what_is_far_from_a_boundary_is_decided(self):
        random.seed(6)
        points = [{"r": 4.0, "theta": random.uniform(0, 4), "k": 0.25, "mu": 8.0, "gamma": random.uniform(-8, 8),
                   "U": 10.0} for _ in range(1000)]
        for point, shown in zip(points, self.signs(points)):
            for sign, value in zip(shown, self.exact(point)):
                if abs(value) > 1e-12:
                    self.assertIsNotNone(sign, point)

    def test_a_point_on_a_boundary_is_undecided_without_the_map_s_case(self):
        browser.open("line.html", fragment({"theta": 2.2}))  # a = 0: the map has no layer case
        self.assertEqual(browser.run("return document.querySelector('#facts [data-fact=case]').dataset.value"),
                         "undecided")
        self.assertIn("undecided here", browser.text("#facts"))
        self.assertIn("undecided here", browser.text("#live"))
        browser.open("line.html", fragment({"theta": 2.1}))
        self.assertEqual(case_shown(), 1)
        browser.open("table3.html", fragment({"theta": 2.2, "gamma": 2}))  # this one has
        self.assertEqual(case_shown(), 0)
        self.assertEqual(fact("a"), "0")
        # The rounds of a loop that begins there: neither in case 1 for certain nor outside.
        type_into("loop-first", "2.2")
        self.assertIn("on the edge of strategy case 1 from the first round on", browser.text("#loop-regime"))
