#!/usr/bin/python3
"""Times to saturation by SciPy's solve_ivp, at equal achieved error.

  bench/peers/scipy_ode.py SOLVER_BENCHMARK [--benchmark_filter=REGEX] [--benchmark_min_time=SECONDS]

takes the trajectories of `SOLVER_BENCHMARK --write-sample` and prints Google Benchmark's JSON.

  trajectories/scipy_{rk45,dop853,lsoda}/ERROR   as a reader of the paper would: dx/dt = x(1-x)(a+bx) from x0,
                                                 one at a time, until the event x = saturation
  trajectories/scipy_dop853_exchanged/ERROR      the best we could make of it: all at once, logits in place of
                                                 time: dt/ds = L/(a + b sigma(z0 + s L)), s in [0,1]

The tolerance is the loosest of three per decade at which the largest relative error is at most ERROR. Rates are of
CPU time. Exit code 77 where SciPy is not installed.
"""

import csv
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

try:
    import numpy as np
    from scipy.integrate import solve_ivp
except ImportError:
    print("scipy_ode: SciPy is not installed (Debian's python3-scipy)", file=sys.stderr)
    sys.exit(77)

ERRORS = ("1e-03", "1e-06", "1e-09")
ONE_BY_ONE = 8  # trajectories per start
Sample = dict[str, np.ndarray]
Solver = Callable[[Sample, float], np.ndarray]


def read_sample(program: str) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "sample.csv")
        subprocess.run([program, "--write-sample", file], check=True)
        rows = list(csv.DictReader(file.open()))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


def first_of_each_start(sample: Sample, count: int) -> Sample:
    kept = np.concatenate([np.flatnonzero(sample["x0"] == x0)[:count] for x0 in np.unique(sample["x0"])])
    return {key: values[kept] for key, values in sample.items()}


def by_event(method: str) -> Solver:
    def time_of(x0: float, saturation: float, a: float, b: float, tolerance: float) -> float:
        def saturated(_t: float, x: np.ndarray) -> float:
            return x[0] - saturation

        saturated.terminal = True
        found = solve_ivp(lambda _t, x: x * (1 - x) * (a + b * x), (0, 1000), [x0], method=method, rtol=tolerance,
                          atol=tolerance, events=saturated)
        return found.t_events[0][0] if found.t_events[0].size else math.nan

    return lambda sample, tolerance: np.array([
        time_of(*values, tolerance) for values in zip(*(sample[key].tolist() for key in ("x0", "saturation", "a", "b")))
    ])


def exchanged(sample: Sample, tolerance: float) -> np.ndarray:
    z0, z1 = (np.log(sample[key] / (1 - sample[key])) for key in ("x0", "saturation"))
    length, a, b = z1 - z0, sample["a"], sample["b"]
    found = solve_ivp(lambda s, _t: length / (a + b / (1 + np.exp(-z0 - s * length))), (0, 1), np.zeros_like(a),
                      method="DOP853", rtol=tolerance, atol=tolerance * 1e-3)
    return found.y[:, -1]


def largest_error(sample: Sample, times: np.ndarray) -> float:
    error = np.max(np.abs(times - sample["time"]) / sample["time"])
    return math.inf if math.isnan(error) else float(error)


def tuned(solver: Solver, sample: Sample, error: float) -> float:
    third = 6
    while largest_error(sample, solver(sample, 10 ** (-third / 3))) > error:
        third += 3
        if third > 40:
            raise SystemExit(f"scipy_ode: the error {error} is not reached")
    for looser in (third - 2, third - 1):
        if looser >= 6 and largest_error(sample, solver(sample, 10 ** (-looser / 3))) <= error:
            return 10 ** (-looser / 3)
    return 10 ** (-third / 3)


def measured(name: str, solver: Solver, sample: Sample, error: float, least: float) -> dict[str, object]:
    tolerance = tuned(solver, sample, error)
    iterations, start = 0, time.process_time()
    while iterations == 0 or time.process_time() - start < least:
        times = solver(sample, tolerance)
        iterations += 1
    seconds = (time.process_time() - start) / iterations
    return {"name": name, "run_type": "iteration", "iterations": iterations, "real_time": seconds * 1e3,
            "cpu_time": seconds * 1e3, "time_unit": "ms", "items_per_second": len(times) / seconds,
            "max_relative_error": largest_error(sample, times), "tolerance": tolerance}


def main(arguments: list[str]) -> int:
    options = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    programs = [argument for argument in arguments if not argument.startswith("--")]
    if len(programs) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    wanted = re.compile(options.get("--benchmark_filter", "."))
    least = float(options.get("--benchmark_min_time", "0.1"))
    every = read_sample(programs[0])
    some = first_of_each_start(every, ONE_BY_ONE)
    solvers = {"scipy_rk45": (by_event("RK45"), some), "scipy_dop853": (by_event("DOP853"), some),
               "scipy_lsoda": (by_event("LSODA"), some), "scipy_dop853_exchanged": (exchanged, every)}
    names = [(f"trajectories/{method}/{error}", method, float(error)) for method in solvers for error in ERRORS]
    with np.errstate(over="ignore", invalid="ignore"):  # a trial step too far, which is then refused
        benchmarks = [measured(name, *solvers[method], error, least) for name, method, error in names
                      if wanted.search(name)]
    json.dump({"context": {"executable": "scipy_ode.py"}, "benchmarks": benchmarks}, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
