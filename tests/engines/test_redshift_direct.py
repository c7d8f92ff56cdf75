"""A warehouse that COPY fills straight from the source holds what DuckDB would, but for a list of differences."""

import gzip
import json
import re
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from contents import models
from doubles.redshift.cloud import Cloud
from lines_of_json import SONG, play
from loading import SEEN_AFTER, load_bucket, load_lake, rows
from oracle import in_order
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine
from songplays.engines.redshift import Redshift, copy_account
from songplays.errors import ChecksFailed, RejectBudgetExceeded, Unreachable, UsageError
from songplays.pipeline import Budget
from songplays.simulate import simulate
from songplays.warehouse import checks, schema

UTF8 = "String contains invalid or unsupported UTF-8 codepoints. Bad UTF-8 hex sequence: f6 (error 3)"

IN_OTHER_WORDS = {
    ("staging_events", "(line)", "malformed JSON"): ("(line)", "Invalid value."),
    ("staging_songs", "(line)", "malformed JSON"): ("(line)", "Invalid value."),
    ("staging_events", "(line)", "not an object"): ("(line)", "Invalid JSONPath format: Member is not an object."),
    ("staging_songs", "(line)", "not an object"): ("(line)", "Invalid JSONPath format: Member is not an object."),
    ("staging_events", "(line)", "not UTF-N at byte N"): ("artist", UTF8),
    ("staging_songs", "(line)", "not UTF-N at byte N"): ("title", UTF8),
    ("staging_events", "(line)", "line of N bytes, limit N"): ("song", "String length exceeds DDL length"),
}
"""What COPY itself refuses: table, column and reason as the embedded reader tells them, and as COPY does."""

NUMBER = re.compile(r"\d[\d,]*")
BYTE_ORDER_MARKS = Counter(
    {
        ("staging_events", "(line)", "rejected", "Invalid value."): 1,
        ("staging_songs", "(line)", "rejected", "Invalid value."): 1,
    }
)
"""COPY refuses a byte order mark as if it were a line, and loads the line behind it."""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no view that follows late: here, they do not."""
    monkeypatch.setattr(copy_account, "PAUSES", (0,))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a bucket with faults, without the gzip that is cut short: COPY loads nothing beside such a file."""
    bucket = tmp_path_factory.mktemp("faulty") / "bucket"
    simulate(bucket, users=60, days=10, songs=200, seed=5, faults=True)
    for file in bucket.rglob("*cut.json.gz"):
        file.unlink()
    return bucket


def as_copy_reads(bucket: Path) -> Path:
    """Rewrite two kinds of lines as COPY reads them, and return the bucket.

    Of a key that stands twice in an object it takes the last value; two objects on a line of a log are two events.
    """
    for file in bucket.rglob("*.json"):
        lines = file.read_bytes().split(b"\n")
        file.write_bytes(b"\n".join(piece for line in lines for piece in _as_copy_reads(line)))
    return bucket


def _as_copy_reads(line: bytes) -> list[bytes]:
    objects = line.replace(b"}{", b"}\n{").split(b"\n")
    try:
        told = [json.loads(one) for one in objects]
        members = json.loads(objects[0], object_pairs_hook=list)
    except ValueError:
        return [line]
    if isinstance(told[0], dict) and len(told[0]) < len(members):
        return [json.dumps(told[0]).encode()]
    return objects


def staged(engine: Engine) -> dict[str, list[Any]]:
    """Return staging and its duplicates, without where each row came from, which direct loading does not know."""
    held = {}
    for table in (*schema.STAGING, *schema.DUPLICATES):
        columns = ", ".join(table.column_names[2:])
        held[table.name] = in_order(engine.fetch(f"SELECT {columns} FROM {table.name}").rows)
    return held


def errors(engine: Engine) -> Counter[tuple[str, str, str, str]]:
    """Return table, column, kind and reason of everything rejected or shortened in the last load."""
    return Counter(
        (table, column, kind, reason)
        for table, column, kind, reason in rows(
            engine,
            "SELECT table_name, column_name, kind, err_reason FROM load_errors "
            "WHERE load_id = (SELECT MAX(load_id) FROM loads)",
        )
    )


