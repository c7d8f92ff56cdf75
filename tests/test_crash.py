"""A run that stops anywhere has done nothing, and the next one gives what one clean run gives."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import contents
from deliveries import deliver
from loading import load_bucket
from oracle import Tables
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Rows
from songplays.errors import WarehouseBusy

KILLS = int(os.environ.get("SONGPLAYS_KILLS", "10"))
EVERY_NTH_STATEMENT = int(os.environ.get("SONGPLAYS_EVERY_NTH_STATEMENT", "8"))

RUN = """
import sys
from pathlib import Path
from loading import load_bucket
from songplays.engines.duckdb import DuckDB
engine = DuckDB(Path(sys.argv[1]))
print("open", flush=True)
load_bucket(engine, Path(sys.argv[2]))
engine.close()
"""
HOLD = RUN.replace("load_bucket(engine, Path(sys.argv[2]))", "sys.stdin.read()")


@dataclass(frozen=True)
class Scene:
    """A warehouse with a first delivery, a bucket with the second one, and what must come of it.

    before, after: every table without and with the second delivery. seconds: how long a clean run takes.
    """

    warehouse: Path
    bucket: Path
    before: Tables
    after: Tables
    seconds: float


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Return the scene of every crash: new, replaced and retold files come to a warehouse that holds rows already."""
    folder = tmp_path_factory.mktemp("crash")
    bucket, first, clean = folder / "bucket", folder / "first.duckdb", folder / "clean.duckdb"
    deliver(bucket, "abcd", seed=1)
    before = load_into(first, bucket)
    deliver(bucket, "cdef", seed=2)
    shutil.copy(bucket / "log_data" / "a.json", bucket / "log_data" / "retold.json")
    shutil.copy(first, clean)
    started = time.monotonic()
    after = load_into(clean, bucket)
    return Scene(first, bucket, before, after, time.monotonic() - started)


def test_killed_at_any_moment(scene: Scene, tmp_path: Path) -> None:
    """After kill -9 the warehouse opens, holds the old state or the new one, and the next run makes it the new one."""
    moments = random.Random(20181101)  # noqa: S311 - nothing secret
    outcomes = []
    for kill in range(KILLS):
        warehouse = tmp_path / f"{kill}.duckdb"
        shutil.copy(scene.warehouse, warehouse)
        with start(RUN, warehouse, scene.bucket) as run:
            # Half of them strike late, where the run commits.
            time.sleep(scene.seconds * (moments.uniform(0, 1) if kill % 2 else moments.uniform(0.8, 1.3)))
            run.kill()
        engine = DuckDB(warehouse)
        left = contents.everything(engine)
        assert left in (scene.before, scene.after)
        outcomes.append(left == scene.before)
        load_bucket(engine, scene.bucket)
        assert scene.after == contents.everything(engine)
        engine.close()
        assert [warehouse] == list(tmp_path.glob(f"{kill}.*")), "something of the killed run lies beside the warehouse"
    assert True in outcomes, "every run was over before it was killed"


def test_failed_at_any_statement(scene: Scene, tmp_path: Path) -> None:
    """Whichever statement a run dies at, nothing of it is left, and the next run gives the clean result."""
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copy(scene.warehouse, warehouse)
    engine = MortalDuckDB(warehouse)
    died = 0
    for lifetime in range(0, 1_000_000, EVERY_NTH_STATEMENT):
        engine.lifetime = engine.statements + lifetime
        try:
            load_bucket(engine, scene.bucket)
            break
        except Death:
            died += 1
        engine.lifetime = None
        assert scene.before == contents.everything(engine), f"after {lifetime} statements"
    engine.lifetime = None
    assert scene.after == contents.everything(engine)
    assert died > 100 // EVERY_NTH_STATEMENT
    engine.close()


def test_second_run_is_refused_at_once(scene: Scene, tmp_path: Path) -> None:
    """While one run holds the warehouse another ends at once, with exit code 4, and names the process that holds it."""
    warehouse = tmp_path / "warehouse.duckdb"
    with start(HOLD, warehouse, scene.bucket, stdin=subprocess.PIPE) as holder:
        started = time.monotonic()
        with pytest.raises(WarehouseBusy, match=f"in use by process {holder.pid} ") as refusal:
            DuckDB(warehouse)
        assert refusal.value.exit_code == 4
        assert time.monotonic() - started < 1
        holder.communicate("")
    DuckDB(warehouse).close()


class Death(BaseException):
    """The end of a run that nobody handles."""


class MortalDuckDB(DuckDB):
    """A warehouse whose connection dies once it has run as many statements as its `lifetime`, if it has one."""

    lifetime: int | None = None
    statements = 0

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run a query, or die."""
        self._live()
        return super().fetch(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement, or die."""
        self._live()
        super().execute(sql, parameters)

    def _live(self) -> None:
        if self.lifetime is not None and self.statements >= self.lifetime:
            raise Death
        self.statements += 1


def start(program: str, warehouse: Path, bucket: Path, stdin: int | None = None) -> "subprocess.Popen[str]":
    """Start a process that opens the warehouse, and return when it has."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(warehouse), str(bucket)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


def load_into(warehouse: Path, bucket: Path) -> Tables:
    """Load a bucket and return what the warehouse then holds."""
    engine = DuckDB(warehouse)
    load_bucket(engine, bucket)
    held = contents.everything(engine)
    engine.close()
    return held
