"""Create what Redshift needs, step by step; what is there already and is ours is kept."""

import time

from songplays.errors import Unreachable
from songplays.infrastructure import network, role
from songplays.infrastructure.aws import AwsRefusal, require_ours
from songplays.infrastructure.caller_address import Network
from songplays.infrastructure.config_file import write_settings
from songplays.infrastructure.network import Group
from songplays.infrastructure.role import Role
from songplays.infrastructure.warehouse import GOING, UNFINISHED, Found, Warehouse
from songplays.infrastructure.work import Work

# States from which a warehouse does not become available by waiting ("Cluster status", Redshift Management Guide).
STUCK = ("hardware-failure", "paused", "pausing", "storage-full", "unavailable")
STUCK_PREFIX = "incompatible-"
REFUSED_FOR = ("InvalidParameter", "ValidationException")
"""How the codes begin by which a role is refused that IAM has not yet told Redshift of."""


def create(work: Work, warehouse: Warehouse, sources: list[Network]) -> None:
    """Create the role, the security group and the warehouse, wait for it, open its port and write down where it is.

    sources: the ranges of addresses that may reach it.

    Everything is looked at before anything is made. UsageError or Unreachable, always with what to do next; what was
    made until then stays, and the next call goes on from there.
    """
    policy = role.reading_policy(work)
    existing = _look(work, warehouse)
    made_role = _ensure_role(work, warehouse, existing.role, policy)
    group = existing.group or _create_group(work, existing.vpc)
    public = is_public(sources)
    if existing.warehouse is None or existing.warehouse.state == UNFINISHED:
        work.say(f"Creating Redshift {warehouse.kind} {work.identifier}.")
        if work.settings.cluster.db_password:
            work.note(
                "Warning: the admin's password is the one of [CLUSTER] DB_PASSWORD; leave it unset, and AWS makes one "
                "and keeps it in Secrets Manager."
            )
        _create_warehouse(work, warehouse, made_role, group, public=public)
        work.say(f"Creating database {work.settings.cluster.db_name} in Redshift {warehouse.kind}.")
    else:
        work.say(f"Keeping Redshift {warehouse.kind} {work.identifier}.")
        _note_differences(work, warehouse, existing.warehouse, made_role, public=public)
    found = _wait(work, warehouse)
    warehouse.complete()
    work.say(f"Redshift {warehouse.kind} {work.identifier} is available.")
    port = found.port or work.settings.cluster.db_port
    work.say(f"Opening Redshift {warehouse.kind} TCP port {port} for external access.")
    network.open_door(work, group, port, sources)
    work.note(f"TCP port {port} is open to {', '.join(map(str, sources))} alone.")
    _write_down(work, made_role.arn, found)
    if not (work.settings.s3.manifests or work.settings.s3.staging):
        work.note(
            "To load, [S3] MANIFESTS or STAGING must be set; set it and run `songplays infrastructure create` again, "
            "so that the role may read it."
        )
    if found.admin_secret:
        work.note(
            f"AWS keeps the password of {work.settings.cluster.db_user} in Secrets Manager: {found.admin_secret}."
        )


def plan(work: Work, warehouse: Warehouse, sources: list[Network]) -> list[str]:
    """Return what ``create`` would do, a line each; it looks at what exists and changes nothing.

    UsageError and Unreachable where ``create`` would raise them before it made anything.
    """
    policy = role.reading_policy(work)
    existing = _look(work, warehouse)
    name = role.role_name(work)
    places = ", ".join(f"s3://{place}" for place in dict.fromkeys(role.configured_places(work)))
    has_policy = existing.role is not None and role.has_policy(work, existing.role, policy)
    lines = [
        f"{_verb(existing.role)} IAM role {name}, for {' and '.join(warehouse.services)}.",
        f"{'Keep' if has_policy else 'Attach'} its policy: read {places} alone.",
        f"{_verb(existing.group)} security group {work.resource_name} in {work.aws.region}.",
    ]
    if existing.warehouse and existing.warehouse.state != UNFINISHED:
        lines.append(f"Keep Redshift {warehouse.kind} {work.identifier}: {existing.warehouse.size}.")
    else:
        lines += [f"Create {line}." for line in warehouse.plan()]
        reach = "reachable from the internet" if is_public(sources) else "reachable from within its network alone"
        lines += [f"Create database {work.settings.cluster.db_name} in it; the {warehouse.kind} is {reach}."]
    return [
        *lines,
        f"Wait for it: up to {work.attempts} times {work.delay} seconds.",
        f"Open TCP port {work.settings.cluster.db_port} to {', '.join(map(str, sources))} alone.",
        f"Set [IAM_ROLE][ARN] and [CLUSTER][HOST] in config file {work.settings_path}.",
    ]


def is_public(sources: list[Network]) -> bool:
    """Tell whether the warehouse needs an address on the internet for `sources` to reach it."""
    return any(not source.is_private for source in sources)


