"""Where tests find Redshift: the stand-in or, when it is asked for, a database of their own in a real cluster."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from obstore.store import S3Store

from songplays.config import Config, load
from songplays.engines.redshift.connection import connect
from songplays.errors import UsageError
from songplays.lake.access import bucket_access

CONFIGURED = "SONGPLAYS_TEST_CLUSTER"
"""The variable that names the dwh.cfg of a cluster for tests; its user needs the right to create databases."""
OWN = "songplays_test_"
"""How every name begins that is made here, and hence may be removed here."""


class Site(Protocol):
    """An empty database on Redshift, and a bucket that it may read."""

    @property
    def settings(self) -> Config:
        """What dwh.cfg would say."""
        ...

    @property
    def dwh_cfg(self) -> str:
        """The same as a file; what is secret is in `environment`."""
        ...

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the command reaches it."""
        ...

    @property
    def staged(self) -> list[str]:
        """The objects that lie below [S3] STAGING."""
        ...


@dataclass(frozen=True)
class RealCluster:
    """A database of our own in a cluster, and a prefix of our own below its STAGING; nothing else is touched."""

    settings: Config

    @property
    def dwh_cfg(self) -> str:
        """The settings as a file, without the password."""
        cluster, made = self.settings.cluster, self.settings.infrastructure
        sections: dict[str, dict[str, object]] = {
            "CLUSTER": {
                "HOST": cluster.host,
                "DB_NAME": cluster.db_name,
                "DB_USER": cluster.db_user,
                "DB_PORT": cluster.db_port,
            },
            "IAM_ROLE": {"ARN": self.settings.iam_role.arn},
            "S3": {"REGION": self.settings.s3.region, "STAGING": self.settings.s3.staging},
            "INFRASTRUCTURE": {
                "REGION": made.region,
                "CLUSTER_IDENTIFIER": made.cluster_identifier,
                "CLUSTER_TYPE": made.cluster_type,
            },
        }
        return "".join(
            f"[{section}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)
            for section, keys in sections.items()
        )

    @property
    def environment(self) -> dict[str, str]:
        """AWS's own variables, as they are, and the password."""
        found = {
            name: value for name, value in os.environ.items() if name.startswith("AWS_") or name == "SSL_CERT_FILE"
        }
        password = self.settings.cluster.db_password
        return found | ({"SONGPLAYS_CLUSTER_DB_PASSWORD": password.reveal()} if password else {})

    @property
    def staged(self) -> list[str]:
        """The objects that lie below our prefix."""
        return sorted(found["path"] for page in self._store().list() for found in page)

    def make_empty(self) -> None:
        """Drop every table of our database."""
        assert (self.settings.cluster.db_name or "").startswith(OWN)
        with closing(connect(self.settings)) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
            for (table,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE {table}")

    def clear_bucket(self) -> None:
        """Remove what a failed test may have left below our prefix."""
        if left := self.staged:
            self._store().delete(left)

    def _store(self) -> S3Store:
        bucket, _, prefix = (self.settings.s3.staging or "").removeprefix("s3://").partition("/")
        assert prefix.rpartition("/")[2].startswith(OWN)
        return S3Store(bucket, prefix=prefix, **bucket_access(bucket, self.settings.s3.region))


@contextmanager
def own_database(config: Path) -> Iterator[RealCluster]:
    """Create a database in the cluster of a dwh.cfg, give it while the block runs, and drop it."""
    configured = load(config, os.environ)
    if not configured.s3.staging:
        raise UsageError(f"{config}: [S3] STAGING is not set; tests load by way of it too")
    name = f"{OWN}{secrets.token_hex(4)}"
    running = RealCluster(
        replace(
            configured,
            cluster=replace(configured.cluster, db_name=name),
            s3=replace(configured.s3, staging=f"{configured.s3.staging.rstrip('/')}/{name}"),
        )
    )
    _tell(configured, f"CREATE DATABASE {name}")
    try:
        yield running
    finally:
        running.clear_bucket()
        _tell(configured, f"DROP DATABASE {name}")


def _tell(configured: Config, sql: str) -> None:
    with closing(connect(configured)) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(sql)
