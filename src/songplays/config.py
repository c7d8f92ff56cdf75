"""What dwh.cfg and the environment say: where the files are, where the warehouse is, and who may reach it."""

import configparser
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from songplays.errors import UsageError

DEFAULT_PATH = Path("dwh.cfg")
NOT_FILLED_IN = "XXX"
"""How the example file says that a value is still to come."""


class Secret:
    """A value that shows itself only to who asks for it by name."""

    def __init__(self, value: str) -> None:
        """Keep `value`."""
        self._value = value

    def reveal(self) -> str:
        """Return the value; for the one place that hands it on."""
        return self._value

    def __repr__(self) -> str:
        """Return what may be printed."""
        return "***"

    def __eq__(self, other: object) -> bool:
        """Tell whether both hide the same value."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._value)


def _number(default: int, lowest: int, highest: int) -> Any:  # noqa: ANN401 - as dataclasses.field
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ValueError(f"{text!r} is not a whole number from {lowest} to {highest}")
        return int(text)

    return field(default=default, metadata={"read": read})


def _secret() -> Any:  # noqa: ANN401 - as dataclasses.field
    return field(default=None, metadata={"read": Secret})


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """[CLUSTER]: the Redshift database. Without a host the warehouse is a DuckDB file."""

    host: str | None = None
    db_name: str | None = None
    db_user: str | None = None
    db_password: Secret | None = _secret()
    db_port: int = _number(5439, 1, 65535)


@dataclass(frozen=True, kw_only=True)
class IamRole:
    """[IAM_ROLE]: the role by which Redshift reads the bucket."""

    arn: str | None = None


@dataclass(frozen=True, kw_only=True)
class S3:
    """[S3]: where the source files lie, each a folder or ``s3://bucket/prefix``.

    log_jsonpath: read by Redshift's COPY alone; the embedded warehouse knows the keys.
    region: the buckets' region, where it should not be looked up.
    staging: where Redshift's COPY finds what was prepared for it.
    """

    log_data: str | None = None
    log_jsonpath: str | None = None
    song_data: str | None = None
    region: str | None = None
    staging: str | None = None


@dataclass(frozen=True, kw_only=True)
class Infrastructure:
    """[INFRASTRUCTURE]: what it takes to create the Redshift cluster, and to delete it."""

    region: str | None = None
    key: Secret | None = _secret()
    secret: Secret | None = _secret()
    status_check_attempts: int = _number(5, 1, 1000)
    status_check_delay_sec: int = _number(30, 0, 3600)
    role_name: str | None = None
    cluster_identifier: str | None = None
    cluster_type: str | None = None
    node_type: str | None = None
    num_nodes: int = _number(2, 1, 128)


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting. What is not set is None, or the default that is written beside it."""

    cluster: Cluster = Cluster()
    iam_role: IamRole = IamRole()
    s3: S3 = S3()
    infrastructure: Infrastructure = Infrastructure()


SECTIONS: dict[str, type[Cluster | IamRole | S3 | Infrastructure]] = {
    "CLUSTER": Cluster,
    "IAM_ROLE": IamRole,
    "S3": S3,
    "INFRASTRUCTURE": Infrastructure,
}
KEYS = {section: [setting.name.upper() for setting in fields(kind)] for section, kind in SECTIONS.items()}


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Return the settings of the file at `path`, overridden by those in `environ`.

    path: None for dwh.cfg in the working directory, which need not exist.
    environ: a setting is called SONGPLAYS_<SECTION>_<KEY> there, as SONGPLAYS_CLUSTER_DB_PASSWORD; an empty value
        takes back what the file says.

    UsageError if the file cannot be read, or if a section, a key or a value is wrong; it names the place and the remedy.
    """
    return Config()
