"""The benchmark measures what it says, and runs from end to end."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.page import BEGIN, END, PAGE, page
from bench.timing import Command, DidNotRun, measure, take_turns

ROOT = Path(__file__).parents[1]
MIB = 2**20
LABELS = (
    "songplays etl",
    "songplays run, with dashboard",
    "songplays etl again, nothing new",
    "floor: start, read every file, parse it",
    "songplays etl --memory-limit 1GB",
    "floor: CREATE TABLE AS read_json",
    "floor: the same, order not kept",
    "songplays etl, one more day",
    "songplays etl, that day alone, and the songs",
    "songplays --help",
    "floor: python -c pass",
    "day 1: ",
)
TARGETS = (
    "(a) etl / floor of many small files",
    "(a) run with dashboard",
    "(b) etl / bare CREATE TABLE AS",
    "(b) etl / the same, order not kept",
    "(b) peak of memory",
    "(c) one more day / that day alone",
    "(d) nothing new, small bucket",
    "(d) nothing new, large bucket",
    "(e) songplays --help",
    "(f) etl within 1 GB / without limit",
)


def python(code: str, **says: int) -> Command:
    """Return the command that runs `code`, which has to say `says`."""
    return Command("python", [sys.executable, "-c", code], says)


def test_waiting_is_no_work(tmp_path: Path) -> None:
    """Seconds of wall clock go on while a process waits, seconds of CPU do not."""
    sample = measure(python("import time; time.sleep(0.5)"), tmp_path)

    assert sample.wall >= 0.5
    assert sample.cpu < 0.4


def test_memory_is_of_the_process_alone(tmp_path: Path) -> None:
    """Started from a small process, the peak of memory is what the process itself has used."""
    code = (
        "import sys; from pathlib import Path; from bench.timing import Command, measure; "
        "import bench.__main__; "
        "print(*[measure(Command('', [sys.executable, '-c', f'bytearray({size})']), Path(sys.argv[1])).peak "
        f"for size in (0, {100 * MIB})])"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=True)
    nothing, much = map(int, done.stdout.split())

    assert nothing < 40 * MIB
    assert 100 * MIB <= much < 140 * MIB


def test_process_that_fails(tmp_path: Path) -> None:
    """A process that fails is no measurement: its own words are the error."""
    with pytest.raises(DidNotRun, match=r"exit code 1\nno such bucket"):
        measure(python("import sys; sys.exit('no such bucket')"), tmp_path)


def test_rows_that_are_missing(tmp_path: Path) -> None:
    """A process that has done less than it should is no measurement."""
    with pytest.raises(DidNotRun, match="lines should be 3"):
        measure(python("""print('{"lines": 2}')""", lines=3), tmp_path)


def test_turns(tmp_path: Path) -> None:
    """What is compared runs in turn, after a round that does not count."""
    order = tmp_path / "order"
    commands = [
        Command(name, [sys.executable, "-c", f"open({str(order)!r}, 'a').write({name!r})"]) for name in ("a", "b")
    ]

    series = take_turns(commands, 2, tmp_path)

    assert order.read_text() == "ababab"
    assert [2, 2] == [len(one.samples) for one in series]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Return what the whole benchmark prints and writes, run on next to nothing."""
    folder = tmp_path_factory.mktemp("bench")
    size = ["--events", "300", "--days", "2", "--songs", "30", "--rounds", "1", "--large-rounds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *size, "--out", folder / "bench.json"],
        cwd=ROOT,
        env=os.environ
        | {"SONGPLAYS_BENCH_FOLDER": str(folder / "cache"), "SONGPLAYS_REAL_DATA": str(folder / "nowhere")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads((folder / "bench.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", LABELS + TARGETS)
def test_every_line(tiny: tuple[str, dict[str, Any]], line: str) -> None:
    """Every process and every target is printed, whether met or missed."""
    printed, _ = tiny

    assert f"\n{line}" in printed.replace("\n  ", "\n")


def test_page(tiny: tuple[str, dict[str, Any]]) -> None:
    """The page takes its figures from the results and keeps what was written by hand."""
    _, measured = tiny
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)

    written = page(measured)

    assert written.startswith(before)
    assert written.endswith(after)
    for series in (series for section in measured["sections"].values() for series in section["series"]):
        assert f"| {series['label']} | {series['wall'][0]:.2f} (" in written
