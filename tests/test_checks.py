"""Every rule of the warehouse is seen to fail when it is broken, and nothing that breaks one is published."""

from pathlib import Path

import pytest

import contents
from histories import PLAY, SONG, line
from loading import load_bucket, rows
from songplays.engines.duckdb import DuckDB
from songplays.errors import ChecksFailed
from songplays.warehouse import checks, schema
from songplays.warehouse.checks import Failure

FIRST_PLAY = "start_time = (SELECT MIN(start_time) FROM songplay)"

# kind of rule: what breaks it, in which table it is seen, what is said, and of how many rows
FAULTS = {
    "required": ("UPDATE songplay SET session_id = NULL", "songplay", "session_id is missing", 5),
    "accepted values": ("UPDATE users SET level = 'gold'", "users", "level is none of free, paid", 1),
    "lowest": ("UPDATE time SET weekday = -1", "time", "weekday is below 0", 5),
    "highest": ("UPDATE time SET hour = 24", "time", "hour is above 23", 5),
    "staging values": ("UPDATE staging_events SET level = 'gold'", "staging_events", "level is none of free, paid", 5),
    "key of one column": (
        "INSERT INTO songs SELECT * FROM songs",
        "songs",
        "primary key song_id is not unique",
        1,
    ),
    "key of two columns": (
        "INSERT INTO user_sessions SELECT * FROM user_sessions",
        "user_sessions",
        "primary key user_id, session_id is not unique",
        1,
    ),
    "key of the ledger": (
        "INSERT INTO loads SELECT * FROM loads",
        "loads",
        "primary key load_id is not unique",
        1,
    ),
    "key of staging": (
        "INSERT INTO staging_songs SELECT * FROM staging_songs",
        "staging_songs",
        "primary key file_id, line_number is not unique",
        1,
    ),
    "reference to a dimension": ("DELETE FROM time", "songplay", "start_time is not in time", 5),
    "reference of a dimension": ("DELETE FROM artists", "songs", "artist_id is not in artists", 1),
    "plays are conserved": (
        f"DELETE FROM songplay WHERE {FIRST_PLAY}",
        "songplay",
        "plays are not the NextSong events of staging",
        1,
    ),
    "songs are conserved": ("DELETE FROM songs", "songs", "songs are not the song objects of staging", 1),
    "sessions hold every play": (
        "UPDATE user_sessions SET play_count = 4",
        "user_sessions",
        "sessions do not add up to the plays",
        1,
    ),
    "levels hold every play": (
        "UPDATE user_levels SET play_count = 4",
        "user_levels",
        "levels do not add up to the plays",
        1,
    ),
    "levels hold every session": (
        "UPDATE user_levels SET sessions = 2",
        "user_levels",
        "levels do not add up to the sessions",
        1,
    ),
    "every line is accounted for": (
        "UPDATE load_files SET blank = 1 WHERE path = 'a.json' AND table_name = 'staging_events'",
        "load_files",
        "lines are not loaded + rejected + duplicate + blank",
        1,
    ),
    "loaded lines are there": (
        "DELETE FROM staging_songs",
        "load_files",
        "loaded lines are not those of staging",
        1,
    ),
    "every user is there": ("DELETE FROM users", "users", "a user of staging is missing", 1),
}


@pytest.fixture
def loaded(warehouse: DuckDB, bucket: Path) -> DuckDB:
    """Return a warehouse with one user, one session of five plays and one song."""
    plays = [{**PLAY, "itemInSession": item, "ts": PLAY["ts"] + item} for item in range(5)]
    (bucket / "log_data" / "a.json").write_text("".join(map(line, plays)), encoding="utf-8")
    (bucket / "song_data" / "a.json").write_text(line(SONG), encoding="utf-8")
    load_bucket(warehouse, bucket)
    return warehouse


def test_a_sound_warehouse_keeps_every_rule(loaded: DuckDB) -> None:
    """What a run has published breaks no rule."""
    assert list(checks.failed(loaded, changed_only=False)) == []


@pytest.mark.parametrize("kind", FAULTS)
def test_a_broken_rule_is_seen(loaded: DuckDB, kind: str) -> None:
    """A planted fault is reported with its table, its rule and how many rows break it, and up to three of them."""
    fault, table, rule, count = FAULTS[kind]
    loaded.execute(fault)
    failures = {(failure.table, failure.rule): failure for failure in checks.failed_or_empty(loaded)}
    failure = failures[table, rule]
    assert count == failure.count
    assert min(count, checks.SAMPLES) == len(failure.samples)


def test_every_rule_of_conservation_is_tried() -> None:
    """The faults above break each rule that is written out."""
    tried = {(table, rule) for _, table, rule, _ in FAULTS.values()}
    assert {(table, rule) for table, rule, _ in checks.CONSERVATION} <= tried


def test_an_empty_warehouse_is_told(loaded: DuckDB) -> None:
    """A warehouse without a line breaks no rule of a run, which may find nothing to load, but the check tells it."""
    for table in schema.CREATE_ORDER:
        loaded.execute(f"DELETE FROM {table.name}")
    assert list(checks.failed(loaded, changed_only=False)) == []
    assert [str(failure) for failure in checks.failed_or_empty(loaded)] == [
        "staging_events: nothing was ever loaded (1, such as staging_events and staging_songs are empty)"
    ]


def test_samples_are_keys(loaded: DuckDB) -> None:
    """What is shown of a row is its primary key, part by part."""
    loaded.execute("UPDATE user_sessions SET level = 'gold'")
    failures = [failure for failure in checks.failed(loaded, changed_only=False) if failure.table == "user_sessions"]
    assert failures == [Failure("user_sessions", "level is none of free, paid", 1, ["1 1"])]


def test_failures_are_listed_in_one_line(loaded: DuckDB) -> None:
    """All broken rules are named at once, in one line."""
    loaded.execute("UPDATE time SET hour = 24, weekday = -1")
    with pytest.raises(ChecksFailed) as refusal:
        checks.verify(loaded, changed_only=False)
    message = str(refusal.value)
    assert message.startswith(
        "2 of the warehouse's rules do not hold, so nothing was published: time: hour is above 23 (5,"
    )
    assert "time: weekday is below 0 (5," in message
    assert "\n" not in message


def test_a_run_that_breaks_a_rule_publishes_nothing(loaded: DuckDB, bucket: Path) -> None:
    """A run onto a warehouse that lost a play ends with exit code 1, every table as it was; a full refresh mends it."""
    loaded.execute(f"DELETE FROM songplay WHERE {FIRST_PLAY}")
    before = contents.everything(loaded)
    (bucket / "log_data" / "b.json").write_text(line({**PLAY, "sessionId": 2}), encoding="utf-8")
    with pytest.raises(ChecksFailed, match="songplay: plays are not the NextSong events of staging") as refusal:
        load_bucket(loaded, bucket)
    assert refusal.value.exit_code == 1
    assert before == contents.everything(loaded)
    load_bucket(loaded, bucket, full_refresh=True)
    assert rows(loaded, "SELECT COUNT(*) FROM songplay") == [(6,)]
