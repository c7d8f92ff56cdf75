"""Calling a cluster: once more when the line breaks, never for ever, and never with a wrong password twice."""

import gc
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from doubles.redshift.cloud import Cloud
from doubles.redshift.server import DATABASE, USER
from songplays.config import Cluster, Config, Secret
from songplays.engines.redshift import connection
from songplays.engines.redshift.connection import connect
from songplays.errors import Unreachable

# The driver drops the socket of a call that fails; it is collected here, not in the midst of another test.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Wait for nothing; return how long it would have been, pause by pause."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(connection, "HANDSHAKE_SECONDS", 1)
    yield pauses
    gc.collect()


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Return a socket that listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        yield listener


def at(port: int) -> Config:
    """Return the settings of a cluster at a port of this machine."""
    return Config(
        cluster=Cluster(host="127.0.0.1", db_port=port, db_name=DATABASE, db_user=USER, db_password=Secret("any"))
    )


def test_hung_up_on_it_calls_again(aws: Cloud, impatient: list[float]) -> None:
    """A connection that breaks while it is made is made once more, after a pause."""
    aws.cluster.turned_away = 2  # the look whether somebody answers, and the call itself
    with closing(connect(aws.settings)) as connected, closing(connected.cursor()) as cursor:
        cursor.execute("SELECT 1")
        assert ([1],) == cursor.fetchall()
    assert [1] == impatient


def test_hung_up_on_again_and_again(aws: Cloud, impatient: list[float]) -> None:
    """After three calls it is told, in one line."""
    aws.cluster.turned_away = 100
    try:
        with pytest.raises(Unreachable, match=r"^localhost:\d+: .*; check the network and .*, then run again$"):
            connect(aws.settings)
    finally:
        aws.cluster.turned_away = 0
    assert [1, 4] == impatient


def test_nobody_takes_the_call(impatient: list[float]) -> None:
    """A cluster that is paused, or that a security group hides, never answers; that is told too."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        place = full.getsockname()
        with socket.create_connection(place), pytest.raises(Unreachable, match=r"no answer; .* is not paused, and"):
            connect(at(place[1]))
    assert [1, 4] == impatient


def test_somebody_takes_the_call_and_is_silent(silent: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes the call and then says nothing is not waited for without end."""
    monkeypatch.setattr(connection, "PAUSES", ())
    with pytest.raises(Unreachable, match="timed out; check the network and"):
        connect(at(silent.getsockname()[1]))


def test_statements_may_take_their_time(aws: Cloud) -> None:
    """Once it is let in, it waits for an answer as long as that takes."""
    with closing(connect(aws.settings)) as connected:
        assert connected._usock.gettimeout() is None  # noqa: SLF001


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"db_password": Secret("Wrong-1")}, "user or password is wrong"),
        ({"db_name": "other"}, "there is no such database"),
        ({"host": "no.such.host.invalid"}, "no such host"),
    ],
)
def test_what_will_not_mend_is_not_tried_again(
    aws: Cloud, impatient: list[float], changed: dict[str, str], message: str
) -> None:
    """A wrong password, database or host is told at once: a second call might lock the user out."""
    with pytest.raises(Unreachable, match=message):
        connect(replace(aws.settings, cluster=replace(aws.settings.cluster, **changed)))  # type: ignore[arg-type]
    assert [] == impatient
