"""Every table, declared once. DDL, reading, checks and docs/warehouse.md all come from here.

Sizes are UTF-8 bytes, timestamps are UTC, and a fact we do not know is NULL, never '' or 0.
"""

from songplays.warehouse.table import Column, Need, Table

FREE_TEXT = 256
LEVELS = ("free", "paid")
DEVICES = ("mobile", "tablet", "desktop", "bot", "unknown")

# Where a line came from. (file, line) names a line for good, whatever else is in the warehouse.
FILE_ID = Column(
    name="file_id",
    type="BIGINT",
    required=True,
    references="load_files.file_id",
    meaning="the file version it came from",
)
LINE_NUMBER = Column(
    name="line_number", type="BIGINT", required=True, lowest=1, meaning="its line in that file, from 1"
)

EVENT_COLUMNS = (
    FILE_ID,
    LINE_NUMBER,
    Column(name="artist", type="VARCHAR", size=FREE_TEXT, key="artist", meaning="artist's name as logged"),
    Column(name="auth", type="VARCHAR", size=FREE_TEXT, key="auth", meaning="Logged In, Logged Out, …"),
    Column(
        name="first_name",
        type="VARCHAR",
        size=FREE_TEXT,
        key="firstName",
        personal=True,
        meaning="first name as logged",
    ),
    Column(name="gender", type="VARCHAR", size=1, key="gender", full_by_design=True, personal=True, meaning="F or M"),
    Column(
        name="item_in_session", type="INTEGER", key="itemInSession", meaning="the event's number in its session, from 0"
    ),
    Column(
        name="last_name", type="VARCHAR", size=FREE_TEXT, key="lastName", personal=True, meaning="last name as logged"
    ),
    Column(name="length", type="DOUBLE PRECISION", key="length", meaning="the song's length in seconds"),
    Column(
        name="level",
        type="VARCHAR",
        size=4,
        key="level",
        accepted=LEVELS,
        full_by_design=True,
        meaning="subscription level at the event",
    ),
    Column(
        name="location",
        type="VARCHAR",
        size=FREE_TEXT,
        key="location",
        personal=True,
        meaning="metropolitan area: City[-City], ST[-ST]",
    ),
    Column(name="method", type="VARCHAR", size=3, key="method", full_by_design=True, meaning="GET or PUT"),
    Column(name="page", type="VARCHAR", size=FREE_TEXT, key="page", meaning="NextSong, Home, Upgrade, …"),
    Column(
        name="registration",
        type="BIGINT",
        key="registration",
        personal=True,
        meaning="when the user registered, milliseconds since 1970",
    ),
    Column(
        name="session_id",
        type="BIGINT",
        key="sessionId",
        meaning="the session; some sources reuse it for several users",
    ),
    Column(name="song", type="VARCHAR", size=FREE_TEXT, key="song", meaning="song's title as logged"),
    Column(name="status", type="INTEGER", key="status", meaning="HTTP status"),
    Column(name="ts", type="BIGINT", key="ts", meaning="when it happened, milliseconds since 1970"),
    Column(
        name="user_agent",
        type="VARCHAR",
        size=FREE_TEXT,
        key="userAgent",
        personal=True,
        meaning="user agent as logged, outer quotes included",
    ),
    Column(name="user_id", type="BIGINT", key="userId", quoted=True, personal=True, meaning="the user; NULL when logged out"),
)

