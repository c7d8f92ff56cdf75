"""Every table, declared once. DDL, reading, checks and docs/warehouse.md all come from here.

Sizes are UTF-8 bytes, timestamps are UTC, and a fact we do not know is NULL, never '' or 0.
"""

from songplays.warehouse.table import (
    Column,
    Need,
    Table,
    bigint,
    boolean,
    code,
    double,
    free_text,
    integer,
    text,
    timestamp,
)

LEVELS = ("free", "paid")
END_OF_TIME = 253_402_300_799_999  # 9999-12-31 in milliseconds since 1970, the last day that has a timestamp
DEVICES = ("mobile", "tablet", "desktop", "bot", "unknown")

# Where a line came from. (file, line) names a line for good, whatever else is in the warehouse.
FILE_ID = bigint("file_id", "the file version it came from", required=True, references="load_files.file_id")
LINE_NUMBER = bigint("line_number", "its line in that file, from 1", required=True, lowest=1)

EVENT_COLUMNS = (
    FILE_ID,
    LINE_NUMBER,
    free_text("artist", "artist's name as logged", key="artist"),
    free_text("auth", "Logged In, Logged Out, …", key="auth"),
    free_text("first_name", "first name as logged", key="firstName", personal=True),
    code("gender", "F or M", size=1, key="gender", personal=True),
    integer("item_in_session", "the event's number in its session, from 0", key="itemInSession", lowest=0),
    free_text("last_name", "last name as logged", key="lastName", personal=True),
    double("length", "the song's length in seconds", key="length"),
    code("level", "subscription level at the event", size=4, key="level", accepted=LEVELS),
    free_text("location", "metropolitan area: City[-City], ST[-ST]", key="location", personal=True),
    code("method", "GET or PUT", size=3, key="method"),
    free_text("page", "NextSong, Home, Upgrade, …", key="page"),
    bigint(
        "registration",
        "when the user registered, milliseconds since 1970",
        key="registration",
        lowest=0,
        highest=END_OF_TIME,
        personal=True,
    ),
    bigint("session_id", "the session; some sources reuse it for several users", key="sessionId"),
    free_text("song", "song's title as logged", key="song"),
    integer("status", "HTTP status", key="status"),
    bigint("ts", "when it happened, milliseconds since 1970", key="ts"),
    free_text("user_agent", "user agent as logged, outer quotes included", key="userAgent", personal=True),
    bigint("user_id", "the user; NULL when logged out", key="userId", quoted=True, personal=True),
)

SONG_COLUMNS = (
    FILE_ID,
    LINE_NUMBER,
    integer("num_songs", "as delivered", key="num_songs"),
    code("artist_id", "the artist", size=18, key="artist_id", required=True, identifies=True),
    double("artist_latitude", "degrees north", key="artist_latitude"),
    double("artist_longitude", "degrees east", key="artist_longitude"),
    free_text("artist_location", "place as delivered; '' is unknown", key="artist_location"),
    free_text("artist_name", "name as this song spells it", key="artist_name"),
    code("song_id", "the song", size=18, key="song_id", required=True, identifies=True),
    free_text("title", "title as delivered", key="title"),
    double("duration", "length in seconds", key="duration"),
    integer("year", "year of release; 0 is unknown", key="year"),
)

STAGING_EVENTS = Table(
    "staging_events",
    "one log line",
    key=(
        "file_id",
        "line_number",
    ),
    distribution="EVEN",
    sort=("ts",),
    # A play without its user, session or time is no play: its songplay_id is made of them.
    need=Need(("user_id", "session_id", "ts"), of="page", value="NextSong"),
    columns=EVENT_COLUMNS,
)

STAGING_SONGS = Table(
    "staging_songs",
    "one song object",
    key=(
        "file_id",
        "line_number",
    ),
    distribution="EVEN",
    need=Need(("song_id", "artist_id")),
    columns=SONG_COLUMNS,
)

DUPLICATE_EVENTS = Table(
    "duplicate_events",
    "one log line of an event that staging_events holds from another line",
    key=(
        "file_id",
        "line_number",
    ),
    distribution="EVEN",
    columns=EVENT_COLUMNS,
)

