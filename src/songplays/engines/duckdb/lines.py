"""Spooled files as a relation of lines: file_id, line_number, size, problem, line, look_at_keys.

size and problem are set for lines that are no text; look_at_keys says whether to look for keys nobody reads, which
would cost a fifth of the whole load if it were done for every line of the large files.
"""

from collections.abc import Sequence
from pathlib import Path

from songplays.lake.framing import MAX_LINE, SEPARATOR
from songplays.lake.spool import Spool

# No quoting and no escapes: the CSV reader is used as the fastest reader of lines there is.
PLAIN = (
    f"delim = '{SEPARATOR.decode()}', quote = '', escape = '', header = false, auto_detect = false, strict_mode = false"
)


SAMPLED = 64
"""Of how many lines of a large file one is looked at for keys that nobody reads."""


def lines_of(spool: Spool, threads: int) -> str:
    """Return a query for every line of `spool`.

    A large file's lines are numbered as they stream by, which one thread must do in order, so the files are dealt
    into as many branches as there are threads.
    """
    branches = [_numbered(group) for group in _deal(spool.direct, threads)]
    if spool.bundle:
        branches.append(_bundled(spool.bundle))
    return "\nUNION ALL\n".join(branches)


def _numbered(files: Sequence[tuple[int, Path]]) -> str:
    file_ids = [file_id for file_id, _ in files]
    return f"""
        SELECT {file_ids}[CAST(file_index AS BIGINT) + 1] AS file_id,
            position - MAX(lines_before) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS line_number,
            NULL AS size, NULL AS problem, line, position % {SAMPLED} = 1 AS look_at_keys
        FROM (
            SELECT file_index, position, line,
                CASE WHEN LAG(file_index) OVER () IS DISTINCT FROM file_index THEN position - 1 END AS lines_before
            FROM (
                SELECT file_index, ROW_NUMBER() OVER () AS position, line
                FROM read_csv({_literals(files)}, columns = {{'line': 'VARCHAR'}}, {PLAIN},
                    max_line_size = {MAX_LINE + 2})
            )
        )"""


def _bundled(bundle: Path) -> str:
    columns = {"file_id": "BIGINT", "line_number": "BIGINT", "size": "BIGINT", "problem": "VARCHAR", "line": "VARCHAR"}
    return f"""
        SELECT file_id, line_number, size, problem, line, TRUE AS look_at_keys
        FROM read_csv({_literal(bundle)}, columns = {columns}, {PLAIN})"""


def _deal(files: Sequence[tuple[int, Path]], hands: int) -> list[Sequence[tuple[int, Path]]]:
    """Deal files into at most `hands` runs of about equal bytes, in their order."""
    sizes = [place.stat().st_size for _, place in files]
    share = sum(sizes) / hands if files else 0
    dealt: list[list[tuple[int, Path]]] = [[] for _ in range(hands)]
    before = 0
    for file, size in zip(files, sizes, strict=True):
        dealt[min(int((before + size / 2) / share), hands - 1) if share else 0].append(file)
        before += size
    return [hand for hand in dealt if hand]


def _literals(files: Sequence[tuple[int, Path]]) -> str:
    return "[" + ", ".join(_literal(place) for _, place in files) + "]"


def _literal(place: Path) -> str:
    """Return the path as a SQL string. In a path DuckDB takes * ? [ for a pattern; in brackets, each for itself."""
    quoted = str(place).replace("'", "''")
    return "'" + "".join(f"[{letter}]" if letter in "*?[" else letter for letter in quoted) + "'"
