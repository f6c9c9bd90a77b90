"""Values on the page are those of the map and of essmap classify."""
import random

from page import *


class Values(PageTest):
    def test_hover_says_what_classify_and_the_file_say(self):
        data = opened("table3")
        view = {"x": "theta", "y": "gamma", "layer": "case", "start": "0.2"}
        browser.open("table3.html", fragment(view))
        random.seed(7)
        # Table 3's cases 1 and 3, a = 0, x0 = eta, then any.
        points = [(80, 200), (80, 300), (88, 200), (120, 202),
                  *((random.randrange(161), random.randrange(321)) for _ in range(9))]
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
        rows = browser.run("""return [...document.querySelectorAll('#row-table tbody tr')].map(
                              (row) => [...row.children].map((cell) => cell.textContent))""")
        self.assertEqual(rows[80][0], "2")
        self.assertEqual(rows[80][2:6], ["1", "0.5", "11", "none"])
        for i, row in enumerate(rows):
            with self.subTest(theta=i):
                cell = (0, i, 0, 0, 0, 200)
                self.assertEqual(int(row[2]), int(data["case"][cell]))
                self.assert_near(number(row[5]), float(data["eta"][cell]))
                for shown in (row[1], row[6]):  # as stored, and as computed by the page
                    self.assert_near(number(shown), float(data["t_sat"][(1, *cell)]), 1e-6)

    def test_layers_in_many_parts(self):
        data = opened("parts")
        at = dict(zip(data["margin"].dimensions, (3, 639, 0, 0, 0, 499)))
        for theta in (639, 400, 1):
            at["theta"] = theta
            browser.open("parts.html", fragment({"layer": "margin", **{n: data[n][i] for n, i in at.items()}}))
            self.assert_near(float(fact("stored-margin")), float(data["margin"][tuple(at.values())]), 1e-6)

    def test_a_map_of_one_axis(self):
        browser.open("line.html")
        self.assertEqual(browser.run("return document.getElementById('x-axis').value"), "theta")
        self.assertEqual(fact("at-theta"), "2")
        browser.driver.find_element(By.ID, "map-area").send_keys(Keys.END, Keys.ARROW_UP)
        self.assertEqual(fact("at-theta"), "4")
        self.assertEqual(case_shown(), 3)  # by the page's own signs: the map has no layer case