SONG_COLUMNS = (
    FILE_ID,
    LINE_NUMBER,
    Column(name="num_songs", type="INTEGER", key="num_songs", meaning="as delivered"),
    Column(
        name="artist_id",
        type="VARCHAR",
        size=18,
        key="artist_id",
        required=True,
        full_by_design=True,
        identifies=True,
        meaning="the artist",
    ),
    Column(name="artist_latitude", type="DOUBLE PRECISION", key="artist_latitude", meaning="degrees north"),
    Column(name="artist_longitude", type="DOUBLE PRECISION", key="artist_longitude", meaning="degrees east"),
    Column(
        name="artist_location",
        type="VARCHAR",
        size=FREE_TEXT,
        key="artist_location",
        meaning="place as delivered; '' is unknown",
    ),
    Column(
        name="artist_name", type="VARCHAR", size=FREE_TEXT, key="artist_name", meaning="name as this song spells it"
    ),
    Column(
        name="song_id",
        type="VARCHAR",
        size=18,
        key="song_id",
        required=True,
        full_by_design=True,
        identifies=True,
        meaning="the song",
    ),
    Column(name="title", type="VARCHAR", size=FREE_TEXT, key="title", meaning="title as delivered"),
    Column(name="duration", type="DOUBLE PRECISION", key="duration", meaning="length in seconds"),
    Column(name="year", type="INTEGER", key="year", meaning="year of release; 0 is unknown"),
)

STAGING_EVENTS = Table(
    name="staging_events",
    grain="one log line",
    key=("file_id", "line_number"),
    columns=EVENT_COLUMNS,
    distribution="EVEN",
    sort=("ts",),
    marker="page",
    # A play without its user, session or time is no play: its songplay_id is made of them.
    need=Need(columns=("user_id", "session_id", "ts"), of="page", value="NextSong"),
)

STAGING_SONGS = Table(
    name="staging_songs",
    grain="one song object",
    key=("file_id", "line_number"),
    columns=SONG_COLUMNS,
    distribution="EVEN",
    marker="song_id",
    need=Need(columns=("song_id", "artist_id")),
)

DUPLICATE_EVENTS = Table(
    name="duplicate_events",
    grain="one log line of an event that staging_events holds from another line",
    key=("file_id", "line_number"),
    columns=EVENT_COLUMNS,
    distribution="EVEN",
)

DUPLICATE_SONGS = Table(
    name="duplicate_songs",
    grain="one song object whose song_id staging_songs holds from another line",
    key=("file_id", "line_number"),
    columns=SONG_COLUMNS,
    distribution="EVEN",
)

USERS = Table(
    name="users",
    grain="one user id seen on any page, as of their newest event",
    key=("user_id",),
    distribution="ALL",
    sort=("user_id",),
    columns=(
        Column(name="user_id", type="BIGINT", required=True, personal=True, meaning="the user"),
        Column(name="first_name", type="VARCHAR", size=FREE_TEXT, personal=True, meaning="first name"),
        Column(name="last_name", type="VARCHAR", size=FREE_TEXT, personal=True, meaning="last name"),
        Column(name="gender", type="VARCHAR", size=1, full_by_design=True, personal=True, meaning="F or M"),
        Column(
            name="level", type="VARCHAR", size=4, accepted=LEVELS, full_by_design=True, meaning="subscription level"
        ),
        Column(name="registered_at", type="TIMESTAMP", personal=True, meaning="when they registered, UTC"),
    ),
)

ARTISTS = Table(
    name="artists",
    grain="one artist_id",
    key=("artist_id",),
    distribution="ALL",
    sort=("artist_id",),
    columns=(
        Column(name="artist_id", type="VARCHAR", size=18, required=True, full_by_design=True, meaning="the artist"),
        Column(name="name", type="VARCHAR", size=FREE_TEXT, meaning="name"),
        Column(name="location", type="VARCHAR", size=FREE_TEXT, meaning="where they are from, as written by people"),
        Column(name="latitude", type="DOUBLE PRECISION", lowest=-90, highest=90, meaning="degrees north"),
        Column(name="longitude", type="DOUBLE PRECISION", lowest=-180, highest=180, meaning="degrees east"),
    ),
)

SONGS = Table(
    name="songs",
    grain="one song_id",
    key=("song_id",),
    distribution="ALL",
    sort=("song_id",),
    columns=(
        Column(name="song_id", type="VARCHAR", size=18, required=True, full_by_design=True, meaning="the song"),
        Column(name="title", type="VARCHAR", size=FREE_TEXT, meaning="title"),
        Column(
            name="artist_id",
            type="VARCHAR",
            size=18,
            required=True,
            full_by_design=True,
            references="artists.artist_id",
            meaning="its artist",
        ),
        Column(name="year", type="INTEGER", lowest=1, highest=9999, meaning="year of release"),
        Column(name="duration", type="DOUBLE PRECISION", lowest=0, meaning="length in seconds"),
    ),
)

