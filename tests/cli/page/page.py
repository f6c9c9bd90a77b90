"""What the tests of the page share: the browser, how a cell is pointed at, what the page says of it."""
import atexit
import json
import math
import subprocess
import sys
import unittest
import urllib.parse

import netCDF4
from browser import Browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

ESSMAP = sys.argv[1]
GAME = ["r", "theta", "gamma", "mu", "k", "omega", "C", "U"]
browser = Browser()
atexit.register(browser.close)


def essmap(*arguments, check=True):
    return subprocess.run([ESSMAP, *arguments], check=check, capture_output=True, text=True).stdout


def number(text):
    return {"never": math.inf, "none": math.nan}.get(text) or float(text)


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
