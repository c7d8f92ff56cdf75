"""Large files: the whole load against a bare CREATE TABLE AS, with and without a limit of memory."""

from bench import buckets
from bench.commands import empty_folder, etl, floor
from bench.section import Section, Size, Target
from bench.timing import take_turns


def large_files(size: Size) -> Section:
    """Measure (b) and (f)."""
    whole = size.large_bucket()
    folder = empty_folder("year")
    bucket = buckets.Growing(folder / "bucket", whole)
    bucket.show(slice(size.days))
    warehouse, limited, bare = (folder / name for name in ("songplays.duckdb", "limited.duckdb", "bare.duckdb"))
    events = buckets.count_lines(buckets.log_files(whole)[: size.days])
    lines = events + size.songs
    unordered = "preserve_insertion_order=false"
    load, spilling, bare_load, quickest_load = take_turns(
        [
            etl("songplays etl", bucket.path, warehouse, lines=lines),
            etl("songplays etl --memory-limit 1GB", bucket.path, limited, "--memory-limit", "1GB", lines=lines),
            floor("floor: CREATE TABLE AS read_json", "large_files.py", bucket.path, bare, lines=events),
            floor("floor: the same, order not kept", "large_files.py", bucket.path, bare, unordered, lines=events),
        ],
        size.large_rounds,
        folder,
    )
    for path in (warehouse, limited, bare):
        buckets.remove(path)
    return Section(
        f"{events:,} events in {size.days:,} files, and {size.songs:,} songs",
        [load, spilling, bare_load, quickest_load],
        [
            Target("(b) etl / bare CREATE TABLE AS", "x", 1.6, load.ratios(bare_load)),
            Target("(b) etl / the same, order not kept", "x", 1.6, load.ratios(quickest_load)),
            Target("(b) peak of memory", "GB", 2.0, [sample.peak / 1e9 for sample in load.samples]),
            Target("(f) etl within 1 GB / without limit", "x", 1.3, spilling.ratios(load)),
        ],
    )
