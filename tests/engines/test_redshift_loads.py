"""A warehouse on Redshift, loaded by way of bundles, is the warehouse that DuckDB would be."""

import shutil
from pathlib import Path

import pytest

from clusters import Site
from contents import everything
from lines_of_json import play
from loading import load_bucket, rows
from songplays.dashboard.figures import read_figures
from songplays.engines.duckdb import DuckDB
from songplays.engines.redshift import Redshift
from songplays.errors import RejectBudgetExceeded
from songplays.pipeline import Budget
from songplays.simulate import simulate
from songplays.warehouse import checks


@pytest.fixture
def aws(site: Site) -> Site:
    """Return what these tests run on: the stand-in and, under ``pytest -m aws``, a real cluster."""
    return site


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a bucket with faults and with files that come late."""
    bucket = tmp_path_factory.mktemp("faulty") / "bucket"
    simulate(bucket, users=60, days=10, songs=200, seed=5, faults=True)
    return bucket


@pytest.fixture
def delivered(faulty: Path, tmp_path: Path) -> Path:
    """Return a copy of the faulty bucket, before anything is late."""
    return shutil.copytree(faulty, tmp_path / "delivered")


def test_real_data_give_the_same_rows(
    real_data: Path, real_warehouse: DuckDB, redshift: Redshift, aws: Site, tmp_path: Path
) -> None:
    """The real data give the same rows in every table, the same figures, and nothing stays behind in the bucket."""
    load_bucket(redshift, real_data, errors_folder=tmp_path)
    assert everything(real_warehouse) == everything(redshift)
    there, here = read_figures(real_warehouse), read_figures(redshift)
    assert there.keys() == here.keys()
    for name in there.keys() - {"newest_loads"}:  # says when it was loaded
        assert (name, there[name]) == (name, here[name])
    assert [] == aws.staged


def test_faults_give_the_same_rows(delivered: Path, warehouse: DuckDB, redshift: Redshift) -> None:
    """Bad lines, long values, duplicates and replaced files become the same on both, load after load."""

    def same(**options: bool) -> None:
        reports = [load_bucket(engine, delivered, **options) for engine in (warehouse, redshift)]
        for report in reports:
            report.seconds = 0
        assert reports[0] == reports[1]
        for table, there in everything(warehouse).items():
            assert (table, there) == (table, everything(redshift)[table])

    same()
    shutil.copytree(delivered / "late", delivered, dirs_exist_ok=True)
    same()
    same()
    same(full_refresh=True)
    assert [] == list(checks.failed_or_empty(redshift))


def test_over_budget_nothing_is_published(delivered: Path, redshift: Redshift, aws: Site) -> None:
    """A run with too many rejected lines leaves its account alone."""
    with pytest.raises(RejectBudgetExceeded):
        load_bucket(redshift, delivered, budget=Budget(share=0, at_least=0))
    assert [(0,)] == rows(redshift, "SELECT COUNT(*) FROM staging_events")
    assert [("over budget",)] == rows(redshift, "SELECT outcome FROM loads")
    assert rows(redshift, "SELECT COUNT(*) FROM load_errors") > [(0,)]
    assert [] == aws.staged


def test_what_redshift_cannot_hold(bucket: Path, warehouse: DuckDB, redshift: Redshift) -> None:
    """A NUL becomes SUBSTITUTE; of a rejected line longer than the longest text there is its beginning."""
    long = f'{{"page": "{"ä" * 40_000}"'
    (bucket / "log_data" / "day.json").write_text("\n".join([play(artist="a\0b"), long]))
    for engine in (warehouse, redshift):
        load_bucket(engine, bucket)
    assert [("a\0b",)] == rows(warehouse, "SELECT artist FROM staging_events")
    assert [("a\x1ab",)] == rows(redshift, "SELECT artist FROM staging_events")
    told = 'SELECT "raw", full_bytes FROM load_errors'
    assert [(long, len(long.encode()))] == rows(warehouse, told)
    assert [(long[:16383], len(long.encode()))] == rows(redshift, told)
