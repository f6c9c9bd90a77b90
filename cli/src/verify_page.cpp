#include <fmt/format.h>

#include <array>
#include <string_view>

#include "essmap/model/guarded/payout.hpp"
#include "essmap/model/guarded/rules.hpp"
#include "verification.hpp"

namespace essmap::cli {

namespace {

using model::guarded::Limits;
using model::guarded::PayoutLimits;
using verify::Property;

constexpr std::string_view opening = R"(# What is proved about the contract

*Written by `essmap verify --page docs/proofs.md --peers bench/results/proof-peers.json` from the properties themselves
and that measurement; `./run-tests` fails when this page is out of date.*

The **guarded** contract keeps every member in strategy case 1 - the region where sharing wins from any start -
whatever its members do, in whatever order, for as long as it runs. It accepts rules exactly if

    gamma_max < U (1 - theta_max/r_min - k)      for U = U_min and for U = U_max

and no weaker condition is safe. The **published** algorithms break their own promises in the ways listed below, each
shown by a run.

## How to read this page

*Proved* means: Z3, a solver, looked for **any** values of all inputs - every rule, every state, every time - for which
the sentence is false, and established that there are none. It is not a test of many values; it covers all of them.
*Refuted* means: there are such values, and the contract itself, run on them, does what the sentence says it never
does. essmap calls nothing refuted that it has not replayed.

What is proved is the contract's own source (`contracts-model/include/essmap/model/`), not a model of it: a transition
is written once, as a template over its kind of number. Instantiated with 64-bit integers it is what runs and is
measured; instantiated with symbols it is the formula that Z3 gets. Most properties are proved twice: over the **reals**
(`.real`, the idea is right) and over the **whole numbers** of the chain, with its division that drops remainders
(`.fixed`, the arithmetic is right).

A second solver of another origin, cvc5, decides the same formulas again; a contradiction fails the run. Each property
also has an example that satisfies its assumptions, so that none holds of nothing, and `scripts/mutants` changes the
contract in more than a hundred ways - a clamp dropped, a comparison flipped, a watermark forgotten - and checks that each
change is found.

The published algorithms stand in Solidity too, line by line with the paper's numbers
(`contracts-model/solidity/src/published/`). `./run-tests -R replay` runs each counterexample of theirs on an EVM: the
same text of the property, with the deployed contract in place of the templates, must show the same failure, word for
word as `essmap verify --traces` tells it.

```console
$ essmap verify --only guarded.guard.sufficient --only guarded.case1
    proved   guarded.guard.sufficient.real ...
    proved   guarded.case1.fixed ...
4 properties: 4 proved, 0 refuted by a run of the contract, 0 unknown; all as expected
...
$ essmap verify --only published.sgm.reward --traces
    refuted  published.sgm.reward ...
      While P < P*, a report is rewarded.
      ...
          VIOLATED: the feedback is a reward
...
```

`essmap verify` decides all of them, with exit code 0 if every result is as expected here, 1 if one is not, 2 if one
could not be decided. `--timeout SECONDS` is for one formula, `--time-limit SECONDS` for all of it: what is not decided by
then is unknown. A signal ends it in the same way, with exit code 75. `--solver both` asks cvc5 too, `--smt2 DIR` writes
every formula for a solver of your own, `--junit FILE` reports to a CI system. Which bounds are the weakest safe ones for a
platform's own members is answered by `--synthesize`:

```console
$ essmap verify --synthesize examples/environment.toml
ranks 4 to 8, U from ln(1 + 20) to ln(1 + 400), k from 0.1 to 0.25, any mu >= 0
...
    gamma_max < U (1 - theta_max/4 - 0.25)  for U = ln(1 + 20) and for U = ln(1 + 400)
...
proved  synthesis.sufficient: ...
proved  synthesis.necessary: ...
```

## The guarded contract

- **Rules** are deployed once and changed by the owner only; each time the guard above is asked, and theta and gamma
  are brought into their new bounds at once.
- **A report** settles the sender's idleness, counts him (once a round), and pays or charges him gamma: one step less
  than the round's while the participation is below P*, one step more from P* on.
- **A round** ends when the participation exceeds the saturation share, or when it has lasted its limit. Then, and only
  then, theta becomes N/T, kept within theta_min and theta_max, and gamma keeps its step, within its bounds.
- **Idleness** is free up to a limit; each whole period beyond it costs mu. What has been paid for is remembered as a
  time, so it does not matter who looks when.
- **Members** are enrolled and revoked by the registrar; anyone may retire one whose certificate or activity has lapsed.
- **A payout** shares a pot P in whole units by weights w: everyone is paid P w/W rounded down, and the units left over
  go, one each, to the largest remainders; of equal ones the lower number comes first. It is a contract of its own,
  without state.

)";

constexpr std::string_view closing = R"(
## What is not proved

- That members behave as replicator dynamics says, that U, k and the ranks are what the rules say, or that the
  benefit of a report is ln(1+C). These are the model; case 1 is a statement about it.
- That the certificate authority enrols honest members, that two members are two people, and that a report is worth
  anything. The contract counts members and refuses content seen before; it cannot read.
- Who comes first in a block. A report that crosses P* costs, the one before it is rewarded; both see the same round's
  gamma, but the order is the chain's.
- A member whose points have reached points_max forgoes rewards; one whose points are gone shares for free and is not
  punished further. Both are stated above, neither is prevented.
- That T lies between L/(a+b) and L/a follows from the bounds on the growth rate (`guarded.loop.enclosure`) by
  integration, which is calculus done here by hand.
- The solvers themselves. That is why there are two of them, and why counterexamples are replayed.
- That the weights of a payout are anyone's fair share, e.g. a Shapley value: that is for whoever hands them in. And
  that the three passes of a payout over its members are the inductions of which the steps are proved: the loops
  themselves are tested, in C++ and on an EVM (`./run-tests -R payout`).
- Roll-over by time limit, late: a round that nobody pokes lasts until somebody does; theta then follows the time that
  has in fact passed.
)";

