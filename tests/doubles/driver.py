"""The official driver, and the stand-in at its other end."""

import pytest
import redshift_connector
from redshift_connector.core import Connection

from doubles.redshift.server import DATABASE, HOST, PASSWORD, USER, RedshiftDouble


def connect(cluster: RedshiftDouble, *, user: str = USER, password: str = PASSWORD) -> Connection:
    """Connect with the official driver, verifying the certificate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", cluster.environment["SSL_CERT_FILE"])
        connection = redshift_connector.connect(
            user=user, password=password, host=HOST, port=cluster.port, database=DATABASE, sslmode="verify-full"
        )
    connection.autocommit = True
    return connection


def run(connection: Connection, sql: str, *parameters: object) -> list[list[object]]:
    """Run a statement and return its rows."""
    cursor = connection.cursor()
    cursor.paramstyle = "qmark"
    cursor.execute(sql, parameters)
    return list(map(list, cursor.fetchall())) if cursor.description else []
