"""A load into Redshift that stops anywhere has done nothing, and the next one gives what a clean one gives."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands import songplays_command
from contents import everything
from deliveries import deliver
from doubles.redshift.cloud import Cloud
from doubles.redshift.session import Mishap
from loading import load_bucket, load_lake
from songplays import pipeline
from songplays.engines.duckdb import DuckDB
from songplays.engines.redshift import Redshift, connection
from songplays.engines.redshift import engine as engine_module
from songplays.errors import TransactionUndone, Unreachable, WarehouseBusy

if TYPE_CHECKING:
    from redshift_connector.cursor import Cursor

EVERY_NTH_STATEMENT = int(os.environ.get("SONGPLAYS_EVERY_NTH_STATEMENT", "8"))


class Death(BaseException):
    """The end of a run that nobody handles."""


class MortalRedshift(Redshift):
    """A warehouse that dies, or loses its connection, once it has run as many statements as its `lifetime`."""

    lifetime: int | None = None
    statements = 0
    cloud: Cloud | None = None
    revives = False

    def _run(self, sql: str, parameters: Sequence[object]) -> "Cursor":
        """Run a statement of the pipeline's or of the engine's own, or die."""
        if sql != "ROLLBACK":
            self._live()
        return super()._run(sql, parameters)

    def _live(self) -> None:
        if self.lifetime is not None and self.statements >= self.lifetime:
            if self.cloud is None:
                raise Death
            self.cloud.cluster.hang_up()
            if self.revives:
                self.lifetime = None
        self.statements += 1


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """Return a bucket with a first delivery."""
    deliver(tmp_path / "bucket", "abcd", seed=1, events=50, songs=3)
    return tmp_path / "bucket"


def deliver_again(bucket: Path) -> None:
    """Let new, replaced and retold files come."""
    deliver(bucket, "cdef", seed=2, events=50, songs=3)
    shutil.copy(bucket / "log_data" / "a.json", bucket / "log_data" / "retold.json")


def test_failed_at_any_statement(bucket: Path, aws: Cloud, warehouse: DuckDB) -> None:
    """Whichever statement a run dies at, nothing of it is left, and the next run gives the clean result."""
    with closing(MortalRedshift(aws.settings)) as engine:
        load_bucket(engine, bucket)
        load_bucket(warehouse, bucket)
        before = everything(engine)
        deliver_again(bucket)
        died = 0
        for lifetime in range(0, 1_000_000, EVERY_NTH_STATEMENT):
            engine.lifetime = engine.statements + lifetime
            try:
                load_bucket(engine, bucket)
                break
            except Death:
                died += 1
            engine.lifetime = None
            assert before == everything(engine), f"after {lifetime} statements"
        engine.lifetime = None
        load_bucket(warehouse, bucket)
        assert everything(warehouse) == everything(engine)
    assert died > 100 // EVERY_NTH_STATEMENT
    assert [] == aws.staged


class WatchedRedshift(Redshift):
    """A warehouse that calls `watch` after each statement."""

    watch: Callable[[str], None] = staticmethod(lambda _sql: None)

    def _run(self, sql: str, parameters: Sequence[object]) -> "Cursor":
        cursor = super()._run(sql, parameters)
        self.watch(sql)
        return cursor


def test_nothing_is_there_before_the_commit(bucket: Path, aws: Cloud) -> None:
    """After each statement of a run that is no query others see what was there before, and all of it after the last."""
    with closing(WatchedRedshift(aws.settings)) as engine, closing(Redshift(aws.settings)) as other:
        load_bucket(engine, bucket)
        before = everything(other)
        deliver_again(bucket)
        seen = []

        def watch(sql: str) -> None:
            if not sql.startswith("SELECT"):
                seen.append(sql)
            if seen and seen[-1] == sql != "COMMIT":
                assert before == everything(other), f"after {sql}"

        engine.watch = watch
        assert 2 == load_bucket(engine, bucket).load_id
        engine.watch = WatchedRedshift.watch
        assert "COMMIT" == seen[-1]
        assert len(seen) > 80
        assert everything(engine) == everything(other) != before


def test_direct_load_failed_at_a_statement(lake: Path, aws: Cloud) -> None:
    """So it is where COPY reads the source itself."""
    deliver(lake, "ab", seed=1)
    with closing(MortalRedshift(aws.direct_settings)) as engine:
        load_lake(engine, lake)
        before = everything(engine)
        deliver(lake, "cd", seed=2)
        for lifetime in (10, 30, 45, 60, 75, 90):
            engine.lifetime = engine.statements + lifetime
            with pytest.raises(Death):
                load_lake(engine, lake)
            engine.lifetime = None
            assert before == everything(engine), f"after {lifetime} statements"
        assert 2 == load_lake(engine, lake).load_id
    assert [] == [name for name in aws.staged if name.startswith("lake/")]


@pytest.mark.parametrize("lifetime", [10, 60, 120])
def test_connection_lost(bucket: Path, aws: Cloud, lifetime: int) -> None:
    """A connection that is lost while it writes is one line, what was done is undone, and the next run does it."""
    with closing(MortalRedshift(aws.settings)) as engine:
        engine.cloud, engine.lifetime = aws, engine.statements + lifetime
        with pytest.raises(Unreachable, match=r"the connection was lost .*; run again") as lost:
            load_bucket(engine, bucket)
    assert not isinstance(lost.value, TransactionUndone)
    assert [] == aws.staged
    with closing(Redshift(aws.settings)) as engine:
        assert 1 == load_bucket(engine, bucket).load_id


@pytest.mark.parametrize("lifetime", [0, 2, 6])
def test_connection_lost_before_the_first_write(
    bucket: Path, aws: Cloud, monkeypatch: pytest.MonkeyPatch, lifetime: int
) -> None:
    """One that is lost while the run still reads is made anew, and the run begins again and says so."""
    monkeypatch.setattr(pipeline, "PAUSES", (0,))
    with closing(MortalRedshift(aws.settings)) as engine:
        pipeline.create_missing_tables(engine)
        engine.cloud, engine.lifetime = aws, engine.statements + lifetime
        engine.revives = True
        said: list[str] = []
        assert 1 == load_bucket(engine, bucket, listener=pipeline.Listener(said.append)).load_id
    undone = "localhost/dev: the connection was lost before anything was written, so it may be run again"
    assert [f"{undone}; trying again in 0 seconds."] == [line for line in said if "connection was lost" in line]


def test_commit_without_an_answer(bucket: Path, redshift: Redshift, aws: Cloud) -> None:
    """When nobody says whether a commit was done, the ledger does: what is in is not loaded again."""
    aws.cluster.mishaps.append(Mishap.NO_ANSWER)
    said: list[str] = []
    assert 1 == load_bucket(redshift, bucket, listener=pipeline.Listener(said.append)).load_id
    assert ["localhost/dev: the connection was lost at the commit, but load 1 is in the ledger: it was done."] == [
        line for line in said if "connection was lost" in line
    ]
    assert load_bucket(redshift, bucket).load_id is None


def test_commit_that_did_not_happen(
    bucket: Path, redshift: Redshift, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit whose connection was lost on the way to it is not in the ledger, and the run begins again."""
    monkeypatch.setattr(pipeline, "PAUSES", (0,))
    aws.cluster.mishaps.append(Mishap.NOT_HEARD)
    said: list[str] = []
    assert 1 == load_bucket(redshift, bucket, listener=pipeline.Listener(said.append)).load_id
    assert 1 == sum(line.endswith("load 1 is not in the ledger; trying again in 0 seconds.") for line in said)
    assert load_bucket(redshift, bucket).load_id is None


