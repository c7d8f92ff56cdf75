"""Follow what a run changes: rows that leave staging, events and songs told twice, and the keys both touch.

Portable SQL over temporary tables. An event is told twice when user, session, item in session and ts agree (a line
without session or ts is never the same as another); a song, when song_id agrees. Which line stays is decided by what
the lines say, never by which came first, so that any order of files gives the same warehouse. The others wait in
duplicate_… and come back when the line that stayed is replaced.
"""

from dataclasses import dataclass

from songplays.engines.protocol import Engine
from songplays.warehouse import schema
from songplays.warehouse.table import Column, Table


@dataclass(frozen=True)
class Subject:
    """A staging table, where its duplicates wait, and what tells one of its things from another.

    identity: the columns that name the thing. nullable: those of them that may be missing and still agree.
    suspect: a condition on rows ``line``, true of all that are told twice and of few others, where finding these is
    cheaper than comparing whole identities.
    """

    staging: Table
    duplicates: Table
    identity: tuple[str, ...]
    nullable: tuple[str, ...] = ()
    suspect: str | None = None

    @property
    def identified(self) -> tuple[str, ...]:
        """The columns without which a line names nothing."""
        return tuple(name for name in self.identity if name not in self.nullable)

    @property
    def returned(self) -> str:
        """The temporary table of lines that come back from the duplicates."""
        return f"returned_{self.staging.name}"

    @property
    def withdrawn(self) -> str:
        """The temporary table of lines that leave staging, in full."""
        return f"withdrawn_{self.staging.name}"

    def same(self, one: str, other: str) -> str:
        """Return the condition that rows `one` and `other` tell of the same thing."""
        agree = [f"{one}.{name} = {other}.{name}" for name in self.identified]
        agree += [
            f"({one}.{name} = {other}.{name} OR ({one}.{name} IS NULL AND {other}.{name} IS NULL))"
            for name in self.nullable
        ]
        return " AND ".join(agree)


# Each item of a session gets a bit, 62 of them to a number. Distinct bits add up to what they are when OR-ed together;
# bits of which one comes twice do not. So a group for each session does, instead of one for each event.
SESSIONS_WITH_AN_ITEM_TWICE = """
line.session_id IN (
    SELECT bits.session_id
    FROM (
        SELECT
            events.session_id,
            events.user_id,
            events.item_in_session - events.item_in_session % 62 AS block,
            CAST(1 AS BIGINT) << (events.item_in_session % 62) AS bit
        FROM staging_events AS events
        JOIN changed_files AS changed ON changed.file_id = events.file_id
    ) AS bits
    GROUP BY bits.session_id, bits.user_id, bits.block
    HAVING COUNT(*) > 1 AND (SUM(bits.bit) IS NULL OR SUM(bits.bit) <> BIT_OR(bits.bit))
)
"""

EVENTS = Subject(
    schema.STAGING_EVENTS,
    schema.DUPLICATE_EVENTS,
    identity=("session_id", "ts", "user_id", "item_in_session"),
    nullable=("user_id", "item_in_session"),
    suspect=SESSIONS_WITH_AN_ITEM_TWICE,
)
SONGS = Subject(schema.STAGING_SONGS, schema.DUPLICATE_SONGS, identity=("song_id",))
SUBJECTS = (EVENTS, SONGS)


def withdraw_replaced(engine: Engine, subject: Subject) -> None:
    """Take the rows of replaced_files out; what only waited because of them comes back."""
    staging, duplicates = subject.staging.name, subject.duplicates.name
    columns = _columns(subject.staging)
    engine.execute(
        f"INSERT INTO {subject.withdrawn} ({columns}) "
        f"SELECT {_columns(subject.staging, 'gone')} FROM {staging} AS gone "
        "JOIN replaced_files AS replaced ON replaced.file_id = gone.file_id"
    )
    for table in (staging, duplicates):
        engine.execute(f"DELETE FROM {table} WHERE file_id IN (SELECT file_id FROM replaced_files)")
    engine.execute(
        f"INSERT INTO {subject.returned} (file_id, line_number) SELECT DISTINCT waiting.file_id, waiting.line_number "
        f"FROM {duplicates} AS waiting JOIN {subject.withdrawn} AS gone ON {subject.same('waiting', 'gone')}"
    )
    if _any(engine, subject.returned):
        engine.execute(
            f"INSERT INTO {staging} ({columns}) SELECT {_columns(subject.staging, 'waiting')} "
            f"FROM {duplicates} AS waiting JOIN {subject.returned} AS back ON {_same_line('back', 'waiting')}"
        )
        engine.execute(_delete_lines(duplicates, subject.returned))


