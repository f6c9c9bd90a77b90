"""Order statistics and rank tests, exact for the small numbers of rounds there are."""

import functools
import math
from collections.abc import Sequence
from statistics import median

LEVEL = 0.95


def median_interval(values: Sequence[float]) -> tuple[float, float, float, float]:
    """The median, the interval [x_(k), x_(n+1-k)] and P(the true median lies within), which is
    1 - 2 P(B(n, 1/2) < k) for whatever distribution: the narrowest that reaches LEVEL or, where there are
    too few values, all of their range."""
    ordered, n = sorted(values), len(values)

    def level(k: int) -> float:
        return 1 - 2 * sum(math.comb(n, i) for i in range(k)) / 2**n

    k = max((k for k in range(1, n // 2 + 1) if level(k) >= LEVEL), default=1)
    return median(ordered), ordered[k - 1], ordered[n - k], max(level(k), 0.0)


@functools.lru_cache(maxsize=64)
def _subsets(ranks: tuple[int, ...], size: int) -> list[int]:
    """By sum, how many subsets of `size` of the ranks have it."""
    ways = [[0] * (sum(ranks) + 1) for _ in range(size + 1)]
    ways[0][0] = 1
    total = 0
    for rank in ranks:
        total += rank
        for count in range(size, 0, -1):
            fewer, here = ways[count - 1], ways[count]
            for s in range(total, rank - 1, -1):
                here[s] += fewer[s - rank]
    return ways[size]


def rank_test(a: Sequence[float], b: Sequence[float]) -> float:
    """Two-sided p of the Mann-Whitney test by its permutation distribution, ties included: the share of
    all ways to deal the values into two such groups whose rank sum is as far from the mean as this one."""
    pool = sorted([*a, *b])
    doubled = [pool.index(v) + len(pool) - pool[::-1].index(v) + 1 for v in pool]  # 2 x mean rank
    rank_of = dict(zip(pool, doubled))
    mean = len(a) * (len(pool) + 1)
    distance = abs(sum(rank_of[v] for v in a) - mean)
    ways = _subsets(tuple(doubled), len(a))
    return sum(w for s, w in enumerate(ways) if abs(s - mean) >= distance) / math.comb(len(pool), len(a))


def shift(a: Sequence[float], b: Sequence[float], alpha: float) -> tuple[float, float, float]:
    """By how much a lies above b: the median of all a_i - b_j (Hodges-Lehmann), and the interval of shifts
    that the rank test at `alpha` does not exclude, infinite where so few values can exclude nothing."""
    n, m = len(a), len(b)
    differences = sorted(x - y for x in a for y in b)
    ways = _subsets(tuple(range(1, n + m + 1)), n)
    least, below, cut = n * (n + 1) // 2, 0, 0
    while cut < n * m // 2:
        below += ways[least + cut]
        if 2 * below > alpha * math.comb(n + m, n):
            break
        cut += 1
    if cut == 0:
        return median(differences), -math.inf, math.inf
    return median(differences), differences[cut - 1], differences[n * m - cut]


def holm(p: Sequence[float], alpha: float) -> list[bool]:
    """Which of several tests reject, so that the chance of any false rejection is at most alpha."""
    rejected = [False] * len(p)
    for step, i in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        if p[i] > alpha / (len(p) - step):
            break
        rejected[i] = True
    return rejected
