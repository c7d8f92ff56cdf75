"""Row-by-row pandas into Postgres, the way courses teach it; prints how many rows each table has.

usage: pandas_rows.py BUCKET DSN

For equal counts: users come from every page and not from plays alone, and a second row of a key is left out.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg2

TABLES = {
    "songplay": "songplay_id serial PRIMARY KEY, start_time timestamp NOT NULL, user_id int NOT NULL, level text, "
    "song_id text, artist_id text, session_id int, location text, user_agent text",
    "users": "user_id int PRIMARY KEY, first_name text, last_name text, gender text, level text",
    "songs": "song_id text PRIMARY KEY, title text, artist_id text, year int, duration double precision",
    "artists": "artist_id text PRIMARY KEY, name text, location text, latitude double precision, "
    "longitude double precision",
    "time": "start_time timestamp PRIMARY KEY, hour int, day int, week int, month int, year int, weekday int",
}
INSERT_SONG = "INSERT INTO songs VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
INSERT_ARTIST = "INSERT INTO artists VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
INSERT_TIME = "INSERT INTO time VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
INSERT_USER = "INSERT INTO users VALUES (%s, %s, %s, %s, %s) ON CONFLICT (user_id) DO UPDATE SET level = EXCLUDED.level"
FIND_SONG = (
    "SELECT songs.song_id, songs.artist_id FROM songs JOIN artists ON artists.artist_id = songs.artist_id "
    "WHERE songs.title = %s AND artists.name = %s AND songs.duration = %s"
)
INSERT_PLAY = (
    "INSERT INTO songplay (start_time, user_id, level, song_id, artist_id, session_id, location, user_agent) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


def values(row: Any, columns: Sequence[str]) -> list[Any]:  # noqa: ANN401 - a row of pandas
    """Return some values of a row, None where there is none."""
    return [None if pd.isna(row[column]) else row[column] for column in columns]


def load_song(cursor: Any, path: Path) -> None:  # noqa: ANN401 - psycopg2 has no types here
    """Insert one song and its artist."""
    frame = pd.read_json(path, lines=True, dtype=False, convert_dates=False)
    for _, row in frame.iterrows():
        cursor.execute(INSERT_SONG, values(row, ["song_id", "title", "artist_id", "year", "duration"]))
        names = ["artist_id", "artist_name", "artist_location", "artist_latitude", "artist_longitude"]
        cursor.execute(INSERT_ARTIST, values(row, names))


def load_log(cursor: Any, path: Path) -> None:  # noqa: ANN401 - psycopg2 has no types here
    """Insert the users, moments and plays of one day."""
    events = pd.read_json(path, lines=True, dtype=False, convert_dates=False)
    for _, row in events[events["userId"] != ""].iterrows():
        cursor.execute(INSERT_USER, values(row, ["userId", "firstName", "lastName", "gender", "level"]))
    plays = events[events["page"] == "NextSong"]
    for _, row in plays.iterrows():
        start = pd.to_datetime(row["ts"], unit="ms")
        parts = (start.hour, start.day, start.week, start.month, start.year, start.weekday())
        cursor.execute(INSERT_TIME, (start, *parts))
        cursor.execute(FIND_SONG, values(row, ["song", "artist", "length"]))
        song_id, artist_id = cursor.fetchone() or (None, None)
        user_id, level, session_id, location, user_agent = values(
            row, ["userId", "level", "sessionId", "location", "userAgent"]
        )
        cursor.execute(INSERT_PLAY, (start, user_id, level, song_id, artist_id, session_id, location, user_agent))


def main(bucket: str, dsn: str) -> None:
    """Load everything, a commit a file."""
    connection = psycopg2.connect(dsn)
    cursor = connection.cursor()
    for table, columns in TABLES.items():
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {table} ({columns})")
    connection.commit()
    for folder, load in (("song_data", load_song), ("log_data", load_log)):
        for path in sorted((Path(bucket) / folder).rglob("*.json")):
            load(cursor, path)
            connection.commit()
    counts = {}
    for table in TABLES:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        counts[table] = cursor.fetchone()[0]
    connection.close()
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
