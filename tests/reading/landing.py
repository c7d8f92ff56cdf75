"""Land files in a staging table, without the rest of a run, and tell what became of each line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from reading.judge import BLANK, EARLIEST, LATEST, LINE, Value, Verdict, judge
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Landed, Landing
from songplays.lake.folder import Folder
from songplays.lake.framing import Framing
from songplays.pipeline import create_missing_tables
from songplays.warehouse import changes, schema
from songplays.warehouse.ddl import create_table, drop_table
from songplays.warehouse.table import Table

Place = tuple[str, int]
"""A file's path and a line number."""


class Difference(NamedTuple):
    """A line that was not read right."""

    place: Place
    line: bytes
    verdict: Verdict
    right: Verdict


@dataclass(frozen=True)
class Reading:
    """What became of the lines of some files.

    verdicts: of each line that is not blank. lines, blank: how many lines, and blank ones, each file has.
    errors: reason, raw text and full bytes of each rejected line. landed: what the engine tells of the landing.
    """

    verdicts: dict[Place, Verdict]
    lines: dict[str, int]
    blank: dict[str, int]
    errors: dict[Place, tuple[str, str, int]]
    landed: Landed


@contextmanager
def empty_warehouse(threads: int = 2) -> Iterator[DuckDB]:
    """Yield a warehouse without a row."""
    with TemporaryDirectory() as folder:
        engine = DuckDB(Path(folder) / "warehouse.duckdb")
        create_missing_tables(engine)
        engine.execute(f"SET threads = {threads}")
        yield engine
        engine.close()


def read(engine: DuckDB, table: Table, files: Mapping[str, bytes]) -> Reading:
    """Land `files` (path → content) in `table`, report, and leave the warehouse empty again."""
    with TemporaryDirectory() as folder:
        for path, content in files.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        source = Folder(folder)
        listed = list(enumerate(source.list(), start=1))
        paths = {file_id: file.path for file_id, file in listed}
        for temporary in (*schema.CHANGED, *changes.temporary_tables()):
            engine.execute(drop_table(temporary))
            engine.execute(create_table(temporary, temporary=True))
        rows = [(file_id, path, table.name) for file_id, path in paths.items()]
        engine.insert("listed_files", ["file_id", "filename", "table_name"], rows)
        framing: Framing = "objects" if table is schema.STAGING_SONGS else "lines"
        landing = Landing(table, framing, source, listed, 1, earliest=EARLIEST, latest=LATEST, most_rejected=0)
        landed = engine.land(landing, lambda _size: None)
        reading = _account(engine, table, paths, landed)
    for name in (table.name, "load_errors"):
        engine.execute(f"DELETE FROM {name}")
    return reading


def _account(engine: DuckDB, table: Table, paths: Mapping[int, str], landed: Landed) -> Reading:
    errors = engine.fetch(
        "SELECT file_id, line_number, kind, column_name, err_reason, raw, full_bytes FROM load_errors ORDER BY ALL"
    ).rows
    cut: dict[Place, list[tuple[str, str]]] = {}
    verdicts, rejected = {}, {}
    for file_id, number, kind, column, reason, raw, size in errors:
        place = (paths[file_id], number)
        if kind == "shortened":
            assert size == len(raw.encode())
            cut.setdefault(place, []).append((column, raw))
        else:
            assert place not in verdicts
            verdicts[place] = Verdict("rejected", column)
            rejected[place] = (reason, raw, size)
    columns = ", ".join(column.name for column in table.columns)
    order = table.column_names
    for file_id, number, *values in engine.fetch(f"SELECT {columns} FROM {table.name}").rows:
        place = (paths[file_id], number)
        assert place not in verdicts
        shortened = sorted(cut.get(place, []), key=lambda error: order.index(error[0]))
        verdicts[place] = Verdict("loaded", values=tuple(values), shortened=tuple(shortened))
    counts = engine.fetch("SELECT file_id, lines, blank FROM landed_files").rows
    return Reading(
        verdicts,
        {paths[file_id]: lines for file_id, lines, _ in counts},
        {paths[file_id]: blank for file_id, _, blank in counts},
        rejected,
        landed,
    )


def differences(reading: Reading, table: Table, files: Mapping[str, bytes]) -> list[Difference]:
    """Return the lines of `files` that were not read right; a line ends at a line feed."""
    lines = {
        (path, number): line
        for path, content in files.items()
        for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
    }
    found = []
    for place in sorted(lines.keys() | reading.verdicts.keys()):
        line = lines.get(place, b"")
        verdict, right = reading.verdicts.get(place, BLANK), judge(line, table)
        # What is no JSON is rejected for the line, or for the column where the fault was found.
        same = verdict.kind == right.kind if right == Verdict("rejected", LINE) else verdict == right
        if not same:
            found.append(Difference(place, line, verdict, right))
    return found


def values_of(verdict: Verdict, table: Table) -> dict[str, Value]:
    """Return a loaded line's values by column."""
    names = [column.name for column in table.columns if column.key]
    return dict(zip(names, verdict.values, strict=True))


def only(verdicts: Mapping[Place, Verdict]) -> Verdict:
    """Return the one verdict there is."""
    (verdict,) = verdicts.values()
    return verdict
