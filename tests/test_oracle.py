"""The oracle tells the truth: it gives the known figures of the real data, and the warehouse agrees with it."""

from pathlib import Path
from statistics import median

import pytest

import contents
import oracle
from songplays.engines.duckdb import DuckDB

UPGRADED = [15, 16, 29, 36, 49, 80, 85, 88]


@pytest.fixture(scope="module")
def expected(real_data: Path) -> oracle.Tables:
    """Return the models of the real data as the oracle computes them."""
    logs, songs = (
        [path.read_text(encoding="utf-8") for path in (real_data / name).rglob("*.json")]
        for name in ("log_data", "song_data")
    )
    return oracle.models(logs, songs)


def test_row_counts(expected: oracle.Tables) -> None:
    """The brief's counts come out."""
    counts = {name: len(expected[name]) for name in ("artists", "songplay", "songs", "time", "users")}
    assert counts == {"artists": 9553, "songplay": 6820, "songs": 14896, "time": 6813, "users": 97}
    assert (len(expected["user_sessions"]), len(expected["user_levels"])) == (776, 105)


def test_songs_found(expected: oracle.Tables) -> None:
    """327 plays match a song in title, artist and duration, and 14 more in title and artist."""
    found = [play[10] for play in expected["songplay"]]
    assert (found.count("exact"), found.count("title")) == (327, 14)


def test_levels_of_user_15(expected: oracle.Tables) -> None:
    """The brief's sample of user_levels comes out."""
    sample = [(*row[1:8], str(row[8].date())) for row in expected["user_levels"] if row[0] == 15]
    assert sample == [
        (1, "paid", "free", None, 2, 92, 4, "2018-11-21"),
        (2, "free", "paid", "paid", 1, 66, 0, "2018-11-21"),
        (3, "paid", None, "free", 9, 305, 17, "2018-11-02"),
    ]


def test_upgrades(expected: oracle.Tables) -> None:
    """Eight users went from free to paid, after 51 plays in the median."""
    upgraded = [row[0] for row in expected["user_levels"] if row[1:4] == (1, "paid", "free")]
    assert sorted(upgraded) == UPGRADED
    assert median(row[6] for row in expected["user_levels"] if row[0] in UPGRADED and row[1:3] == (2, "free")) == 51


def test_plays_by_hour(expected: oracle.Tables) -> None:
    """Most songs are played at 16:00 UTC."""
    hours = [play[1].hour for play in expected["songplay"]]
    assert [hours.count(hour) for hour in range(14, 19)] == [432, 477, 542, 494, 498]


def test_warehouse_agrees_on_the_real_data(expected: oracle.Tables, real_warehouse: DuckDB) -> None:
    """Every row of every model is the oracle's."""
    held = contents.models(real_warehouse)
    for name, rows in expected.items():
        assert held[name] == rows, name
