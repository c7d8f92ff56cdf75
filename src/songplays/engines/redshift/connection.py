"""Reach the cluster, and say in one line what stands in the way."""

import socket
from typing import TYPE_CHECKING

from songplays.config import Cluster
from songplays.errors import Unreachable, UsageError

if TYPE_CHECKING:
    from redshift_connector.core import Connection

ANSWER_SECONDS = 10
"""How long a cluster may take to take a call: one that is closed to us never does."""

WHY_REFUSED = {
    "28000": "user or password is wrong; check [CLUSTER] DB_USER and DB_PASSWORD",
    "28P01": "user or password is wrong; check [CLUSTER] DB_USER and DB_PASSWORD",
    "3D000": "there is no such database; check [CLUSTER] DB_NAME",
}


def connect(cluster: Cluster) -> "Connection":
    """Return a connection over TLS, the certificate verified; every statement commits unless it is told to wait.

    UsageError if a setting or the driver is missing; Unreachable if the cluster cannot be reached or lets us not in.
    """
    for key in ("host", "db_name", "db_user", "db_password"):
        if not getattr(cluster, key):
            name = key.upper()
            raise UsageError(f"[CLUSTER] {name} is not set; set it in dwh.cfg or as SONGPLAYS_CLUSTER_{name}")
    assert cluster.host and cluster.db_password  # noqa: S101, PT018 - as just found
    try:
        import redshift_connector  # noqa: PLC0415 - heavy, and an extra
        from redshift_connector.error import Error  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "[CLUSTER] HOST is set; Redshift needs its driver: pip install 'songplays[redshift]'"
        ) from None
    place = f"{cluster.host}:{cluster.db_port}"
    _require_answer(cluster.host, cluster.db_port)
    try:
        connection = redshift_connector.connect(
            host=cluster.host,
            port=cluster.db_port,
            database=cluster.db_name,
            user=cluster.db_user,
            password=cluster.db_password.reveal(),
            sslmode="verify-full",
            application_name="songplays",
        )
    except Error as error:
        raise Unreachable(f"{place}: {_why(error)}") from None
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
        raise Unreachable(
            f"{host}:{port}: {reason}; check [CLUSTER] HOST and DB_PORT, that the cluster runs, and that its security "
            "group lets this machine in"
        ) from None


def _why(error: Exception) -> str:
    """Return what went wrong in words for who runs songplays."""
    told = error.args[0] if error.args else ""
    if isinstance(told, dict):
        return WHY_REFUSED.get(told["C"], f"{told['M']} ({told['C']}); check the settings of [CLUSTER]")
    cause = error.args[-1]
    if "certificate" in str(cause).lower():
        reason = getattr(cause, "verify_message", "") or str(cause)
        return f"its certificate is not to be trusted ({reason}); check [CLUSTER] HOST, or set SSL_CERT_FILE"
    return f"{cause}; check the network and [CLUSTER] HOST and DB_PORT, then run again"
