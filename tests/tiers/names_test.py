"""Every test that tiers.cmake names exists: ctest says nothing of a name that it does not know.

    names_test.py CTEST BUILD"""
import json
import pathlib
import re
import subprocess
import sys

ctest, build = sys.argv[1:]
listed = re.findall(r'^ +"(\S+) \d+"\)?$', (pathlib.Path(__file__).parent / "tiers.cmake").read_text(), re.M)
shown = subprocess.run([ctest, "--test-dir", build, "--show-only=json-v1"], check=True, capture_output=True, text=True)
known = {test["name"] for test in json.loads(shown.stdout)["tests"]}
unknown = [name for name in listed if name not in known]
if not listed or unknown:
    sys.exit(f"tests/tiers/tiers.cmake: {len(listed)} names, of which no test has: {', '.join(unknown) or 'none'}")
