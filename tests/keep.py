"""Run a command that is run now and then, and keep its result in a file: when, at which commit, what it said last.

python -m tests.keep docs/soak.txt pytest -m soak
"""

import datetime
import subprocess
import sys
from pathlib import Path

LINES = 12
"""Of the end of what it said."""


def commit() -> str:
    """The commit that was looked at, and whether files differed from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()

    changed = " with changes not committed" if git("status", "--porcelain", "--untracked-files=no") else ""
    return git("rev-parse", "--short=12", "HEAD") + changed


def main(file: str, *command: str) -> int:
    """The command's own exit code; its words go to the screen as they come."""
    heading = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC, commit {commit()}"
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        for line in running.stdout or ():
            sys.stdout.write(line)
            said.append(line.rstrip())
    result = "passed" if running.returncode == 0 else f"FAILED (exit code {running.returncode})"
    folder = str(Path.cwd())
    last = [line.replace(folder, ".") for line in said if line][-LINES:]
    Path(file).write_text("\n".join([heading, result, "", *last]) + "\n", encoding="utf-8")
    return running.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
