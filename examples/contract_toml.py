"""Reads contract.toml, as `essmap recommend` writes it. Used by deploy.py"""
import math, pathlib, tomllib
from local_chain import Stop


def read_contract(path, rules):
    """Its tables; `rules` names the contract's own."""
    wanted = {"rules": rules, "first_round": ["theta", "gamma"], "units": ["point", "tick", "seconds"]}
    try:
        tables = tomllib.loads(pathlib.Path(path).read_text())
    except OSError as error:
        raise Stop(65, f"cannot read {path}: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(65, f"{path}: {error}")
    for table in tables:
        if table not in wanted:
            raise Stop(65, f"{path}: unknown table or key {table}: allowed are {', '.join(wanted)}")
    old = [key for key in ("benefit_min", "benefit_max", "stock_share") if key in (tables.get("rules") or {})]
    if old:
        raise Stop(65, f"{path}: rules.{old[0]} is of an older contract: run essmap recommend again for one with "
                       "benefit, stock_max, promotion and notice")
    new = ("quorum", "window", "penalty", "effort_max", "detection_min", "error_max")
    if isinstance(tables.get("rules"), dict) and not any(key in tables["rules"] for key in new):
        raise Stop(65, f"{path}: rules.quorum is missing, as in an older contract: run essmap recommend again for one "
                       f"with {', '.join(new)}")
    for table, keys in wanted.items():
        found = tables.get(table)
        if not isinstance(found, dict):
            raise Stop(65, f"{path}: [{table}] is missing")
        for key in found:
            if key not in keys:
                raise Stop(65, f"{path}: unknown key {table}.{key}")
        for key in keys:
            if key not in found:
                raise Stop(65, f"{path}: {table}.{key} is missing")
            value, real = found[key], key in ("point", "tick")
            if type(value) is not int and not (real and type(value) is float):
                raise Stop(65, f"{path}: {table}.{key} = {value} is not allowed: a {'' if real else 'whole '}number")
            if not real and not -2**63 <= value < 2**63:
                raise Stop(65, f"{path}: {table}.{key} = {value} is not allowed: 64 bits")
    units, scale = tables["units"], tables["rules"]["scale"]
    for key, value in units.items():
        if not 0 < value < math.inf:
            raise Stop(65, f"{path}: units.{key} = {value} is not allowed: more than 0")
    if tables["rules"]["quorum"] and tables["rules"]["window"] < tables["rules"]["round_limit"]:
        raise Stop(65, f"{path}: rules.window = {tables['rules']['window']} is not allowed here: at least round_limit = "
                       f"{tables['rules']['round_limit']}, as the reviewers wait until a round is over")
    parts = units["point"] * scale
    if abs(parts - round(parts)) > 1e-9 * parts:
        raise Stop(65, f"{path}: units.point = {units['point']} is not allowed: whole parts of scale, "
                       "in which essmap regulate counts")
    return tables
