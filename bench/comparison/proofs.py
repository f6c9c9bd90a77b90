"""`essmap verify` as a program of benchmarks: proofs/all is the whole of it, with its peak memory,
proofs/PROPERTY one property, and proofs/z3/GROUP and proofs/cvc5/GROUP all properties of a group by one
solver, which has to decide them all."""

import json
from typing import Any

from .failure import FAILED, Failure
from .running import Finished, Measured, failed, run


def verify(command: list[str], arguments: list[str]) -> tuple[Finished, dict[str, dict[str, Any]]]:
    done = run([*command, "--format", "json", *arguments])
    if done.code != 0:
        raise failed(command, done)
    return done, {p["id"]: p for p in json.loads(done.output)["properties"]}


def summed(properties: dict[str, dict[str, Any]], name: str) -> dict[str, float] | None:
    """Rate and seconds of proofs/SOLVER/GROUP."""
    _, solver, group = name.split("/", 2)
    members = [p for key, p in properties.items() if key == group or key.startswith(group + ".")]
    for p in members:
        if p["result"] == "unknown":
            raise Failure(FAILED, f"{name}: {solver} leaves {p['id']} undecided")
    return rated(sum(p["seconds"] for p in members), len(members)) if members else None


def rated(seconds: float, items: int = 1) -> dict[str, float]:
    return {"seconds": round(seconds, 7), "items_per_second": float(f"{items / max(seconds, 1e-9):.7g}")}


def run_proofs(command: list[str], names: list[str]) -> Measured:
    """The named ones and, where any needs all of Z3's, the seconds of each property."""
    rival = [name for name in names if name.startswith("proofs/cvc5/")]
    found: Measured = {}
    if len(rival) < len(names):
        done, properties = verify(command, [])
        found = {f"proofs/{key}": {"seconds": round(p["seconds"], 6)} for key, p in properties.items()}
        found["proofs/all"] = rated(done.seconds) | {"cpu_seconds": done.cpu_seconds, "most_bytes": done.most_bytes}
        for name in names:
            if name.startswith("proofs/z3/") and (sums := summed(properties, name)):
                found[name] = sums
            elif name in found:
                found[name] |= rated(found[name]["seconds"]) if name != "proofs/all" else {}
    if rival:
        groups = [part for name in rival for part in ("--only", name.removeprefix("proofs/cvc5/"))]
        _, properties = verify(command, ["--solver", "cvc5", *groups])
        found |= {name: sums for name in rival if (sums := summed(properties, name))}
    return found