class _Existing:
    """What is there before anything is made; all of it ours."""

    def __init__(self, vpc: str, role: Role | None, group: Group | None, warehouse: Found | None) -> None:
        self.vpc = vpc
        self.role = role
        self.group = group
        self.warehouse = warehouse


def _look(work: Work, warehouse: Warehouse) -> _Existing:
    """Return what exists; Unreachable if any of it is not ours, or is on its way out."""
    warehouse.require_creatable()
    found = warehouse.find()
    if found:
        what = f"Redshift {warehouse.kind} {work.identifier}"
        require_ours(what, found.owner, work.identifier)
        if found.state in GOING:
            raise Unreachable(f"{what} is being deleted; wait until it is gone (`status` says), then run again")
    found_role = role.find_role(work)
    if found_role:
        require_ours(f"IAM role {found_role.name}", found_role.owner, work.identifier)
    vpc = network.default_vpc(work)
    group = network.find_group(work, vpc)
    if group:
        require_ours(f"security group {work.resource_name}", group.owner, work.identifier)
    return _Existing(vpc, found_role, group, found)


def _ensure_role(work: Work, warehouse: Warehouse, found: Role | None, policy: str) -> Role:
    if found is None:
        work.say(f"Creating Redshift IAM Role {role.role_name(work)}.")
        found = role.create_role(work, warehouse.services)
    else:
        work.say(f"Keeping Redshift IAM Role {found.name}.")
        if role.has_policy(work, found, policy):
            work.say(f"Keeping Redshift IAM Role {found.name} policy for S3 read only access.")
            return found
    work.say(f"Attaching Redshift IAM Role {found.name} policy for S3 read only access.")
    role.attach_policy(work, found, policy)
    return found


def _create_group(work: Work, vpc: str) -> Group:
    work.note(f"Creating security group {work.resource_name}.")
    return network.create_group(work, vpc)


def _create_warehouse(work: Work, warehouse: Warehouse, made_role: Role, group: Group, *, public: bool) -> None:
    """Create the warehouse; IAM may need some seconds until Redshift knows a role that is new."""
    for attempt in range(work.attempts):
        try:
            warehouse.create(role_arn=made_role.arn, group_id=group.id, public=public)
        except AwsRefusal as refusal:
            is_of_role = refusal.code.startswith(REFUSED_FOR) and "iam role" in refusal.reason.lower()
            if not is_of_role or attempt == work.attempts - 1:
                raise
            work.note(f"Redshift does not know the new IAM role yet; waiting {work.delay} seconds.")
            time.sleep(work.delay)
        else:
            return


def _note_differences(work: Work, warehouse: Warehouse, found: Found, made_role: Role, *, public: bool) -> None:
    """Say where a warehouse that exists is not as configured; Unreachable if it could not load like that."""
    if made_role.arn not in found.role_arns:
        raise Unreachable(
            f"Redshift {warehouse.kind} {work.identifier} does not have the role {made_role.name}; set "
            "[INFRASTRUCTURE] ROLE_NAME to the one it was created with, or delete and create it again"
        )
    if found.size != warehouse.size:
        work.note(f"It has {found.size}, not {warehouse.size}; to change that, delete and create it again.")
    if public and not found.public:
        work.note("It has no address on the internet, so only its own network reaches it.")


def _wait(work: Work, warehouse: Warehouse) -> Found:
    """Return the warehouse once it is available; Unreachable if that does not come about."""
    what = f"Redshift {warehouse.kind} {work.identifier}"
    seen: Found | None = None

    def is_available() -> bool:
        nonlocal seen
        seen = warehouse.find()
        if seen is None:
            raise Unreachable(f"{what} is gone: somebody deleted it; run `songplays infrastructure create` again")
        if seen.state in {*GOING, *STUCK} or seen.state.startswith(STUCK_PREFIX):
            raise Unreachable(
                f"{what} is {seen.state} and will not become available by itself; look at it in the AWS console, "
                "then run `songplays infrastructure create` again, or `delete`"
            )
        return seen.is_available

    if not work.wait_until(is_available, f"{warehouse.kind} availability"):
        state = seen.state if seen else "unknown"
        raise Unreachable(
            f"{what} is still {state} after {work.attempts * work.delay} seconds; run `songplays infrastructure "
            "create` again to go on waiting, or raise STATUS_CHECK_ATTEMPTS"
        )
    assert seen is not None  # noqa: S101 - as just waited for
    return seen


def _write_down(work: Work, arn: str, found: Found) -> None:
    assert found.host is not None  # noqa: S101 - as just waited for
    work.say(f"Setting [IAM_ROLE][ARN]={arn} in config file {work.settings_path}.")
    work.say(f"Setting [CLUSTER][HOST]={found.host} in config file {work.settings_path}.")
    write_settings(work.settings_path, {("IAM_ROLE", "ARN"): arn, ("CLUSTER", "HOST"): found.host})


def _verb(existing: object) -> str:
    return "Keep" if existing else "Create"
