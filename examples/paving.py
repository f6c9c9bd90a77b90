"""The boxes of a paving: lower and upper ends by axis, and labels. Run: paving.py FILE.nc"""
import itertools, math, sys
import netCDF4, numpy


def boxes(path):
    d = netCDF4.Dataset(path)
    names = [w[12:] for w in d["tree"].flag_meanings.split() if w.startswith("split_along_")]
    points = [d[n][:].tolist() for n in names]
    wide = [len(p) > 1 and d[n].discrete == "false" for n, p in zip(names, points)]
    log = [d[n].spacing == "log" for n in names]
    nodes, found = iter(d["tree"][:].tolist()), []

    def expand(lo, hi):
        node = next(nodes)
        if node < 64:
            found.append((lo, hi, node))
            return
        i = node - 64
        middle = math.sqrt(lo[i] * hi[i]) if log[i] else 0.5 * (lo[i] + hi[i])
        expand(lo, hi[:i] + (middle,) + hi[i + 1:])
        expand(lo[:i] + (middle,) + lo[i + 1:], hi)

    for root in itertools.product(*[zip(p, p[1:]) if w else zip(p, p) for p, w in zip(points, wide)]):
        expand(*zip(*root))
    lower, upper, label = map(numpy.array, zip(*found))
    return names, lower, upper, label


if __name__ == "__main__":
    names, lower, upper, label = boxes(sys.argv[1])
    print(", ".join(names))
    for value, word in enumerate(netCDF4.Dataset(sys.argv[1])["tree"].flag_meanings.split()[: label.max() + 1]):
        print(f"{(label == value).sum()} boxes: {word}")