def test_commit_that_nobody_can_tell_of(
    bucket: Path, redshift: Redshift, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the ledger cannot be read nothing is loaded a second time; the run ends and says what is not known."""
    monkeypatch.setattr(connection, "PAUSES", ())
    aws.cluster.mishaps.append(Mishap.NO_ANSWER)
    passwords = dict(aws.cluster.passwords)
    monkeypatch.setattr(aws.cluster, "passwords", {})
    with pytest.raises(Unreachable, match="whether load 1 was committed stands in the ledger") as unknown:
        load_bucket(redshift, bucket)
    assert not isinstance(unknown.value, TransactionUndone)
    monkeypatch.setattr(aws.cluster, "passwords", passwords)
    assert load_bucket(redshift, bucket).load_id is None


def test_transaction_undone_is_tried_again(
    bucket: Path, redshift: Redshift, warehouse: DuckDB, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that Redshift undoes for another's sake (error 1023) is run again, and says so."""
    monkeypatch.setattr(pipeline, "PAUSES", (0, 0))
    aws.cluster.mishaps += [Mishap.CONFLICT, Mishap.CONFLICT]
    said: list[str] = []
    load_bucket(redshift, bucket, listener=pipeline.Listener(said.append))
    load_bucket(warehouse, bucket)
    assert everything(warehouse) == everything(redshift)
    assert 2 == sum(line.endswith("trying again in 0 seconds.") for line in said)


def test_transaction_is_not_tried_for_ever(
    bucket: Path, redshift: Redshift, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is undone again and again ends the run."""
    monkeypatch.setattr(pipeline, "PAUSES", (0,))
    aws.cluster.mishaps += [Mishap.CONFLICT, Mishap.CONFLICT]
    with pytest.raises(TransactionUndone, match="another session changed the same tables"):
        load_bucket(redshift, bucket)


def test_second_run_waits_its_turn_and_gives_up(
    bucket: Path, redshift: Redshift, aws: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one run holds the ledger another waits a moment, then ends with exit code 4."""
    monkeypatch.setattr(engine_module, "LOCK_MILLISECONDS", 200)
    load_bucket(redshift, bucket)
    with (
        closing(Redshift(aws.settings)) as second,
        redshift.transaction(),
        pytest.raises(WarehouseBusy, match="another run is loading") as refusal,
    ):
        load_bucket(second, bucket)
    assert refusal.value.exit_code == 4


def test_readers_do_not_wait(bucket: Path, redshift: Redshift, aws: Cloud, tmp_path: Path) -> None:
    """While a run holds its transaction, errors and dashboard answer with what was there before."""
    load_bucket(redshift, bucket)
    (tmp_path / "dwh.cfg").write_text(aws.dwh_cfg)
    deliver_again(bucket)
    answers = []

    def read(line: str) -> None:
        if line.startswith("Inserting data into table user_levels"):  # by then everything is written to
            answers.append(songplays_command("errors", "--json", cwd=tmp_path, **aws.environment))
            answers.append(songplays_command("dashboard", "--summary", cwd=tmp_path, **aws.environment))

    load_bucket(redshift, bucket, listener=pipeline.Listener(read))
    assert [(0, ""), (0, "")] == [(answer.returncode, answer.stderr) for answer in answers]
    assert {1} == {error["load_id"] for error in json.loads(answers[0].stdout)}
