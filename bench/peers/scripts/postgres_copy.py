"""Plain SQL over Postgres' COPY, as someone who knows Postgres would; prints how many rows each table has.

usage: postgres_copy.py BUCKET DSN

No line is rejected or looked at twice: one that is not JSON ends the load.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import psycopg2

FOLDERS = {"raw_songs": "song_data", "raw_events": "log_data"}
# No JSON text holds these two characters, so each line is one value, unquoted.
COPY = "COPY {} FROM STDIN WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
LARGE = 1 << 20

MODELS = {
    "staging_events": """
        SELECT line->>'artist' AS artist, line->>'auth' AS auth, line->>'firstName' AS first_name,
            line->>'gender' AS gender, (line->>'itemInSession')::int AS item_in_session,
            line->>'lastName' AS last_name, (line->>'length')::float8 AS length, line->>'level' AS level,
            line->>'location' AS location, line->>'method' AS method, line->>'page' AS page,
            (line->>'registration')::float8 AS registration, (line->>'sessionId')::bigint AS session_id,
            line->>'song' AS song, (line->>'status')::int AS status, (line->>'ts')::bigint AS ts,
            line->>'userAgent' AS user_agent, nullif(line->>'userId', '')::bigint AS user_id
        FROM raw_events""",
    "staging_songs": """
        SELECT (line->>'num_songs')::int AS num_songs, line->>'artist_id' AS artist_id,
            (line->>'artist_latitude')::float8 AS artist_latitude,
            (line->>'artist_longitude')::float8 AS artist_longitude, line->>'artist_location' AS artist_location,
            line->>'artist_name' AS artist_name, line->>'song_id' AS song_id, line->>'title' AS title,
            (line->>'duration')::float8 AS duration, (line->>'year')::int AS year
        FROM raw_songs""",
    "users": """
        SELECT DISTINCT ON (user_id) user_id, first_name, last_name, gender, level, registration
        FROM staging_events WHERE user_id IS NOT NULL
        ORDER BY user_id, ts DESC, session_id DESC, item_in_session DESC""",
    "songs": """
        SELECT song_id, min(title) AS title, min(artist_id) AS artist_id, min(nullif(year, 0)) AS year,
            min(duration) AS duration
        FROM staging_songs GROUP BY song_id""",
    "artists": """
        SELECT DISTINCT ON (artist_id) artist_id, artist_name AS name, nullif(artist_location, '') AS location,
            artist_latitude AS latitude, artist_longitude AS longitude
        FROM staging_songs ORDER BY artist_id, artist_location = '', length(artist_name), artist_name""",
    "songplay": """
        SELECT row_number() OVER () AS songplay_id, to_timestamp(events.ts / 1000.0) AT TIME ZONE 'UTC' AS start_time,
            events.user_id, events.level, songs.song_id, songs.artist_id, events.session_id, events.location,
            events.user_agent, events.item_in_session
        FROM staging_events AS events
        LEFT JOIN (
            SELECT title, artist_name, duration, min(song_id) AS song_id, min(artist_id) AS artist_id
            FROM staging_songs GROUP BY title, artist_name, duration
        ) AS songs
            ON songs.title = events.song AND songs.artist_name = events.artist AND songs.duration = events.length
        WHERE events.page = 'NextSong'""",
    "time": """
        SELECT start_time, extract(hour FROM start_time)::int AS hour, extract(day FROM start_time)::int AS day,
            extract(week FROM start_time)::int AS week, extract(month FROM start_time)::int AS month,
            extract(year FROM start_time)::int AS year, extract(dow FROM start_time)::int AS weekday
        FROM (SELECT DISTINCT start_time FROM songplay) AS moments""",
    "user_sessions": """
        SELECT user_id, session_id, min(level) AS level, min(start_time) AS start_time, count(*) AS play_count
        FROM songplay GROUP BY user_id, session_id""",
    "user_levels": """
        WITH marked AS (
            SELECT *, (level IS DISTINCT FROM lag(level) OVER user_order)::int AS begins
            FROM user_sessions WINDOW user_order AS (PARTITION BY user_id ORDER BY start_time, session_id)
        ),
        numbered AS (
            SELECT *, sum(begins) OVER (PARTITION BY user_id ORDER BY start_time, session_id) AS run FROM marked
        )
        SELECT user_id, run, min(level) AS current, count(*) AS sessions, sum(play_count) AS play_count,
            extract(day FROM max(start_time) - min(start_time))::int AS level_days, min(start_time) AS start_time
        FROM numbered GROUP BY user_id, run""",
}


def copy(cursor: Any, table: str, folder: Path) -> None:  # noqa: ANN401 - psycopg2 has no types here
    """Copy every file below `folder`, many small ones at once."""
    pieces: list[bytes] = []
    size = 0
    for path in sorted(folder.rglob("*.json")):
        if content := path.read_bytes():  # a day without events is an empty file
            pieces.append(content)
            size += len(content)
        if size > LARGE:
            cursor.copy_expert(COPY.format(table), io.BytesIO(b"\n".join(pieces)))
            pieces, size = [], 0
    cursor.copy_expert(COPY.format(table), io.BytesIO(b"\n".join(pieces)))


def main(bucket: str, dsn: str) -> None:
    """Load everything in one transaction."""
    connection = psycopg2.connect(dsn)
    cursor = connection.cursor()
    for table in (*FOLDERS, *MODELS):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
    for table, folder in FOLDERS.items():
        cursor.execute(f"CREATE TABLE {table} (line jsonb)")
        copy(cursor, table, Path(bucket) / folder)
    counts = {}
    for table, query in MODELS.items():
        cursor.execute(f"CREATE TABLE {table} AS {query}")
        counts[table] = cursor.rowcount
    connection.commit()
    connection.close()
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
