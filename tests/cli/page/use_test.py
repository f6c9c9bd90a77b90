"""The page used by mouse and keyboard; what leaves it; what it looks like."""
import pathlib
import struct
import tomllib

from browser import pixels
from page import *
from selenium.webdriver.common.action_chains import ActionChains


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


class Watch(unittest.TestCase):
    def test_errors_and_requests_do_not_go_unseen(self):
        browser.open("line.html")
        browser.complaints()
        browser.run("console.error('a mistake')")
        self.assertIn("a mistake", " ".join(browser.complaints()))
        browser.driver.execute_async_script("fetch('http://127.0.0.1:9/').catch(() => 0).finally(arguments[0])")
        self.assertIn("Content Security Policy", " ".join(browser.complaints()))
        browser.driver.get("about:blank")
        browser.driver.execute_async_script("fetch('http://127.0.0.1:9/').catch(() => 0).finally(arguments[0])")
        self.assertIn("request: http://127.0.0.1:9/", " ".join(browser.complaints()))


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
