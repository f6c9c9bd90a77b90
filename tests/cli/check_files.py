"""Files for essmap check, written without essmap: a recommendation, a paving; digests again."""
import hashlib
import itertools
import json
from fractions import Fraction

import netCDF4
import numpy as np

NC_TYPE = {"int8": 1, "int32": 4, "float32": 5, "float64": 6, "int64": 10}


def sha(data):
    return hashlib.sha256(data)


def attribute_line(owner, name, value):
    if isinstance(value, str):
        kind, count, data = 2, len(value.encode()), value.encode()
    else:
        value = np.atleast_1d(value)
        kind, count, data = NC_TYPE[value.dtype.name], value.size, value.tobytes()
    return f"{owner}@{name} {kind} {count} {data.hex()}\n".encode()


def seal(data):
    """attributes_sha256 of an open file, set anew."""
    lines = [attribute_line("", n, data.getncattr(n)) for n in data.ncattrs() if n != "attributes_sha256"]
    for owner, variable in data.variables.items():
        lines += [attribute_line(owner, n, variable.getncattr(n)) for n in variable.ncattrs()]
    data.setncattr("attributes_sha256", sha(b"".join(sorted(lines))).hexdigest())


def exchange(data, old, new):
    """content_digest, with one part in the place of another; then the seal."""
    number = lambda part: int.from_bytes(sha(part).digest(), "little")
    digest = int.from_bytes(bytes.fromhex(data.content_digest), "little") - number(old) + number(new)
    data.content_digest = (digest % 2**256).to_bytes(32, "little").hex()
    seal(data)


def put_layer(data, name, index, value):
    """One value of a layer (of a map of a single block), its digest with it."""
    variable = data[name]
    part = lambda: f"{name} 0\n".encode() + variable[:].tobytes()
    old = part()
    variable[index] = value
    exchange(data, old, part())


def rewrite(source, path):
    """The same content as NetCDF writes it: essmap's own maps cannot be opened for writing."""
    with netCDF4.Dataset(source) as old, netCDF4.Dataset(path, "w") as new:
        old.set_auto_maskandscale(False)
        new.set_auto_maskandscale(False)
        for name, dimension in old.dimensions.items():
            new.createDimension(name, dimension.size)
        for name, variable in old.variables.items():
            missing = getattr(variable, "_FillValue", False)
            copy = new.createVariable(name, variable.dtype, variable.dimensions, fill_value=missing)
            copy.setncatts({n: variable.getncattr(n) for n in variable.ncattrs() if n != "_FillValue"})
            copy[...] = variable[...]
        new.setncatts({n: old.getncattr(n) for n in old.ncattrs()})


def box(r, theta, gamma, mu, k, **benefit):
    ranges = dict(r=r, theta=theta, gamma=gamma, mu=mu, k=k, **benefit)
    return {n: v if isinstance(v, list) else [v, v] for n, v in ranges.items()}


def write_claims(path, claims):
    what = {"essmap": "claims", "format": 1, "title": "by hand", "claims": claims}
    text = json.dumps(what, sort_keys=True, separators=(",", ":"))
    what["digest"] = sha(text.encode()).hexdigest()
    with open(path, "w") as out:
        json.dump(what, out)


# The paper's numbers (sections 4 and 6): T by theta and by gamma; the multiplier by N.
TIMES = {(0, 2): 0.3717413337, (1, 2): 0.4826663623, (2, 2): 0.7080627166, (3, 2): 2.2517272929,
         (2, -8): 0.2573033401, (2, -4): 0.3410355248, (2, 0): 0.5142096397, (2, 3): 0.8961411917}
MULTIPLIERS = {1.5: 1.067967964, 2: 1.541956956}