def set_duplicates_aside(engine: Engine, subject: Subject) -> None:
    """Leave one line of each thing in staging and move the others to the duplicates."""
    staging = subject.staging.name
    key = ", ".join(f"line.{name}" for name in subject.identity)
    named = " AND ".join(f"line.{name} IS NOT NULL" for name in subject.identified)
    touched = (
        f"SELECT {key} FROM {staging} AS line JOIN changed_files AS changed ON changed.file_id = line.file_id "
        f"WHERE {named}"
    )
    earlier = (
        f"SELECT {key} FROM {staging} AS line JOIN ({touched}) AS touched ON {subject.same('line', 'touched')} "
        "WHERE line.file_id NOT IN (SELECT file_id FROM changed_files)"
    )
    returned = f"SELECT {key} FROM {staging} AS line JOIN {subject.returned} AS back ON {_same_line('back', 'line')}"
    suspects = f"WHERE {subject.suspect} " if subject.suspect else ""
    several = f"SELECT {key} FROM ({touched}) AS line {suspects}GROUP BY {key} HAVING COUNT(*) > 1"
    told_twice = f"{several} UNION {returned}"
    if _any(engine, f"{staging} WHERE file_id NOT IN (SELECT file_id FROM changed_files)"):
        told_twice += f" UNION {earlier}"
    engine.execute(f"CREATE TEMPORARY TABLE told_twice AS {told_twice}")
    if _any(engine, "told_twice"):
        _set_aside(engine, subject)
    engine.execute("DROP TABLE told_twice")


def _set_aside(engine: Engine, subject: Subject) -> None:
    staging, duplicates = subject.staging.name, subject.duplicates.name
    content = [
        name for name in subject.staging.column_names if name not in ("file_id", "line_number", *subject.identity)
    ]
    order = ", ".join(f"line.{name} NULLS LAST" for name in (*content, "file_id", "line_number"))
    partition = ", ".join(f"line.{name}" for name in subject.identity)
    engine.execute(
        "CREATE TEMPORARY TABLE set_aside AS SELECT file_id, line_number FROM ("
        "SELECT line.file_id, line.line_number, "
        f"ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {order}) AS place "
        f"FROM {staging} AS line JOIN told_twice AS twice ON {subject.same('line', 'twice')}) AS ranked WHERE place > 1"
    )
    lines = f"FROM {staging} AS line JOIN set_aside AS aside ON {_same_line('aside', 'line')}"
    columns = _columns(subject.staging)
    engine.execute(f"INSERT INTO {duplicates} ({columns}) SELECT {_columns(subject.staging, 'line')} {lines}")
    engine.execute(
        f"INSERT INTO {subject.withdrawn} ({columns}) SELECT {_columns(subject.staging, 'line')} {lines} "
        "WHERE line.file_id NOT IN (SELECT file_id FROM changed_files)"
    )
    engine.execute(_delete_lines(staging, "set_aside"))
    engine.execute("INSERT INTO recounted_files SELECT DISTINCT file_id FROM set_aside")
    engine.execute("DROP TABLE set_aside")


