"""An empty AWS account, a folder with the brief's dwh.cfg, and the command, run in this process."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from doubles.aws.account import REGION, Account, account
from songplays.cli import main

ROLE = "songplays_S3toRedshiftStaging"
HOME = "18.194.7.9/32"
"""An address on the internet."""
OFFICE = "10.20.0.0/16"
"""A network behind a VPN."""
DWH_CFG = f"""\
# Ours, with a comment.
[CLUSTER]
HOST = XXX
DB_NAME = user_song_plays
DB_USER = admin
DB_PORT = 5439

[IAM_ROLE]
ARN = 'XXX'

[S3]
LOG_DATA = 's3://udacity-dend/log_data'
LOG_JSONPATH = 's3://udacity-dend/log_json_path.json'
SONG_DATA = 's3://udacity-dend/song_data'
STAGING = 's3://our-staging'
MANIFESTS = 's3://our-lists/manifests'

[INFRASTRUCTURE]
REGION = {REGION}
STATUS_CHECK_ATTEMPTS = 5
STATUS_CHECK_DELAY_SEC = 0
ROLE_NAME = {ROLE}
CLUSTER_IDENTIFIER = sparkify
CLUSTER_TYPE = multi-node
NODE_TYPE = ra3.large
NUM_NODES = 2
"""


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines on stdout."""
        return self.out.splitlines()

    @property
    def error(self) -> str:
        """The last line on stderr, which is the error if there was one."""
        return self.err.splitlines()[-1].removeprefix("songplays: error: ") if self.err else ""


Command = Callable[..., Done]


@pytest.fixture
def aws_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """Return an empty account; AWS's library does not try again what a test lets fail."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with account() as it:
        yield it


@pytest.fixture
def dwh_cfg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the brief's dwh.cfg in a new working directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "dwh.cfg"
    path.write_text(DWH_CFG)
    return path


@pytest.fixture
def command(
    aws_account: Account,  # noqa: ARG001 - it is there
    dwh_cfg: Path,  # noqa: ARG001 - so is this
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Return what runs ``songplays infrastructure`` with arguments; create and delete come with what they would ask."""

    def run(*arguments: str, asks: bool = False, **environment: str) -> Done:
        if not asks and arguments[0] == "create" and "--allow-cidr" not in arguments:
            arguments = (*arguments, "--allow-cidr", HOME)
        if not asks and arguments[0] == "delete" and "--yes" not in arguments:
            arguments = (*arguments, "--yes", "sparkify")
        with monkeypatch.context() as changed:
            for name, value in environment.items():
                changed.setenv(name, value)
            changed.setattr(sys, "argv", ["songplays", "infrastructure", *arguments])
            with pytest.raises(SystemExit) as end:
                main()
        printed = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, printed.out, printed.err)

    return run
