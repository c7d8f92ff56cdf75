"""What exists, in which state, since when, for how much, and who may reach it."""

from dataclasses import dataclass
from datetime import datetime

from songplays.infrastructure import network, role
from songplays.infrastructure.node_types import PRICES_ARE
from songplays.infrastructure.warehouse import Warehouse
from songplays.infrastructure.work import Work

HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Status:
    """What exists of a warehouse; None for what does not, or is not known.

    state: AWS's word for it.
    usd_so_far: the list price of its age as if it had always run, or used up its limit, without storage; rough.
    may_connect: the ranges of addresses that the security group lets in.
    public: whether it has an address on the internet.
    *_is_ours: whether it carries our tag.
    """

    identifier: str
    kind: str
    region: str
    state: str | None
    is_available: bool
    is_ours: bool | None
    endpoint: str | None
    created_at: datetime | None
    age_seconds: int | None
    size: str | None
    usd_per_hour: float | None
    usd_so_far: float | None
    public: bool | None
    may_connect: list[str]
    security_group: str | None
    role_arn: str | None
    role_is_ours: bool | None
    admin_secret: str | None


def status(work: Work, warehouse: Warehouse) -> Status:
    """Return what exists of the warehouse that the settings name."""
    found, group, its_role = warehouse.find(), network.find_group(work), role.find_role(work)
    age = found.age_seconds if found else None
    price = found.dollars_per_hour if found else None
    return Status(
        identifier=work.identifier,
        kind=warehouse.kind,
        region=work.aws.region,
        state=found.state if found else None,
        is_available=found is not None and found.is_available,
        is_ours=found.owner == work.identifier if found else None,
        endpoint=f"{found.host}:{found.port}" if found and found.host else None,
        created_at=found.created_at if found else None,
        age_seconds=age,
        size=found.size if found else None,
        usd_per_hour=price,
        usd_so_far=None if age is None or price is None else round(age / HOUR * price, 2),
        public=found.public if found else None,
        may_connect=sorted({door.source for door in group.doors}) if group else [],
        security_group=group.id if group else None,
        role_arn=its_role.arn if its_role else None,
        role_is_ours=its_role.owner == work.identifier if its_role else None,
        admin_secret=found.admin_secret if found else None,
    )


def told(status: Status) -> list[str]:
    """Return the status as lines for a person."""
    what = f"Redshift {status.kind} {status.identifier} in {status.region}"
    role_line = f"role          {status.role_arn or 'none'}{_unless_ours(is_ours=status.role_is_ours)}"
    reach = "" if status.public is None else f", {'with' if status.public else 'without'} an address on the internet"
    connect = f"may connect   {', '.join(status.may_connect) or 'nobody'}{reach}"
    if status.state is None:
        lines = [f"{what} does not exist.", role_line]
        return [*lines, connect] if status.security_group else lines
    cost = "not known"
    if status.usd_so_far is not None:
        about = "at most" if status.kind == "workgroup" else "about"
        cost = f"{about} {status.usd_so_far:,.2f} USD so far, {status.usd_per_hour:,.2f} USD an hour ({PRICES_ARE})"
    lines = [
        f"{what}: {status.state}{_unless_ours(is_ours=status.is_ours)}",
        f"endpoint      {status.endpoint or 'none yet'}",
        f"age           {_age(status.age_seconds)}",
        f"size          {status.size}",
        f"cost          {cost}",
        connect,
        role_line,
    ]
    if status.admin_secret:
        lines.append(f"password      {status.admin_secret} in Secrets Manager")
    if not status.is_available and status.is_ours:
        lines.append("`songplays infrastructure create` goes on with it, `delete` removes it.")
    return lines


def _unless_ours(*, is_ours: bool | None) -> str:
    return " (not ours: it has no such tag)" if is_ours is False else ""


def _age(seconds: int | None) -> str:
    if seconds is None:
        return "not known"
    days, rest = divmod(seconds, 24 * HOUR)
    hours, rest = divmod(rest, HOUR)
    return f"{days} d {hours} h" if days else f"{hours} h {rest // 60} min"
