"""Reach the cluster, and say in one line what stands in the way."""

import socket
import time
from typing import TYPE_CHECKING

from songplays.config import Config
from songplays.engines.redshift.credentials import Login, login
from songplays.errors import Unreachable, UsageError

if TYPE_CHECKING:
    from redshift_connector.core import Connection

ANSWER_SECONDS = 10
"""How long a cluster may take to take a call: one that is closed to us never does."""
HANDSHAKE_SECONDS = 60
"""How long it may then take to let us in: a Serverless workgroup that has slept wakes up first."""
PAUSES = (1, 4)
"""Seconds to wait before calling again: a cluster that is resized or patched is away for moments."""
QUIET_SECONDS = 60
"""When to look whether the other side is still there. A NAT gateway of AWS forgets a connection that is quiet for 350
seconds, and a COPY may say nothing for longer."""

WHY_REFUSED = {
    "28000": "user or password is wrong; check [CLUSTER] DB_USER and DB_PASSWORD",
    "28P01": "user or password is wrong; check [CLUSTER] DB_USER and DB_PASSWORD",
    "3D000": "there is no such database; check [CLUSTER] DB_NAME",
    "53300": "it has as many connections as it takes; close some, or run again later",
}
WHY_TEMPORARY_REFUSED = (
    "the temporary credentials that AWS gave are not taken; check that [CLUSTER] DB_USER is a user of the database, "
    "and that HOST is the cluster they are for"
)


class _NoAnswer(Unreachable):
    """Nobody took the call, or the line broke: the next call may do better."""


def connect(settings: Config) -> "Connection":
    """Return a connection over TLS, the certificate verified; every statement commits unless it is told to wait.

    UsageError if a setting or the driver is missing; Unreachable if the cluster cannot be reached, or it or AWS lets
    us not in. Who does not answer is called again after each of PAUSES.
    """
    cluster = settings.cluster
    if not cluster.db_name:
        raise UsageError("[CLUSTER] DB_NAME is not set; set it in dwh.cfg or as SONGPLAYS_CLUSTER_DB_NAME")
    known = login(settings)
    for pause in PAUSES:
        try:
            return _connected(cluster.host or "", cluster.db_port, cluster.db_name, known)
        except _NoAnswer:
            time.sleep(pause)
    return _connected(cluster.host or "", cluster.db_port, cluster.db_name, known)


def _connected(host: str, port: int, database: str, known: Login) -> "Connection":
    try:
        import redshift_connector  # noqa: PLC0415 - heavy, and an extra
        from redshift_connector.error import Error  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "[CLUSTER] HOST is set; Redshift needs its driver: pip install 'songplays[redshift]'"
        ) from None
    _require_answer(host, port)
    try:
        connection = redshift_connector.connect(
            host=host,
            port=port,
            database=database,
            user=known.user,
            password=known.password.reveal(),
            sslmode="verify-full",
            application_name="songplays",
            tcp_keepalive_idle=QUIET_SECONDS,
            timeout=HANDSHAKE_SECONDS,
        )
    except (Error, OSError) as error:
        raise _refusal(f"{host}:{port}", error, known) from None
    connection._usock.settimeout(None)  # noqa: SLF001 - a statement may take hours, and there is no other way to say so
    connection.autocommit = True
    return connection


def _require_answer(host: str, port: int) -> None:
    """Raise Unreachable unless something listens there; the driver itself would wait for minutes."""
    try:
        socket.create_connection((host, port), timeout=ANSWER_SECONDS).close()
    except socket.gaierror:
        raise Unreachable(f"{host}: no such host; check [CLUSTER] HOST") from None
    except OSError as error:
        reason = "no answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
        raise _NoAnswer(
            f"{host}:{port}: {reason}; check [CLUSTER] HOST and DB_PORT, that the cluster runs and is not paused, and "
            "that its security group lets this machine in"
        ) from None


def _refusal(place: str, error: Exception, known: Login) -> Unreachable:
    """Return what went wrong in words for who runs songplays."""
    told = error.args[0] if error.args else ""
    if isinstance(told, dict):
        code = told.get("C", "")
        if known.temporary and code in {"28000", "28P01"}:
            return Unreachable(f"{place}: {WHY_TEMPORARY_REFUSED}")
        why = WHY_REFUSED.get(code, f"{told.get('M')} ({code}); check the settings of [CLUSTER]")
        return Unreachable(f"{place}: {why}")
    cause = error.args[-1] if error.args else error
    if "certificate" in str(cause).lower():
        reason = getattr(cause, "verify_message", "") or str(cause)
        return Unreachable(
            f"{place}: its certificate is not to be trusted ({reason}); check [CLUSTER] HOST, or set SSL_CERT_FILE"
        )
    return _NoAnswer(f"{place}: {cause}; check the network and [CLUSTER] HOST and DB_PORT, then run again")
