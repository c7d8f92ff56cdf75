"""Run the command as a user does: as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import songplays


def songplays_command(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``songplays`` with `arguments` in the folder `cwd`; its output comes as text."""
    return subprocess.run(
        [sys.executable, "-m", songplays.__name__, *map(str, arguments)],
        cwd=cwd,
        env=own_environment() | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def only_line(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Return the exit code of a command that failed, and the one line that it said why."""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.returncode, done.stderr.removeprefix("songplays: error: ").rstrip()


def own_environment() -> dict[str, str]:
    """Return this environment without what would lead the command elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SONGPLAYS_", "AWS_"))} | {
        "COLUMNS": "120",
        "CI": "true",
    }