DUPLICATE_SONGS = Table(
    "duplicate_songs",
    "one song object whose song_id staging_songs holds from another line",
    key=(
        "file_id",
        "line_number",
    ),
    distribution="EVEN",
    columns=SONG_COLUMNS,
)

USERS = Table(
    "users",
    "one user id seen on any page, as of their newest event",
    key=("user_id",),
    distribution="ALL",
    sort=("user_id",),
    columns=(
        bigint("user_id", "the user", required=True, personal=True),
        free_text("first_name", "first name", personal=True),
        free_text("last_name", "last name", personal=True),
        code("gender", "F or M", size=1, personal=True),
        code("level", "subscription level", size=4, accepted=LEVELS),
        timestamp("registered_at", "when they registered, UTC", personal=True),
    ),
)

ARTISTS = Table(
    "artists",
    "one artist_id",
    key=("artist_id",),
    distribution="ALL",
    sort=("artist_id",),
    columns=(
        code("artist_id", "the artist", size=18, required=True),
        free_text("name", "name"),
        free_text("location", "where they are from, as written by people"),
        double("latitude", "degrees north", lowest=-90, highest=90),
        double("longitude", "degrees east", lowest=-180, highest=180),
    ),
)

SONGS = Table(
    "songs",
    "one song_id",
    key=("song_id",),
    distribution="ALL",
    sort=("song_id",),
    columns=(
        code("song_id", "the song", size=18, required=True),
        free_text("title", "title"),
        code("artist_id", "its artist", size=18, required=True, references="artists.artist_id"),
        integer("year", "year of release", lowest=1, highest=9999),
        double("duration", "length in seconds", lowest=0),
    ),
)

TIME = Table(
    "time",
    "one distinct songplay.start_time",
    key=("start_time",),
    distribution="ALL",
    sort=("start_time",),
    columns=(
        timestamp("start_time", "the moment, UTC", required=True),
        integer("hour", "hour of the day, UTC", required=True, lowest=0, highest=23),
        integer("day", "day of the month", required=True, lowest=1, highest=31),
        integer("week", "ISO week", required=True, lowest=1, highest=53),
        integer("month", "month", required=True, lowest=1, highest=12),
        integer("year", "year", required=True, lowest=2000, highest=9999),
        integer("weekday", "day of the week, 0 = Sunday", required=True, lowest=0, highest=6),
    ),
)

USER_AGENTS = Table(
    "user_agents",
    "one distinct user agent string",
    key=("user_agent",),
    distribution="ALL",
    columns=(
        free_text("user_agent", "as logged", required=True, personal=True),
        free_text("browser", "browser family, 'Other' if unknown", required=True),
        free_text("os", "operating system family, 'Other' if unknown", required=True),
        code("device", "class of device", size=7, required=True, accepted=DEVICES),
    ),
)

SONGPLAY = Table(
    "songplay",
    "one song started: a staging event with page NextSong",
    key=("songplay_id",),
    distribution="user_id",
    sort=("start_time",),
    columns=(
        bigint(
            "songplay_id",
            "made from user, session, item in session and ts, so that every load gives the same one",
            required=True,
        ),
        timestamp("start_time", "when it started, UTC", required=True, references="time.start_time"),
        bigint("user_id", "who played it", required=True, references="users.user_id", personal=True),
        code("level", "subscription level of the play", size=4, accepted=LEVELS),
        code("song_id", "the song, where it is known", size=18, references="songs.song_id"),
        code("artist_id", "that song's artist", size=18, references="artists.artist_id"),
        bigint("session_id", "the session", required=True),
        free_text("location", "metropolitan area", personal=True),
        free_text("user_agent", "as logged", references="user_agents.user_agent", personal=True),
        integer("item_in_session", "the event's number in its session"),
        code(
            "song_match",
            "how the song was found: title, artist and duration agree, or title and artist only",
            size=5,
            accepted=("exact", "title"),
        ),
    ),
)

USER_SESSIONS = Table(
    "user_sessions",
    "one user in one session with plays",
    key=(
        "user_id",
        "session_id",
    ),
    distribution="user_id",
    sort=("start_time",),
    columns=(
        bigint("user_id", "the user", required=True, references="users.user_id", personal=True),
        bigint("session_id", "the session", required=True),
        code("level", "free as soon as one play of the session was free", size=4, accepted=LEVELS),
        timestamp("start_time", "its first play, UTC", required=True),
        bigint("play_count", "plays in the session", required=True, lowest=1),
        timestamp("end_time", "its last play's start, UTC", required=True),
    ),
)