def vectors(error):
    """Claims true in the tenth digit for error > 0, and false for error < 0."""
    run = dict(x0=[0.2, 0.2], saturation=0.95)
    claims = []
    for (theta, gamma), T in TIMES.items():
        at = dict(run, box=box(4, theta, gamma, 8, 0.25, U=10))
        claims += [dict(at, claim="saturates", within=round(T + error, 12)),
                   dict(at, claim="slower", within=round(T - error, 12))]
    for N, multiplier in MULTIPLIERS.items():
        damping = round(2 / (1 + multiplier) - error * 10, 12)
        claims.append(dict(run, box=box(4, 0, 2, 8, 0.25, U=10), claim="stable", N=N, damping=damping))
    claims.append(dict(run, box=box(4, [0, 2.2], 2, 8, 0.25, U=10), claim="keeps", N=round(0.8178309341 - error, 12)))
    return claims


def recommendation():
    """(claim, how to make it false: key, least factor or summand) of every kind."""
    run = dict(x0=[0.2, 0.3], saturation=0.95)
    wide = box([3.8, 4], [0, 2], [-1, 1], [4, 8], [0.1, 0.25], C=[10000, 20000])
    claims = [dict(claim="case", case=1, box=wide),
              dict(claim="case", case=3, box=box(4, 2, [3, 7], 8, 0.25, U=10)),
              dict(claim="case", case=0, box=box(4, 2.2, 2, 8, 0.25, U=10)),
              dict(run, claim="saturates", box=wide, within=10),
              dict(run, claim="slower", box=wide, within=0.2),
              dict(run, claim="slower", box=box(4, 4, 2, 8, 0.25, U=10), within=1e6),
              dict(run, claim="keeps", box=box(4, [0, 2.1], 2, 8, 0.25, U=10), N=0.5),
              dict(run, claim="stable", box=box(4, 0, [1.9, 2], 8, 0.25, U=10), N=0.5, damping=1)]
    safe = dict(box=box(4, [0, 3.0999], [-8, -0.2501], 8, 0.25, U=10), controls=dict(theta=[0, 4], gamma=[-8, 8]),
                weights=dict(theta=1, gamma=1), gap=0.001)
    claims.append(dict(safe, claim="largest", multipliers=[dict(constraint="a", benefit="lo", value=0.1290323)]))
    # T = 0.51420963 at gamma = 0, J = 0.0797: one multiplier 1/(8 J).
    claims.append(dict(claim="largest", box=box(4, 2, [-8, 0], 8, 0.25, U=10), controls=dict(gamma=[-8, 8]),
                       weights=dict(gamma=1), x0=[0.2, 0.2], saturation=0.95, within=0.5143, gap=0.001,
                       multipliers=[dict(constraint="time", benefit="hi", value=round(1 / (8 * SLOPE), 6))]))
    return claims


# dT/dgamma at gamma = 0 of Table 3's case 1, by Richardson from the closed form.
def closed_form(a, q, x0=0.2, x1=0.95):
    from math import log1p
    g0, g1 = a * (1 - x0) + q * x0, a * (1 - x1) + q * x1
    return log1p(a * (x1 - x0) / (x0 * g1)) / a + log1p(q * (x1 - x0) / ((1 - x1) * g0)) / q


SLOPE = (closed_form(2.5 - 1e-4, 13 - 1e-4) - closed_form(2.5 + 1e-4, 13 + 1e-4)) / 2e-4


def case_on(lo, hi):
    """Case of a box {r, theta, mu, k, U, gamma} of fractions; 0 where a boundary crosses it."""
    signs = []
    for x in (0, 1):
        growth = lambda r, theta, mu, k, U, gamma: U * (1 - theta / r - k * (1 - x)) + mu * x - gamma
        least = min(growth(lo[0], hi[1], lo[2], hi[3], U, hi[5]) for U in (lo[4], hi[4]))
        most = max(growth(hi[0], lo[1], hi[2], lo[3], U, lo[5]) for U in (lo[4], hi[4]))
        signs.append(1 if least > 0 else -1 if most < 0 else 0)
    return {(1, 1): 1, (-1, -1): 2, (-1, 1): 3, (1, -1): 4}.get(tuple(signs), 0)


