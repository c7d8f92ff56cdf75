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

ADMIN_SECRET = ("CreateSecret", "DeleteSecret", "DescribeSecret", "RotateSecret", "TagResource", "UpdateSecret")
REDSHIFT = "redshift.amazonaws.com"


@dataclass(frozen=True)
class Need:
    """One thing that must be allowed: an action on a resource, with what AWS knows of the call."""

    action: str
    resource: str = "*"
    known: dict[str, str] = field(default_factory=dict)


def denied(operation: str, request: BaseResponse) -> Need | None:
    """Return the first thing that the call needs and that the policies of whoever makes it do not allow."""
    policies = _policies(request)
    for need in _needs(operation, request):
        if not any(_allows(statement, need) for policy in policies for statement in policy["Statement"]):
            return need
    return None


def _policies(request: BaseResponse) -> list[dict[str, Any]]:
    """Return the inline policies of the user whose key signed the request."""
    users = iam_backends[request.current_account]["aws"].users.values()
    for user in users:
        if any(key.access_key_id == request.access_key for key in user.access_keys):
            return [json.loads(policy) for policy in user.policies.values()]
    return []


def _allows(statement: dict[str, Any], need: Need) -> bool:
    assert statement["Effect"] == "Allow"
    conditions = statement.get("Condition", {})
    assert set(conditions) <= {"StringEquals"}
    return (
        need.action in statement["Action"]
        and any(fnmatchcase(need.resource, pattern) for pattern in statement["Resource"])
        and all(need.known.get(key) == value for key, value in conditions.get("StringEquals", {}).items())
    )


def _needs(operation: str, request: BaseResponse) -> Iterator[Need]:
    service, _, name = operation.partition(":")
    if operation == "sts:GetCallerIdentity":  # nobody is denied to know who they are
        return
    if service == "iam":
        yield from _of_role(operation, request)
    elif service == "ec2":
        yield from _of_network(operation, request)
    elif operation == "redshift:DescribeClusterParameterGroups":
        yield Need(operation)
    elif name.endswith("ClusterParameterGroup"):
        group = _arn(request, "redshift", f"parametergroup:{_given(request, 'ParameterGroupName')}")
        yield Need(operation, group)
        if name.startswith("Create"):
            yield Need("redshift:CreateTags", group)
    else:
        yield from _of_cluster(operation, request)


def _of_role(operation: str, request: BaseResponse) -> Iterator[Need]:
    role = f"arn:aws:iam::{request.current_account}:role/{_given(request, 'RoleName')}"
    yield Need(operation, role)
    if operation == "iam:CreateRole":
        yield Need("iam:TagRole", role)


def _of_network(operation: str, request: BaseResponse) -> Iterator[Need]:
    if operation.startswith("ec2:Describe"):
        yield Need(operation)
    elif operation == "ec2:CreateSecurityGroup":
        tags = request._parse_tag_specification()["security-group"]  # type: ignore[attr-defined] # noqa: SLF001
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


def _of_cluster(operation: str, request: BaseResponse) -> Iterator[Need]:
    identifier = _given(request, "ClusterIdentifier")
    cluster = _arn(request, "redshift", f"cluster:{identifier}")
    yield Need(operation, cluster)
    if operation == "redshift:CreateCluster":
        yield Need("redshift:CreateTags", cluster)
        for role in _given(request, "IamRoles"):
            yield Need("iam:PassRole", role, {"iam:PassedToService": REDSHIFT})
        linked = f"arn:aws:iam::{request.current_account}:role/aws-service-role/{REDSHIFT}/AWSServiceRoleForRedshift"
        yield Need("iam:CreateServiceLinkedRole", linked, {"iam:AWSServiceName": REDSHIFT})
        if request._get_bool_param("ManageMasterPassword"):  # noqa: SLF001 - moto's
            secret = _arn(request, "secretsmanager", f"secret:redshift!{identifier}-admin-AbCdEf")
            for action in ADMIN_SECRET:
                yield Need(f"secretsmanager:{action}", secret)
            yield Need("secretsmanager:GetRandomPassword")


def _given(request: BaseResponse, name: str) -> Any:  # noqa: ANN401 - whatever the call says
    return request._get_param(name)  # noqa: SLF001 - moto's


def _arn(request: BaseResponse, service: str, resource: str) -> str:
    return f"arn:aws:{service}:{request.region}:{request.current_account}:{resource}"
