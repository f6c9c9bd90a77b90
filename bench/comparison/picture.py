"""Cost over error as a picture, drawn by gnuplot."""

import pathlib
import subprocess

from .failure import INPUT_OUTPUT, Failure
from .record import Record, write_whole
from .results import curve_points
from .table import Curve


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def script(record: Record, curve: Curve) -> str:
    blocks, plots = [], []
    for title, points in curve_points(record, curve):
        rows = sorted((error, 1e6 * seconds) for _, error, seconds in filter(None, points))
        if rows and rows[-1][0] == 0.0:  # what errors are measured against
            level = sorted(cost for _, cost in rows)[len(rows) // 2]
            plots.append(f"{level:.6g} with lines linewidth 2 dashtype 2 title {quoted(title)}")
        elif rows:
            name = f"$series{len(blocks)}"
            blocks.append(f"{name} << EOD\n" + "".join(f"{x:.6g} {y:.6g}\n" for x, y in rows) + "EOD\n")
            style = "with linespoints linewidth 2 pointsize 0.7"
            plots.append(f"{name} using 1:2 {style} title {quoted(title)}")
    if not plots:
        raise Failure(INPUT_OUTPUT, f"cannot draw {curve.id}: nothing of it is installed")
    return (
        'set terminal svg size 760,500 noenhanced font "DejaVu Sans,13" background rgb "white"\n'
        f"set title {quoted(curve.title)}\nset xlabel \"largest relative error\"\n"
        f"set ylabel {quoted(f'microseconds per {curve.item}')}\n"
        'set logscale xy\nset format x "%.0e"\nset format y "%g"\nset grid\nset key below height 1\n'
        'set linetype 5 linecolor rgb "#8c510a"\nset offsets graph 0.05, graph 0.05, 0, 0\n'
        + "".join(blocks)
        + "plot "
        + ", ".join(plots)
        + "\n"
    )


def draw(record: Record, curve: Curve, path: pathlib.Path) -> None:
    try:
        done = subprocess.run(["gnuplot"], input=script(record, curve), capture_output=True, text=True)
    except OSError:
        raise Failure(INPUT_OUTPUT, "cannot draw: gnuplot is not installed (Debian's gnuplot-nox)") from None
    if done.returncode != 0 or not done.stdout:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise Failure(INPUT_OUTPUT, f"cannot draw {curve.id}: gnuplot says: {said}")
    write_whole(path, done.stdout)
