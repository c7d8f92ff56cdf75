"""What whoever creates the infrastructure, and whoever loads, must be allowed to do, and nothing beside.

``docs/policies/*.json`` are rendered from here; a test compares the list with the calls that the commands really make.
Which resources and conditions an action knows, and which other actions it needs: "Actions, resources, and condition
keys" of each service, Service Authorization Reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from songplays.infrastructure.aws import TAG

REDSHIFT = "redshift.amazonaws.com"
SERVERLESS = "redshift-serverless.amazonaws.com"

Document = dict[str, Any]
"""A policy as IAM reads it."""

CREATE = {"redshift:CreateCluster", "redshift-serverless:CreateNamespace"}
NEEDED_BY = {
    "ec2:CreateTags": {"ec2:CreateSecurityGroup"},
    "iam:CreateServiceLinkedRole": CREATE,
    "iam:PassRole": CREATE,
    "iam:TagRole": {"iam:CreateRole"},
    "redshift:CreateTags": {"redshift:CreateCluster", "redshift:CreateClusterParameterGroup"},
    "redshift-serverless:TagResource": {"redshift-serverless:CreateNamespace", "redshift-serverless:CreateWorkgroup"},
    "secretsmanager:CreateSecret": CREATE,
    "secretsmanager:DeleteSecret": CREATE,
    "secretsmanager:DescribeSecret": CREATE,
    "secretsmanager:GetRandomPassword": CREATE,
    "secretsmanager:RotateSecret": CREATE,
    "secretsmanager:TagResource": CREATE,
    "secretsmanager:UpdateSecret": CREATE,
}
"""Actions that we never call: AWS asks for them when we call another."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """Whose permissions, and for what.

    identifier: of the cluster or workgroup.
    sources: what is loaded, and the JSON paths file; written: where manifests and bundles are put. Each as
    ``bucket/prefix``.
    """

    partition: str = "aws"
    region: str
    account: str
    identifier: str
    role_name: str
    database: str
    user: str
    sources: tuple[str, ...]
    written: tuple[str, ...]

    def arn(self, service: str, resource: str) -> str:
        """Return the name of a resource of ours in AWS."""
        region, account = ("", self.account) if service == "iam" else (self.region, self.account)
        return f"arn:{self.partition}:{service}:{region}:{account}:{resource}"


def operator_of_cluster(names: Names) -> Document:
    """Return what ``songplays infrastructure`` needs for a provisioned cluster."""
    return _document(
        *_role(names, REDSHIFT),
        *_network(names),
        _allow(
            "TheCluster",
            ("redshift:CreateCluster", "redshift:CreateTags", "redshift:DeleteCluster", "redshift:DescribeClusters"),
            names.arn("redshift", f"cluster:{names.identifier}"),
        ),
        _allow(
            "ItsParameters",
            (
                "redshift:CreateClusterParameterGroup",
                "redshift:CreateTags",
                "redshift:DeleteClusterParameterGroup",
                "redshift:ModifyClusterParameterGroup",
            ),
            names.arn("redshift", f"parametergroup:songplays-{names.identifier}"),
        ),
        _allow("LookAtParameters", ("redshift:DescribeClusterParameterGroups",), "*"),
        *_managed_password(names),
    )


def operator_of_workgroup(names: Names) -> Document:
    """Return what ``songplays infrastructure`` needs for a workgroup of Serverless.

    AWS names namespaces and workgroups by numbers of its own, so ours are told by their tag; what does not exist has
    none, so any may be looked at.
    """
    both = names.arn("redshift-serverless", "namespace/*"), names.arn("redshift-serverless", "workgroup/*")
    asked, has = {f"aws:RequestTag/{TAG}": names.identifier}, {f"aws:ResourceTag/{TAG}": names.identifier}
    service = "redshift-serverless"
    return _document(
        *_role(names, REDSHIFT, SERVERLESS),
        *_network(names),
        _allow(
            "LookAtWarehouses",
            (f"{service}:GetNamespace", f"{service}:GetWorkgroup", f"{service}:ListTagsForResource"),
            *both,
        ),
        _allow(
            "MakeOursWithOurTag",
            (f"{service}:CreateNamespace", f"{service}:CreateWorkgroup", f"{service}:TagResource"),
            *both,
            when=asked,
        ),
        _allow("DeleteOurs", (f"{service}:DeleteNamespace", f"{service}:DeleteWorkgroup"), *both, when=has),
        _allow("LimitItsUse", (f"{service}:CreateUsageLimit", f"{service}:ListUsageLimits"), "*"),
        *_managed_password(names),
    )


def loader(names: Names) -> Document:
    """Return what the other commands need: to read the sources, fill and empty prefixes of our own, and sign in."""
    arn = f"arn:{names.partition}:s3:::"
    buckets = {place.partition("/")[0] for place in (*names.sources, *names.written)}
    sources = [found for place in names.sources for found in below(place)]
    return _document(
        _allow("ListBuckets", ("s3:ListBucket",), *(f"{arn}{bucket}" for bucket in sorted(buckets))),
        _allow("ReadSources", ("s3:GetObject",), *(f"{arn}{source}" for source in sources)),
        _allow(
            "FillAndEmptyOurPrefixes",
            ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"),
            *(f"{arn}{place}/*" for place in names.written),
        ),
        _allow(
            "SignInToCluster",
            ("redshift:GetClusterCredentials",),
            names.arn("redshift", f"dbuser:{names.identifier}/{names.user}"),
            names.arn("redshift", f"dbname:{names.identifier}/{names.database}"),
        ),
        _allow(
            "SignInToWorkgroup",
            ("redshift-serverless:GetCredentials",),
            names.arn("redshift-serverless", "workgroup/*"),
            when={f"aws:ResourceTag/{TAG}": names.identifier},
        ),
    )


def below(place: str) -> list[str]:
    """Return the objects at and below ``bucket/prefix``; a prefix's look-alikes (log_data_old) are not among them."""
    return [place, f"{place}/*"] if "/" in place else [f"{place}/*"]


