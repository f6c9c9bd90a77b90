"""The members of examples/deploy.py: what the game pays each, and what his idleness costs."""


def gamma_in_force(rules, round_):
    """A step below the round's gamma while P < P*, a step above it from there on, within its bounds."""
    if round_["users"] == 0:
        return round_["gamma"]
    below = round_["sharers"] * rules["scale"] < rules["threshold"] * round_["users"]
    return min(max(round_["gamma"] + (-1 if below else 1) * rules["gamma_step"], rules["gamma_min"]), rules["gamma_max"])


class Members:
    """What the game pays each, by the round and the gamma in which his report is counted: P = B (1 - theta/r)
    - gamma, which the contract rounds down; and what his idleness costs."""

    def __init__(self, rules, count, saturating):
        self.rules, self.count = rules, count
        ranks = range(rules["rank_min"], rules["rank_max"] + 1)
        self.ranks = [ranks[i % len(ranks)] for i in range(count)]
        self.flooder = 0
        self.sleeper = count - 1 if saturating < count else None  # where the others saturate a round
        self.points, self.exact = [rules["initial_points"]] * count, [0.0] * count
        self.counted, self.extra, self.charged, self.last = [0] * count, 0, [0] * count, [0] * count

    def active(self):
        return [i for i in range(self.count) if i != self.sleeper]

    def join(self, tick):
        self.free_until = [tick + self.rules["idle_limit"]] * self.count
        self.last = [tick] * self.count

    def idle(self, member, tick):
        rules = self.rules
        periods = max(0, tick - self.free_until[member]) // rules["idle_period"]
        charge = min(rules["mu"] * periods, self.points[member])
        self.points[member] -= charge
        self.charged[member] += charge
        self.free_until[member] += periods * rules["idle_period"]

    def pay(self, member, theta, gamma, tick):
        rules, rank = self.rules, self.ranks[member]
        self.idle(member, tick)
        cost = -(-rules["benefit"] * theta // (rules["scale"] * rank))  # rounded up
        self.points[member] = min(self.points[member] + rules["benefit"] - cost - gamma, rules["points_max"])
        self.exact[member] += rules["benefit"] * (1 - theta / (rules["scale"] * rank)) - gamma
        self.counted[member] += 1
        self.free_until[member] = max(self.free_until[member], tick + rules["idle_limit"])
        self.last[member] = tick

    def told(self, points):
        """The members' points on the chain against the game's."""
        rules = self.rules
        full = [i for i in range(self.count) if self.points[i] < rules["points_max"]]
        off = [self.exact[i] - self.charged[i] + rules["initial_points"] - points[i] for i in full]
        alike = [points[i] for i in self.active() if i != self.flooder and self.ranks[i] == self.ranks[self.flooder]]
        return {"agrees": points == self.points and all(0 <= o < max(1, self.counted[i]) + 1e-6 for i, o in zip(full, off)),
                "reports": sum(self.counted), "least": min(points), "most": max(points),
                "rounded_off": max(off), "most_counted": max(self.counted),
                "flooder": {"rank": self.ranks[self.flooder], "reports": self.counted[self.flooder] + self.extra,
                            "counted": self.counted[self.flooder], "points": points[self.flooder],
                            "most_of_others": max(alike, default=None)},
                "sleeper": None if self.sleeper is None else
                {"rank": self.ranks[self.sleeper], "charged": self.charged[self.sleeper], "points": points[self.sleeper]}}
