"""The members of examples/deploy.py: what the game pays each, and what idleness and rejections cost him."""
from fractions import Fraction


def gamma_in_force(rules, round_):
    """A step below the round's gamma while P < P*, a step above it from there on, within its bounds."""
    if round_["users"] == 0:
        return round_["gamma"]
    below = round_["sharers"] * rules["scale"] < rules["threshold"] * round_["users"]
    return min(max(round_["gamma"] + (-1 if below else 1) * rules["gamma_step"], rules["gamma_min"]), rules["gamma_max"])


def least_pay(rules):
    """P = B - ceil(B theta/(scale r)) - gamma at the least rank, and at the largest theta and gamma."""
    cost = -(-rules["benefit"] * rules["theta_max"] // (rules["scale"] * rules["rank_min"]))
    return rules["benefit"] - cost - rules["gamma_max"]


class Members:
    """What the game pays each, by the round and the gamma in which his report is counted: P = B (1 - theta/r)
    - gamma, which the contract rounds down; what his idleness costs; and what he loses by a report that is
    found empty: its pay, and the penalty."""

    def __init__(self, rules, count, saturating):
        self.rules, self.count = rules, count
        ranks = range(rules["rank_min"], rules["rank_max"] + 1)
        self.ranks = [ranks[i % len(ranks)] for i in range(count)]
        self.flooder = 0
        self.sleeper = count - 1 if saturating < count else None  # where the others saturate a round
        self.junk = 1 if rules["quorum"] else None  # sends empty reports, one a round, as soon as he may
        self.balance, self.exact = [rules["initial_points"]] * count, [Fraction()] * count
        self.counted, self.extra, self.charged, self.last = [0] * count, 0, [0] * count, [0] * count
        self.rejected, self.brought, self.worth = [0] * count, [0] * count, [Fraction()] * count
        self.capped = set()

    def active(self):
        return [i for i in range(self.count) if i != self.sleeper]

    def join(self, tick):
        self.free_until = [tick + self.rules["idle_limit"]] * self.count
        self.last = [tick] * self.count

    def idle(self, member, tick):
        rules = self.rules
        periods = max(0, tick - self.free_until[member]) // rules["idle_period"]
        charge = min(rules["mu"] * periods, max(self.balance[member], 0))
        self.balance[member] -= charge
        self.charged[member] += charge
        self.free_until[member] += periods * rules["idle_period"]

    def pay(self, member, theta, gamma, tick):
        rules, rank = self.rules, self.ranks[member]
        self.idle(member, tick)
        cost = -(-rules["benefit"] * theta // (rules["scale"] * rank))  # rounded up
        before = self.balance[member]
        self.balance[member] = min(before + rules["benefit"] - cost - gamma, rules["points_max"])
        if self.balance[member] == rules["points_max"]:
            self.capped.add(member)
        self.brought[member] = self.balance[member] - before
        self.worth[member] = rules["benefit"] * (1 - Fraction(theta, rules["scale"] * rank)) - gamma
        self.exact[member] += self.worth[member]
        self.counted[member] += 1
        self.free_until[member] = max(self.free_until[member], tick + rules["idle_limit"])
        self.last[member] = tick

    def reject(self, member):
        """His last counted report brings nothing, and costs the penalty; it used up his round all the same."""
        self.balance[member] -= self.brought[member] + self.rules["penalty"]
        self.exact[member] -= self.worth[member] + self.rules["penalty"]
        self.rejected[member] += 1

    def like(self, member):
        """The honest members of his rank who are awake."""
        return [i for i in self.active() if i not in (member, self.junk) and self.ranks[i] == self.ranks[member]]

    def who_sends_junk(self, balance):
        """What he has, beside the honest members of his rank who were counted in as many rounds."""
        alike = [balance[i] for i in self.like(self.junk) if self.counted[i] == self.counted[self.junk]]
        return {"rank": self.ranks[self.junk], "reports": self.counted[self.junk], "rejected": self.rejected[self.junk],
                "points": balance[self.junk], "least_of_others": min(alike, default=None)}

    def told(self, balance):
        """The members' balances on the chain against the game's."""
        rules = self.rules
        full = [i for i in range(self.count) if i not in self.capped]
        off = [self.exact[i] - self.charged[i] + rules["initial_points"] - balance[i] for i in full]
        paid = [max(1, self.counted[i] - self.rejected[i]) for i in full]
        agrees = balance == self.balance and all(0 <= o < n for n, o in zip(paid, off))
        junk = None if self.junk is None else self.who_sends_junk(balance)
        # A round pays others less by two steps of gamma at most; half of his take P and the penalty from him.
        if junk and junk["least_of_others"] is not None and least_pay(rules) + rules["penalty"] > 4 * rules["gamma_step"]:
            agrees &= junk["points"] < junk["least_of_others"]
        return {"agrees": agrees,
                "reports": sum(self.counted), "least": min(balance), "most": max(balance),
                "rounded_off": float(max(off, default=0)), "most_counted": max(self.counted),
                "flooder": {"rank": self.ranks[self.flooder], "reports": self.counted[self.flooder] + self.extra,
                            "counted": self.counted[self.flooder], "points": balance[self.flooder],
                            "most_of_others": max((balance[i] for i in self.like(self.flooder)), default=None)},
                "junk": junk,
                "sleeper": None if self.sleeper is None else
                {"rank": self.ranks[self.sleeper], "charged": self.charged[self.sleeper], "points": balance[self.sleeper]}}
