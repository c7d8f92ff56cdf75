"""Land source files in a staging table: every line loaded, rejected with its reason, or blank."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import duckdb

from songplays.engines.duckdb.lines import lines_of
from songplays.engines.duckdb.second_look import SHORTENED, second_look, unknown_keys
from songplays.engines.duckdb.verdicts import ODD_LINES_SEEN, Bounds, first_look, keyed
from songplays.engines.protocol import Landed, Landing
from songplays.errors import Unreachable
from songplays.lake.spool import Spool, spool
from songplays.warehouse.schema import LOAD_ERRORS
from songplays.warehouse.table import Table

if TYPE_CHECKING:
    from songplays.engines.duckdb.engine import DuckDB

WATCH_SECONDS = 0.2
"""How often a running statement is asked how far it is."""


def land(engine: "DuckDB", landing: Landing, on_bytes: Callable[[int], None]) -> Landed:
    """Land `landing.files` in `landing.table` and fill landed_files and load_errors; see Engine.land.

    No row that was inserted is deleted again: for one deleted row, DuckDB would write the whole landing a second time
    when it commits.
    """
    engine.execute(SHORTENED)
    with _spool_folder(engine) as folder:
        spooled = spool(landing.source, landing.files, landing.framing, folder, on_bytes)
        landed = Landed(unknown_keys={}, refused=spooled.refused)
        if spooled.direct or spooled.bundle:
            try:
                with _watched(engine, sum(file.size for file in spooled.in_place), on_bytes):
                    odd = _land_usual_lines(engine, landing, spooled)
            except duckdb.Error:
                _require_unchanged(landing, spooled)  # what was found fit to be read may no longer be
                raise
            if odd:
                _find_odd_lines(engine, landing, _with_odd_lines(engine, landing, spooled, odd))
            _count(engine, landing, odd=bool(odd))
            if odd:
                _settle_odd_lines(engine, landing)
                landed.unknown_keys.update(engine.fetch(unknown_keys(landing.table)).rows)
                engine.execute("DROP TABLE second_look")
    _require_unchanged(landing, spooled)
    return landed


def _require_unchanged(landing: Landing, spooled: Spool) -> None:
    for file in spooled.in_place:
        landing.source.require_unchanged(file)


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


def _land_usual_lines(engine: "DuckDB", landing: Landing, spooled: Spool) -> int:
    """Land every line at which the first look finds nothing odd; return how many lines it left out."""
    table = landing.table
    engine.execute(f"CREATE OR REPLACE TEMPORARY SEQUENCE {ODD_LINES_SEEN}")
    engine.execute(
        f"INSERT INTO {table.name} (file_id, line_number, {_names(table)}) "
        f"WITH lines AS NOT MATERIALIZED ({lines_of(spooled, engine.threads)}) "
        f"{first_look(table, Bounds(landing.earliest, landing.latest))}"
    )
    ((following,),) = engine.fetch(f"SELECT nextval('{ODD_LINES_SEEN}')").rows
    return int(following) - 1


def _with_odd_lines(engine: "DuckDB", landing: Landing, spooled: Spool, odd: int) -> Spool:
    """Return the part of `spooled` to read again for its `odd` lines: files with gaps, or all if those lack too few."""
    gaps = dict(
        engine.fetch(
            f"SELECT file_id, MAX(line_number) - COUNT(*) AS gaps FROM {landing.table.name} "
            f"WHERE file_id >= {landing.first_file_id} GROUP BY file_id HAVING gaps > 0"
        ).rows
    )
    if sum(gaps.values()) < odd:  # the last lines of some file are odd, or all of them
        return spooled
    direct = [file for file in spooled.direct if file[0] in gaps]
    return Spool(spooled.folder, direct, spooled.bundle if len(direct) < len(gaps) else None)


def _find_odd_lines(engine: "DuckDB", landing: Landing, spooled: Spool) -> None:
    """Take a second look at the lines of `spooled` that were left out, into the table second_look."""
    table = landing.table
    engine.execute(f"""
        CREATE TEMPORARY TABLE gaps AS
        SELECT file_id, line_number AS after, next_line_number AS before
        FROM (
            SELECT file_id, line_number,
                LEAD(line_number) OVER (PARTITION BY file_id ORDER BY line_number) AS next_line_number
            FROM (
                SELECT file_id, line_number FROM {table.name} WHERE file_id >= {landing.first_file_id}
                UNION ALL
                SELECT file_id, 0 FROM listed_files WHERE table_name = '{table.name}'
            )
        )
        WHERE next_line_number IS NULL OR next_line_number > line_number + 1""")
    # DuckDB takes files for much smaller than they are, and would hold the lines in memory instead of the gaps.
    engine.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    engine.execute(f"""
        CREATE TEMPORARY TABLE odd_lines AS
        SELECT line.file_id, line.line_number, line.size, line.problem, line.line
        FROM ({lines_of(spooled, engine.threads)}) AS line
        JOIN gaps ON gaps.file_id = line.file_id
            AND line.line_number > gaps.after AND line.line_number < COALESCE(gaps.before, line.line_number + 1)""")
    engine.execute("RESET disabled_optimizers")
    bounds = Bounds(landing.earliest, landing.latest)
    engine.execute(f"CREATE TEMPORARY TABLE second_look AS {second_look(table, bounds)}")
    engine.execute("DROP TABLE odd_lines")
    engine.execute("DROP TABLE gaps")


def _count(engine: "DuckDB", landing: Landing, *, odd: bool) -> None:
    """Fill landed_files: the usual lines that are in, and those of the second look if there was one."""
    counts = (
        f"SELECT file_id, COUNT(*) AS lines, 0 AS rejected, 0 AS blank FROM {landing.table.name} "
        f"WHERE file_id >= {landing.first_file_id} GROUP BY file_id"
    )
    if odd:
        counts += (
            " UNION ALL SELECT file_id, COUNT(*), COUNT(err_reason), SUM(CASE WHEN is_blank THEN 1 ELSE 0 END) "
            "FROM second_look GROUP BY file_id"
        )
    engine.execute(
        f"INSERT INTO landed_files SELECT file_id, SUM(lines), SUM(rejected), SUM(blank) FROM ({counts}) "
        "GROUP BY file_id"
    )


def _settle_odd_lines(engine: "DuckDB", landing: Landing) -> None:
    """Load the lines that are well after all, and record what is rejected, shortened and blank."""
    table = landing.table
    texts = [column for column in keyed(table) if column.type == "VARCHAR"]
    values = ", ".join(
        f'shortened("{column.name}", {column.size})' if column in texts else f'"{column.name}"'
        for column in keyed(table)
    )
    engine.execute(
        f"INSERT INTO {table.name} (file_id, line_number, {_names(table)}) SELECT file_id, line_number, {values} "
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


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in keyed(table))
