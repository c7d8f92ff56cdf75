"""What Redshift tells of the session's last COPY: the lines it refused, and how many it scanned.

It tells that in views that keep it for some days: SYS_… on every kind of warehouse, and STL_… on clusters alone (AWS,
"SYS_LOAD_ERROR_DETAIL", "STL_LOAD_ERRORS", "SYS_LOAD_DETAIL", "STL_LOAD_COMMITS"). PG_LAST_COPY_ID names a COPY that
failed for its data, too.
"""

import time
from collections.abc import Collection
from typing import NamedTuple

from songplays.engines.protocol import Reader
from songplays.lake.source import SourceFile

NAME_LENGTH = 256
"""As many characters of a file's name the views keep."""

PAUSES = (1, 2, 4)
"""Seconds to wait for a view that does not tell of each file yet."""


class RefusedLine(NamedTuple):
    """A line that COPY did not take.

    filename: URI of the file, or as much of it as is kept. line_number: for an object spread over lines, its last.
    column: '' if it is the whole line. raw: as much of the line as is kept, or None.
    """

    filename: str
    line_number: int
    column: str
    reason: str
    raw: str | None


class Views(NamedTuple):
    """Queries for the refused lines, and for the lines scanned of each file."""

    refused: str
    scanned: str


SYS = Views(
    "SELECT TRIM(file_name), line_number, TRIM(column_name), TRIM(error_message), NULL "
    "FROM sys_load_error_detail WHERE query_id = pg_last_copy_id()",
    "SELECT TRIM(file_name), SUM(lines_scanned) FROM sys_load_detail WHERE query_id = pg_last_copy_id() "
    "GROUP BY file_name",
)
STL = Views(
    "SELECT TRIM(filename), line_number, TRIM(colname), TRIM(err_reason), TRIM(raw_line) "
    "FROM stl_load_errors WHERE query = pg_last_copy_id()",
    "SELECT TRIM(filename), SUM(lines_scanned) FROM stl_load_commits WHERE query = pg_last_copy_id() GROUP BY filename",
)


def refused_lines(engine: Reader) -> list[RefusedLine]:
    """Return the lines that the last COPY refused, each once, whatever else is wrong with it."""
    lines: dict[tuple[str, int], RefusedLine] = {}
    for filename, line_number, column, reason, raw in engine.fetch(_views(engine).refused).rows:
        line = RefusedLine(filename, int(line_number), column or "", reason, raw)
        lines.setdefault((line.filename, line.line_number), line)
    return list(lines.values())


def lines_scanned(engine: Reader, names: Collection[str]) -> dict[str, int]:
    """Return how many lines of each file the last COPY scanned, as the file's text has them.

    Waits some seconds for files called `names`, since nobody promises that the views follow at once.
    """
    views = _views(engine)
    for pause in (*PAUSES, 0):
        scanned = {filename: int(lines) for filename, lines in engine.fetch(views.scanned).rows}
        if set(names) <= scanned.keys():
            break
        time.sleep(pause)
    return scanned


def kept_name(source: str, file: SourceFile) -> str:
    """Return a file of `source` as the views name it."""
    return f"{source}/{file.path}"[:NAME_LENGTH].rstrip(" ")


def _views(engine: Reader) -> Views:
    known = "SELECT 1 FROM information_schema.tables WHERE table_name = 'sys_load_error_detail'"
    return SYS if engine.fetch(known).rows else STL
