"""The real data set gives the figures that were computed from its files independently of this project."""

from datetime import datetime
from typing import Any

import pytest

from loading import rows
from songplays.engines.duckdb import DuckDB
from songplays.warehouse import checks
from songplays.warehouse.truncation import full_columns

COUNTS = {
    "staging_events": 8056,
    "staging_songs": 14896,
    "songplay": 6820,
    "songs": 14896,
    "artists": 9553,
    "users": 97,
    "time": 6813,
    "user_sessions": 776,
    "user_levels": 105,
    "user_agents": 40,
    "load_files": 14926,
    "load_errors": 0,
    "duplicate_events": 0,
    "duplicate_songs": 0,
}


def values(warehouse: DuckDB, sql: str) -> list[Any]:
    """Return the one column of a query."""
    return [row[0] for row in rows(warehouse, sql)]


@pytest.mark.parametrize("table", COUNTS)
def test_every_table_has_its_rows(real_warehouse: DuckDB, table: str) -> None:
    """Row counts are those of the real data, among them the brief's count line."""
    assert rows(real_warehouse, f"SELECT COUNT(*) FROM {table}") == [(COUNTS[table],)]


def test_every_rule_holds(real_warehouse: DuckDB) -> None:
    """No check fails on the real data."""
    assert list(checks.failed(real_warehouse, changed_only=False)) == []


def test_every_line_is_accounted_for(real_warehouse: DuckDB) -> None:
    """All 22,952 lines are loaded; none is rejected, told twice or blank."""
    assert rows(
        real_warehouse, "SELECT SUM(lines), SUM(loaded), SUM(rejected), SUM(duplicate), SUM(blank) FROM load_files"
    ) == [(22952, 22952, 0, 0, 0)]


def test_plays_match_songs(real_warehouse: DuckDB) -> None:
    """327 plays match a song in title, artist and duration, 14 more in title and artist, thanks to repaired text."""
    assert dict(rows(real_warehouse, "SELECT song_match, COUNT(*) FROM songplay GROUP BY song_match")) == {
        "exact": 327,
        "title": 14,
        None: 6479,
    }


def test_double_encoded_text_is_repaired(real_warehouse: DuckDB) -> None:
    """Every non-ASCII artist and song of the logs is repaired, and staging keeps it as it came."""
    repaired = dict(rows(real_warehouse, "SELECT raw, repaired FROM repaired_text"))

    assert repaired["BjÃ\x83Â¶rk"] == "Björk"
    non_ascii = values(
        real_warehouse,
        """SELECT DISTINCT value FROM (
               SELECT artist AS value FROM staging_events UNION ALL SELECT song FROM staging_events
           ) AS logged WHERE byte_length(value) > LENGTH(value)""",
    )
    assert set(repaired) == set(non_ascii)


def test_sessions_of_user_15(real_warehouse: DuckDB) -> None:
    """The brief's first table: user 15's sessions, the one with a free play counted as free."""
    assert rows(
        real_warehouse,
        """SELECT session_id, level, CAST(CAST(start_time AS DATE) AS VARCHAR), play_count
           FROM user_sessions WHERE user_id = 15 ORDER BY CAST(start_time AS DATE), level DESC""",
    ) == [
        (172, "paid", "2018-11-02", 74),
        (199, "paid", "2018-11-03", 27),
        (221, "paid", "2018-11-07", 101),
        (362, "paid", "2018-11-09", 9),
        (417, "paid", "2018-11-13", 2),
        (557, "paid", "2018-11-14", 18),
        (582, "paid", "2018-11-15", 5),
        (612, "paid", "2018-11-19", 10),
        (716, "paid", "2018-11-20", 59),
        (818, "paid", "2018-11-21", 70),
        (764, "free", "2018-11-21", 66),
        (834, "paid", "2018-11-26", 22),
    ]


def test_levels_of_user_15(real_warehouse: DuckDB) -> None:
    """The brief's second table: user 15 paid, was free for one session, and paid again."""
    assert rows(
        real_warehouse,
        """SELECT index, current, previous, next, sessions, play_count, level_days,
               CAST(CAST(start_time AS DATE) AS VARCHAR)
           FROM user_levels WHERE user_id = 15 ORDER BY index""",
    ) == [
        (1, "paid", "free", None, 2, 92, 4, "2018-11-21"),
        (2, "free", "paid", "paid", 1, 66, 0, "2018-11-21"),
        (3, "paid", None, "free", 9, 305, 17, "2018-11-02"),
    ]


def test_levels_change_for_eight_users(real_warehouse: DuckDB) -> None:
    """Eight users upgraded: the newest run is paid and the one before it free."""
    assert values(
        real_warehouse,
        "SELECT user_id FROM user_levels WHERE index = 1 AND current = 'paid' AND previous = 'free' ORDER BY user_id",
    ) == [15, 16, 29, 36, 49, 80, 85, 88]


def test_plays_by_hour(real_warehouse: DuckDB) -> None:
    """Plays by UTC hour, with the peak at 16:00."""
    assert values(
        real_warehouse,
        "SELECT COUNT(*) FROM songplay JOIN time ON time.start_time = songplay.start_time GROUP BY hour ORDER BY hour",
    ) == [
        *(155, 154, 117, 109, 136, 162, 183, 179, 207, 270, 312, 336),
        *(308, 324, 432, 477, 542, 494, 498, 367, 360, 280, 217, 201),
    ]


def test_plays_by_browser_and_system(real_warehouse: DuckDB) -> None:
    """Plays by what they were played on; the only mobile plays are those of six iPhone users."""
    assert rows(
        real_warehouse,
        """SELECT device, os, browser, COUNT(*) AS plays, COUNT(DISTINCT user_id) AS users
           FROM songplay JOIN user_agents ON user_agents.user_agent = songplay.user_agent
           WHERE device <> 'desktop' GROUP BY device, os, browser""",
    ) == [("mobile", "iOS", "Mobile Safari", 239, 6)]


def test_a_day_of_the_calendar(real_warehouse: DuckDB) -> None:
    """A moment is told by UTC hour, day, ISO week, month, year and weekday with Sunday as 0."""
    assert rows(real_warehouse, "SELECT * FROM time ORDER BY start_time LIMIT 1") == [
        (datetime(2018, 11, 1, 21, 1, 46, 796000), 21, 1, 44, 11, 2018, 4)  # noqa: DTZ001 - the warehouse is in UTC
    ]


def test_columns_that_may_have_been_cut(real_warehouse: DuckDB) -> None:
    """The brief's warning lists the same five columns, and all of them are full by design."""
    assert {
        (column.table_name, column.column_name, column.col_percent, column.character_maximum_length, column.by_design)
        for column in full_columns(real_warehouse)
    } == {
        ("staging_events", "method", 100.0, 3, True),
        ("staging_events", "level", 100.0, 4, True),
        ("staging_songs", "artist_id", 100.0, 18, True),
        ("staging_events", "gender", 100.0, 1, True),
        ("staging_songs", "song_id", 100.0, 18, True),
    }
