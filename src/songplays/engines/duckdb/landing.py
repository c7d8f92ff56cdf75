"""Land source files in a staging table: every line loaded, rejected with its reason, or blank."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from songplays.engines.duckdb.lines import lines_of
from songplays.engines.duckdb.second_look import SHORTENED, second_look, unknown_keys
from songplays.engines.duckdb.verdicts import Bounds, first_look, keyed, odd_lines
from songplays.engines.protocol import Landed, Landing
from songplays.errors import Unreachable
from songplays.lake.spool import Spool, is_plain, reframe, spool
from songplays.warehouse.schema import LOAD_ERRORS

if TYPE_CHECKING:
    from songplays.engines.duckdb.engine import DuckDB

WATCH_SECONDS = 0.2
"""How often a running statement is asked how far it is."""


def land(engine: "DuckDB", landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
    """Land `landing.files` in `landing.table` and fill landed_files and load_errors; see Engine.land."""
    engine.execute(SHORTENED)
    with _spool_folder(engine) as folder:
        spooled = spool(landing.source, landing.files, landing.framing, folder, on_bytes)
        landed = Landed(unknown_keys={}, refused=spooled.refused)
        first = min(file_id for file_id, _ in landing.files)
        with _watched(engine, sum(file.size for file in spooled.in_place), on_bytes):
            unframed = _land_spool(engine, landing, spooled, f"file_id >= {first}", landed)
        if unframed:
            reframed = reframe(unframed, landing.framing, folder)
            these = ", ".join(str(file_id) for file_id, _ in unframed)
            _land_spool(engine, landing, reframed, f"file_id IN ({these})", landed)
    for file in spooled.in_place:
        landing.source.require_unchanged(file)
    return landed


@contextmanager
def _spool_folder(engine: "DuckDB") -> Iterator[Path]:
    """Give a folder beside the warehouse. Who holds the warehouse owns it, so what a killed run left there can go."""
    folder = engine.path.with_name(f"{engine.path.name}.spool")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700)
        yield folder
    except OSError as error:
        raise Unreachable(f"{folder}: cannot be written ({error.strerror}); free some space and run again") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _watched(engine: "DuckDB", size: int, on_bytes: Callable[[int], None]) -> Iterator[None]:
    """Tell how much of `size` bytes read in place is done, as far as the block's longest statement has come."""
    ended = Event()

    def watch() -> None:
        told = 0
        while not ended.wait(WATCH_SECONDS):
            done = int(engine.progress() * size)
            on_bytes(max(0, done - told))
            told = max(told, done)
        on_bytes(size - told)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _land_spool(
    engine: "DuckDB", landing: Landing, spooled: Spool, among: str, landed: Landed
) -> Sequence[tuple[int, Path]]:
    """Land what is spooled; return the files DuckDB could not cut into lines exactly, of which nothing is in.

    among: the condition that tells the rows of these files from all others in the table.
    """
    if not spooled.direct and not spooled.bundle:
        return []
    table = landing.table
    names = ", ".join(f'"{column.name}"' for column in keyed(table))
    bounds = Bounds(landing.earliest, landing.latest)
    lines = lines_of(spooled, engine.threads)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The look for what DuckDB would cut otherwise goes on while DuckDB reads: most often there is none.
        odd_cuts = beside.submit(lambda: [file for file in spooled.direct if not is_plain(file[1])])
        engine.execute(
            f"INSERT INTO {table.name} (file_id, line_number, {names}) "
            f"WITH lines AS NOT MATERIALIZED ({lines}) {first_look(table, bounds)}"
        )
        unreadable = list({*odd_cuts.result(), *_unreadable(engine, spooled.direct)})
    _forget(engine, table.name, unreadable)
    engine.execute(
        f"INSERT INTO landed_files SELECT file_id, COUNT(*) AS lines, 0 AS rejected, 0 AS blank FROM {table.name} "
        f"WHERE {among} GROUP BY file_id"
    )
    engine.execute(f"CREATE TEMPORARY TABLE odd_lines AS {odd_lines(table, among)}")
    if not engine.fetch("SELECT 1 FROM odd_lines LIMIT 1").rows:
        engine.execute("DROP TABLE odd_lines")
        return unreadable
    engine.execute(f'DELETE FROM {table.name} WHERE "{table.marker}" IS NULL AND {among}')
    engine.execute(f"CREATE TEMPORARY TABLE second_look AS {second_look(table, bounds)}")
    spread = _spread_over_lines(engine, landing, spooled)
    for name in (table.name, "landed_files", "second_look"):
        _forget(engine, name, spread)
    _settle(engine, landing, names)
    for key, example in engine.fetch(unknown_keys(table)).rows:
        landed.unknown_keys.setdefault(key, example)
    engine.execute("DROP TABLE odd_lines")
    engine.execute("DROP TABLE second_look")
    return [*unreadable, *spread]


