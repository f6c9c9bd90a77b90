"""How bench/compare judges, on measurements made up with a known seed. Nothing is timed."""

import copy
import dataclasses
import itertools
import math
import random
import unittest

from made_up import ROUNDS, NAMES, as_file, made_up, verdicts, regression
from comparison import rank_tests


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


if __name__ == "__main__":
    unittest.main()
