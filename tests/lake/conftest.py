"""A bucket on this machine, and an environment that knows of no other."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.s3 import S3Server


@pytest.fixture(autouse=True)
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Forget what this machine knows of AWS: variables, profiles, its role."""
    for variable in os.environ:
        if variable.startswith("AWS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no_credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no_config"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return a running S3 server."""
    with S3Server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def bucket(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder behind a new bucket, whose name is the folder's, with the environment set to reach it."""
    for variable, value in server.environment.items():
        monkeypatch.setenv(variable, value)
    folder = server.root / tmp_path.name.replace("_", "-").lower()
    folder.mkdir()
    return folder
