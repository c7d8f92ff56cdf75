"""The security group: whose address may reach the warehouse's port."""

import time
from dataclasses import dataclass

from songplays.errors import Unreachable
from songplays.infrastructure.aws import AwsRefusal, owner
from songplays.infrastructure.caller_address import Network
from songplays.infrastructure.work import Work

MISSING = "InvalidGroup.NotFound"
IN_USE = "DependencyViolation"
EXISTS = "InvalidPermission.Duplicate"


@dataclass(frozen=True)
class Door:
    """One way into a group: a protocol, the first and last port, and who may use it."""

    protocol: str
    first: int | None
    last: int | None
    source: str


@dataclass(frozen=True)
class Group:
    """A security group as it exists."""

    id: str
    owner: str | None
    doors: frozenset[Door]


def find_group(work: Work, vpc: str | None = None) -> Group | None:
    """Return the warehouse's security group, ours or not, in `vpc` or wherever it is; None if there is none."""
    filters = [{"Name": "group-name", "Values": [work.resource_name]}]
    if vpc:
        filters.append({"Name": "vpc-id", "Values": [vpc]})
    found = work.aws.call("ec2:DescribeSecurityGroups", Filters=filters)["SecurityGroups"]
    groups = [
        Group(
            group["GroupId"],
            owner(group.get("Tags")),
            frozenset(
                Door(rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), source)
                for rule in group["IpPermissions"]
                for source in [
                    *(entry["CidrIp"] for entry in rule.get("IpRanges", [])),
                    *(entry["CidrIpv6"] for entry in rule.get("Ipv6Ranges", [])),
                    *(entry["PrefixListId"] for entry in rule.get("PrefixListIds", [])),
                    *(entry["GroupId"] for entry in rule.get("UserIdGroupPairs", [])),
                ]
            ),
        )
        for group in found
    ]
    return next((group for group in groups if group.owner == work.identifier), groups[0] if groups else None)


def default_vpc(work: Work) -> str:
    """Return the id of the region's default VPC, where Redshift puts what is given no other place."""
    found = work.aws.call("ec2:DescribeVpcs", Filters=[{"Name": "isDefault", "Values": ["true"]}])["Vpcs"]
    if not found:
        raise Unreachable(
            f"{work.aws.region} has no default VPC; make one (`aws ec2 create-default-vpc`) or choose another REGION"
        )
    return str(found[0]["VpcId"])


def create_group(work: Work, vpc: str) -> Group:
    """Create the warehouse's security group, closed."""
    made = work.aws.call(
        "ec2:CreateSecurityGroup",
        GroupName=work.resource_name,
        Description=f"Who may reach the Redshift warehouse {work.identifier}.",
        VpcId=vpc,
        TagSpecifications=[{"ResourceType": "security-group", "Tags": work.tags}],
    )
    return Group(str(made["GroupId"]), work.identifier, frozenset())


def open_door(work: Work, group: Group, port: int, sources: list[Network]) -> None:
    """Let `sources` (ranges of addresses) in to `port`, and nobody else anywhere; look afterwards that it is so.

    Unreachable if the group then lets in anyone else, or not all of them.
    """
    wanted = frozenset(Door("tcp", port, port, str(source)) for source in sources)
    for door in sorted(wanted - group.doors, key=repr):
        work.aws.call_unless(EXISTS, "ec2:AuthorizeSecurityGroupIngress", GroupId=group.id, IpPermissions=[_rule(door)])
    for door in sorted(group.doors - wanted, key=repr):
        work.note(f"Closing TCP port {door.first} to {door.source}, which is not let in any more.")
        work.aws.call("ec2:RevokeSecurityGroupIngress", GroupId=group.id, IpPermissions=[_rule(door)])
    found = find_group(work)
    for _ in range(work.attempts):
        if found and found.doors == wanted:
            break
        time.sleep(min(1, work.delay))  # EC2 may take a moment to tell what it was told
        found = find_group(work)
    if found is None or found.doors != wanted:
        seen = ", ".join(sorted(f"{door.source}:{door.first}" for door in found.doors)) if found else "nothing"
        raise Unreachable(
            f"security group {group.id} should let in {', '.join(map(str, sources))} at port {port} alone, and shows "
            f"{seen}; somebody else changes it: run again"
        )


def delete_group(work: Work, group: Group) -> bool:
    """Delete the group with its rules; return False while AWS says that something still uses it."""
    try:
        work.aws.call_unless(MISSING, "ec2:DeleteSecurityGroup", GroupId=group.id)
    except AwsRefusal as refusal:
        if refusal.code == IN_USE:
            return False
        raise
    return True


def _rule(door: Door) -> dict[str, object]:
    rule: dict[str, object] = {"IpProtocol": door.protocol}
    if door.first is not None:
        rule |= {"FromPort": door.first, "ToPort": door.last}
    if door.source.startswith("sg-"):
        return rule | {"UserIdGroupPairs": [{"GroupId": door.source}]}
    if door.source.startswith("pl-"):
        return rule | {"PrefixListIds": [{"PrefixListId": door.source}]}
    if ":" in door.source:
        return rule | {"Ipv6Ranges": [{"CidrIpv6": door.source}]}
    return rule | {"IpRanges": [{"CidrIp": door.source}]}