USER_LEVELS = Table(
    "user_levels",
    "one unbroken run of a user's sessions at one level",
    key=(
        "user_id",
        "index",
    ),
    distribution="user_id",
    sort=("user_id",),
    columns=(
        bigint("user_id", "the user", required=True, references="users.user_id", personal=True),
        bigint("index", "1 is the user's newest run", required=True, lowest=1),
        code("current", "level of this run", size=4, accepted=LEVELS),
        code("previous", "level of the run before; NULL for the first", size=4, accepted=LEVELS),
        code("next", "level of the run after; NULL for the newest", size=4, accepted=LEVELS),
        bigint("sessions", "sessions in the run", required=True, lowest=1),
        bigint("play_count", "plays in the run", required=True, lowest=1),
        bigint(
            "level_days",
            "whole 24-hour periods between the first and the last session start of the run",
            required=True,
            lowest=0,
        ),
        timestamp("start_time", "start of the run's first session, UTC", required=True),
    ),
)

REPAIRED_TEXT = Table(
    "repaired_text",
    "one distinct double-encoded value of staging",
    key=("raw",),
    distribution="ALL",
    columns=(
        free_text("raw", "as delivered: BjÃÂ¶rk", required=True),
        free_text("repaired", "as meant: Björk", required=True),
    ),
)

LOADS = Table(
    "loads",
    "one run that had something to load",
    key=("load_id",),
    distribution="ALL",
    sort=("load_id",),
    columns=(
        bigint("load_id", "the run, from 1", required=True),
        timestamp("started_at", "UTC", required=True),
        timestamp("finished_at", "UTC", required=True),
        text("version", "version of songplays", size=64, required=True),
        code(
            "outcome",
            "whether its rows were published, or why not",
            size=16,
            required=True,
            accepted=("published", "over budget"),
        ),
        boolean("full_refresh", "everything was read again", required=True),
        bigint("files_new", "files not seen before", required=True, lowest=0),
        bigint("files_replaced", "files seen before with other content", required=True, lowest=0),
        bigint("files_gone", "files loaded before and no longer listed", required=True, lowest=0),
        bigint("lines", "lines read", required=True, lowest=0),
        bigint("loaded", "lines in staging", required=True, lowest=0),
        bigint("rejected", "lines refused, each in load_errors", required=True, lowest=0),
        bigint("duplicate", "lines of an event or song that another line holds", required=True, lowest=0),
        bigint("blank", "lines with nothing on them", required=True, lowest=0),
        bigint("shortened", "values cut to fit, each in load_errors", required=True, lowest=0),
        bigint("repaired", "distinct double-encoded values found", required=True, lowest=0),
    ),
)

LOAD_FILES = Table(
    "load_files",
    "one source file version",
    key=("file_id",),
    distribution="ALL",
    sort=("file_id",),
    columns=(
        bigint("file_id", "the file version, from 1", required=True),
        bigint("load_id", "the run that loaded it", required=True, references="loads.load_id"),
        text("source", "folder or s3://bucket/prefix", size=4096, required=True),
        text("path", "the file below the source; * for all that one load copied together", size=4096, required=True),
        bigint("size", "bytes as stored", required=True, lowest=0),
        free_text("etag", "the bucket's etag, or the folder's modified and changed time", required=True),
        bigint(
            "lines",
            "lines; an object spread over several lines counts as one, numbered by its first",
            required=True,
            lowest=0,
        ),
        bigint("loaded", "lines in staging", required=True, lowest=0),
        bigint("rejected", "lines refused", required=True, lowest=0),
        bigint("duplicate", "lines whose event or song another line holds", required=True, lowest=0),
        bigint("blank", "lines with nothing on them", required=True, lowest=0),
        timestamp("loaded_at", "start of the run that loaded it, UTC", required=True),
        text("table_name", "the staging table it feeds", size=64, required=True),
        code(
            "status",
            "loaded; copied together with others, whose lines are all under the path * of its load; refused whole "
            "(unreadable); or replaced by a newer version",
            size=8,
            required=True,
            accepted=("loaded", "copied", "refused", "replaced"),
        ),
    ),
)