def _spread_over_lines(engine: "DuckDB", landing: Landing, spooled: Spool) -> Sequence[tuple[int, Path]]:
    """Return the large files of objects with a line that is none: their objects may be spread over several."""
    if landing.framing != "objects":
        return []
    rows = engine.fetch("SELECT DISTINCT file_id FROM second_look WHERE err_reason = 'malformed JSON'").rows
    malformed = {file_id for (file_id,) in rows}
    return [file for file in spooled.direct if file[0] in malformed]


def _settle(engine: "DuckDB", landing: Landing, names: str) -> None:
    """Load the lines that are well after all, and record what is rejected, shortened and blank."""
    table = landing.table
    texts = [column for column in keyed(table) if column.type == "VARCHAR"]
    values = ", ".join(
        f'shortened("{column.name}", {column.size})' if column in texts else f'"{column.name}"'
        for column in keyed(table)
    )
    engine.execute(
        f"INSERT INTO {table.name} (file_id, line_number, {names}) SELECT file_id, line_number, {values} "
        f"FROM second_look WHERE err_reason IS NULL AND NOT is_blank"
    )
    rejected = (
        "SELECT file_id, line_number, column_name, 'rejected' AS kind, err_reason, line AS raw, size AS full_bytes "
        "FROM second_look WHERE err_reason IS NOT NULL"
    )
    shortened = [
        f"SELECT file_id, line_number, '{column.name}', 'shortened', 'String length exceeds DDL length', "
        f'"{column.name}", strlen("{column.name}") FROM second_look '
        f'WHERE err_reason IS NULL AND strlen("{column.name}") > {column.size}'
        for column in texts
    ]
    engine.execute(
        f"INSERT INTO load_errors ({', '.join(LOAD_ERRORS.column_names)}) "
        "SELECT ?, ?, listed.filename, error.line_number, error.column_name, error.kind, error.err_reason, error.raw, "
        f"error.full_bytes, error.file_id FROM ({' UNION ALL '.join([rejected, *shortened])}) AS error "
        "JOIN listed_files AS listed ON listed.file_id = error.file_id",
        [landing.load_id, table.name],
    )
    engine.execute(
        "UPDATE landed_files SET rejected = counted.rejected, blank = counted.blank FROM ("
        "SELECT file_id, COUNT(err_reason) AS rejected, SUM(CASE WHEN is_blank THEN 1 ELSE 0 END) AS blank "
        "FROM second_look GROUP BY file_id) AS counted WHERE counted.file_id = landed_files.file_id"
    )


def _unreadable(engine: "DuckDB", direct: Sequence[tuple[int, Path]]) -> Sequence[tuple[int, Path]]:
    """Return the files with lines that are not UTF-8 or too long: DuckDB leaves those out and counts on."""
    if not direct:
        return []
    paths = {
        path
        for (path,) in engine.fetch(
            "SELECT DISTINCT scan.file_path FROM reject_errors AS error JOIN reject_scans AS scan "
            "ON scan.scan_id = error.scan_id AND scan.file_id = error.file_id"
        ).rows
    }
    engine.execute("DROP TABLE reject_errors")
    engine.execute("DROP TABLE reject_scans")
    return [file for file in direct if str(file[1]) in paths]


def _forget(engine: "DuckDB", table_name: str, files: Iterable[tuple[int, Path]]) -> None:
    for file_id, _ in files:
        engine.execute(f"DELETE FROM {table_name} WHERE file_id = ?", [file_id])