AXES = {"r": [2, 4], "theta": [0, 2, 4], "mu": [0.5, 12], "k": [0.25], "U": [10], "gamma": [-8, 8]}


def tree_of(lo, hi, depth, turn=0):
    label = case_on([Fraction(str(v)) for v in lo], [Fraction(str(v)) for v in hi])
    if label or depth == 0:
        return [label]
    axis = next(a for a in itertools.islice(itertools.cycle([1, 5, 2]), turn, None) if lo[a] < hi[a])
    middle = 0.5 * (lo[axis] + hi[axis])
    lower, upper = list(hi), list(lo)
    lower[axis] = upper[axis] = middle
    return [64 + axis] + tree_of(lo, lower, depth - 1, turn + 1) + tree_of(upper, hi, depth - 1, turn + 1)


def short(value):
    return repr(float(value)).removesuffix(".0")


def write_paving(path, trees=None):
    """A paving of the case over AXES, r discrete; `trees` in the place of its own."""
    if trees is None:
        trees = []
        for r, theta in itertools.product(AXES["r"], (0, 1)):
            lo = [r, AXES["theta"][theta], 0.5, 0.25, 10, -8]
            hi = [r, AXES["theta"][theta + 1], 12, 0.25, 10, 8]
            trees.append(tree_of([float(v) for v in lo], [float(v) for v in hi], 9))
    nodes = sum(trees, [])
    with netCDF4.Dataset(path, "w") as data:
        text = "paving of region: case\n"
        for name, points in AXES.items():
            data.createDimension(name, len(points))
            axis = data.createVariable(name, "f8", (name,))
            axis.setncatts(dict(spacing="linear", discrete="true" if name == "r" else "false", units="1"))
            axis[:] = points
            text += f"axis {name} linear{' discrete' if name == 'r' else ''}: {' '.join(map(short, points))}\n"
        text += "undecided: 0.1\nmax_boxes: 1000\n"
        data.createDimension("root", len(trees))
        data.createDimension("node", len(nodes))
        first = data.createVariable("first_node", "i8", ("root",))
        first[:] = np.cumsum([0] + [len(t) for t in trees[:-1]])
        tree = data.createVariable("tree", "i1", ("node",))
        tree[:] = np.array(nodes, "i1")
        tree.flag_values = np.array([0, 1, 2, 3, 4, 64, 65, 66, 67, 68, 69], "i1")
        tree.flag_meanings = "undecided everyone_shares nobody_shares bistable coexistence " + \
            " ".join("split_along_" + n for n in AXES)
        data.setncatts(dict(essmap_file="paving", region="case", description=text, schema_version=1.0,
                            undecided_bound=0.1, max_boxes=np.int64(1000), specification="by hand",
                            specification_sha256=sha(b"by hand").hexdigest(), essmap_version="none"))
        count(data, trees)
        parts = [text.encode(), b"tree 0\n" + np.array(nodes, "i1").tobytes()]
        digest = sum(int.from_bytes(sha(p).digest(), "little") for p in parts) % 2**256
        data.content_digest = digest.to_bytes(32, "little").hex()
        seal(data)
    return trees


def count(data, trees):
    """The attributes that count boxes."""
    share = Fraction(0)
    for tree in trees:
        waiting = [0]
        for node in tree:
            depth = waiting.pop() if waiting else 0
            if node >= 64:
                waiting += [depth + 1, depth + 1]
            elif node == 0:
                share += Fraction(1, 2**depth * len(trees))
    leaves = [n for tree in trees for n in tree if n < 64]
    data.setncatts(dict(undecided_share=float(share), undecided_boxes=np.int64(leaves.count(0)),
                        decided_boxes=np.int64(len(leaves) - leaves.count(0))))
