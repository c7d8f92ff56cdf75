"""What is measured: each section is one run, so that its figures may be compared with each other."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import buckets
from bench.timing import Command, Series, take_turns

FLOORS = Path(__file__).parent / "floors"
GIB = 2**30


@dataclass(frozen=True)
class Target:
    """What is asked for, as a highest value, and what came out, a value a round."""

    what: str
    unit: str
    highest: float
    measured: Sequence[float]


@dataclass(frozen=True)
class Section:
    """One run: its title, what was measured, and what that says of the targets."""

    key: str
    title: str
    series: Sequence[Series]
    targets: Sequence[Target]


@dataclass(frozen=True)
class Size:
    """How much is measured: events and days of the large bucket, and rounds."""

    events: int = 10_000_000
    days: int = 365
    songs: int = 15_000
    rounds: int = 7
    large_rounds: int = 3

    @property
    def users(self) -> int:
        """How many simulated users cause that many events; 8,300 make ten million in a year."""
        return max(1, round(8300 * self.events / 10_000_000 * 365 / self.days))

    def year(self) -> Path:
        """Return the large bucket, with one day more than `days`."""
        return buckets.simulated(users=self.users, days=self.days + 1, songs=self.songs)


def etl(bucket: Path, warehouse: Path, *options: str) -> list[str | Path]:
    """Return the command line of a load."""
    return [buckets.SONGPLAYS, "--warehouse", warehouse, "etl", "--source", bucket, "--json", *options]


def folder(name: str) -> Path:
    """Return a new folder to work in."""
    place = buckets.CACHE / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def small_files(size: Size) -> Section:
    """Measure many small files: the whole load against reading and parsing them."""
    bucket = buckets.real() or buckets.simulated(users=100, days=30, songs=size.songs)
    place = folder("small")
    warehouse = place / "songplays.duckdb"
    logs, songs = buckets.log_files(bucket), buckets.song_files(bucket)
    events = buckets.count_lines(logs)
    lines = events + len(songs)

    def empty() -> None:
        buckets.remove(warehouse)

    load, run, rerun, floor = take_turns(
        [
            Command("songplays etl", etl(bucket, warehouse), lines, empty),
            Command(
                "songplays run, with dashboard",
                [buckets.SONGPLAYS, "--warehouse", warehouse, "run", "--source", bucket],
                prepare=empty,
            ),
            Command("songplays etl again, nothing new", etl(bucket, warehouse)),
            Command("floor: start, read every file, parse", [sys.executable, FLOORS / "small_files.py", bucket], lines),
        ],
        size.rounds,
        place,
    )
    whose = "the real bucket" if bucket.name == "real" else "a simulated bucket"
    return Section(
        "small",
        f"{whose}: {len(songs):,} songs and {events:,} events in {len(songs) + len(logs):,} files",
        [load, run, rerun, floor],
        [
            Target("(a) etl / floor of many small files", "x", 2.0, load.ratios(floor)),
            Target("(a) run with dashboard", "s", 3.0, run.walls),
            Target("(d) nothing new, small bucket", "s", 0.6, rerun.walls),
        ],
    )


def year(size: Size) -> Section:
    """Measure large files: the whole load against a bare CREATE TABLE AS, with and without a limit of memory."""
    place = folder("year")
    whole = size.year()
    bucket = buckets.Growing("year/bucket", whole)
    bucket.show(slice(size.days))
    warehouse, limited, bare = (place / name for name in ("songplays.duckdb", "limited.duckdb", "bare.duckdb"))
    events = buckets.count_lines(buckets.log_files(whole)[: size.days])
    lines = events + size.songs
    floor: list[str | Path] = [sys.executable, FLOORS / "large_files.py", bucket.path, bare]
    load, spilling, ordered, unordered = take_turns(
        [
            Command("songplays etl", etl(bucket.path, warehouse), lines, lambda: buckets.remove(warehouse)),
            Command(
                "songplays etl --memory-limit 1GB",
                etl(bucket.path, limited, "--memory-limit", "1GB"),
                lines,
                lambda: buckets.remove(limited),
            ),
            Command("floor: CREATE TABLE AS read_json", floor, events),
            Command("floor: the same, order not kept", [*floor, "preserve_insertion_order=false"], events),
        ],
        size.large_rounds,
        place,
    )
    buckets.remove(limited)
    buckets.remove(bare)
    faster = min(ordered, unordered, key=lambda series: series.median)
    return Section(
        "year",
        f"{events:,} events in {size.days:,} files, and {size.songs:,} songs",
        [load, spilling, ordered, unordered],
        [
            Target("(b) etl / the faster bare CREATE TABLE AS", "x", 1.6, load.ratios(faster)),
            Target("(b) peak of memory", "GB", 2.0, [sample.peak / 1e9 for sample in load.samples]),
            Target("(f) etl with 1 GB / without limit", "x", 1.3, spilling.ratios(load)),
        ],
    )


def one_more_day(size: Size) -> Section:
    """Measure one more day, and none, on top of all the others."""
    whole = size.year()
    bucket = buckets.Growing("more/bucket", whole)
    place = buckets.CACHE / "more"
    full, warehouse = place / "full.duckdb", place / "songplays.duckdb"
    bucket.show(slice(size.days))
    day = buckets.count_lines(buckets.log_files(whole)[size.days :])
    print(f"  loading {size.days:,} days to begin with …", flush=True)
    take_turns([Command("songplays etl, all the days", etl(bucket.path, full))], 0, place)

    def with_history() -> None:
        buckets.copy(full, warehouse)
        bucket.show(slice(size.days + 1))

    def without_history() -> None:
        buckets.remove(warehouse)
        bucket.show(slice(size.days, None))

    def nothing_new() -> None:
        bucket.show(slice(size.days))

    more, alone, again = take_turns(
        [
            Command("songplays etl, one more day", etl(bucket.path, warehouse), day, with_history),
            Command(
                "songplays etl, that day alone and the songs",
                etl(bucket.path, warehouse),
                day + size.songs,
                without_history,
            ),
            Command("songplays etl again, nothing new", etl(bucket.path, full), prepare=nothing_new),
        ],
        size.rounds,
        place,
    )
    return Section(
        "more",
        f"one more day, {day:,} events, after {size.days:,} such days",
        [more, alone, again],
        [
            Target("(c) one more day / that day alone", "x", 2.0, more.ratios(alone)),
            Target("(d) nothing new, large bucket", "s", 0.6, again.walls),
        ],
    )


def start(size: Size) -> Section:
    """Measure how long it takes to be told what there is."""
    place = folder("start")
    floor, shown = take_turns(
        [
            Command("floor: python -c pass", [sys.executable, "-c", "pass"]),
            Command("songplays --help", [buckets.SONGPLAYS, "--help"]),
        ],
        size.rounds,
        place,
    )
    return Section("start", "starting", [shown, floor], [Target("(e) songplays --help", "s", 0.2, shown.walls)])


SECTIONS = {"small": small_files, "year": year, "more": one_more_day, "start": start}
