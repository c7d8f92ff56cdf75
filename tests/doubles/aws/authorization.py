"""Whether a user's policies allow a call: actions, resources and conditions, which moto looks at in part only.

What each call needs is written down here a second time, apart from the code: from "Actions, resources, and condition
keys" of each service, Service Authorization Reference.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from moto.core.responses import BaseResponse
from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends

from doubles.aws.serverless import Call

ADMIN_SECRET = ("CreateSecret", "DeleteSecret", "DescribeSecret", "RotateSecret", "TagResource", "UpdateSecret")
REDSHIFT = "redshift.amazonaws.com"
SERVERLESS = "redshift-serverless.amazonaws.com"
Request = BaseResponse | Call


@dataclass(frozen=True)
class Need:
    """One thing that must be allowed: an action on a resource, with what AWS knows of the call."""

    action: str
    resource: str = "*"
    known: dict[str, str] = field(default_factory=dict)


def denied(operation: str, request: Request) -> Need | None:
    """Return the first thing that the call needs and that the policies of whoever makes it do not allow."""
    policies = _policies(request)
    for need in _needs(operation, request):
        if not any(allows(statement, need) for policy in policies for statement in policy["Statement"]):
            return need
    return None


def _policies(request: Request) -> list[dict[str, Any]]:
    """Return the inline policies of the user whose key signed the request."""
    users = iam_backends[request.current_account]["aws"].users.values()
    for user in users:
        if any(key.access_key_id == request.access_key for key in user.access_keys):
            return [json.loads(policy) for policy in user.policies.values()]
    return []


def allows(statement: dict[str, Any], need: Need) -> bool:
    """Tell whether a statement, which can only allow, allows what is needed."""
    assert statement["Effect"] == "Allow"
    conditions = statement.get("Condition", {})
    assert set(conditions) <= {"StringEquals"}
    return (
        need.action in statement["Action"]
        and any(fnmatchcase(need.resource, pattern) for pattern in statement["Resource"])
        and all(
            need.known.get(key) in ([values] if isinstance(values, str) else values)
            for key, values in conditions.get("StringEquals", {}).items()
        )
    )


def _needs(operation: str, request: Request) -> Iterator[Need]:
    service, _, name = operation.partition(":")
    if operation == "sts:GetCallerIdentity":  # nobody is denied to know who they are
        return
    if service == "iam":
        yield from _of_role(operation, request)
    elif service == "ec2":
        yield from _of_network(operation, request)
    elif service == "redshift-serverless":
        assert isinstance(request, Call)
        yield from _of_workgroup(operation, request)
    elif operation == "redshift:DescribeClusterParameterGroups":
        yield Need(operation)
    elif name.endswith("ClusterParameterGroup"):
        group = _arn(request, "redshift", f"parametergroup:{_given(request, 'ParameterGroupName')}")
        yield Need(operation, group)
        if name.startswith("Create"):
            yield Need("redshift:CreateTags", group)
    else:
        yield from _of_cluster(operation, request)


def _of_role(operation: str, request: Request) -> Iterator[Need]:
    role = f"arn:aws:iam::{request.current_account}:role/{_given(request, 'RoleName')}"
    yield Need(operation, role)
    if operation == "iam:CreateRole":
        yield Need("iam:TagRole", role)


def _of_network(operation: str, request: Request) -> Iterator[Need]:
    if operation.startswith("ec2:Describe"):
        yield Need(operation)
    elif operation == "ec2:CreateSecurityGroup":
        tags = request._parse_tag_specification()["security-group"]  # type: ignore[union-attr] # noqa: SLF001
        asked = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
        group = _arn(request, "ec2", "security-group/sg-new")
        yield Need(operation, _arn(request, "ec2", f"vpc/{_given(request, 'VpcId')}"))
        yield Need(operation, group, asked)
        yield Need("ec2:CreateTags", group, {"ec2:CreateAction": "CreateSecurityGroup", **asked})
    else:
        number = _given(request, "GroupId")
        found = ec2_backends[request.current_account][request.region].get_security_group_from_id(number)
        tags = found.get_tags() if found else []
        known = {f"aws:ResourceTag/{tag['key']}": tag["value"] for tag in tags}
        yield Need(operation, _arn(request, "ec2", f"security-group/{number}"), known)


def _of_cluster(operation: str, request: Request) -> Iterator[Need]:
    identifier = _given(request, "ClusterIdentifier")
    cluster = _arn(request, "redshift", f"cluster:{identifier}")
    yield Need(operation, cluster)
    if operation == "redshift:CreateCluster":
        yield Need("redshift:CreateTags", cluster)
        yield from _of_warehouse(request, _given(request, "IamRoles"), REDSHIFT)
        if _given(request, "ManageMasterPassword") in {"true", True}:
            yield from _of_secret(request, identifier, ADMIN_SECRET)
            yield Need("secretsmanager:GetRandomPassword")


def _of_workgroup(operation: str, call: Call) -> Iterator[Need]:
    kind = "workgroup" if "Workgroup" in operation else "namespace"
    it = _arn(call, "redshift-serverless", f"{kind}/id-that-only-aws-knows")
    name = call.given(f"{kind}Name")
    if operation.endswith(("UsageLimit", "UsageLimits")):
        yield Need(operation)
    elif operation.endswith("ListTagsForResource"):
        yield Need(operation, call.given("resourceArn"))
    elif ":Create" in operation:
        asked = {f"aws:RequestTag/{tag['key']}": tag["value"] for tag in call.given("tags")}
        yield Need(operation, it, asked)
        yield Need("redshift-serverless:TagResource", it, asked)
    else:
        tags = call.tags_of(name, kind)
        yield Need(operation, it, {f"aws:ResourceTag/{key}": value for key, value in tags.items()})
    if operation.endswith("CreateNamespace"):
        yield from _of_warehouse(call, call.given("iamRoles"), SERVERLESS)
        if call.given("manageAdminPassword"):
            yield from _of_secret(call, name, ADMIN_SECRET)
            yield Need("secretsmanager:GetRandomPassword")
    elif operation.endswith("DeleteNamespace"):
        yield from _of_secret(call, name, ("DeleteSecret", "DescribeSecret"))


def _of_warehouse(request: Request, roles: list[str], service: str) -> Iterator[Need]:
    for role in roles:
        yield Need("iam:PassRole", role, {"iam:PassedToService": service})
    linked = f"arn:aws:iam::{request.current_account}:role/aws-service-role/{REDSHIFT}/AWSServiceRoleForRedshift"
    yield Need("iam:CreateServiceLinkedRole", linked, {"iam:AWSServiceName": REDSHIFT})


def _of_secret(request: Request, identifier: str, actions: tuple[str, ...]) -> Iterator[Need]:
    secret = _arn(request, "secretsmanager", f"secret:redshift!{identifier}-admin-AbCdEf")
    for action in actions:
        yield Need(f"secretsmanager:{action}", secret)


def _given(request: Request, name: str) -> Any:  # noqa: ANN401 - whatever the call says
    return request.given(name) if isinstance(request, Call) else request._get_param(name)  # noqa: SLF001 - moto's


def _arn(request: Request, service: str, resource: str) -> str:
    return f"arn:aws:{service}:{request.region}:{request.current_account}:{resource}"
