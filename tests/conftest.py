"""What many tests start from: the real data set, and a warehouse that holds it."""

import os
import secrets
import shutil
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import settings

from clusters import CONFIGURED, RealCluster, Site, own_database
from doubles.redshift.cloud import Cloud, cloud
from loading import load_bucket
from songplays.engines.duckdb import DuckDB
from songplays.engines.redshift import Redshift

REAL_DATA = Path(os.environ.get("SONGPLAYS_REAL_DATA") or Path(__file__).parents[2] / "shared" / "data")

# Machines differ too much in speed for a deadline, and a failure must come back on the next run.
settings.register_profile("songplays", deadline=None, derandomize=True)
settings.load_profile("songplays")


@pytest.fixture(scope="session")
def real_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the real log_data/ and song_data/, unpacked."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real data set is not here; put it at {REAL_DATA} or name its folder in SONGPLAYS_REAL_DATA")
    folder = tmp_path_factory.mktemp("real_data")
    with tarfile.open(REAL_DATA / "song_data.tar.gz") as songs:
        songs.extractall(folder, filter="data")
    (folder / "log_data").symlink_to(REAL_DATA / "log_data")
    return folder


@pytest.fixture(scope="session")
def real_warehouse(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return a warehouse that holds the real data; for reading only."""
    path = tmp_path_factory.mktemp("real_warehouse") / "songplays.duckdb"
    engine = DuckDB(path)
    load_bucket(engine, real_data)
    engine.close()
    reader = DuckDB(path, read_only=True)
    yield reader
    reader.close()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDB]:
    """Return a new, empty warehouse."""
    engine = DuckDB(tmp_path / "warehouse.duckdb")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def cloud_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Return a running stand-in for Redshift, and its bucket."""
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("the stand-in for Redshift talks to its Postgres over a Unix socket, and there is none here")
    with cloud(tmp_path_factory.mktemp("cloud")) as running:
        yield running


@pytest.fixture
def stand_in(cloud_of_the_session: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Return the stand-in with an empty database, and the environment set to reach it."""
    cloud_of_the_session.make_empty()
    for variable, value in cloud_of_the_session.environment.items():
        monkeypatch.setenv(variable, value)
    return cloud_of_the_session


@pytest.fixture
def aws(stand_in: Cloud) -> Cloud:
    """Return what tests run on in the place of AWS."""
    return stand_in


@pytest.fixture(scope="session")
def real_cluster(request: pytest.FixtureRequest) -> Iterator[RealCluster]:
    """Return a database of our own in a real cluster, dropped in the end; for ``pytest -m aws`` and nobody else."""
    path = os.environ.get(CONFIGURED)
    if not path or request.config.option.markexpr != "aws":
        pytest.fail(f"pytest -m aws runs on a real cluster: name the dwh.cfg of one, made for tests, in {CONFIGURED}")
    with own_database(Path(path)) as running:
        yield running


@pytest.fixture(params=["stand-in", pytest.param("cluster", marks=pytest.mark.aws)])
def site(request: pytest.FixtureRequest) -> Site:
    """Return an empty database on Redshift and its bucket: the stand-in's or, under ``pytest -m aws``, a real one's."""
    if request.param == "stand-in":
        return cast("Site", request.getfixturevalue("stand_in"))
    running: RealCluster = request.getfixturevalue("real_cluster")
    running.make_empty()
    return running


@pytest.fixture
def redshift(aws: Site) -> Iterator[Redshift]:
    """Return a new, empty warehouse on Redshift."""
    engine = Redshift(aws.settings)
    yield engine
    engine.close()


@pytest.fixture
def direct(aws: Cloud) -> Iterator[Redshift]:
    """Return a new, empty warehouse on Redshift that is loaded straight from buckets."""
    engine = Redshift(aws.direct_settings)
    yield engine
    engine.close()


@pytest.fixture
def lake(aws: Cloud) -> Iterator[Path]:
    """Return a bucket of the stand-in, named as the folder, with empty log_data/ and song_data/."""
    folder = aws.s3.root / f"source-{secrets.token_hex(4)}"
    for name in ("log_data", "song_data"):
        (folder / name).mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """Return a folder with empty log_data/ and song_data/."""
    for name in ("log_data", "song_data"):
        (tmp_path / "bucket" / name).mkdir(parents=True)
    return tmp_path / "bucket"