TIME = Table(
    name="time",
    grain="one distinct songplay.start_time",
    key=("start_time",),
    distribution="ALL",
    sort=("start_time",),
    columns=(
        Column(name="start_time", type="TIMESTAMP", required=True, meaning="the moment, UTC"),
        Column(name="hour", type="INTEGER", required=True, lowest=0, highest=23, meaning="hour of the day, UTC"),
        Column(name="day", type="INTEGER", required=True, lowest=1, highest=31, meaning="day of the month"),
        Column(name="week", type="INTEGER", required=True, lowest=1, highest=53, meaning="ISO week"),
        Column(name="month", type="INTEGER", required=True, lowest=1, highest=12, meaning="month"),
        Column(name="year", type="INTEGER", required=True, lowest=2000, highest=9999, meaning="year"),
        Column(
            name="weekday", type="INTEGER", required=True, lowest=0, highest=6, meaning="day of the week, 0 = Sunday"
        ),
    ),
)

USER_AGENTS = Table(
    name="user_agents",
    grain="one distinct user agent string",
    key=("user_agent",),
    distribution="ALL",
    columns=(
        Column(name="user_agent", type="VARCHAR", size=FREE_TEXT, required=True, personal=True, meaning="as logged"),
        Column(
            name="browser", type="VARCHAR", size=FREE_TEXT, required=True, meaning="browser family, 'Other' if unknown"
        ),
        Column(
            name="os",
            type="VARCHAR",
            size=FREE_TEXT,
            required=True,
            meaning="operating system family, 'Other' if unknown",
        ),
        Column(
            name="device",
            type="VARCHAR",
            size=7,
            required=True,
            accepted=DEVICES,
            full_by_design=True,
            meaning="class of device",
        ),
    ),
)

SONGPLAY = Table(
    name="songplay",
    grain="one song started: a staging event with page NextSong",
    key=("songplay_id",),
    distribution="user_id",
    sort=("start_time",),
    columns=(
        Column(
            name="songplay_id",
            type="BIGINT",
            required=True,
            meaning="made from user, session, item in session and ts, so that every load gives the same one",
        ),
        Column(
            name="start_time",
            type="TIMESTAMP",
            required=True,
            references="time.start_time",
            meaning="when it started, UTC",
        ),
        Column(
            name="user_id",
            type="BIGINT",
            required=True,
            references="users.user_id",
            personal=True,
            meaning="who played it",
        ),
        Column(
            name="level",
            type="VARCHAR",
            size=4,
            accepted=LEVELS,
            full_by_design=True,
            meaning="subscription level of the play",
        ),
        Column(
            name="song_id",
            type="VARCHAR",
            size=18,
            references="songs.song_id",
            full_by_design=True,
            meaning="the song, where it is known",
        ),
        Column(
            name="artist_id",
            type="VARCHAR",
            size=18,
            references="artists.artist_id",
            full_by_design=True,
            meaning="that song's artist",
        ),
        Column(name="session_id", type="BIGINT", required=True, meaning="the session"),
        Column(name="location", type="VARCHAR", size=FREE_TEXT, personal=True, meaning="metropolitan area"),
        Column(
            name="user_agent",
            type="VARCHAR",
            size=FREE_TEXT,
            references="user_agents.user_agent",
            personal=True,
            meaning="as logged",
        ),
        Column(name="item_in_session", type="INTEGER", meaning="the event's number in its session"),
        Column(
            name="song_match",
            type="VARCHAR",
            size=5,
            accepted=("exact", "title"),
            full_by_design=True,
            meaning="how the song was found: title, artist and duration agree, or title and artist only",
        ),
    ),
)

