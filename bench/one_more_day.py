"""One more day on top of all the others, or none."""

from dataclasses import replace

from bench import buckets
from bench.commands import again, empty_folder, etl
from bench.section import Section, Size, Target
from bench.timing import measure, take_turns


def one_more_day(size: Size) -> Section:
    """Measure (c), and (d) on a large bucket."""
    whole = size.large_bucket()
    folder = empty_folder("more")
    bucket = buckets.Growing(folder / "bucket", whole)
    full, warehouse = folder / "full.duckdb", folder / "songplays.duckdb"
    logs = buckets.log_files(whole)
    history, day = buckets.count_lines(logs[: size.days]), buckets.count_lines(logs[size.days :])
    print(f"  loading {size.days:,} days to begin with …", flush=True)
    bucket.show(slice(size.days))
    measure(etl("songplays etl", bucket.path, full, lines=history + size.songs), folder)

    def with_history() -> None:
        buckets.copy(full, warehouse)
        bucket.show(slice(size.days + 1))

    def without_history() -> None:
        buckets.remove(warehouse)
        bucket.show(slice(size.days, size.days + 1))

    last = etl("songplays etl, one more day", bucket.path, warehouse, lines=day)
    only = etl("songplays etl, that day alone, and the songs", bucket.path, warehouse, lines=day + size.songs)
    more, alone, rerun = take_turns(
        [
            replace(last, prepare=with_history),
            replace(only, prepare=without_history),
            replace(again(bucket.path, full), prepare=lambda: bucket.show(slice(size.days))),
        ],
        size.rounds,
        folder,
    )
    for path in (full, warehouse):
        buckets.remove(path)
    return Section(
        f"One more day, {day:,} events, after {size.days:,} days with {history:,}",
        [more, alone, rerun],
        [
            Target("(c) one more day / that day alone", "x", 2.0, more.ratios(alone)),
            Target("(d) nothing new, large bucket", "s", 0.6, rerun.walls),
        ],
    )
