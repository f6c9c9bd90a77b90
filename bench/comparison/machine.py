"""On what and with what was measured."""

import os
import pathlib
import platform
import re
import subprocess
from typing import Any


def machine() -> dict[str, Any]:
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^(?:model name|Model)\s*: (.*)$", cpuinfo, re.M)
    return {
        "model": model[1] if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": f"{platform.system()} {platform.release()}",
    }


def threads() -> int:
    """Those of OpenMP, unless a benchmark sets its own."""
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    return int(wanted) if wanted.isdigit() and int(wanted) > 0 else len(os.sched_getaffinity(0))


def described(command: list[str]) -> str:
    """What a command says on its only line, e.g. a version; "unknown" where it cannot."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return said or "unknown"
