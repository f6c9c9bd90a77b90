#!/usr/bin/env python3
"""Deploys the rules that `essmap recommend` wrote on a chain of one's own, plays rounds, and compares.

    examples/deploy.py choice/contract.toml [--rounds 6] [--members 200] [--x0 0.2] [--format json]

An anvil on 127.0.0.1 takes SharingContract with the rules as they are, and members of all its ranks. A
population follows dx/dt = x (1-x) (a + b x) with the theta and gamma that the contract has in force,
members report when x comes to them, and the contract alone counts, pays, ends rounds and sets theta
and gamma. One member floods: after his report of a round he goes on with one every share_interval. One
sleeps. One sends junk, where the rules have a review: when a round is over, reviewers find every other
report of his empty. Beside it: what `essmap regulate` says of the same loop; and for every member the
points that the game pays, less what idleness and rejected reports cost. docs/recommendation.md
Exit codes: 0 as regulate says, 1 not so, or the contract refuses, 64 usage, 65 contract.toml, 69 a tool
is missing.
"""
import argparse, csv, json, math, pathlib, random, shutil, signal, subprocess, sys, tempfile
from contract_toml import read_contract
from members import Members, gamma_in_force
from local_chain import Chain, Contract, Refused, Stop, home, reason, solidity


# The chain --------------------------------------------------------------------------------------

def reviewers(rules):
    """How many are appointed."""
    return max(3, min(rules["quorum"], 16)) if rules["quorum"] else 0


class Deployment:
    """The contract on its chain, its members, and the clock in ticks since it was deployed."""

    def __init__(self, chain, contract, tables, members):
        self.chain, self.contract, self.rules = chain, contract, tables["rules"]
        self.seconds, self.count, self.latest = tables["units"]["seconds"], 0, {}  # contents are numbers
        self.owner, *others = chain.ask("eth_accounts")
        self.members, self.reviewers = others[:members], others[members:members + reviewers(self.rules)]
        self.start = int(chain.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16) + self.seconds
        first = tables["first_round"]
        data = contract.code + contract.words(*(self.rules[name] for name in contract.rules), first["theta"],
                                              first["gamma"], self.seconds, self.owner, self.owner)
        self.address = self.send([(self.owner, None, data, 10_000_000)], 0)[0]["contractAddress"]

    def send(self, calls, tick):
        """[(from, to, data, gas)] in the block of a tick; none may be refused."""
        sent = [{"from": who, "data": data, "gas": hex(gas)} | ({"to": to} if to else {}) for who, to, data, gas in calls]
        receipts = self.chain.mine(sent, self.start + tick * self.seconds)
        for transaction, receipt in zip(sent, receipts):
            if int(receipt["status"], 16) == 1:
                continue
            try:
                self.chain.ask("eth_call", transaction, "latest")
            except Refused as refused:
                raise Stop(1, f"the contract refuses: {reason(refused, self.chain)}")
            raise Stop(1, f"a transaction of tick {tick} failed, with {transaction['gas']} gas")
        return receipts

    def enrol(self, ranks, tick):
        expiry = 10**10 * self.seconds
        self.send([(self.owner, self.address, self.contract.call("register", who, rank, expiry, i + 1), 500_000)
                   for i, (who, rank) in enumerate(zip(self.members, ranks))], tick)

    def appoint(self, tick):
        """Gives a seat to each reviewer, who judges reports that are made when a notice is over."""
        self.send([(self.owner, self.address, self.contract.call("appoint", seat, who), 500_000)
                   for seat, who in enumerate(self.reviewers)], tick)

    def report(self, members, tick, empty=()):
        """Members report; before them the reviewers find the last reports of others empty, as many as it takes."""
        calls = []
        for member in empty:
            for seat, who in enumerate(self.reviewers[:self.rules["quorum"]]):
                data = self.contract.call("findEmpty", self.latest[member], self.members[member], seat)
                calls.append((who, self.address, data, 500_000))
        for member in members:
            self.count += 1
            self.latest[member] = self.count
            calls.append((self.members[member], self.address, self.contract.call("share", self.count, 0), 500_000))
        self.send(calls, tick)

    def end_round(self, tick):
        self.send([(self.owner, self.address, self.contract.call("endRound"), 500_000)], tick)

    def settle(self, tick):
        """Charges what idleness all members owe."""
        self.send([(self.owner, self.address, self.contract.call("punish", who), 500_000) for who in self.members], tick)

    def balances(self):
        """Of every member: his points, or less than 0."""
        asked = [("eth_call", [{"to": self.address, "data": self.contract.call("member", who)}, "latest"])
                 for who in self.members]
        return [self.contract.numbers(answer)[3] for answer in self.chain.batch(asked)]  # known, active, rank, balance

    def look(self):
        """The round, with the gamma in force."""
        answer = self.chain.ask("eth_call", {"to": self.address, "data": self.contract.call("round")}, "latest")
        round_ = dict(zip(self.contract.round_fields, self.contract.numbers(answer)))
        return round_ | {"in_force": gamma_in_force(self.rules, round_)}


