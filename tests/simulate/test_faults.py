"""Faults that are planted on purpose: what must become of each is known beforehand, and becomes of it."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import contents
from commands import songplays_command
from loading import load_bucket
from songplays.engines.duckdb import DuckDB
from songplays.errors import UsageError
from songplays.simulate import simulate
from songplays.simulate.faults.forms import packed
from told import Told, agree, answers_of, faults_found

LARGE = 1 << 18  # from this size on, the database reads a file itself
FATES = {"rejected", "shortened", "duplicate", "blank", "loaded", "refused"}
KEPT_BY_THE_LEDGER = {"rejected": "rejected", "shortened": "shortened", "refused": "rejected"}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a bucket with faults, some in large files and some in small ones."""
    bucket = tmp_path_factory.mktemp("faulty") / "bucket"
    simulate(bucket, users=300, days=30, songs=500, seed=5, faults=True)
    return bucket


@contextmanager
def loaded(bucket: Path) -> Iterator[tuple[DuckDB, Path]]:
    """Give a warehouse into which a copy of the bucket was loaded, without its late files, and the copy."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "bucket"
        shutil.copytree(bucket, copy)
        engine = DuckDB(Path(folder) / "warehouse.duckdb")
        load_bucket(engine, copy)
        yield engine, copy
        engine.close()


def let_late_files_come(bucket: Path) -> None:
    """Copy late/ over the bucket."""
    shutil.copytree(bucket / "late", bucket, dirs_exist_ok=True)


def faults_told(answers: Told, delivery: str) -> set[tuple[Any, ...]]:
    """Return file, line, table, column, reason and kind of what a load must reject or shorten."""
    return {
        (*(fault[name] for name in ("file", "line", "table", "column", "reason")), KEPT_BY_THE_LEDGER[fault["fate"]])
        for fault in answers["faults"]
        if fault["delivery"] == delivery and fault["fate"] in KEPT_BY_THE_LEDGER
    }


def test_every_fault_is_found_and_nothing_else(faulty: Path) -> None:
    """Each rejected line and shortened value has the file, line, column and reason that were foretold."""
    answers = answers_of(faulty)
    assert LARGE < (faulty / "log_data/2018/11/2018-11-01-events.json").stat().st_size
    with loaded(faulty) as (engine, bucket):
        assert faults_told(answers, "first") == faults_found(engine, 1)
        let_late_files_come(bucket)
        load_bucket(engine, bucket)
        assert faults_told(answers, "late") == faults_found(engine, 2)


def test_faults_change_nothing_that_is_true(faulty: Path) -> None:
    """Tables, accounts, matches and figures are as foretold, at first and once the late files are there."""
    answers = answers_of(faulty)
    with loaded(faulty) as (engine, bucket):
        agree(answers, engine)
        let_late_files_come(bucket)
        load_bucket(engine, bucket)
        agree(answers["after_late_files"], engine)


def test_another_run_finds_nothing_new(faulty: Path) -> None:
    """A bucket that is loaded, faults and late files included, is loaded."""
    with loaded(faulty) as (engine, bucket):
        let_late_files_come(bucket)
        load_bucket(engine, bucket)
        before = contents.everything(engine)

        assert load_bucket(engine, bucket).load_id is None
        assert before == contents.everything(engine)


def test_late_files_may_come_first(faulty: Path) -> None:
    """Late files, then the others: the warehouse is the same in the end, and the same as after one run."""
    answers = answers_of(faulty)["after_late_files"]
    with TemporaryDirectory() as folder:
        bucket, at_once = Path(folder) / "bucket", DuckDB(Path(folder) / "at_once.duckdb")
        shutil.copytree(faulty / "late", bucket)
        engine = DuckDB(Path(folder) / "warehouse.duckdb")
        load_bucket(engine, bucket)
        for name in ("log_data", "song_data"):
            shutil.copytree(faulty / name, bucket / name, copy_function=copy_if_new, dirs_exist_ok=True)
        load_bucket(engine, bucket)
        load_bucket(at_once, bucket)

        agree(answers, engine)
        agree(answers, at_once)
        assert contents.models(at_once) == contents.models(engine)
        engine.close()
        at_once.close()


def copy_if_new(source: str, target: str) -> None:
    """Copy a file unless something is in its place, as a late file is."""
    if not Path(target).exists():
        shutil.copy2(source, target)


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32), users=st.integers(1, 12), days=st.integers(3, 9), songs=st.integers(8, 60))
def test_whatever_the_arguments_every_answer_holds(seed: int, users: int, days: int, songs: int) -> None:
    """At first and with the late files: what is told of faults, tables, accounts, matches and figures is so."""
    with TemporaryDirectory() as folder:
        simulate(Path(folder) / "faulty", users=users, days=days, songs=songs, seed=seed, faults=True)
        answers = answers_of(Path(folder) / "faulty")
        with loaded(Path(folder) / "faulty") as (engine, bucket):
            agree(answers, engine)
            assert faults_told(answers, "first") == faults_found(engine, 1)
            let_late_files_come(bucket)
            load_bucket(engine, bucket)
            agree(answers["after_late_files"], engine)
            assert faults_told(answers, "late") == faults_found(engine, 2)


def test_late_files_bring_something(faulty: Path) -> None:
    """What comes late tells of more plays, more songs to match, and a user who has paid in between."""
    first = answers_of(faulty)
    later = first["after_late_files"]

    assert first["matches"]["exact"] < later["matches"]["exact"]
    for table in ("staging_events", "staging_songs", "songplay", "users", "time", "user_sessions"):
        assert first["tables"][table] <= later["tables"][table]
    assert first["tables"]["user_levels"] + 2 <= later["tables"]["user_levels"]


def test_a_fault_says_where_it_stands_and_what_becomes_of_it(faulty: Path) -> None:
    """Every kind of fate occurs; only what is kept as an error has a column and a reason; every file is there."""
    answers = answers_of(faulty)
    folders = {"first": faulty, "late": faulty / "late"}

    assert FATES == {fault["fate"] for fault in answers["faults"]}
    for fault in answers["faults"]:
        assert (folders[fault["delivery"]] / fault["file"]).is_file()
        assert (fault["fate"] in KEPT_BY_THE_LEDGER) == (fault["column"] is not None) == (fault["reason"] is not None)


def test_a_run_with_faults_stays_within_the_usual_budget(faulty: Path, tmp_path: Path) -> None:
    """``songplays run`` loads such a bucket without more being allowed than usual, and says what was wrong."""
    done = songplays_command("run", "--source", faulty, cwd=tmp_path)

    account = answers_of(faulty)["account"]
    rejected = sum(account[table]["rejected"] for table in ("staging_events", "staging_songs"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f" {rejected} rejected " in done.stdout


def test_the_command_says_how_many_faults_and_where_the_answers_are(tmp_path: Path) -> None:
    """``simulate --faults`` ends with the number of faults, the answers and the late files."""
    done = songplays_command(
        *("simulate", "bucket", "--faults", "--users", "3", "--days", "3", "--songs", "10"), cwd=tmp_path
    )

    faults = len(answers_of(tmp_path / "bucket")["faults"])
    assert 0 == done.returncode
    assert done.stdout.splitlines()[1] == (
        f"Planted {faults} faults; bucket/answers.json says what must become of each. What comes late is in "
        "bucket/late: copy it over bucket when its time has come."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"days": 2}, "days is 2: faults need 3 or more"),
        ({"songs": 7}, "songs is 7: faults need 8 or more"),
    ],
)
def test_too_little_for_faults_is_refused(tmp_path: Path, arguments: dict[str, Any], message: str) -> None:
    """There must be days to come late, and songs to be told twice."""
    with pytest.raises(UsageError, match=message):
        simulate(tmp_path / "out", faults=True, **arguments)
    assert not (tmp_path / "out").exists()


def test_packed_content_can_be_unpacked() -> None:
    """What is stored as gzip comes out as it went in, whether it is empty or more than one block."""
    for content in (b"", b"x", bytes(range(256)) * 1000):
        assert content == gzip.decompress(packed(content))