def _role(names: Names, *services: str) -> list[Document]:
    role = names.arn("iam", f"role/{names.role_name}")
    linked = names.arn("iam", f"role/aws-service-role/{REDSHIFT}/*")
    return [
        _allow(
            "TheRoleThatReadsBuckets",
            (
                "iam:CreateRole",
                "iam:DeleteRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
                "iam:PutRolePolicy",
                "iam:TagRole",
            ),
            role,
        ),
        _allow("GiveTheRoleToRedshiftAlone", ("iam:PassRole",), role, when={"iam:PassedToService": list(services)}),
        _allow(
            "TheRoleOfRedshiftItself", ("iam:CreateServiceLinkedRole",), linked, when={"iam:AWSServiceName": REDSHIFT}
        ),
    ]


def _network(names: Names) -> list[Document]:
    groups, tagged = names.arn("ec2", "security-group/*"), names.identifier
    return [
        _allow("LookAtNetworks", ("ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"), "*"),
        _allow("MakeGroupsInAnyNetwork", ("ec2:CreateSecurityGroup",), names.arn("ec2", "vpc/*")),
        _allow("ThatCarryOurTag", ("ec2:CreateSecurityGroup",), groups, when={f"aws:RequestTag/{TAG}": tagged}),
        _allow("FromTheBeginning", ("ec2:CreateTags",), groups, when={"ec2:CreateAction": "CreateSecurityGroup"}),
        _allow(
            "ChangeOurGroup",
            ("ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"),
            groups,
            when={f"aws:ResourceTag/{TAG}": tagged},
        ),
    ]


def _managed_password(names: Names) -> list[Document]:
    """Return what lets AWS keep the admin's password; it does so in the name of whoever creates the warehouse."""
    return [
        _allow(
            "TheAdminsPassword",
            (
                "secretsmanager:CreateSecret",
                "secretsmanager:DeleteSecret",
                "secretsmanager:DescribeSecret",
                "secretsmanager:RotateSecret",
                "secretsmanager:TagResource",
                "secretsmanager:UpdateSecret",
            ),
            names.arn("secretsmanager", f"secret:redshift!{names.identifier}-*"),
        ),
        _allow("ANewPassword", ("secretsmanager:GetRandomPassword",), "*"),
    ]


def actions_of(policy: Document) -> set[str]:
    """Return every action that a policy allows."""
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def _allow(
    name: str, actions: Iterable[str], *resources: str, when: Mapping[str, str | list[str]] | None = None
) -> Document:
    statement: Document = {"Sid": name, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return statement | {"Condition": {"StringEquals": when}} if when else statement


def _document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}