USER_SESSIONS = Table(
    name="user_sessions",
    grain="one user in one session with plays",
    key=("user_id", "session_id"),
    distribution="user_id",
    sort=("start_time",),
    columns=(
        Column(
            name="user_id", type="BIGINT", required=True, references="users.user_id", personal=True, meaning="the user"
        ),
        Column(name="session_id", type="BIGINT", required=True, meaning="the session"),
        Column(
            name="level",
            type="VARCHAR",
            size=4,
            accepted=LEVELS,
            full_by_design=True,
            meaning="free as soon as one play of the session was free",
        ),
        Column(name="start_time", type="TIMESTAMP", required=True, meaning="its first play, UTC"),
        Column(name="play_count", type="BIGINT", required=True, lowest=1, meaning="plays in the session"),
        Column(name="end_time", type="TIMESTAMP", required=True, meaning="its last play's start, UTC"),
    ),
)

USER_LEVELS = Table(
    name="user_levels",
    grain="one unbroken run of a user's sessions at one level",
    key=("user_id", "index"),
    distribution="user_id",
    sort=("user_id",),
    columns=(
        Column(
            name="user_id", type="BIGINT", required=True, references="users.user_id", personal=True, meaning="the user"
        ),
        Column(name="index", type="BIGINT", required=True, lowest=1, meaning="1 is the user's newest run"),
        Column(
            name="current", type="VARCHAR", size=4, accepted=LEVELS, full_by_design=True, meaning="level of this run"
        ),
        Column(
            name="previous",
            type="VARCHAR",
            size=4,
            accepted=LEVELS,
            full_by_design=True,
            meaning="level of the run before; NULL for the first",
        ),
        Column(
            name="next",
            type="VARCHAR",
            size=4,
            accepted=LEVELS,
            full_by_design=True,
            meaning="level of the run after; NULL for the newest",
        ),
        Column(name="sessions", type="BIGINT", required=True, lowest=1, meaning="sessions in the run"),
        Column(name="play_count", type="BIGINT", required=True, lowest=1, meaning="plays in the run"),
        Column(
            name="level_days",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="whole 24-hour periods between the first and the last session start of the run",
        ),
        Column(name="start_time", type="TIMESTAMP", required=True, meaning="start of the run's first session, UTC"),
    ),
)

REPAIRED_TEXT = Table(
    name="repaired_text",
    grain="one distinct double-encoded value of staging",
    key=("raw",),
    distribution="ALL",
    columns=(
        Column(name="raw", type="VARCHAR", size=FREE_TEXT, required=True, meaning="as delivered: BjÃ\x83Â¶rk"),
        Column(name="repaired", type="VARCHAR", size=FREE_TEXT, required=True, meaning="as meant: Björk"),
    ),
)

LOADS = Table(
    name="loads",
    grain="one run that had something to load",
    key=("load_id",),
    distribution="ALL",
    sort=("load_id",),
    columns=(
        Column(name="load_id", type="BIGINT", required=True, meaning="the run, from 1"),
        Column(name="started_at", type="TIMESTAMP", required=True, meaning="UTC"),
        Column(name="finished_at", type="TIMESTAMP", required=True, meaning="UTC"),
        Column(name="version", type="VARCHAR", size=64, required=True, meaning="version of songplays"),
        Column(
            name="outcome",
            type="VARCHAR",
            size=16,
            required=True,
            full_by_design=True,
            accepted=("published", "over budget"),
            meaning="whether its rows were published, or why not",
        ),
        Column(name="full_refresh", type="BOOLEAN", required=True, meaning="everything was read again"),
        Column(name="files_new", type="BIGINT", required=True, lowest=0, meaning="files not seen before"),
        Column(
            name="files_replaced",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="files seen before with other content",
        ),
        Column(
            name="files_gone",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="files loaded before and no longer listed",
        ),
        Column(name="lines", type="BIGINT", required=True, lowest=0, meaning="lines read"),
        Column(name="loaded", type="BIGINT", required=True, lowest=0, meaning="lines in staging"),
        Column(name="rejected", type="BIGINT", required=True, lowest=0, meaning="lines refused, each in load_errors"),
        Column(
            name="duplicate",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="lines of an event or song that another line holds",
        ),
        Column(name="blank", type="BIGINT", required=True, lowest=0, meaning="lines with nothing on them"),
        Column(
            name="shortened", type="BIGINT", required=True, lowest=0, meaning="values cut to fit, each in load_errors"
        ),
        Column(name="repaired", type="BIGINT", required=True, lowest=0, meaning="distinct double-encoded values found"),
    ),
)

