#!/usr/bin/python3
"""bench/proof-peers, a little of it: what it says of the contract, and of changed ones.

  proof_peers.py SOURCE BUILD
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

source, build = map(pathlib.Path, sys.argv[1:])
QUICK = r"^guarded\.(guard\.(pay|sufficient|exact-amounts)|report\.may|review\.(may|quorum))$"
CHANGED = r"^(theta: rounded up|guard: < becomes <=|refusal: interval ignored|vote: on one's own report|rejection: the penalty is waived)$"

with tempfile.TemporaryDirectory() as place:
    out = pathlib.Path(place) / "peers.json"
    done = subprocess.run([source / "bench/proof-peers", "--build", build, "--only", "forge", "--only", "smtchecker",
                           "--promises", QUICK, "--mutants", CHANGED, "--runs", "16", "--limit", "120", "--out", out],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(out.read_text())

# What the tools are asked about are promises of `essmap verify`.
listed = json.loads(subprocess.check_output([build / "cli/essmap", "verify", "--contract", "guarded", "--list", "--format", "json"]))
promises = {re.sub(r"\.(real|fixed)$", "", one["id"]) for one in listed["properties"]}
stated = {promise for file in sorted((source / "contracts-model/solidity/smt").glob("*.sol"))
          for promise in re.findall(r"^/// (guarded\.\S+)\ncontract ", file.read_text(), re.M)}
asked = {promise for file in sorted((source / "contracts-model/solidity/forge/test").glob("*.sol"))
         for promise in re.findall(r'"(guarded\.[\w.-]*\w)"', file.read_text())}
assert len(stated) >= 60 and stated <= promises, sorted(stated - promises)
assert asked | set(said["forge"]["promises"]) <= promises, sorted((asked | set(said["forge"]["promises"])) - promises)

# forge finds nothing, though it has asked, and the contract has moved.
forge = said["forge"]
assert forge["broken"] is None and forge["calls"] >= 2000, forge
for promise in ("guarded.case1", "guarded.promise.payoff", "guarded.nsp.polling", "guarded.reach.saturation", "guarded.reach.change",
                "guarded.review.accepted", "guarded.review.member", "guarded.review.once", "guarded.seat.appointed",
                "guarded.bystander.vote", "guarded.reach.rejection"):
    assert forge["promises"][promise]["checks"] > 0, promise

# SMTChecker proves what it has proved before, for any rules, and refutes what is false for the example's.
smt = said["smtchecker"]["promises"]
assert {p: (a["result"], a["rules"]) for p, a in smt.items()} == {
    "guarded.guard.pay": ("proved", "any"), "guarded.guard.sufficient": ("proved", "any"),
    "guarded.report.may": ("proved", "any"), "guarded.review.may": ("proved", "any"),
    "guarded.review.quorum": ("proved", "any"), "guarded.guard.exact-amounts": ("refuted", "example")}, smt

# Both can fail: a changed contract is found.
mutants = said["mutants"]
assert len(mutants["names"]) == 5, mutants
assert mutants["forge"]["by"].get("theta: rounded up", "").startswith("guarded."), mutants
assert mutants["forge"]["by"].get("refusal: interval ignored") == "guarded.report.may", mutants
assert mutants["forge"]["by"].get("vote: on one's own report") == "guarded.review.judges", mutants
assert mutants["forge"]["by"].get("rejection: the penalty is waived") == "guarded.review.taken", mutants
assert mutants["smtchecker"]["by"] == {"guard: < becomes <=": "guarded.guard.sufficient",
                                       "refusal: interval ignored": "guarded.report.may",
                                       "vote: on one's own report": "guarded.review.may"}, mutants
