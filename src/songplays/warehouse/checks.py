"""The rules a warehouse keeps, proven before every commit and by ``songplays check``.

Each rule is rendered from the schema: keys unique and complete, references, accepted values, ranges; or written out
here: no play is lost or multiplied, every line is accounted for, nothing is empty that has something to hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from songplays.engines.protocol import Reader
from songplays.errors import ChecksFailed
from songplays.warehouse import schema
from songplays.warehouse.table import Column, Table

SAMPLES = 3


@dataclass(frozen=True)
class Failure:
    """A rule that does not hold: in which table, how many rows break it, and the keys of the first few."""

    table: str
    rule: str
    count: int
    samples: list[str]

    def __str__(self) -> str:
        """One line for people."""
        keys = f", such as {'; '.join(self.samples)}" if self.samples else ""
        return f"{self.table}: {self.rule} ({self.count:,}{keys})"


# What a run changed in each table: the temporary table of its changed keys, and the columns that both have.
CHANGED_BY = {
    "staging_events": ("changed_files", ("file_id",)),
    "staging_songs": ("changed_files", ("file_id",)),
    "users": ("changed_users", ("user_id",)),
    "songs": ("changed_songs", ("song_id",)),
    "artists": ("changed_artists", ("artist_id",)),
    "user_agents": ("changed_user_agents", ("user_agent",)),
    "songplay": ("changed_times", ("start_time",)),
    "time": ("changed_times", ("start_time",)),
    "user_sessions": ("changed_sessions", ("user_id", "session_id")),
    "user_levels": ("changed_users", ("user_id",)),
}


def verify(engine: Reader, *, changed_only: bool) -> None:
    """Raise ChecksFailed if a rule does not hold, naming each; `changed_only`: look at what this run changed."""
    failures = list(failed(engine, changed_only=changed_only))
    if failures:
        listed = " · ".join(str(failure) for failure in failures)
        raise ChecksFailed(f"{len(failures)} of the warehouse's rules do not hold, so nothing was published: {listed}")


def failed_or_empty(engine: Reader) -> Iterator[Failure]:
    """Yield every rule that does not hold, down to the keys that the landing makes unique by how it counts.

    So does the lack of anything to hold them; a run may find nothing to load.
    """
    yield from failed(engine, changed_only=False)
    for table in (*schema.STAGING, *schema.LEDGER):
        yield from _repeated_keys(engine, table, changed_only=False)
    yield from _offenders(engine, "staging_events", "nothing was ever loaded", NOTHING_LOADED)


def failed(engine: Reader, *, changed_only: bool) -> Iterator[Failure]:
    """Yield every rule of a run that does not hold."""
    for table in (*schema.STAGING, *schema.MODELS):
        yield from _broken_columns(engine, table, changed_only=changed_only)
    for table in schema.MODELS:
        yield from _repeated_keys(engine, table, changed_only=changed_only)
        for column in table.columns:
            if column.references:
                yield from _dangling(engine, table, column, changed_only=changed_only)
    for table_name, rule, sql in CONSERVATION:
        yield from _offenders(engine, table_name, rule, sql)


def _broken_columns(engine: Reader, table: Table, *, changed_only: bool) -> Iterator[Failure]:
    """Check what every column may hold, all in one pass over the table."""
    rules = [(column, *rule) for column in table.columns for rule in _column_rules(column)]
    if not rules:
        return
    counts = ", ".join(f"SUM(CASE WHEN {broken} THEN 1 ELSE 0 END)" for _, _, broken in rules)
    rows = engine.fetch(f"SELECT {counts} FROM {_scope(table, changed_only=changed_only)}").rows
    for (_column, rule, broken), count in zip(rules, rows[0], strict=True):
        if count:
            keys = ", ".join(f"t.{_quoted(name)}" for name in table.key)
            sql = f"SELECT {keys} FROM {table.name} AS t WHERE {broken}"
            yield from _offenders(engine, table.name, rule, sql)


def _column_rules(column: Column) -> Iterator[tuple[str, str]]:
    name = f"t.{_quoted(column.name)}"
    if column.required:
        yield f"{column.name} is missing", f"{name} IS NULL"
    if column.accepted:
        accepted = ", ".join(f"'{value}'" for value in column.accepted)
        yield f"{column.name} is none of {', '.join(column.accepted)}", f"{name} NOT IN ({accepted})"
    if column.lowest is not None:
        yield f"{column.name} is below {column.lowest:g}", f"{name} < {column.lowest}"
    if column.highest is not None:
        yield f"{column.name} is above {column.highest:g}", f"{name} > {column.highest}"


def _repeated_keys(engine: Reader, table: Table, *, changed_only: bool) -> Iterator[Failure]:
    keys = ", ".join(f"t.{_quoted(name)}" for name in table.key)
    sql = f"SELECT {keys} FROM {_scope(table, changed_only=changed_only)} GROUP BY {keys} HAVING COUNT(*) > 1"
    yield from _offenders(engine, table.name, f"primary key {', '.join(table.key)} is not unique", sql)


def _dangling(engine: Reader, table: Table, column: Column, *, changed_only: bool) -> Iterator[Failure]:
    target, target_column = str(column.references).split(".")
    keys = ", ".join(f"t.{_quoted(name)}" for name in table.key)
    name = f"t.{_quoted(column.name)}"
    sql = (
        f"SELECT {keys} FROM {_scope(table, changed_only=changed_only)} "
        f"LEFT JOIN {target} AS referred ON referred.{target_column} = {name} "
        f"WHERE {name} IS NOT NULL AND referred.{target_column} IS NULL"
    )
    yield from _offenders(engine, table.name, f"{column.name} is not in {target}", sql)


def _scope(table: Table, *, changed_only: bool) -> str:
    if not changed_only:
        return f"{table.name} AS t"
    changed, _ = CHANGED_BY[table.name]
    return f"{table.name} AS t JOIN {changed} AS changed ON {is_changed(table, 't')}"


def is_changed(table: Table, row: str) -> str:
    """Return the condition that `row` of `table` is one that ``changed``, a row of what a run changed, names."""
    _, columns = CHANGED_BY[table.name]
    return " AND ".join(f"changed.{column} = {row}.{column}" for column in columns)


def _offenders(engine: Reader, table_name: str, rule: str, sql: str) -> Iterator[Failure]:
    """Run a query for the keys that break a rule and yield the failure if there are any."""
    rows = engine.fetch(f"SELECT COUNT(*) OVER () AS offenders, o.* FROM ({sql}) AS o LIMIT {SAMPLES}").rows
    if rows:
        samples = [" ".join(str(value) for value in row[1:]) for row in rows]
        yield Failure(table_name, rule, rows[0][0], samples)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _equal(what: str, other: str) -> str:
    return f"SELECT a.n AS held, b.n AS expected FROM ({what}) AS a CROSS JOIN ({other}) AS b WHERE a.n <> b.n"


# (table, rule, query for what breaks it)
CONSERVATION = (
    (
        "songplay",
        "plays are not the NextSong events of staging",
        _equal(
            "SELECT COUNT(*) AS n FROM songplay",
            "SELECT COUNT(*) AS n FROM staging_events WHERE page = 'NextSong'",
        ),
    ),
    (
        "songs",
        "songs are not the song objects of staging",
        _equal("SELECT COUNT(*) AS n FROM songs", "SELECT COUNT(*) AS n FROM staging_songs"),
    ),
    (
        "user_sessions",
        "sessions do not add up to the plays",
        _equal("SELECT COALESCE(SUM(play_count), 0) AS n FROM user_sessions", "SELECT COUNT(*) AS n FROM songplay"),
    ),
    (
        "user_levels",
        "levels do not add up to the plays",
        _equal("SELECT COALESCE(SUM(play_count), 0) AS n FROM user_levels", "SELECT COUNT(*) AS n FROM songplay"),
    ),
    (
        "user_levels",
        "levels do not add up to the sessions",
        _equal("SELECT COALESCE(SUM(sessions), 0) AS n FROM user_levels", "SELECT COUNT(*) AS n FROM user_sessions"),
    ),
    (
        "load_files",
        "lines are not loaded + rejected + duplicate + blank",
        "SELECT file_id, path FROM load_files WHERE lines <> loaded + rejected + duplicate + blank",
    ),
    (
        "load_files",
        "loaded lines are not those of staging",
        """
        SELECT files.file_id, files.path
        FROM load_files AS files
        LEFT JOIN (
            SELECT file_id, COUNT(*) AS n FROM staging_events GROUP BY file_id
            UNION ALL
            SELECT file_id, COUNT(*) AS n FROM staging_songs GROUP BY file_id
        ) AS held ON held.file_id = files.file_id
        WHERE files.status = 'loaded' AND files.loaded <> COALESCE(held.n, 0)
        """,
    ),
    (
        "users",
        "a user of staging is missing",
        """
        SELECT events.user_id
        FROM (SELECT DISTINCT user_id FROM staging_events WHERE user_id IS NOT NULL) AS events
        LEFT JOIN users ON users.user_id = events.user_id
        WHERE users.user_id IS NULL
        """,
    ),
)

NOTHING_LOADED = """
SELECT 'staging_events and staging_songs are empty' AS reason
FROM (SELECT COUNT(*) AS n FROM staging_events) AS events
CROSS JOIN (SELECT COUNT(*) AS n FROM staging_songs) AS songs
WHERE events.n + songs.n = 0
"""
