"""A load into Redshift that stops anywhere has done nothing, and the next one gives what a clean one gives."""

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from contents import everything
from deliveries import deliver
from doubles.redshift.cloud import Cloud
from doubles.redshift.session import Mishap
from loading import load_bucket, load_lake
from songplays import pipeline
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Rows
from songplays.engines.redshift import Redshift
from songplays.engines.redshift import engine as engine_module
from songplays.errors import TransactionUndone, Unreachable, WarehouseBusy

EVERY_NTH_STATEMENT = int(os.environ.get("SONGPLAYS_EVERY_NTH_STATEMENT", "16"))


class Death(BaseException):
    """The end of a run that nobody handles."""


class MortalRedshift(Redshift):
    """A warehouse that dies, or loses its connection, once it has run as many statements as its `lifetime`."""

    lifetime: int | None = None
    statements = 0
    cloud: Cloud | None = None

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run a query, or die."""
        self._live()
        return super().fetch(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement, or die."""
        if sql != "ROLLBACK":
            self._live()
        super().execute(sql, parameters)

    def _live(self) -> None:
        if self.lifetime is not None and self.statements >= self.lifetime:
            if self.cloud is None:
                raise Death
            self.cloud.cluster.hang_up()
        self.statements += 1


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """Return a bucket with a first delivery."""
    deliver(tmp_path / "bucket", "abcd", seed=1)
    return tmp_path / "bucket"


def deliver_again(bucket: Path) -> None:
    """Let new, replaced and retold files come."""
    deliver(bucket, "cdef", seed=2)
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


@pytest.mark.parametrize("lifetime", [1, 20, 60, 120])
def test_connection_lost(bucket: Path, aws: Cloud, lifetime: int) -> None:
    """A connection that is lost is one line, what was done is undone, and the next run does it."""
    with closing(MortalRedshift(aws.settings)) as engine:
        engine.cloud, engine.lifetime = aws, engine.statements + lifetime
        with pytest.raises(Unreachable, match=r"the connection was lost .*; run again"):
            load_bucket(engine, bucket)
    assert [] == aws.staged
    with closing(Redshift(aws.settings)) as engine:
        assert 1 == load_bucket(engine, bucket).load_id


def test_commit_without_an_answer(bucket: Path, redshift: Redshift, aws: Cloud) -> None:
    """When nobody says whether the commit was done, the next run reads it in the ledger."""
    aws.cluster.mishaps.append(Mishap.NO_ANSWER)
    with pytest.raises(Unreachable, match="the connection was lost"):
        load_bucket(redshift, bucket)
    with closing(Redshift(aws.settings)) as engine:
        assert load_bucket(engine, bucket).load_id is None


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