LOAD_FILES = Table(
    name="load_files",
    grain="one source file version",
    key=("file_id",),
    distribution="ALL",
    sort=("file_id",),
    columns=(
        Column(name="file_id", type="BIGINT", required=True, meaning="the file version, from 1"),
        Column(
            name="load_id", type="BIGINT", required=True, references="loads.load_id", meaning="the run that loaded it"
        ),
        Column(name="source", type="VARCHAR", size=4096, required=True, meaning="folder or s3://bucket/prefix"),
        Column(name="path", type="VARCHAR", size=4096, required=True, meaning="the file below the source"),
        Column(name="size", type="BIGINT", required=True, lowest=0, meaning="bytes as stored"),
        Column(
            name="etag",
            type="VARCHAR",
            size=256,
            required=True,
            meaning="the bucket's etag, or the folder's modified and changed time",
        ),
        Column(
            name="lines",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="lines; an object spread over several lines counts as one, numbered by its first",
        ),
        Column(name="loaded", type="BIGINT", required=True, lowest=0, meaning="lines in staging"),
        Column(name="rejected", type="BIGINT", required=True, lowest=0, meaning="lines refused"),
        Column(
            name="duplicate",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="lines whose event or song another line holds",
        ),
        Column(name="blank", type="BIGINT", required=True, lowest=0, meaning="lines with nothing on them"),
        Column(name="loaded_at", type="TIMESTAMP", required=True, meaning="start of the run that loaded it, UTC"),
        Column(name="table_name", type="VARCHAR", size=64, required=True, meaning="the staging table it feeds"),
        Column(
            name="status",
            type="VARCHAR",
            size=8,
            required=True,
            full_by_design=True,
            accepted=("loaded", "refused", "replaced"),
            meaning="loaded; refused whole (unreadable); or replaced by a newer version",
        ),
    ),
)

LOAD_ERRORS = Table(
    name="load_errors",
    grain="one rejected line or one shortened value",
    key=("load_id", "file_id", "line_number", "column_name", "kind"),
    distribution="EVEN",
    sort=("load_id",),
    columns=(
        Column(name="load_id", type="BIGINT", required=True, references="loads.load_id", meaning="the run"),
        Column(name="table_name", type="VARCHAR", size=64, required=True, meaning="the staging table it was meant for"),
        Column(name="filename", type="VARCHAR", size=8192, required=True, meaning="source and path"),
        Column(
            name="line_number",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="from 1; 0 when the whole file was refused",
        ),
        Column(
            name="column_name",
            type="VARCHAR",
            size=64,
            required=True,
            meaning="the column at fault; '' when it is the whole line",
        ),
        Column(
            name="kind",
            type="VARCHAR",
            size=9,
            required=True,
            full_by_design=True,
            accepted=("rejected", "shortened"),
            meaning="rejected: the line was not loaded; shortened: the value was cut to fit",
        ),
        Column(name="err_reason", type="VARCHAR", size=1024, required=True, meaning="what was wrong"),
        Column(name="raw", type="VARCHAR", size=65535, meaning="the line, or the value in full"),
        Column(
            name="full_bytes",
            type="BIGINT",
            required=True,
            lowest=0,
            meaning="bytes of the line, or of the value in full",
        ),
        Column(name="file_id", type="BIGINT", required=True, meaning="the file version"),
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
    return Table(name=name, grain=grain, key=key, columns=columns, distribution="ALL")


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
    _temporary("changed_songs", "one song that came or went", SONGS["song_id"]),
    _temporary("changed_artists", "one artist with a song that came or went", ARTISTS["artist_id"]),
    _temporary("changed_times", "one start_time with a play that came or went", TIME["start_time"]),
    _temporary("changed_user_agents", "one user agent with an event that came or went, parsed", *USER_AGENTS.columns),
)