LOAD_ERRORS = Table(
    "load_errors",
    "one rejected line or one shortened value",
    key=(
        "load_id",
        "file_id",
        "line_number",
        "column_name",
        "kind",
    ),
    distribution="EVEN",
    sort=("load_id",),
    columns=(
        bigint("load_id", "the run", required=True, references="loads.load_id"),
        text("table_name", "the staging table it was meant for", size=64, required=True),
        text("filename", "source and path", size=8192, required=True),
        bigint("line_number", "from 1; 0 when the whole file was refused", required=True, lowest=0),
        text("column_name", "the column at fault; '' when it is the whole line", size=64, required=True),
        code(
            "kind",
            "rejected: the line was not loaded; shortened: the value was cut to fit",
            size=9,
            required=True,
            accepted=("rejected", "shortened"),
        ),
        text("err_reason", "what was wrong", size=1024, required=True),
        text("raw", "the line, or the value in full", size=65535),
        bigint("full_bytes", "bytes of the line, or of the value in full", required=True, lowest=0),
        bigint("file_id", "the file version", required=True),
    ),
)

LEDGER = (LOADS, LOAD_FILES, LOAD_ERRORS)
STAGING = (STAGING_EVENTS, STAGING_SONGS)
DUPLICATES = (DUPLICATE_EVENTS, DUPLICATE_SONGS)
# In the order in which they are filled; songplay, the fact, after the dimensions it refers to.
MODELS = (USERS, SONGS, ARTISTS, USER_AGENTS, SONGPLAY, TIME, USER_SESSIONS, USER_LEVELS)

# The brief creates facts last and drops staging first.
CREATE_ORDER = (
    *LEDGER,
    *STAGING,
    *DUPLICATES,
    REPAIRED_TEXT,
    USERS,
    SONGS,
    ARTISTS,
    TIME,
    USER_AGENTS,
    SONGPLAY,
    USER_SESSIONS,
    USER_LEVELS,
)
DROP_ORDER = (
    *STAGING,
    *DUPLICATES,
    REPAIRED_TEXT,
    USER_LEVELS,
    USER_SESSIONS,
    SONGPLAY,
    USERS,
    SONGS,
    ARTISTS,
    TIME,
    USER_AGENTS,
    LOAD_ERRORS,
    LOAD_FILES,
    LOADS,
)
TABLES = {table.name: table for table in CREATE_ORDER}

# What a run touches: temporary tables, filled by the pipeline, read by the models, gone with the connection.
_FILE = Column(name="file_id", type="BIGINT", required=True, meaning="the file version")
_LINE = Column(name="line_number", type="BIGINT", required=True, meaning="the line")
_EVENT_KEY = tuple(STAGING_EVENTS[name] for name in ("user_id", "session_id", "item_in_session", "ts"))


def _temporary(name: str, grain: str, *columns: Column, key: tuple[str, ...] | None = None) -> Table:
    key = key or (columns[0].name,)
    return Table(name, grain, key=key, columns=columns, distribution="ALL")


CHANGED = (
    _temporary("changed_files", "one file version landed in this run", _FILE),
    _temporary(
        "changed_plays",
        "one line of an earlier file whose play is to be built again",
        _FILE,
        _LINE,
        key=("file_id", "line_number"),
    ),
    _temporary("changed_users", "one user with an event that came or went", USERS["user_id"]),
    _temporary(
        "changed_sessions",
        "one user in one session with an event that came or went",
        USER_SESSIONS["user_id"],
        USER_SESSIONS["session_id"],
        key=("user_id", "session_id"),
    ),
    _temporary("changed_songs", "one song that came or went", SONGS["song_id"]),
    _temporary("changed_artists", "one artist with a song that came or went", ARTISTS["artist_id"]),
    _temporary("changed_times", "one start_time at which a play came, or stayed when another went", TIME["start_time"]),
    _temporary("changed_user_agents", "one user agent with an event that came or went, parsed", *USER_AGENTS.columns),
)
