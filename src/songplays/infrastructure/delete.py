"""Delete what ``create`` made, in the order in which AWS lets go of it; what is not ours stays."""

from datetime import UTC, datetime
from pathlib import Path

from songplays import config
from songplays.errors import Unreachable
from songplays.infrastructure import network, role
from songplays.infrastructure.aws import require_ours
from songplays.infrastructure.config_file import write_settings
from songplays.infrastructure.warehouse import GOING, Warehouse
from songplays.infrastructure.work import Work


def require_deletable(work: Work, warehouse: Warehouse) -> list[str]:
    """Return what ``delete`` would delete, each in words; Unreachable if the warehouse is another's."""
    found = warehouse.find()
    doomed = []
    if found:
        require_ours(f"Redshift {warehouse.kind} {work.identifier}", found.owner, work.identifier)
        doomed.append(f"Redshift {warehouse.kind} {work.identifier} ({found.state}, {found.size}) with all its tables")
    group = network.find_group(work)
    if group and group.owner == work.identifier:
        doomed.append(f"security group {work.resource_name}")
    its_role = role.find_role(work)
    if its_role and its_role.owner == work.identifier:
        doomed.append(f"IAM role {its_role.name}")
    return doomed


def delete(work: Work, warehouse: Warehouse, *, snapshot: bool) -> None:
    """Delete the warehouse, and when it is gone what it needed; empty in the settings what named them.

    snapshot: take a last snapshot first.

    Unreachable, always with what to do next: what was deleted until then is gone, and the next call goes on from there.
    """
    _delete_warehouse(work, warehouse, snapshot=snapshot)
    work.say(f"Redshift {warehouse.kind} {work.identifier} has been deleted/does not exist.")
    _forget(work, "CLUSTER", "HOST", _names_warehouse(work))
    _delete_rest(work, warehouse)
    _delete_role(work)


def _delete_warehouse(work: Work, warehouse: Warehouse, *, snapshot: bool) -> None:
    what = f"Redshift {warehouse.kind} {work.identifier}"
    asked = False

    def is_gone() -> bool:
        nonlocal asked
        found = warehouse.find()
        if found is None:
            return True
        require_ours(what, found.owner, work.identifier)  # another may have been made under its name meanwhile
        if not asked and found.state not in GOING:
            # One that is still being created can be deleted only when that is done.
            asked = _ask(work, warehouse, snapshot=snapshot)
        return False

    found = warehouse.find()
    if found is None:
        return
    work.say(f"Deleting {what}.")
    if not work.wait_until(is_gone, f"{warehouse.kind} deletion"):
        left = warehouse.find()
        raise Unreachable(
            f"{what} is still {left.state if left else 'there'} after {work.attempts * work.delay} seconds; run "
            "`songplays infrastructure delete` again to go on, or raise STATUS_CHECK_ATTEMPTS"
        )


def _ask(work: Work, warehouse: Warehouse, *, snapshot: bool) -> bool:
    name = f"{work.identifier}-final-{datetime.now(UTC):%Y%m%d%H%M%S}" if snapshot else None
    if not warehouse.delete(name):
        return False
    if name:
        work.note(f"Its tables stay in the snapshot {name}, which costs storage until you delete it.")
    return True


def _delete_rest(work: Work, warehouse: Warehouse) -> None:
    """Delete the parameter group and the security group, which AWS holds on to for some time after the warehouse."""
    group = network.find_group(work)
    if group and group.owner == work.identifier:
        work.note(f"Deleting security group {work.resource_name} and its rules.")
        if not work.wait_until(lambda: network.delete_group(work, group), "that the security group is free"):
            raise Unreachable(
                f"security group {group.id} is still in use; run `songplays infrastructure delete` again in some "
                "minutes"
            )
    elif group:
        work.note(f"Security group {work.resource_name} is not ours (no tag songplays={work.identifier}) and stays.")
    if not work.wait_until(warehouse.delete_rest, "that the parameter group is free"):
        raise Unreachable(
            f"Redshift parameter group {work.resource_name} is still in use; run `songplays infrastructure delete` "
            "again in some minutes"
        )


def _delete_role(work: Work) -> None:
    its_role = role.find_role(work)
    if its_role and its_role.owner != work.identifier:
        work.note(f"IAM role {its_role.name} is not ours (no tag songplays={work.identifier}) and stays.")
        return
    if its_role:
        work.say(f"Detaching S3 Policy from IAM Role {its_role.name}.")
        role.detach_policies(work, its_role)
        work.say(f"Deleting IAM Role {its_role.name}.")
        role.delete_role(work, its_role)
    arn = work.settings.iam_role.arn
    _forget(work, "IAM_ROLE", "ARN", arn is not None and arn.endswith(f":role/{role.role_name(work)}"))


def _names_warehouse(work: Work) -> bool:
    """Tell whether [CLUSTER] HOST is the endpoint of what was deleted: identifier, dot, a part of AWS's, and region."""
    host = work.settings.cluster.host or ""
    return host.startswith(f"{work.identifier}.") and f".{work.aws.region}.redshift" in host


def _forget(work: Work, section: str, key: str, is_what_was_deleted: bool) -> None:
    """Empty a setting of the file that names what was deleted."""
    if is_what_was_deleted and _is_set(work.settings_path, section, key):
        work.note(f"Emptying [{section}][{key}] in config file {work.settings_path}: what it named is gone.")
        write_settings(work.settings_path, {(section, key): ""})


def _is_set(path: Path, section: str, key: str) -> bool:
    return path.is_file() and bool(getattr(getattr(config.load(path, {}), section.lower()), key.lower()))