struct Group {
    std::string_view prefix, title, text;
};

constexpr std::array groups{
    Group{"theory", "The game",
          "Over the reals, for every rank, theta, gamma, k, omega, U and, unless said otherwise, "
          "every mu."},
    Group{"guarded.guard", "The guard", "What the contract asks before it accepts rules."},
    Group{"guarded.case1", "Strategy case 1",
          "What the guard buys. I is the invariant of the next section."},
    Group{"guarded.invariant", "The invariant",
          "I: the rules have passed the guard; theta and gamma are within its bounds; points, "
          "counts, times and stamps "
          "are within theirs. It holds at deployment, and each transition hands it on: so it holds "
          "always."},
    Group{
        "guarded.arithmetic", "Arithmetic",
        "In any state that satisfies I, or at any step of a payout, within the limits given under "
        "Assumptions."},
    Group{"guarded.refused", "Refusals", "A call that is not accepted leaves no trace."},
    Group{"guarded.sgm", "Reports and rounds (SGM)", ""},
    Group{"guarded.nsp", "Idleness (NSP)", ""},
    Group{"guarded.roles", "Roles", ""},
    Group{"guarded.rules", "Changing the rules", ""},
    Group{"guarded.enrol", "Membership", ""},
    Group{
        "guarded.payout", "The payout",
        "For any number of members: each pass over them is a step of which an invariant is proved. "
        "k members precede one in the order, L units are left over once every base is paid."},
    Group{"guarded.loop", "The closed loop",
          "Population and contract together. No numerics: the time a round takes is only known to "
          "lie in an interval."},
    Group{"guarded.reach", "The contract moves",
          "Nothing is proved of a contract in which nothing can happen. These sentences are false, "
          "and a run shows it."},
    Group{"shapley", "The improved Shapley value (CITAShare)",
          "Over the reals, for every game v of three members with v(N) > 0: phi is the Shapley "
          "value, and "
          "phi'_i = phi_i + (R_i - 1/n) v(N) what factors R make of it (Xu 2018). What is refuted "
          "is shown by a game."},
    Group{"published.sgm", "The published SGM (Algorithm 1)",
          "Promises of the paper's text. All are refuted by a run of the algorithm as printed."},
    Group{"published.nsp", "The published NSP (Algorithm 2)", "As above."},
};

/// The id without the kind of number, under which both kinds are told as one.
std::string stem(const std::string& id) {
    for (const std::string_view end : {".real", ".fixed"})
        if (id.ends_with(end)) return id.substr(0, id.size() - end.size());
    return id;
}

/// A vertical bar would end the table's cell.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '|') result += '\\';
        result += letter;
    }
    return result;
}

std::string table(const std::vector<Property>& properties, std::string_view prefix) {
    std::string rows;
    std::string last;
    for (const auto& p : properties) {
        const std::string id = stem(p.statement.id);
        if (!(id == prefix || id.starts_with(std::string(prefix) + ".")) || id == last) continue;
        last = id;
        const bool twice = id != p.statement.id;
        rows += fmt::format("| {}<br>`{}`{} | `{}` | {} |\n", escaped(p.statement.sentence), id,
                            twice ? " .real, .fixed" : "", escaped(p.statement.equation),
                            name_of(p.statement.expect));
    }
    if (rows.empty()) return rows;
    return "| claim | in symbols | result |\n|---|---|---|\n" + rows + "\n";
}

std::string limits() {
    return fmt::format(
        "## Assumptions\n\n"
        "Every property of the guarded contract assumes the invariant I and nothing else, except "
        "these "
        "limits, which the contract checks when it accepts rules (the first five) and which a "
        "chain does not reach "
        "(the others). Within them no operation leaves 64 bits, so none leaves the 256 of a "
        "chain.\n\n"
        "| what | at most |\n|---|---|\n"
        "| scale, the fixed-point one | {} |\n| rank | {} |\n"
        "| U, gamma, its step, mu, in points | {} |\n| points of a member | {} |\n"
        "| N, in levels/scale x ticks | {} |\n| members | {} |\n| time, in ticks | {} |\n| rounds "
        "| {} |\n\n"
        "A payout has limits of its own, which it checks: a pot of at most {} units, weights of at "
        "most {} together.\n\n"
        "Time does not run backwards: a transaction is no earlier than the one before it.\n\n",
        Limits::scale, Limits::rank, Limits::points_per_share, Limits::points, Limits::numerator,
        Limits::members, Limits::ticks, Limits::rounds, PayoutLimits::pot, PayoutLimits::weight);
}

}  // namespace

std::string proofs_page(const std::vector<Property>& properties, const std::string& peers) {
    std::string page(opening);
    page += limits();
    for (const auto& group : groups) {
        const std::string rows = table(properties, group.prefix);
        if (rows.empty()) continue;
        page += fmt::format("## {}\n\n", group.title);
        if (!group.text.empty()) page += fmt::format("{}\n\n", group.text);
        page += rows;
    }
    while (page.ends_with("\n\n")) page.pop_back();
    if (!peers.empty()) page += "\n" + peers_section(peers);
    return page + std::string(closing);
}

}  // namespace essmap::cli
