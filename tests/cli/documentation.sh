#!/usr/bin/env bash
# Every command of README.md and docs/ runs: lines beginning with "$ " in code blocks, in order, with the
# output below them compared where there is any ("..." stands for anything).
. "$(dirname "$0")/common.sh"

cp -r "$source/examples" .
ln -s "$source/contracts-model" .
mkdir -p bin build
ln -s "$(dirname "$(dirname "$essmap")")" build/release
evm_tools || echo "skipped: commands of examples/deploy.py ($evm_missing)"
ln -s "$essmap" bin/essmap
PATH="$folder/bin:$PATH" /usr/bin/python3 - "$source" "$evm_missing" <<'PY' || fail "documentation"
import pathlib, re, subprocess, sys
source = pathlib.Path(sys.argv[1])
wrong = commands = 0
for page in [source / "README.md", *sorted((source / "docs").glob("*.md"))]:
    for block in re.findall(r"```console\n(.*?)```", page.read_text(), re.S):
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = step.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = command[:-1] + more
            if sys.argv[2] and "examples/deploy.py" in command:
                continue
            commands += 1
            result = subprocess.run(command, shell=True, executable="/bin/bash", capture_output=True, text=True)
            pattern = re.escape(expected.strip()).replace(r"\.\.\.", ".*")
            got = (result.stdout + result.stderr).strip()
            if result.returncode != 0 or (expected.strip() and not re.fullmatch(pattern, got, re.S)):
                wrong += 1
                print(f"{page.name}: $ {command}\nexit {result.returncode}, expected:\n{expected}\ngot:\n{got}\n")
print(f"{commands} commands of the documentation tried, {wrong} wrong")
sys.exit(1 if wrong or commands < 8 else 0)
PY
finish
