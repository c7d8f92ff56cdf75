"""The command lines that are measured, and the folders they work in."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bench import buckets
from bench.timing import Command

FLOORS = Path(__file__).with_name("floors")
ROW_COUNTS = Path(__file__).with_name("row_counts.py")


def etl(label: str, bucket: Path, warehouse: Path, *options: str, lines: int) -> Command:
    """Return a load of `lines` lines into a new warehouse."""
    return Command(
        label,
        [*_load(bucket, warehouse), *options],
        says={"lines": lines, "loaded": lines},
        prepare=lambda: buckets.remove(warehouse),
    )


def again(bucket: Path, warehouse: Path) -> Command:
    """Return a load into a warehouse that holds everything already."""
    return Command("songplays etl again, nothing new", _load(bucket, warehouse), says={"lines": 0})


def floor(label: str, script: str, *arguments: str | Path, lines: int) -> Command:
    """Return a script of floors/ that has to read `lines` lines."""
    return Command(label, [sys.executable, FLOORS / script, *arguments], says={"lines": lines})


def empty_folder(name: str) -> Path:
    """Return a new folder to work in."""
    folder = buckets.CACHE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def row_counts(warehouse: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    done = subprocess.run([sys.executable, ROW_COUNTS, warehouse], capture_output=True, text=True, check=True)
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def _load(bucket: Path, warehouse: Path) -> list[str | Path]:
    return [buckets.SONGPLAYS, "--warehouse", warehouse, "etl", "--source", bucket, "--json"]
