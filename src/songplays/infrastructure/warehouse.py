"""What the flow of the commands asks of either way to run Redshift."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

UNFINISHED = "unfinished"
"""A word of ours for what an interruption left: ``create`` goes on with it."""
GOING = ("deleting", "final-snapshot")
"""States of one that is on its way out ("Cluster status", Redshift Management Guide)."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A warehouse as AWS tells of it.

    state: AWS's own word for it, in small letters.
    owner: the identifier that its tag names, None without our tag.
    host, port: where it answers; no host before it was available for the first time.
    size: in words, such as "2 nodes of ra3.large".
    dollars_per_hour: the rough list price of computing while it runs, or at most, where it has a limit instead;
        None if we do not know it.
    public: whether it has an address on the internet.
    admin_secret: the secret that holds the admin's password, where AWS manages it.
    """

    state: str
    owner: str | None
    host: str | None
    port: int
    created_at: datetime | None
    size: str
    dollars_per_hour: float | None
    public: bool
    role_arns: tuple[str, ...]
    admin_secret: str | None

    @property
    def is_available(self) -> bool:
        """Whether it answers; AWS adds words to "available" while it also does something else."""
        return self.state.partition(",")[0] == "available" and self.host is not None

    @property
    def age_seconds(self) -> int | None:
        """How long ago it was created."""
        return None if self.created_at is None else int((datetime.now(UTC) - self.created_at).total_seconds())


class Warehouse(Protocol):
    """A provisioned cluster or a Serverless workgroup, which may exist or not."""

    kind: str
    """What the printed lines call it: "cluster"."""
    services: list[str]
    """The AWS services that assume the role."""

    def require_creatable(self) -> None:
        """Raise UsageError if a setting forbids creating it, Unreachable if what it needs is another's."""

    def plan(self) -> list[str]:
        """Return what ``create`` makes of it, a line each."""

    @property
    def size(self) -> str:
        """What size is configured, in the words of ``Found.size``."""

    def find(self) -> Found | None:
        """Return it as it exists, ours or not; None if it does not."""

    def create(self, *, role_arn: str, group_id: str, public: bool) -> None:
        """Ask AWS to create it; what it needs beside itself may be there already."""

    def complete(self) -> None:
        """Do what AWS allows only now that it is available; what is done already stays."""

    def delete(self, snapshot: str | None) -> bool:
        """Ask AWS to delete it, after a last `snapshot` of that name; return False if it must be asked again."""

    def delete_rest(self) -> bool:
        """Delete what it needed beside itself, if that is ours; return False while AWS says that it is in use."""
