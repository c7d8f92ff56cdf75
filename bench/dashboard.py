"""How large and how quick the dashboard of many plays is: python -m bench.dashboard --plays 10000000.

Fills a warehouse with made-up plays straight in SQL, in a temporary folder, then builds the page in a new process.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from songplays.engines.duckdb import DuckDB
from songplays.warehouse.ddl import create_table
from songplays.warehouse.schema import CREATE_ORDER

DAYS = 365
PLAYS_PER_SESSION = 10
PLAYS_PER_USER = 1_000
SONGS = 100_000
STATES = ("CA", "NY", "TX", "FL", "IL", "WA", "GA", "MI", "WI", "IA", "AZ", "ME", "CO", "OH", "PA", "NC", "VA", "MA")
AGENTS = (("Chrome", "Windows", "desktop"), ("Firefox", "Mac OS X", "desktop"), ("Mobile Safari", "iOS", "mobile"))
# Each statement takes the numbers 0 to n - 1; hash() scatters them, the same way every time.
FILL = """
CREATE TEMP TABLE numbers AS
SELECT range AS play, range // {session} AS session_id, range // {session} % {users} AS user_id,
       hash(range // {session}) AS of_session, hash(range) AS of_play
FROM range({plays});
CREATE TEMP TABLE made_up AS
SELECT *, TIMESTAMP '2018-11-01' + to_seconds(CAST(of_session % ({days} * 86400) + play % {session} * 240 AS BIGINT))
           AS start_time,
       CASE WHEN hash(user_id) % 5 < 4 THEN 'paid' ELSE 'free' END AS level,
       'Somewhere, ' || list_extract({states}, CAST(hash(user_id + 1) % {many} + 1 AS INTEGER)) AS location,
       'agent ' || CAST(hash(user_id + 2) % 3 AS VARCHAR) AS user_agent
FROM numbers;
INSERT INTO songplay (songplay_id, start_time, user_id, level, session_id, location, user_agent, item_in_session)
SELECT play, start_time, user_id, level, session_id, location, user_agent, play % {session} FROM made_up;
INSERT INTO staging_events (file_id, line_number, page, user_id, session_id, item_in_session, ts, artist, song)
SELECT 1, play, 'NextSong', user_id, session_id, play % {session}, epoch_ms(start_time),
       'Artist ' || CAST(of_play % {songs} // 10 AS VARCHAR), 'Song ' || CAST(of_play % {songs} AS VARCHAR)
FROM made_up;
INSERT INTO users (user_id, first_name, last_name, level)
SELECT DISTINCT user_id, 'Ada', 'Doe', level FROM made_up;
INSERT INTO user_sessions (user_id, session_id, level, start_time, play_count, end_time)
SELECT user_id, session_id, MIN(level), MIN(start_time), COUNT(*), MAX(start_time) FROM made_up GROUP BY ALL;
INSERT INTO user_levels (user_id, index, current, sessions, play_count, level_days, start_time)
SELECT user_id, 1, MIN(level), COUNT(*), SUM(play_count), 0, MIN(start_time) FROM user_sessions GROUP BY user_id;
"""


def main() -> None:
    """Fill a warehouse, build its page, and print how long that took and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, default=10_000_000)
    plays = parser.parse_args().plays
    with tempfile.TemporaryDirectory() as folder:
        warehouse, page = Path(folder) / "warehouse.duckdb", Path(folder) / "page.html"
        fill(warehouse, plays)
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "songplays", "--warehouse", warehouse, "dashboard", "--no-open", "--out", page],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - started
        print(f"{plays:,} plays: page of {page.stat().st_size / 1e6:.2f} MB in {seconds:.1f} s")


def fill(path: Path, plays: int) -> None:
    """Make a warehouse with so many plays."""
    engine = DuckDB(path)
    for table in CREATE_ORDER:
        engine.execute(create_table(table))
    for number, (browser, system, device) in enumerate(AGENTS):
        engine.insert(
            "user_agents", ("user_agent", "browser", "os", "device"), [(f"agent {number}", browser, system, device)]
        )
    engine.close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            FILL.format(
                session=PLAYS_PER_SESSION,
                users=max(1, plays // PLAYS_PER_USER),
                plays=plays,
                days=DAYS,
                songs=SONGS,
                states=list(STATES),
                many=len(STATES),
            )
        )


if __name__ == "__main__":
    main()
