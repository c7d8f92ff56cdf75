"""Which files a run reads: those that are new or other than before, and no others."""

import gzip
import os
from pathlib import Path

import pytest

import contents
from histories import NOON, PLAY, SONG, Told, line
from loading import load_bucket, rows
from songplays.engines.duckdb import DuckDB
from songplays.errors import RejectBudgetExceeded, UsageError
from songplays.pipeline import Budget
from songplays.warehouse import checks

MONDAY: Told = {**PLAY, "itemInSession": 1}
TUESDAY: Told = {**PLAY, "itemInSession": 2}


@pytest.fixture
def log(bucket: Path) -> Path:
    """Return a log file of one play."""
    path = bucket / "log_data" / "a.json"
    path.write_text(line(MONDAY), encoding="utf-8")
    return path


def test_a_file_not_seen_before_is_loaded(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A new file is read, and the ones that are in already are not."""
    load_bucket(warehouse, bucket)
    log.with_name("b.json").write_text(line(TUESDAY), encoding="utf-8")
    report = load_bucket(warehouse, bucket)
    assert (report.files_new, report.files_replaced, report.files_unchanged, report.lines) == (1, 0, 1, 1)
    assert items_played(warehouse) == [1, 2]


def test_nothing_new_writes_nothing(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A run that finds every file as it was leaves no trace, not even that it ran."""
    load_bucket(warehouse, bucket)
    before = contents.everything(warehouse)
    report = load_bucket(warehouse, bucket)
    assert (report.load_id, report.files_unchanged) == (None, 1)
    assert before == contents.everything(warehouse)
    assert log.exists()


def test_a_replaced_file_takes_its_old_rows_out(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """Of a file with other content only the new lines are held; the ledger remembers the old version."""
    load_bucket(warehouse, bucket)
    log.write_text(line(TUESDAY) * 2, encoding="utf-8")
    report = load_bucket(warehouse, bucket)
    assert (report.files_new, report.files_replaced, report.files_unchanged) == (0, 1, 0)
    assert items_played(warehouse) == [2]
    assert versions(warehouse) == [("a.json", "replaced", 1), ("a.json", "loaded", 2)]


def test_a_moment_stays_while_a_play_starts_at_it(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A moment leaves the table time with its last play, not with its first."""
    alone, shared, other = ({**PLAY, "userId": user, "ts": NOON + ts} for user, ts in (("1", 1), ("2", 2), ("3", 2)))
    log.write_text(f"{line(alone)}\n{line(shared)}", encoding="utf-8")
    log.with_name("b.json").write_text(line(other), encoding="utf-8")
    load_bucket(warehouse, bucket)
    assert rows(warehouse, "SELECT COUNT(*) FROM time") == [(2,)]
    log.write_text("", encoding="utf-8")
    load_bucket(warehouse, bucket)
    assert rows(warehouse, "SELECT start_time FROM time") == rows(warehouse, "SELECT start_time FROM songplay")


def test_a_replacement_that_cannot_be_read_takes_nothing_out(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """The rows of the version before stay until one comes that can be read; it then takes the place of both."""
    whole = gzip.compress(line(TUESDAY).encode())
    load_bucket(warehouse, bucket)
    log.write_bytes(whole[:-4])
    refused = load_bucket(warehouse, bucket)
    assert list(refused.refused) == [str(log)]
    assert items_played(warehouse) == [1]
    assert load_bucket(warehouse, bucket).load_id is None
    load_bucket(warehouse, bucket, full_refresh=True)
    assert items_played(warehouse) == [1]
    assert list(checks.failed(warehouse, changed_only=False)) == []
    log.write_bytes(whole)
    load_bucket(warehouse, bucket)
    assert items_played(warehouse) == [2]
    assert {status for _, status, _ in versions(warehouse)[:-1]} == {"replaced"}
    assert list(checks.failed(warehouse, changed_only=False)) == []


def test_errors_of_a_run_over_its_budget_keep_their_files(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """The number of a file that was refused with its run is not given to another one."""
    log.write_text("nonsense", encoding="utf-8")
    with pytest.raises(RejectBudgetExceeded):
        load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=0))
    log.write_text(line(MONDAY), encoding="utf-8")
    load_bucket(warehouse, bucket)
    assert rows(warehouse, "SELECT file_id FROM load_errors") == [(1,)]
    assert rows(warehouse, "SELECT file_id FROM load_files") == [(2,)]


def test_same_size_and_time_but_other_content_is_seen(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """Setting a file's modification time back does not hide that it was written anew."""
    load_bucket(warehouse, bucket)
    before = log.stat()
    log.write_text(line(TUESDAY), encoding="utf-8")
    os.utime(log, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (before.st_size, before.st_mtime_ns) == (log.stat().st_size, log.stat().st_mtime_ns)
    assert load_bucket(warehouse, bucket).files_replaced == 1
    assert items_played(warehouse) == [2]


def test_another_file_moved_into_its_place_is_seen(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A file renamed over one of the same size and modification time is another version."""
    other = bucket / "other"
    other.write_text(line(TUESDAY), encoding="utf-8")
    load_bucket(warehouse, bucket)
    os.utime(other, ns=(log.stat().st_atime_ns, log.stat().st_mtime_ns))
    other.rename(log)
    assert load_bucket(warehouse, bucket).files_replaced == 1
    assert items_played(warehouse) == [2]


def test_a_touched_file_is_read_again_and_changes_nothing(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A file with a new time and the old content gives the rows it gave before."""
    load_bucket(warehouse, bucket)
    before = contents.models(warehouse)
    os.utime(log)
    assert load_bucket(warehouse, bucket).files_replaced == 1
    assert before == contents.models(warehouse)


def test_rows_of_a_file_that_is_gone_stay(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A file that is no longer there is reported at every run, and its rows are kept."""
    log.with_name("b.json").write_text(line(TUESDAY), encoding="utf-8")
    load_bucket(warehouse, bucket)
    log.unlink()
    report = load_bucket(warehouse, bucket)
    assert (report.load_id, report.gone, report.files_unchanged) == (None, [str(log)], 1)
    assert items_played(warehouse) == [1, 2]


def test_a_file_that_comes_back_replaces_what_it_left(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A file that was gone and is there again is another version of the same file."""
    load_bucket(warehouse, bucket)
    log.unlink()
    load_bucket(warehouse, bucket)
    log.write_text(line(TUESDAY), encoding="utf-8")
    assert load_bucket(warehouse, bucket).files_replaced == 1
    assert items_played(warehouse) == [2]


def test_a_moved_file_is_a_new_one_whose_events_are_known(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """The same events under another name count once; the second file's lines are duplicates."""
    load_bucket(warehouse, bucket)
    log.rename(log.with_name("moved.json"))
    report = load_bucket(warehouse, bucket)
    assert (report.files_new, len(report.gone), report.lines, report.loaded, report.duplicate) == (1, 1, 1, 0, 1)
    assert items_played(warehouse) == [1]


def test_full_refresh_reads_every_file_again(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A full refresh replaces what is there, gives the same models and keeps the rows of files that are gone."""
    log.with_name("b.json").write_text(line(TUESDAY), encoding="utf-8")
    (bucket / "song_data" / "a.json").write_text(line(SONG), encoding="utf-8")
    load_bucket(warehouse, bucket)
    log.unlink()
    before = contents.models(warehouse)
    report = load_bucket(warehouse, bucket, full_refresh=True)
    assert (report.files_replaced, report.files_unchanged, report.gone) == (2, 0, [str(log)])
    assert before == contents.models(warehouse)
    assert items_played(warehouse) == [1, 2]


def test_full_refresh_mends_a_model(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """Whatever was done to a model by hand, a full refresh builds it from what the files say."""
    load_bucket(warehouse, bucket)
    before = contents.models(warehouse)
    warehouse.execute("UPDATE songplay SET level = 'paid'")
    warehouse.execute("DELETE FROM users")
    warehouse.execute("INSERT INTO songs (song_id, artist_id) VALUES ('SO9', 'AR9')")
    load_bucket(warehouse, bucket, full_refresh=True)
    assert before == contents.models(warehouse)
    assert log.exists()


def test_two_buckets_may_use_the_same_names(warehouse: DuckDB, bucket: Path, log: Path) -> None:
    """A file of another source is another file, whatever it is called."""
    other = bucket.with_name("other_bucket")
    (other / "log_data").mkdir(parents=True)
    (other / "log_data" / log.name).write_text(line(TUESDAY), encoding="utf-8")
    load_bucket(warehouse, bucket)
    report = load_bucket(warehouse, other)
    assert (report.files_new, report.files_replaced, report.gone) == (1, 0, [])
    assert items_played(warehouse) == [1, 2]


def test_a_bucket_without_files_is_a_mistake(warehouse: DuckDB, bucket: Path) -> None:
    """Folders with no source file at all are refused with the way out."""
    with pytest.raises(UsageError, match="--source"):
        load_bucket(warehouse, bucket)


def items_played(warehouse: DuckDB) -> list[int]:
    """Return the item in session of every play."""
    return [item for (item,) in rows(warehouse, "SELECT item_in_session FROM songplay ORDER BY item_in_session")]


def versions(warehouse: DuckDB) -> list[tuple[str, str, int]]:
    """Return path, status and load of every file version."""
    return rows(warehouse, "SELECT path, status, load_id FROM load_files ORDER BY file_id")
