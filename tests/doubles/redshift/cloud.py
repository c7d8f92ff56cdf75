"""A cluster and a bucket that it may read, on this machine, and the settings by which songplays uses both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from doubles.redshift.objects import Objects
from doubles.redshift.server import DATABASE, HOST, PASSWORD, ROLE, USER, RedshiftDouble
from doubles.s3 import S3Server
from songplays.config import S3, Cluster, Config, IamRole, Secret

BUCKET = "lake"


@dataclass(frozen=True)
class Cloud:
    """What runs."""

    cluster: RedshiftDouble
    s3: S3Server

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the bucket is found and the cluster's certificate trusted."""
        return self.s3.environment | self.cluster.environment

    @property
    def settings(self) -> Config:
        """What dwh.cfg would say."""
        return Config(
            cluster=Cluster(
                host=HOST, db_name=DATABASE, db_user=USER, db_password=Secret(PASSWORD), db_port=self.cluster.port
            ),
            iam_role=IamRole(arn=ROLE),
            s3=S3(staging=f"s3://{BUCKET}/staging", manifests=f"s3://{BUCKET}/manifests"),
        )

    @property
    def direct_settings(self) -> Config:
        """The same for COPY straight from the source."""
        return replace(self.settings, s3=replace(self.settings.s3, staging=None))

    @property
    def dwh_cfg(self) -> str:
        """The same as a file."""
        return f"""\
[CLUSTER]
HOST = {HOST}
DB_NAME = {DATABASE}
DB_USER = {USER}
DB_PASSWORD = {PASSWORD}
DB_PORT = {self.cluster.port}

[IAM_ROLE]
ARN = {ROLE}

[S3]
MANIFESTS = 's3://{BUCKET}/manifests'
# Without the next line, COPY reads the source files themselves.
STAGING = 's3://{BUCKET}/staging'
"""

    def make_empty(self) -> None:
        """Give an empty database."""
        self.cluster.make_empty()

    @property
    def staged(self) -> list[str]:
        """The objects that lie in the bucket."""
        return sorted(str(file.relative_to(self.s3.root)) for file in self.s3.root.rglob("*") if file.is_file())


@contextmanager
def cloud(folder: Path) -> Iterator[Cloud]:
    """Run a cluster, and an S3 server whose buckets are the folders in `folder`."""
    (folder / BUCKET).mkdir(exist_ok=True)
    with S3Server(folder, writable=True) as s3, RedshiftDouble(Objects(s3.environment, ROLE)) as cluster:
        yield Cloud(cluster, s3)