def in_words_of_copy(found: Counter[tuple[str, str, str, str]]) -> Counter[tuple[str, str, str, str]]:
    """Return what DuckDB found as direct loading tells it."""
    told: Counter[tuple[str, str, str, str]] = Counter()
    for (table, column, kind, reason), count in found.items():
        key = (table, column, NUMBER.sub("N", reason) if column == "(line)" else reason)
        column_told, reason_told = IN_OTHER_WORDS.get(key, (column, reason))
        told[table, column_told, kind, reason_told] += count
    return told


def same(there: DuckDB, here: Redshift) -> None:
    """Assert that both hold the same models, staging rows and duplicates."""
    for tables in (models, staged):
        expected, found = tables(there), tables(here)
        for name in expected:
            assert (name, expected[name]) == (name, found[name])


def test_real_data_give_the_same_models(
    real_data: Path, real_warehouse: DuckDB, direct: Redshift, aws: Cloud, tmp_path: Path
) -> None:
    """The real data give the same models and staging rows, one account, and nothing stays behind in the bucket."""
    source = aws.s3.root / "real"
    source.symlink_to(real_data)
    try:
        report = load_lake(direct, source, errors_folder=tmp_path)
    finally:
        source.unlink()
    assert (22952, 22952, 0) == (report.lines, report.loaded, report.rejected)
    same(real_warehouse, direct)
    assert [] == list(checks.failed_or_empty(direct))
    assert [] == aws.staged


def test_faults_give_the_same_models(
    faulty: Path, lake: Path, tmp_path: Path, warehouse: DuckDB, direct: Redshift
) -> None:
    """Bad lines, long values and duplicates become the same; what COPY refuses itself is told in its own words."""
    shutil.copytree(faulty, lake, dirs_exist_ok=True)
    load_lake(direct, lake)
    load_bucket(warehouse, as_copy_reads(shutil.copytree(faulty, tmp_path / "as_copy_reads")))
    same(warehouse, direct)
    assert in_words_of_copy(errors(warehouse)) + BYTE_ORDER_MARKS == errors(direct)
    assert [] == list(checks.failed_or_empty(direct))


def test_late_files_are_loaded_and_a_replaced_one_refused(
    faulty: Path, lake: Path, tmp_path: Path, warehouse: DuckDB, direct: Redshift
) -> None:
    """New files are added; for one that was replaced the next step is told, and done it gives the same warehouse."""
    shutil.copytree(faulty, lake, dirs_exist_ok=True)
    load_lake(direct, lake)
    shutil.copytree(lake / "late", lake, dirs_exist_ok=True)
    before = models(direct)
    with pytest.raises(UsageError, match=r"^1 file was replaced, such as s3://\S+; .* run again with --full-refresh"):
        load_lake(direct, lake)
    assert before == models(direct)
    report = load_lake(direct, lake, full_refresh=True)
    load_bucket(warehouse, as_copy_reads(shutil.copytree(lake, tmp_path / "as_copy_reads")))
    same(warehouse, direct)
    assert in_words_of_copy(errors(warehouse)) + BYTE_ORDER_MARKS == errors(direct)
    assert [] == list(checks.failed_or_empty(direct))
    assert (0, report.files_new + report.files_replaced) == (
        load_lake(direct, lake).files_new,
        load_lake(direct, lake).files_unchanged,
    )


def put_days(lake: Path, *names: str) -> None:
    """Write a log of one play for each name, and a song."""
    for name in names:
        (lake / "log_data" / f"{name}.json").write_text(play(sessionId=ord(name)))
    (lake / "song_data" / "a.json").write_text(json.dumps(SONG))


def sessions(engine: Engine) -> list[int]:
    """Return the sessions that the warehouse knows."""
    return [session for (session,) in rows(engine, "SELECT session_id FROM user_sessions ORDER BY session_id")]


def test_new_files_alone_are_read(lake: Path, direct: Redshift) -> None:
    """A manifest lists exactly the new files: neither those that are in, nor those whose names begin alike."""
    put_days(lake, "a")
    load_lake(direct, lake)
    put_days(lake, "b")
    (lake / "log_data" / "b.json.part").write_text(play(sessionId=1))
    report = load_lake(direct, lake)
    assert (1, 1, 2) == (report.files_new, report.lines, report.files_unchanged)
    assert [ord("a"), ord("b")] == sessions(direct)


