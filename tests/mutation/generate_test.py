#!/usr/bin/env python3
"""Tests of the generator on a header of a few lines.

    generate_test.py INCLUDE CLANG     INCLUDE: the folder of the contract's headers, for domain.hpp"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).resolve().parent
include, clang = pathlib.Path(sys.argv[1]), sys.argv[2]

PURSE = """#pragma once
#include "essmap/model/domain.hpp"
namespace essmap::model::guarded {
template <class T>
struct Purse {
    T coins, most;
    Truth<T> open;

    template <class Visit, class... Self>
    static void visit(Visit&& v, Self&... s) {
        v(Field{"coins", "euro"}, s.coins...);
        v(Field{"most", "euro"}, s.most...);
        v(Field{"open", ""}, s.open...);
    }
};
template <class T>
Truth<T> may_put(const Purse<T>& purse, const T& more) {
    return purse.open && T(0) < more;
}
template <class T>
Purse<T> put(const Purse<T>& purse, const T& more) {
    Purse<T> next = purse;
    next.coins = at_most<T>(purse.coins + more, purse.most);
    return select_record<T>(may_put(purse, more), next, purse);
}
}  // namespace essmap::model::guarded
"""

MUTANTS = """\
may_put | return purse.open && T(0) < more | && before 'T(0) < more' -> ||
may_put | return purse.open && T(0) < more | purse.open && T(0) < more -> Truth<T>(true)
may_put | return purse.open && T(0) < more | purse.open && T(0) < more -> Truth<T>(false)
may_put | purse.open | purse.open -> Truth<T>(true)
may_put | T(0) < more | T(0) < more -> T(0) <= more
may_put | T(0) < more | T(0) < more -> T(0) + T(1) < more
may_put | T(0) < more | T(0) < more -> more < T(0)
may_put | T(0) < more | T(0) < more -> Truth<T>(true)
may_put | T(0) < more | T(0) -> T(0) + T(1)
may_put | T(0) < more | T(0) -> T(0) - T(1)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | left out: next.coins = at_most<T>(purse.coins + more, purse.most)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | at_most<T>(purse.coins + more, purse.most) -> (purse.coins + more)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | at_most<T>(purse.coins + more, purse.most) -> purse.most
put | next.coins = at_most<T>(purse.coins + more, purse.most) | at_most<T>(purse.coins + more, purse.most) -> at_least<T>((purse.coins + more), purse.most)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | at_most<T>(purse.coins + more, purse.most) -> at_most<T>(purse.coins + more, purse.most) + T(1)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | at_most<T>(purse.coins + more, purse.most) -> at_most<T>(purse.coins + more, purse.most) - T(1)
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse.coins + more -> purse.coins - more
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse.coins + more -> purse.coins
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse.coins + more -> more
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse.coins -> purse.most
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse -> next
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse.most -> purse.coins
put | next.coins = at_most<T>(purse.coins + more, purse.most) | purse -> next #2
put | return select_record<T>(may_put(purse, more), next, purse) | the result with coins + 1
put | return select_record<T>(may_put(purse, more), next, purse) | the result with coins = 0
put | return select_record<T>(may_put(purse, more), next, purse) | the result with coins = purse.coins
put | return select_record<T>(may_put(purse, more), next, purse) | the result with most + 1
put | return select_record<T>(may_put(purse, more), next, purse) | the result with most = 0
put | return select_record<T>(may_put(purse, more), next, purse) | the result with most = purse.most
put | return select_record<T>(may_put(purse, more), next, purse) | the result with !open
put | return select_record<T>(may_put(purse, more), next, purse) | the result with open = purse.open
put | return select_record<T>(may_put(purse, more), next, purse) | select_record<T>(may_put(purse, more), next, purse) -> next
put | return select_record<T>(may_put(purse, more), next, purse) | may_put(purse, more) -> Truth<T>(true)
put | return select_record<T>(may_put(purse, more), next, purse) | may_put(purse, more) -> Truth<T>(false)
put | return select_record<T>(may_put(purse, more), next, purse) | purse -> next
put | return select_record<T>(may_put(purse, more), next, purse) | more -> more + T(1)
put | return select_record<T>(may_put(purse, more), next, purse) | more -> T(0)
put | return select_record<T>(may_put(purse, more), next, purse) | next -> purse
put | return select_record<T>(may_put(purse, more), next, purse) | purse -> next #2
"""

EQUIVALENT = ["T(0) < more -> T(0) <= more", "T(0) -> T(0) - T(1)", "purse -> next", "purse -> next #2",
              "the result with most = purse.most", "the result with open = purse.open", "purse -> next",
              "more -> more + T(1)"]

# Prints, for the contract as it is and for each mutant, what comes out of some inputs.
PROGRAM = """#include <cstdio>
#include "essmap/model/checked_integer.hpp"
#include "essmap/mutation/choice.hpp"
#include "essmap/model/guarded/purse.hpp"
using T = essmap::model::CheckedInteger;
using namespace essmap;
int main() {
    for (int number = 0; number <= static_cast<int>(mutation::names.size()); ++number) {
        mutation::choice = number;
        for (long coins = 0; coins < 4; ++coins)
            for (long more = -2; more < 3; ++more)
                for (const bool open : {false, true}) {
                    const model::guarded::Purse<T> purse{T(coins), T(3), open};
                    const auto next = model::guarded::put<T>(purse, T(more));
                    std::printf("%ld,%ld,%d ", next.coins.value(), next.most.value(), next.open);
                }
        std::puts("");
    }
}
"""


# What no property noticed of the contract as it was first: each kind is now among the mutants. (transition, statement, change)
ONCE_UNNOTICED = [
    ("count", "return roll_over(book, current, now)", "current -> round"),  # a saturating report ends the round as it was before
    ("count", "return roll_over(book, current, now)", "the result with gamma = round.gamma"),
    ("count", "return roll_over(book, current, now)", "now -> T(0)"),  # T is one tick
    ("count", "return roll_over(book, current, now)", "the result with theta = round.theta"),
    ("accept", "return counted(next, roll_over(book, round, now))", "next -> book"),  # an overdue round's report is paid by its rules
    ("accept", "return counted(next, roll_over(book, round, now))", "roll_over(book, round, now) -> round"),  # or counted in it
    ("count", "ReportTransition.round = choose_record<T>( saturated", "saturated -> Truth<T>(false)"),  # it never saturates
    ("share", "", "the result with member.expiry + 1"),
    ("share", "", "the result with member.rank + 1"),
    ("revoke", "", "the result with member.balance = 0 where accepted"),
    ("revoke", "", "the result with member.paid_until + 1 where accepted"),  # forgives what is owed
    ("announce", "", "the result with round.number + 1 where accepted"),
    ("announce", "", "the result with round.start = 0 where accepted"),
    ("deploy", "", "the result with round.users + 1 where accepted"),
    ("deploy", "", "the result with round.theta + 1 where accepted"),
]


class Generator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="essmap-generate-")
        cls.addClassCleanup(place.cleanup)
        cls.folder = pathlib.Path(place.name)
        shutil.copytree(include, cls.folder / "include", ignore=shutil.ignore_patterns("guarded", "published"))
        (cls.folder / "include/essmap/model/guarded").mkdir()

    def generate(self, text):
        (self.folder / "include/essmap/model/guarded/purse.hpp").write_text(text)
        return subprocess.run([sys.executable, "-B", here / "generate.py", "--include", self.folder / "include", "--folder",
                               "essmap/model/guarded", "--out", self.folder / "out", "--clang", clang], capture_output=True, text=True)

    def names(self):
        return [line.split("\t")[1] for line in (self.folder / "out/names.tsv").read_text().splitlines()]

    def outputs(self):
        """What the program prints, a line for each mutant, the first for none."""
        (self.folder / "main.cpp").write_text(PROGRAM)
        subprocess.run([clang, "-std=c++20", "-Wall", "-Werror", f"-I{self.folder / 'out/include'}", f"-I{here / 'include'}",
                        f"-I{self.folder / 'include'}", self.folder / "main.cpp", self.folder / "out/table.cpp", "-lgmpxx", "-lgmp", "-o",
                        self.folder / "program"], check=True)
        return subprocess.check_output([self.folder / "program"], text=True).splitlines()

    def test_every_place_has_its_mutants(self):
        result = self.generate(PURSE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.names(), [f"purse.hpp {line}" for line in MUTANTS.splitlines()])

    def test_a_mutant_does_what_its_name_says_and_without_one_nothing_changes(self):
        self.generate(PURSE)
        lines, names = self.outputs(), self.names()
        expected = ""
        for coins in range(4):
            for more in range(-2, 3):
                for is_open in (0, 1):
                    expected += f"{min(coins + more, 3) if is_open and more > 0 else coins},3,{is_open} "
        self.assertEqual(lines[0], expected)
        # Whoever puts nothing changes nothing; next is still purse where coins are added, and as open as it later.
        same = [name.split(" | ")[2] for name, line in zip(names, lines[1:]) if line == lines[0]]
        self.assertEqual(same, EQUIVALENT)
        left_out = next(i for i, name in enumerate(names, 1) if "left out" in name)
        self.assertTrue(all(part.split(",")[0] == str(i // 10) for i, part in enumerate(lines[left_out].split())), lines[left_out])

    def test_numbers_do_not_depend_on_the_run(self):
        self.generate(PURSE)
        first = (self.folder / "out/include/essmap/model/guarded/purse.hpp").read_text()
        shutil.rmtree(self.folder / "out")
        self.generate(PURSE)
        self.assertEqual(first, (self.folder / "out/include/essmap/model/guarded/purse.hpp").read_text())

    def test_what_is_not_known_is_no_silence(self):
        for old, new, said in [
            ("next.coins = at_most", "next.coins += at_most", "purse.hpp:23: put: CompoundAssignOperator"),
            ("Purse<T> next = purse;", "auto [coins, most, open] = purse;\n    Purse<T> next = purse;", "put: DecompositionDecl"),
            ("return purse.open &&", "if constexpr (sizeof(T) > 1) return purse.open;\n    return purse.open &&", "may_put: `if constexpr`"),
            ("return purse.open &&", "return purse.closed &&", "no member named 'closed'"),
            ("T(0) < more", "(T(0) <=> more) < 0", "may_put: "),
        ]:
            with self.subTest(new):
                self.assertIn(old, PURSE)
                result = self.generate(PURSE.replace(old, new))
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(said, result.stderr)

    def test_what_was_once_unnoticed_is_among_the_contract_s_mutants(self):
        done = subprocess.run([sys.executable, "-B", here / "generate.py", "--include", include, "--folder", "essmap/model/guarded", "--out",
                               self.folder / "contract", "--clang", clang], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        names = (self.folder / "contract/names.tsv").read_text().splitlines()
        for transition, statement, change in ONCE_UNNOTICED:
            with self.subTest(change):
                found = [name for name in names if f" {transition} | " in name and statement in name and change in name.split(" | ")[-1]]
                self.assertTrue(found, f"{transition}: {statement}: {change}")

    def test_a_program_is_left_out_and_named(self):
        program = "template <class T>\nint count(const Purse<T>& purse) {\n    return purse.open ? 1 : 0;\n}\n}  // namespace"
        result = self.generate(PURSE.replace("}  // namespace", program))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("left to the tests: count: it branches", result.stdout)
        self.assertEqual(len(self.names()), len(MUTANTS.splitlines()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