def collect_changed_keys(engine: Engine) -> None:
    """Fill changed_users, …_sessions, …_songs, …_artists and …_plays; changed_files is filled already."""
    for subject in SUBJECTS:
        engine.execute(f"INSERT INTO recounted_files SELECT DISTINCT file_id FROM {subject.returned}")
    for target, subject, columns in (
        ("changed_users", EVENTS, ("user_id",)),
        ("changed_sessions", EVENTS, ("user_id", "session_id")),
        ("changed_songs", SONGS, ("song_id",)),
        ("changed_artists", SONGS, ("artist_id",)),
    ):
        engine.execute(f"INSERT INTO {target} ({', '.join(columns)}) {came_or_went(subject, *columns)}")
    engine.execute(
        f"INSERT INTO changed_plays SELECT file_id, line_number FROM {EVENTS.returned} "
        "WHERE file_id NOT IN (SELECT file_id FROM changed_files)"
    )
    if _any(engine, "changed_songs") and _any(
        engine, "staging_events WHERE file_id NOT IN (SELECT file_id FROM changed_files)"
    ):
        engine.execute(PLAYS_TO_MATCH_AGAIN)


PLAYS_TO_MATCH_AGAIN = """
INSERT INTO changed_plays (file_id, line_number)
WITH changed_names AS (
    SELECT songs.title, songs.artist_name FROM withdrawn_staging_songs AS songs
    UNION
    SELECT songs.title, songs.artist_name
    FROM staging_songs AS songs JOIN changed_songs AS changed ON changed.song_id = songs.song_id
),
spellings AS (
    SELECT RTRIM("raw", ' ') AS spelling, RTRIM(repaired, ' ') AS meant FROM repaired_text
    UNION
    SELECT RTRIM(repaired, ' ') AS spelling, RTRIM(repaired, ' ') AS meant FROM repaired_text
),
names_as_meant AS (
    SELECT
        COALESCE(titles.meant, RTRIM(names.title, ' ')) AS title,
        COALESCE(artists.meant, RTRIM(names.artist_name, ' ')) AS artist
    FROM changed_names AS names
    LEFT JOIN spellings AS titles ON titles.spelling = RTRIM(names.title, ' ')
    LEFT JOIN spellings AS artists ON artists.spelling = RTRIM(names.artist_name, ' ')
),
names_as_logged AS (
    SELECT DISTINCT
        COALESCE(titles.spelling, names.title) AS title,
        COALESCE(artists.spelling, names.artist) AS artist
    FROM names_as_meant AS names
    LEFT JOIN spellings AS titles ON titles.meant = names.title
    LEFT JOIN spellings AS artists ON artists.meant = names.artist
)
SELECT DISTINCT events.file_id, events.line_number
FROM staging_events AS events
JOIN names_as_logged AS names
    ON names.title = RTRIM(events.song, ' ') AND names.artist = RTRIM(events.artist, ' ')
LEFT JOIN changed_files AS landed ON landed.file_id = events.file_id
LEFT JOIN returned_staging_events AS back
    ON back.file_id = events.file_id AND back.line_number = events.line_number
WHERE events.page = 'NextSong' AND landed.file_id IS NULL AND back.file_id IS NULL
"""

# Plays that left staging, or that are built again: gone before the model puts them back.
PLAYS_TO_WITHDRAW = """
CREATE TEMPORARY TABLE withdrawn_plays AS
SELECT DISTINCT user_id, session_id, COALESCE(item_in_session, -1) AS item_in_session, epoch_ms(ts) AS start_time
FROM withdrawn_staging_events
WHERE page = 'NextSong'
UNION
SELECT events.user_id, events.session_id, COALESCE(events.item_in_session, -1), epoch_ms(events.ts)
FROM staging_events AS events
JOIN changed_plays AS changed
    ON changed.file_id = events.file_id AND changed.line_number = events.line_number
"""

WITHDRAW_PLAYS = """
DELETE FROM songplay USING withdrawn_plays AS gone
WHERE songplay.user_id = gone.user_id
    AND songplay.session_id = gone.session_id
    AND songplay.start_time = gone.start_time
    AND COALESCE(songplay.item_in_session, -1) = gone.item_in_session
"""


def withdraw_plays(engine: Engine) -> None:
    """Take out of songplay what left staging, and what is built again."""
    engine.execute(PLAYS_TO_WITHDRAW)
    engine.execute(WITHDRAW_PLAYS)
    engine.execute("DROP TABLE withdrawn_plays")


