#!/usr/bin/env python3
"""What has passed on this machine, so that it need not be done again: one small file for each thing that passed, under
the name of the thing and the key of all that it depends on. Steps of CI, mutants and scripts/lint use these records.

    scripts/records.py key PATH...            the key of these files and folders and of this machine's tools
    scripts/records.py known NAME KEY         exit code 0, and what was recorded, where NAME passed with this KEY; else 1
    scripts/records.py add NAME KEY [TEXT]    NAME passed with this KEY

A PATH is a file or folder of the repository, or a pattern of git. A key is made from the names and contents of all files
of the repository that match, committed or not, and from the versions of the compilers and of the packages of
scripts/install-dependencies. Records are in $XDG_CACHE_HOME/essmap/passed (~/.cache/essmap/passed); delete
the folder to forget them. Those that nobody asked for in 60 days are deleted."""
import functools
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "essmap/passed"
DAYS = 60


def output(*command):
    try:
        return subprocess.run(command, cwd=root, capture_output=True, text=True).stdout
    except FileNotFoundError:
        return "none"


@functools.cache
def tools():
    """Versions of all that is not in the repository: the compilers, and the packages that essmap installs."""
    script = (root / "scripts/install-dependencies").read_text()
    packages = " ".join(re.findall(r"^packages_\w+=\(([^)]*)\)", script, re.M)).split()
    versions = output("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *sorted(set(packages)))
    return "\n".join([versions, output("c++", "--version"), output("clang++", "--version"), output("node", "--version")])


def digest(parts):
    """One key of several texts or bytes."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return whole.hexdigest()[:32]


def key(paths):
    """The key of files and folders of the repository. ValueError where a path matches nothing."""
    files = set()
    for path in paths:
        listed = output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", path).split("\0")
        listed = [name for name in listed if (root / name).is_file()]
        if not listed:
            raise ValueError(f"no file of the repository matches {path}")
        files.update(listed)
    return digest([tools(), *(part for name in sorted(files) for part in (name, (root / name).read_bytes()))])


def known(name, of):
    """What was recorded when this passed, or None."""
    record = folder / name / of
    if not record.exists():
        return None
    os.utime(record)
    return record.read_text()


def add(name, of, text=""):
    record = folder / name / of
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(text)
    for old in record.parent.iterdir():
        if time.time() - old.stat().st_mtime > DAYS * 86400:
            old.unlink(missing_ok=True)


def main(words):
    if words[:1] == ["key"] and len(words) > 1:
        print(key(words[1:]))
    elif words[:1] == ["known"] and len(words) == 3:
        text = known(*words[1:])
        if text is None:
            return 1
        print(text, end="")
    elif words[:1] == ["add"] and len(words) in (3, 4):
        add(*words[1:])
    else:
        print(__doc__, file=sys.stderr)
        return 64
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"records: {error}")
