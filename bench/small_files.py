"""Many small files: the whole load against starting, reading and parsing alone."""

from bench import buckets
from bench.commands import again, empty_folder, etl, floor
from bench.section import Section, Size, Target
from bench.timing import Command, take_turns


def small_files(size: Size) -> Section:
    """Measure (a), and (d) on a small bucket."""
    bucket = size.small_bucket()
    folder = empty_folder("small")
    warehouse = folder / "songplays.duckdb"
    logs, songs = buckets.log_files(bucket), buckets.song_files(bucket)
    events = buckets.count_lines(logs)
    lines = events + len(songs)
    run = Command(
        "songplays run, with dashboard",
        [buckets.SONGPLAYS, "--warehouse", warehouse, "run", "--source", bucket],
        prepare=lambda: buckets.remove(warehouse),
    )
    load, ran, rerun, least = take_turns(
        [
            etl("songplays etl", bucket, warehouse, lines=lines),
            run,
            again(bucket, warehouse),
            floor("floor: start, read every file, parse it", "small_files.py", bucket, lines=lines),
        ],
        size.rounds,
        folder,
    )
    whose = "The real bucket" if bucket.name == "real" else "A simulated bucket"
    return Section(
        f"{whose}: {len(songs):,} songs, one a file, and {events:,} events in {len(logs):,} files",
        [load, ran, rerun, least],
        [
            Target("(a) etl / floor of many small files", "x", 2.0, load.ratios(least)),
            Target("(a) run with dashboard", "s", 3.0, ran.walls),
            Target("(d) nothing new, small bucket", "s", 0.6, rerun.walls),
        ],
    )
