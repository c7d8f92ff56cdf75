"""Time whole processes, several in turn, so that whatever else the machine does hits all of them alike."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


class DidNotRun(Exception):
    """A command failed, or did not do what it is measured for."""


def stop_when_told() -> None:
    """Let SIGTERM end this process as Ctrl-C does: whatever it has started is ended, and what it has put aside goes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@dataclass(frozen=True)
class Command:
    """A process to measure.

    says: what has to stand in the JSON object that is its last line, such as how many lines it has read.
    prepare: called before each start, and not timed.
    """

    label: str
    arguments: Sequence[str | Path]
    says: Mapping[str, int] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Sample:
    """One run: seconds of wall clock and of both kinds of CPU, and the peak of memory in bytes."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Series:
    """All runs of one command, in order."""

    label: str
    samples: Sequence[Sample]

    @property
    def walls(self) -> list[float]:
        """Seconds of wall clock."""
        return [sample.wall for sample in self.samples]

    def ratios(self, other: "Series") -> list[float]:
        """Return how many times as long as `other` each run took, compared with the run of the same round."""
        return [mine / theirs for mine, theirs in zip(self.walls, other.walls, strict=True)]


def measure(command: Command, folder: Path) -> Sample:
    """Run `command` in `folder` and return what it took; DidNotRun with its own words if it fails."""
    command.prepare()
    os.sync()  # nobody pays for what an earlier run has left to write
    output, errors = folder / "stdout", folder / "stderr"
    with output.open("wb") as stdout, errors.open("wb") as stderr:
        started = time.perf_counter()
        process = subprocess.Popen(command.arguments, cwd=folder, env=_environment(), stdout=stdout, stderr=stderr)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        words = errors.read_text(errors="replace").strip().splitlines()[-5:]
        raise DidNotRun("\n".join([f"{command.label}: exit code {process.returncode}", *words]))
    _require_said(command, output.read_text(errors="replace"))
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _require_said(command: Command, output: str) -> None:
    """Raise DidNotRun unless the last line of `output` says what it has to."""
    if not command.says:
        return
    said: dict[str, Any] = json.loads(output.splitlines()[-1])
    for name, count in command.says.items():
        if said.get(name) != count:
            raise DidNotRun(f"{command.label}: {name} should be {count:,}, and it says {said}")


def take_turns(commands: Sequence[Command], rounds: int, folder: Path, *, warm_up: bool = True) -> list[Series]:
    """Run each command once to warm up, then all of them in turn, `rounds` times; print each run as it ends."""
    samples: dict[str, list[Sample]] = {command.label: [] for command in commands}
    for turn in range(0 if warm_up else 1, rounds + 1):
        for command in commands:
            sample = measure(command, folder)
            counted = f"{turn} of {rounds}" if turn else "warm-up"
            print(
                f"  {command.label:<54} {counted:>9} {sample.wall:9.3f} s {sample.cpu:9.3f} CPU s "
                f"{sample.peak / 2**20:8,.0f} MiB",
                flush=True,
            )
            if turn:
                samples[command.label].append(sample)
    return [Series(label, samples[label]) for label in samples]


def spread(values: Sequence[float], digits: int) -> str:
    """Return the median with the lowest and the highest value."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def _environment() -> dict[str, str]:
    """Return this environment without what would lead a command elsewhere, or make it open a browser."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SONGPLAYS_", "AWS_"))} | {
        "CI": "true"
    }