def test_vanished_file_stays_until_a_full_refresh(lake: Path, direct: Redshift) -> None:
    """Rows of a file that is gone stay; a full refresh, which cannot tell them from others, takes them out."""
    put_days(lake, "a", "b")
    load_lake(direct, lake)
    (lake / "log_data" / "b.json").unlink()
    put_days(lake, "c")
    gone = [f"s3://{lake.name}/log_data/b.json"]
    report = load_lake(direct, lake)
    assert (gone, []) == (report.gone, report.withdrawn)
    assert [97, 98, 99] == sessions(direct)
    report = load_lake(direct, lake, full_refresh=True)
    assert ([], gone) == (report.gone, report.withdrawn)
    assert [97, 99] == sessions(direct)
    assert [] == load_lake(direct, lake).gone
    assert [] == list(checks.failed_or_empty(direct))


def test_both_ways_share_a_warehouse(lake: Path, direct: Redshift, redshift: Redshift) -> None:
    """Files that came by bundles can be replaced by COPY; those of a COPY need a full refresh either way."""
    put_days(lake, "a")
    load_lake(redshift, lake)
    (lake / "log_data" / "a.json").write_text(play(sessionId=1))
    load_lake(direct, lake)
    assert [1] == sessions(direct)
    (lake / "log_data" / "a.json").write_text(play(sessionId=20))
    with pytest.raises(UsageError, match="--full-refresh"):
        load_lake(redshift, lake)
    load_lake(redshift, lake, full_refresh=True)
    assert [20] == sessions(redshift)
    (lake / "log_data" / "a.json").write_text(play(sessionId=300))
    load_lake(redshift, lake)
    assert [300] == sessions(redshift)
    assert [] == list(checks.failed_or_empty(redshift))


def test_ledger_of_a_copy(lake: Path, direct: Redshift) -> None:
    """The account of files that were copied together stands in one row; each of them is known by its version."""
    put_days(lake, "a")
    bad = [play(), play(), "{", play(level="gold"), " "]
    (lake / "log_data" / "b.json").write_text("\n".join(bad))
    load_lake(direct, lake)
    assert [
        ("*", "loaded", 6, 2, 2, 1, 1),
        ("a.json", "copied", 0, 0, 0, 0, 0),
        ("b.json", "copied", 0, 0, 0, 0, 0),
    ] == rows(
        direct,
        "SELECT path, status, lines, loaded, rejected, duplicate, blank FROM load_files "
        "WHERE table_name = 'staging_events' ORDER BY path",
    )


def test_errors_are_read_back(lake: Path, direct: Redshift) -> None:
    """What COPY refused names file and line; what SQL rejected names the source, and shows the values."""
    (lake / "log_data" / "a.json").write_text("\n".join([play(level="gold", song='a "b" \\'), "# no JSON"]))
    put_days(lake, "b")
    load_lake(direct, lake)
    source = f"s3://{lake.name}/log_data"
    refused, rejected = rows(
        direct, 'SELECT filename, line_number, column_name, err_reason, "raw" FROM load_errors ORDER BY column_name'
    )
    assert (f"{source}/a.json", 2, "(line)", "Invalid value.", None) == refused
    assert (f"{source}/*", "level", "none of free, paid: gold") == (rejected[0], *rejected[2:4])
    assert {"song": 'a "b" \\', "level": "gold", "userId": "8"}.items() <= json.loads(rejected[4]).items()
    assert {
        "(line)": [{"err_reason": "Invalid value.", "filename": f"{source}/a.json"}],
        "level": [{"err_reason": "none of free, paid: gold", "filename": f"{source}/*"}],
    } == json.loads((lake / "stl_load_errors_staging_events.json").read_text())


def test_older_cluster_without_sys_views(lake: Path, direct: Redshift, aws: Cloud) -> None:
    """Where there are no SYS views, the STL tables tell of errors and lines."""
    aws.cluster.run_behind_the_front("DROP VIEW redshift.sys_load_error_detail, redshift.sys_load_detail")
    put_days(lake, "a")
    (lake / "log_data" / "b.json").write_text("# no JSON")
    load_lake(direct, lake)
    told = [(f"s3://{lake.name}/log_data/b.json", 1, "Invalid value.", "# no JSON")]
    assert told == rows(direct, 'SELECT filename, line_number, err_reason, "raw" FROM load_errors')