# The game ---------------------------------------------------------------------------------------

class Game:
    """The worst member of the rules among `members`, and times in ticks; theta in parts, gamma in points."""

    def __init__(self, tables, members, x0, rank):
        self.rules, self.members, self.x0, self.rank = tables["rules"], members, x0, rank
        self.point, self.tick = tables["units"]["point"], tables["units"]["tick"]
        charging = -(-self.rules["threshold"] * members // self.rules["scale"])
        saturating = self.rules["saturation"] * members // self.rules["scale"] + 1
        # The count of sharers is x members, rounded.
        self.charging, self.saturation = (charging - 0.5) / members, (saturating - 0.5) / members
        self.ends = lambda gamma: tuple(min(max(gamma + step, self.rules["gamma_min"]), self.rules["gamma_max"])
                                        for step in (-self.rules["gamma_step"], self.rules["gamma_step"]))
        self.benefit, self.saturating = self.rules["benefit"], saturating

    def growth(self, theta, gamma):
        """a and b of dx/dt = x (1-x) (a + b x), per tick."""
        scale, unit = self.rules["scale"], self.point * self.tick
        stock = self.rules["stock_max"]
        a = self.benefit * (1 - theta / (scale * self.rank)) - stock - gamma
        return a * unit, stock * unit  # nobody who reports once a round is charged mu

    def advance(self, x, theta, gamma):
        """A tick, by the classical Runge-Kutta method."""
        a, b = self.growth(theta, gamma)
        steps = max(4, math.ceil(20 * (abs(a) + abs(b))))
        rate = lambda x: x * (1 - x) * (a + b * x)
        for _ in range(steps):
            h = 1 / steps
            k1 = rate(x)
            k2 = rate(x + h / 2 * k1)
            k3 = rate(x + h / 2 * k2)
            k4 = rate(x + h * k3)
            x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return x

    def time(self, x, theta, gamma):
        """From x0 to x by the closed form, in case 1: gamma steps down below P*, up from there on."""
        def part(x0, x1, gamma):
            (a, b), y0, y1 = self.growth(theta, gamma), x0 / (1 - x0), x1 / (1 - x1)
            q = a + b
            return math.log(y1 / y0) / a + (1 / q - 1 / a) * math.log((a + q * y1) / (a + q * y0))
        reward, charge = self.ends(gamma)
        turn = max(self.x0, self.charging)
        if x <= turn:
            return part(self.x0, x, reward)
        return (part(self.x0, turn, reward) if turn > self.x0 else 0) + part(turn, x, charge)

    def share(self, time, theta, gamma):
        """The x of time(), between x0 and saturation."""
        lo, hi = self.x0, self.saturation
        for _ in range(50):
            x = (lo + hi) / 2
            lo, hi = (x, hi) if self.time(x, theta, gamma) < time else (lo, x)
        return lo

    def head_start(self, theta, gamma):
        """Ticks that a population is ahead which learns of its new gamma up to a tick late:
        (growth before)/(growth after) - 1."""
        reward, charge = self.ends(gamma)
        a, b = self.growth(theta, charge)
        return (charge - reward) * self.point * self.tick / (a + b * max(self.x0, self.charging))


def play(deployment, game, members, rounds):
    """The rounds as the contract counted them; `course` is its participation by tick."""
    rules, order, flooder, junk = deployment.rules, members.active(), members.flooder, members.junk
    opens = rules["round_limit"]  # the first round has no users: its limit alone ends it
    if deployment.reviewers:
        deployment.appoint(1)
        opens = max(opens, 1 + rules["notice"])  # from here on they judge
    joined = max(1, opens - rules["share_interval"])
    deployment.enrol(members.ranks, joined)
    members.join(joined)
    now = max(joined + 1, opens)
    deployment.end_round(now)
    played, empty, shuffle = [], [], random.Random(1).shuffle
    round_ = deployment.look()
    while len(played) < rounds:
        begun, first, x, reporting, course = now, round_, game.x0, 0, [0]
        shuffle(order)
        order.sort(key=lambda member: (now + 1 - members.last[member] < rules["share_interval"], member != junk))
        while round_["number"] == first["number"]:
            now += 1
            x = game.advance(x, round_["theta"], round_["in_force"])
            if now - begun >= rules["round_limit"]:
                deployment.end_round(now)
            else:
                due = min(len(order), math.floor(min(x, game.saturation) * game.members + 0.5 + 1e-9))
                new = order[reporting:due]
                extra = flooder in order[:reporting] and now - members.last[flooder] >= rules["share_interval"]
                if extra or new:
                    deployment.report([flooder] * extra + new, now, empty)
                    empty = []
                if extra:
                    members.extra += 1
                    members.last[flooder] = now
                for counted, member in enumerate(new, reporting + 1):
                    gamma = gamma_in_force(rules, first | {"sharers": counted})
                    members.pay(member, first["theta"], gamma, now)
                reporting = due
            round_ = deployment.look()
            course.append(reporting / first["users"])
            if round_["number"] == first["number"] and round_["sharers"] != reporting:
                raise Stop(1, f"the contract counts {round_['sharers']} sharers of {reporting}")
        played.append({"theta": first["theta"], "gamma_round": first["gamma"], "gamma_first": first["in_force"],
                       "gamma_last": round_["gamma"], "ticks": now - begun, "participation": course[-1],
                       "course": course})
        if junk in order[:reporting] and members.counted[junk] % 2 == 1:
            empty = [junk]
            members.reject(junk)
    if empty:
        now += 1
        deployment.report([], now, empty)
    # Long enough for who sleeps to be charged, and not for those who are counted in every round.
    now = max(now + 1, joined + rules["idle_limit"] + 3 * rules["idle_period"])
    deployment.settle(now)
    for member in range(members.count):
        members.idle(member, now)
    return played


# What essmap regulate says ----------------------------------------------------------------------

def regulate(essmap, game, first, rounds):
    """The rounds of the same contract and members by `essmap regulate`; `path` is [(tick, x)]."""
    rules, scale, point, tick = game.rules, game.rules["scale"], game.point, game.tick
    fixed = rules["gamma_min"] == rules["gamma_max"]
    text = f"""[axes]
r = {game.rank}
theta = {first["theta"] / scale!r}
gamma = {first["gamma_round"] * point!r}
mu = 0.0
k = {rules["stock_max"] / rules["benefit"]!r}
U = {game.benefit * point!r}
[regulation]
contract = "guarded"
arithmetic = "fixed-point"
rule = "{'fixed' if fixed else 'stepwise'}"
theta_min = {rules["theta_min"] / scale!r}
theta_max = {(rules["theta_max"] + 0.25) / scale!r}  # rounded down
N = {rules["numerator"] * tick / scale!r}
scale = {scale}
tick = {tick!r}
members = {game.members}
x0 = {game.x0!r}
saturation = {rules["saturation"] / scale!r}
threshold = {rules["threshold"] / scale!r}
round_limit = {rules["round_limit"] * tick!r}
max_rounds = {rounds}
"""
    if not fixed:
        text += f"""gamma_reward = {rules["gamma_min"] * point!r}
gamma_charge = {rules["gamma_max"] * point!r}
gamma_step = {rules["gamma_step"] * point!r}
"""
    with tempfile.TemporaryDirectory() as folder:
        specification = pathlib.Path(folder, "loop.toml")
        specification.write_text(text)
        command = [essmap, "regulate", specification, "--out", folder, "--format", "json"]
        try:
            result = subprocess.run(command, capture_output=True, text=True)
        except OSError as error:
            raise Stop(69, f"cannot start {essmap}: {error.strerror}")
        if result.returncode != 0:
            raise Stop(1, f"essmap regulate: {result.stderr.strip()}")
        loop = json.loads(result.stdout)["simulation"]["cvode"]
        if loop["regime"] == "refused":
            raise Stop(1, f"essmap regulate: refused: {loop['reason']}")
        rows = list(csv.DictReader(pathlib.Path(folder, "rounds.csv").open()))
        path = [(float(row["t"]) / tick, float(row["x"])) for row in csv.DictReader(pathlib.Path(folder, "path.csv").open())]
    said, begun = [], 0.0
    for row in rows:
        ticks = float(row["time"]) / tick
        here = [path.pop(0)]
        while path and path[0][1] >= here[-1][1]:  # the next round begins at x0 again
            here.append(path.pop(0))
        here = [(t - begun, x) for t, x in here]
        begun += ticks
        said.append({"theta": round(float(row["theta"]) * scale), "gamma_first": round(float(row["gamma_first"]) / point),
                     "gamma_last": round(float(row["gamma_last"]) / point), "ticks": ticks,
                     "participation": float(row["participation"]), "path": here})
    while len(said) < rounds:  # it stops where rounds repeat
        said.append(said[-loop["period"]])
    return said[:rounds]


def compare(game, played, said):
    """Adds to each round what differs and what time in ticks, and members in ones, allow.

    Where theta may lie between lo and hi the contract's round lasts more than T(lo) - e and less than
    T(hi) + 1 ticks: the last report waits for its block, and by e, head_start(), the population is ahead
    whose gamma is a block late. regulate rounds T to the nearest tick. theta = N/T falls in T, so the ends
    give those of the next round; the first is the same for both. T is the closed form's."""
    rules, whole, half = game.rules, 1e-6, 0.5 / game.members
    lo = hi = played[0]["theta"]
    for own, other in zip(played, said):
        gamma, limit = own["gamma_round"], rules["round_limit"]
        early = game.head_start(hi, gamma)
        least = min(game.time(game.saturation, lo, gamma) - max(0.5, early), limit) - whole
        most = min(game.time(game.saturation, hi, gamma) + 1, limit) + whole
        own["said"] = other
        own["theta_allowed"], own["ticks_allowed"] = [lo, hi], [least, most]
        own["off"], own["off_allowed"] = 0.0, 0.0
        agree = all(lo <= one["theta"] <= hi and least <= one["ticks"] <= most for one in (own, other))
        agree &= own["gamma_last"] == other["gamma_last"]
        if game.x0 < game.charging:  # else it charges once the first are counted
            agree &= own["gamma_first"] == other["gamma_first"]
        for t, x in other["path"]:
            if t < 1:
                continue  # nobody has been counted yet
            counted = own["course"][min(math.floor(t), len(own["course"]) - 1)]
            below = game.share(t - 1, hi, gamma) - half - whole
            above = game.share(t + early, lo, gamma) + half + whole
            agree &= below <= counted <= above
            own["off"] = max(own["off"], abs(counted - x))
            own["off_allowed"] = max(own["off_allowed"], x - below, above - x)
        own["agrees"] = agree
        bound = lambda theta: min(max(theta, rules["theta_min"]), rules["theta_max"])
        lo, hi = (bound(rules["numerator"] // max(1, ticks)) for ticks in (math.floor(most), math.ceil(least)))


# The program ------------------------------------------------------------------------------------

def table(played, game, told):
    """One line a round; the contract's beside what regulate says. Then the members' points."""
    worth, parts = game.point, game.rules["scale"]
    lines = [f"{game.members} members of rank {game.rules['rank_min']} to {game.rules['rank_max']} who act as those of rank "
             f"{game.rank}, B {game.benefit * worth:g}, Delta {game.rules['stock_max'] * worth:g}, from x0 {game.x0:g}; "
             "contract | essmap regulate",
             "round        theta         gamma            ticks         participation  apart (allowed)"]
    for number, own in enumerate(played, 1):
        other = own["said"]
        lines.append(f"{number:5}  {own['theta'] / parts:6g} | {other['theta'] / parts:<6g} "
                     f"{own['gamma_first'] * worth:5g}, {own['gamma_last'] * worth:<6g} "
                     f"{own['ticks']:5} | {other['ticks']:<8.6g}  {own['participation']:6.4g} | {other['participation']:<6.4g} "
                     f"{own['off']:7.4f} ({own['off_allowed']:.4f})"
                     + ("" if own["agrees"] else "  DIFFERS"))
    apart = lambda key: max(abs(own[key] - own["said"][key]) for own in played)
    width = lambda key: max(own[key][1] - own[key][0] for own in played)
    lines.append(f"largest difference: theta {apart('theta') / parts:g} (allowed {width('theta_allowed') / parts:g}), "
                 f"T {apart('ticks'):.3g} ticks ({width('ticks_allowed'):.3g}), "
                 f"participation {max(own['off'] for own in played):.4f} ({max(own['off_allowed'] for own in played):.4f})")
    lines.append("the contract does as essmap regulate says" if all(own["agrees"] for own in played)
                 else "THE CONTRACT DOES NOT DO as essmap regulate says")
    lines.append(f"points: {told['least']} to {told['most']} after {told['reports']} counted reports; "
                 + (f"each member has what the game pays, rounded down by less than a point a report "
                    f"(at most {told['rounded_off']:.2f} in all)" if told["agrees"] else "NOT WHAT THE GAME PAYS"))
    flooder, sleeper = told["flooder"], told["sleeper"]
    lines.append(f"who floods (rank {flooder['rank']}): {flooder['reports']} reports, {flooder['counted']} counted, "
                 f"{flooder['points']} points; others of that rank up to {flooder['most_of_others']}")
    if sleeper:
        lines.append(f"who sleeps (rank {sleeper['rank']}): charged {sleeper['charged']}, {sleeper['points']} points")
    if junk := told["junk"]:
        lines.append(f"who sends junk (rank {junk['rank']}): {junk['reports']} counted reports, {junk['rejected']} found empty by "
                     f"{game.rules['quorum']} of {reviewers(game.rules)} reviewers, {junk['points']} points; honest members of "
                     f"that rank counted as often have at least {junk['least_of_others']}")
    else:
        lines.append("no review: junk is paid as work is")
    return "\n".join(lines)


def command_line():
    parser = argparse.ArgumentParser(description="deploys contract.toml on a local chain and plays rounds")
    parser.error = lambda message: (_ for _ in ()).throw(Stop(64, message))
    parser.add_argument("contract", help="contract.toml of essmap recommend")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--members", type=int, default=200, help="10 to 10000")
    parser.add_argument("--x0", type=float, default=0.2, help="share of sharers a round begins with")
    parser.add_argument("--rank", type=int, help="as whose members all act; the lowest of the rules, if left out")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--essmap", default=shutil.which("essmap") or home / "build/release/cli/essmap")
    parser.add_argument("--artifacts", default=home / "build/release/contracts-model/solidity",
                        help="folder of newest-optimized.json, which the build makes")
    parser.add_argument("--anvil", default=next(solidity.glob("node_modules/@foundry-rs/anvil-*/bin/anvil"), "anvil"))
    options = parser.parse_args()
    if options.rounds < 1:
        raise Stop(64, f"--rounds = {options.rounds} is not allowed: at least 1")
    if not 10 <= options.members <= 10_000:
        raise Stop(64, f"--members = {options.members} is not allowed: 10 to 10000")
    return options


def run(options):
    contract = Contract(pathlib.Path(options.artifacts, "newest-optimized.json"))
    tables = read_contract(options.contract, contract.rules)
    seconds = tables["units"]["seconds"]
    accounts = 1 + options.members + reviewers(tables["rules"])
    chain = Chain(str(options.anvil), accounts, 1_800_000_000 // seconds * seconds)
    try:
        deployment = Deployment(chain, contract, tables, options.members)
        rank = tables["rules"]["rank_min"] if options.rank is None else options.rank
        game = Game(tables, options.members, options.x0, rank)
        if not 1 / options.members <= options.x0 < game.saturation:
            raise Stop(64, f"--x0 = {options.x0} is not allowed: a member at least, fewer than saturate")
        if not tables["rules"]["rank_min"] <= rank <= tables["rules"]["rank_max"]:
            raise Stop(64, f"--rank = {rank} is not allowed: a rank of the rules")
        members = Members(tables["rules"], options.members, game.saturating)
        played = play(deployment, game, members, options.rounds)
        told = members.told(deployment.balances())
    finally:
        chain.close()
    said = regulate(options.essmap, game, played[0], options.rounds)
    compare(game, played, said)
    agrees = told["agrees"] and all(own["agrees"] for own in played)
    if options.format == "text":
        print(table(played, game, told))
    else:
        for own in played:
            del own["course"], own["said"]["path"]
        print(json.dumps({"rounds": played, "members": told, "agrees": agrees}, indent=2))
    return 0 if agrees else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(run(command_line()))
    except Stop as stop:
        print(f"deploy: {stop}", file=sys.stderr)
        sys.exit(stop.code)
