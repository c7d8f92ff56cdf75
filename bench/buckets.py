"""The data: simulated once and kept below build/bench, or the real data set where it is."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from bench.timing import DidNotRun

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("SONGPLAYS_BENCH_FOLDER") or ROOT / "build" / "bench")
"""Some 10 GB for ten million events."""
REAL_DATA = Path(os.environ.get("SONGPLAYS_REAL_DATA") or ROOT.parent / "shared" / "data")
SONGPLAYS = str(Path(sys.executable).with_name("songplays"))


def simulated(*, users: int, days: int, songs: int) -> Path:
    """Return a simulated bucket, made if it is not there yet."""
    bucket = CACHE / "buckets" / f"{users}-users-{days}-days-{songs}-songs"
    if not bucket.is_dir():
        print(f"Simulating {users:,} users over {days:,} days with {songs:,} songs, once …", flush=True)
        bucket.parent.mkdir(parents=True, exist_ok=True)
        size = ("--users", str(users), "--days", str(days), "--songs", str(songs))
        subprocess.run([SONGPLAYS, "simulate", str(bucket), *size], check=True)
    return bucket


def real() -> Path | None:
    """Return the real data set as a bucket, or None where it is not."""
    if not REAL_DATA.is_dir():
        return None
    bucket = CACHE / "buckets" / "real"
    if not (bucket / "log_data").is_dir():
        shutil.rmtree(bucket, ignore_errors=True)
        bucket.mkdir(parents=True)
        with tarfile.open(REAL_DATA / "song_data.tar.gz") as songs:
            songs.extractall(bucket, filter="data")
        shutil.copytree(REAL_DATA / "log_data", bucket / "log_data", copy_function=shutil.copyfile)
    return bucket


def log_files(bucket: Path) -> list[Path]:
    """Return the log files of a bucket, oldest first."""
    files = sorted((bucket / "log_data").rglob("*.json"))
    if not files:
        raise DidNotRun(f"{bucket}: no log files; remove the folder, and it is made again")
    return files


def count_lines(files: Iterable[Path]) -> int:
    """Return how many lines there are, whether or not the last of a file ends with a line feed."""
    lines = 0
    for path in files:
        ends_with = b"\n"
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                lines += piece.count(b"\n")
                ends_with = piece[-1:]
        lines += ends_with != b"\n"
    return lines


class Growing:
    """A bucket that shows as many of another's days as it is told: links, so that no file changes by being shown."""

    def __init__(self, path: Path, whole: Path) -> None:
        """Make a bucket at `path` that shows nothing of `whole` yet but its songs."""
        self.path = path
        (self.path / "log_data").mkdir(parents=True)
        (self.path / "song_data").symlink_to(whole / "song_data")
        self._files = log_files(whole)

    def show(self, days: slice) -> None:
        """Show the days of `days` and no others."""
        wanted = {file.name: file for file in self._files[days]}
        for link in list((self.path / "log_data").iterdir()):
            if wanted.pop(link.name, None) is None:
                link.unlink()
        for name, file in wanted.items():
            (self.path / "log_data" / name).symlink_to(file)


def song_files(bucket: Path) -> list[Path]:
    """Return the song files of a bucket: one song each."""
    return list((bucket / "song_data").rglob("*.json"))


def remove(warehouse: Path) -> None:
    """Remove a warehouse, with what DuckDB keeps beside it."""
    warehouse.unlink(missing_ok=True)
    warehouse.with_name(f"{warehouse.name}.wal").unlink(missing_ok=True)


def copy(warehouse: Path, to: Path) -> None:
    """Put a copy of a warehouse in the place of another."""
    remove(to)
    shutil.copyfile(warehouse, to)
