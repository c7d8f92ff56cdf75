"""The stand-in for Redshift and the S3 server it reads, for its own tests."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from redshift_connector.core import Connection

from doubles.driver import connect
from doubles.lake_of_json import Lake
from doubles.redshift.objects import Objects
from doubles.redshift.server import ROLE, RedshiftDouble
from doubles.s3 import S3Server


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return an S3 server with one bucket, ``lake``."""
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        (server.root / "lake").mkdir()
        yield server


@pytest.fixture(scope="session")
def cluster(s3: S3Server) -> Iterator[RedshiftDouble]:
    """Return a running stand-in."""
    with RedshiftDouble(Objects(s3.environment, ROLE)) as cluster:
        yield cluster


@pytest.fixture
def connection(cluster: RedshiftDouble) -> Iterator[Connection]:
    """Return a connection to an empty database."""
    cluster.make_empty()
    with closing(connect(cluster)) as connection:
        yield connection


@pytest.fixture
def lake(s3: S3Server, connection: Connection) -> Lake:
    """Return the bucket, for JSON to be copied into an empty database."""
    return Lake(s3, connection)