@pytest.mark.parametrize("given_up", [True, False])
def test_over_budget_nothing_is_published(lake: Path, direct: Redshift, aws: Cloud, given_up: bool) -> None:
    """Too many refused lines publish nothing, be it COPY that stops or the count behind it; all of them are told."""
    put_days(lake, "a")
    (lake / "log_data" / "b.json").write_text("\n".join([play(sessionId=1), *["[1]"] * 3]))
    budget = Budget(share=0, at_least=2) if given_up else Budget(share=0.1, at_least=2)
    with pytest.raises(
        RejectBudgetExceeded, match="nothing was published; see why with `songplays errors --load 1`"
    ) as over:
        load_lake(direct, lake, budget=budget)
    assert given_up == ("given up" in str(over.value))
    assert [("over budget", 3)] == rows(direct, "SELECT outcome, rejected FROM loads")
    assert [(2,), (3,), (4,)] == rows(direct, "SELECT line_number FROM load_errors ORDER BY line_number")
    assert [(0, 0)] == rows(direct, "SELECT (SELECT COUNT(*) FROM staging_events), (SELECT COUNT(*) FROM load_files)")
    assert "(line)" in json.loads((lake / "stl_load_errors_staging_events.json").read_text())
    assert [] == [name for name in aws.staged if name.startswith("lake/")]
    (lake / "log_data" / "b.json").unlink()
    assert 2 == load_lake(direct, lake).load_id


def test_lost_lines_are_noticed(lake: Path, direct: Redshift) -> None:
    """Where COPY misses a line behind one that is cut, nothing is published."""
    put_days(lake, "a")
    (lake / "log_data" / "b.json").write_text("\n".join(['{"artist":', play(), play(sessionId=1)]))
    with pytest.raises(ChecksFailed, match=r"^COPY loaded 2 of 3 objects below s3://"):
        load_lake(direct, lake)


def test_file_replaced_meanwhile(lake: Path, direct: Redshift, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is replaced between the listing and COPY is not taken for the one that was listed."""
    put_days(lake, "a")
    execute = Redshift.execute

    def late(self: Redshift, sql: str, parameters: Any = ()) -> None:  # noqa: ANN401 - see Redshift
        if sql.startswith("COPY"):
            put_days(lake, "a")
            (lake / "log_data" / "a.json").write_text(play(sessionId=1) * 2)
            time.sleep(SEEN_AFTER)
        execute(self, sql, parameters)

    monkeypatch.setattr(Redshift, "execute", late)
    with pytest.raises(Unreachable, match=r"a\.json changed while it was read; run again"):
        load_lake(direct, lake)


def test_damaged_gzip_is_one_line(lake: Path, direct: Redshift) -> None:
    """A gzip that is cut short stops the load, and is named."""
    (lake / "log_data" / "a.json.gz").write_bytes(gzip.compress(play().encode())[:-4])
    with pytest.raises(Unreachable, match=r"a\.json\.gz"):
        load_lake(direct, lake)


def test_folder_is_no_source(bucket: Path, direct: Redshift) -> None:
    """COPY reads no folder; what to do is told."""
    (bucket / "log_data" / "a.json").write_text(play())
    with pytest.raises(UsageError, match="is a folder, and COPY reads buckets alone; copy the files to S3, or set"):
        load_bucket(direct, bucket)


def test_what_copy_counts_otherwise(lake: Path, direct: Redshift) -> None:
    """Blank lines, objects over several lines or several on one, and lines of no JSON in a row lose nothing."""
    put_days(lake, "a")
    (lake / "log_data" / "b.json").write_text(f"\n \n{play(sessionId=1)}{play(sessionId=2)}\n# no\n# JSON\n")
    (lake / "song_data" / "a.json").write_text(json.dumps(SONG, indent=1))
    report = load_lake(direct, lake)
    assert (7, 4, 1, 2) == (report.lines, report.loaded, report.rejected, report.blank)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("load_file", "COPY says nothing of 2 of 2 files, such as s3://"),
        ("load_error", "COPY says nothing of 1 lines below s3://"),
    ],
)
def test_views_that_tell_nothing(lake: Path, direct: Redshift, aws: Cloud, table: str, told: str) -> None:
    """Files, or lines that are no JSON, of which the views tell nothing are not taken for done."""
    put_days(lake, "a")
    (lake / "log_data" / "b.json").write_text("# no JSON")
    empty = "CREATE FUNCTION nothing() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    aws.cluster.run_behind_the_front(empty)
    aws.cluster.run_behind_the_front(
        f"CREATE TRIGGER lost BEFORE INSERT ON redshift.{table} FOR EACH ROW EXECUTE FUNCTION nothing()"
    )
    with pytest.raises(ChecksFailed, match=re.escape(told)):
        load_lake(direct, lake)