# Moments of plays that came, and those of plays that went at which another play still starts.
CHANGED_TIMES = """
INSERT INTO changed_times (start_time)
SELECT DISTINCT moments.start_time
FROM (
    SELECT epoch_ms(events.ts) AS start_time
    FROM staging_events AS events JOIN changed_files AS changed ON changed.file_id = events.file_id
    WHERE events.page = 'NextSong'
    UNION ALL
    SELECT epoch_ms(events.ts)
    FROM staging_events AS events JOIN changed_plays AS changed
        ON changed.file_id = events.file_id AND changed.line_number = events.line_number
    WHERE events.page = 'NextSong'
    UNION ALL
    SELECT plays.start_time
    FROM songplay AS plays JOIN withdrawn_staging_events AS gone ON epoch_ms(gone.ts) = plays.start_time
    WHERE gone.page = 'NextSong'
) AS moments
"""

WITHDRAW_TIMES = """
DELETE FROM time WHERE start_time IN (
    SELECT start_time FROM changed_times
    UNION ALL
    SELECT epoch_ms(ts) FROM withdrawn_staging_events WHERE page = 'NextSong'
)
"""


def came_or_went(subject: Subject, *columns: str) -> str:
    """Return a query for the distinct values of `columns`, none missing, in lines that came or went in this run."""
    staging = subject.staging.name

    def values(line: str) -> tuple[str, str]:
        names = [f"{line}.{column}" for column in columns]
        return ", ".join(names), " AND ".join(f"{name} IS NOT NULL" for name in names)

    (told, known), (gone, known_of_gone) = values("line"), values("gone")
    return (
        f"SELECT {told} FROM {staging} AS line JOIN changed_files AS changed ON changed.file_id = line.file_id "
        f"WHERE {known} "
        f"UNION SELECT {told} FROM {staging} AS line "
        f"JOIN {subject.returned} AS back ON {_same_line('back', 'line')} WHERE {known} "
        f"UNION SELECT {gone} FROM {subject.withdrawn} AS gone WHERE {known_of_gone}"
    )


def recount(staging: Table, table: Table, column: str) -> str:
    """Return the statement that sets load_files.`column` to how many lines of each recounted file stand in `table`."""
    return (
        f"UPDATE load_files SET {column} = counted.lines FROM ("
        "SELECT files.file_id, COUNT(line.file_id) AS lines "
        "FROM (SELECT DISTINCT file_id FROM recounted_files) AS files "
        f"JOIN load_files AS file ON file.file_id = files.file_id AND file.table_name = '{staging.name}' "
        f"LEFT JOIN {table.name} AS line ON line.file_id = files.file_id GROUP BY files.file_id"
        ") AS counted WHERE counted.file_id = load_files.file_id"
    )


def temporary_tables() -> list[Table]:
    """Return the tables a run keeps its account in, beside schema.CHANGED."""
    file_id, line_number = schema.STAGING_EVENTS["file_id"], schema.STAGING_EVENTS["line_number"]

    def table(name: str, *columns: Column) -> Table:
        return Table(name, "", columns=columns, key=("file_id",), distribution="ALL")

    counts = tuple(schema.LOAD_FILES[name] for name in ("lines", "rejected", "blank"))
    listed = tuple(schema.LOAD_FILES[name] for name in ("source", "path", "size", "etag", "table_name", "status"))
    return [
        table("listed_files", file_id, schema.LOAD_ERRORS["filename"], *listed),
        table("landed_files", file_id, *counts),
        table("replaced_files", file_id),
        table("recounted_files", file_id),
        *(table(subject.returned, file_id, line_number) for subject in SUBJECTS),
        *(table(subject.withdrawn, *subject.staging.columns) for subject in SUBJECTS),
    ]


def _any(engine: Engine, table: str) -> bool:
    return bool(engine.fetch(f"SELECT 1 FROM {table} LIMIT 1").rows)


def _columns(table: Table, alias: str | None = None) -> str:
    return ", ".join(f"{alias}.{name}" if alias else name for name in table.column_names)


def _same_line(one: str, other: str) -> str:
    return f"{one}.file_id = {other}.file_id AND {one}.line_number = {other}.line_number"


def _delete_lines(table: str, lines: str) -> str:
    return f"DELETE FROM {table} USING {lines} AS line WHERE {_same_line('line', table)}"
