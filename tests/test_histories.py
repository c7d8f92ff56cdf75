"""Whatever the order, the split and the number of deliveries, the warehouse says what the files say."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

import contents
import oracle
from histories import PLAY, SONG, TWICE_MISREAD, Files, Step, histories, line, take_place
from loading import load_bucket, rows
from songplays.engines.duckdb import DuckDB
from songplays.pipeline import Report
from songplays.warehouse import checks, schema

USUAL_EXAMPLES = 200
EXAMPLES = int(os.environ.get("SONGPLAYS_HISTORIES", USUAL_EXAMPLES))
"""The usual ones are the same every time; with another number, new ones are drawn."""

PHASES = set(Phase) - {Phase.explain}
"""What explains a failing history is the shortest one; to vary its every detail would take minutes."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return one warehouse for all histories: opening one for each would cost as much as a load."""
    engine = DuckDB(tmp_path_factory.mktemp("histories") / "warehouse.duckdb")
    engine.execute("SET threads = 1")  # with a few rows at a time, a second thread only costs
    yield engine
    engine.close()


@settings(max_examples=EXAMPLES, derandomize=EXAMPLES == USUAL_EXAMPLES, deadline=None, phases=PHASES)
@given(history=histories())
def test_every_history_gives_what_the_files_say(engine: DuckDB, history: list[Step]) -> None:
    """After every run the models are those of the latest version of every file ever loaded.

    The first run of a history is a clean load and any may be a full refresh, so that these agree too: one oracle
    judges them all.
    """
    replay(engine, history)


def test_full_refresh_with_an_event_told_again_in_a_file_that_is_gone(engine: DuckDB) -> None:
    """An event that waits as a duplicate in a file that is gone counts once after a full refresh."""
    told_again = {"log_data/b.json": line(PLAY)}
    replay(
        engine,
        [
            Step(come={"log_data/a.json": line(PLAY)}),
            Step(come=told_again),
            Step(go=frozenset(told_again)),
            Step(full_refresh=True),
        ],
    )


@pytest.mark.parametrize("song", [TWICE_MISREAD + " ", TWICE_MISREAD, "Björk "])
@pytest.mark.parametrize("title", ["Björk ", "Björk", TWICE_MISREAD + " "])
def test_blanks_at_the_end_do_not_hide_a_song(engine: DuckDB, song: str, title: str) -> None:
    """A play finds its song whatever was misread and whichever side has blanks at its end, and keeps it later on."""
    play, later = {**PLAY, "song": song}, {**PLAY, "song": TWICE_MISREAD, "itemInSession": 1}
    replay(
        engine,
        [
            Step(come={"log_data/a.json": line(play), "song_data/a.json": line({**SONG, "title": title})}),
            Step(come={"log_data/b.json": line(later)}),
        ],
    )
    assert rows(engine, "SELECT song_match FROM songplay") == [("exact",), ("exact",)]


def test_item_in_session_below_zero_is_not_a_missing_one(engine: DuckDB) -> None:
    """An item below 0 is rejected, so that it is never taken for the -1 that stands for none in songplay_id."""
    without, below_zero = (line({**PLAY, "itemInSession": item}) for item in (None, -1))
    forget_everything(engine)
    with TemporaryDirectory() as folder:
        bucket = Path(folder)
        for name in ("log_data", "song_data"):
            (bucket / name).mkdir()
        (bucket / "log_data" / "a.json").write_text(without + below_zero)
        report = load(engine, bucket)
    assert (report.loaded, report.rejected) == (1, 1)


def replay(engine: DuckDB, history: list[Step]) -> None:
    """Let a history happen in a new bucket and an empty warehouse, and compare both after every run."""
    forget_everything(engine)
    with TemporaryDirectory() as folder:
        bucket = Path(folder)
        (bucket / "log_data").mkdir()
        (bucket / "song_data").mkdir()
        versions: Files = {}
        for step in history:
            take_place(step, bucket)
            load(engine, bucket, full_refresh=step.full_refresh)
            versions |= step.come
            assert expected_models(versions) == contents.models(engine)
            assert expected_accounts(versions) == accounts(engine)
        assert list(checks.failed(engine, changed_only=False)) == []
        before = contents.everything(engine)
        assert load(engine, bucket).load_id is None
        assert before == contents.everything(engine)


def load(engine: DuckDB, bucket: Path, *, full_refresh: bool = False) -> Report:
    """Run once, as the command would."""
    return load_bucket(engine, bucket, errors_folder=bucket, full_refresh=full_refresh)


def forget_everything(engine: DuckDB) -> None:
    """Empty every table that a history before this one filled."""
    for (name,) in rows(engine, "SELECT table_name FROM duckdb_tables() WHERE NOT temporary"):
        engine.execute(f"DELETE FROM {schema.TABLES[name].name}")


def expected_models(versions: Files) -> oracle.Tables:
    """Return the models as the oracle computes them from the files."""
    logs, songs = (
        [text for path, text in versions.items() if path.startswith(folder)] for folder in ("log_data", "song_data")
    )
    return oracle.models(logs, songs)


def expected_accounts(versions: Files) -> dict[str, oracle.Account]:
    """Return what should become of each file's lines."""
    return {path: oracle.account(text) for path, text in versions.items()}


def accounts(engine: DuckDB) -> dict[str, oracle.Account]:
    """Return what became of each file's lines, as the ledger has it."""
    ledger = rows(
        engine,
        "SELECT CASE table_name WHEN 'staging_events' THEN 'log_data/' ELSE 'song_data/' END || path, "
        "lines, loaded + duplicate, rejected, blank FROM load_files WHERE status = 'loaded'",
    )
    return {path: oracle.Account(*account) for path, *account in ledger}
