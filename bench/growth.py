"""Day after day, each a process of its own, as every night does it: what one more day costs, the more there are."""

from dataclasses import replace

from bench import buckets
from bench.commands import empty_folder, etl, row_counts
from bench.section import Day, Section, Size
from bench.timing import Command, DidNotRun, measure, take_turns

MARKS = (1, 10, 100, 365)
"""The days that are loaded several times over, into copies of what the days before have left."""


def growth(size: Size) -> Section:
    """Measure every day once, and the marked days in turn; the warehouse has to be what one load gives."""
    whole = size.large_bucket()
    folder = empty_folder("growth")
    bucket = buckets.Growing(folder / "bucket", whole)
    warehouse, copy = folder / "songplays.duckdb", folder / "copy.duckdb"
    lines = [buckets.count_lines([file]) for file in buckets.log_files(whole)[: size.days]]
    lines[0] += size.songs  # they come with the first day
    marked = {day: folder / f"before-day-{day}.duckdb" for day in MARKS if day <= size.days}
    days = []
    for day, count in enumerate(lines, start=1):
        if day in marked and day > 1:
            buckets.copy(warehouse, marked[day])
        bucket.show(slice(day))
        load = replace(etl(f"day {day}", bucket.path, warehouse, lines=count), prepare=lambda: None)
        days.append(Day(day, measure(load, folder)))
        print(f"  day {day:>3}: {count:>7,} lines {days[-1].took.wall:9.3f} s", flush=True)

    def repeated(day: int) -> Command:
        def prepare() -> None:
            buckets.remove(copy)
            if day > 1:
                buckets.copy(marked[day], copy)
            bucket.show(slice(day))

        songs = ", and the songs" if day == 1 else ""
        label = f"day {day}: {lines[day - 1]:,} lines{songs}"
        return replace(etl(label, bucket.path, copy, lines=lines[day - 1]), prepare=prepare)

    series = take_turns([repeated(day) for day in marked], size.rounds, folder)
    bucket.show(slice(size.days))
    at_once = etl("all days at once", bucket.path, copy, lines=sum(lines))
    print(f"  all of them at once: {measure(at_once, folder).wall:.1f} s", flush=True)
    if row_counts(warehouse) != row_counts(copy):
        raise DidNotRun(f"day by day gives {row_counts(warehouse)}, and at once {row_counts(copy)}")
    empty_folder("growth")
    return Section(f"{size.days:,} days, {sum(lines) - size.songs:,} events, day by day", series, days=days)
