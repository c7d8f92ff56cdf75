"""The shipped policies allow what the commands do, and nothing beside."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest

from doubles.aws.account import REGION, Account
from songplays.infrastructure.policies import (
    NEEDED_BY,
    Document,
    Names,
    actions_of,
    loader,
    operator_of_cluster,
    operator_of_workgroup,
)

NAMES = Names(
    region=REGION,
    account="123456789012",
    identifier="sparkify",
    role_name="songplays_S3toRedshiftStaging",
    database="user_song_plays",
    user="loader",
    sources=("udacity-dend/log_data", "udacity-dend/song_data"),
    written=("our-staging/bundles", "our-lists/manifests"),
)
POLICIES = {"multi-node": operator_of_cluster(NAMES), "serverless": operator_of_workgroup(NAMES)}
"""The operator's, by CLUSTER_TYPE."""
STATEMENTS = [("multi-node", statement) for statement in POLICIES["multi-node"]["Statement"]] + [
    ("serverless", statement)
    for statement in POLICIES["serverless"]["Statement"]
    if statement not in POLICIES["multi-node"]["Statement"]
]
LARGEST_POLICY = 6144
"""Characters of a managed policy, without white space ("IAM and AWS STS quotas", IAM User Guide)."""


@pytest.fixture(params=POLICIES)
def policy(request: pytest.FixtureRequest, dwh_cfg: Path) -> Document:
    """Return the operator's policy for either kind, with dwh.cfg set for it."""
    return configured(dwh_cfg, request.param)


def configured(dwh_cfg: Path, kind: str) -> Document:
    """Set CLUSTER_TYPE; return the policy for it."""
    dwh_cfg.write_text(dwh_cfg.read_text().replace("CLUSTER_TYPE = multi-node", f"CLUSTER_TYPE = {kind}"))
    return POLICIES[kind]


def everything(command: Callable[..., Any], aws_account: Account) -> Any:  # noqa: ANN401 - how the command ended
    """Do all that the commands can do, until one fails; return how the last one ended."""
    for arguments in (
        ("create", "--dry-run"),
        ("create",),
        ("create", "--allow-cidr", "198.51.100.0/24"),
        ("status",),
        ("delete",),
    ):
        if arguments == ("delete",):
            _attach_another_policy(aws_account)
        done = command(*arguments)
        if done.code:
            break
    return done


def _attach_another_policy(aws_account: Account) -> None:
    """Do to our role what somebody with more rights may have done."""
    aws_account.enforced, iam = False, boto3.client("iam")
    made = iam.create_policy(PolicyName="another", PolicyDocument=json.dumps(loader(NAMES)))["Policy"]
    iam.attach_role_policy(RoleName=NAMES.role_name, PolicyArn=made["Arn"])
    del aws_account.calls[-2:]
    aws_account.enforced = True


def test_the_policy_is_enough(command: Callable[..., Any], aws_account: Account, policy: Document) -> None:
    """Who has the operator's policy, and no other, can create, change, see and delete all there is."""
    with aws_account.as_user(policy):
        done = everything(command, aws_account)

    assert (0, "") == (done.code, done.error if done.code else "")
    assert [] == boto3.client("redshift").describe_clusters()["Clusters"]
    assert {} == aws_account.serverless.namespaces


def test_the_policy_is_the_list_of_calls(command: Callable[..., Any], aws_account: Account, policy: Document) -> None:
    """The policy allows each call that the commands make, what AWS asks for beside, and nothing else."""
    with aws_account.as_user(policy):
        everything(command, aws_account)
        calls = set(aws_account.calls)

    beside = {action for action, steps in NEEDED_BY.items() if steps & calls}
    assert calls | beside == actions_of(policy)


@pytest.mark.parametrize(
    ("kind", "name", "action"),
    [(kind, statement["Sid"], action) for kind, statement in STATEMENTS for action in statement["Action"]],
)
def test_nothing_in_it_is_too_much(  # noqa: PLR0913, PLR0917 - three name the case
    command: Callable[..., Any], aws_account: Account, dwh_cfg: Path, kind: str, name: str, action: str
) -> None:
    """Without any one of its actions the step that needs it fails in one line, which names step and action."""
    left = []
    for statement in configured(dwh_cfg, kind)["Statement"]:
        actions = [other for other in statement["Action"] if (statement["Sid"], other) != (name, action)]
        if actions:
            left.append(statement | {"Action": actions})

    with aws_account.as_user(POLICIES[kind] | {"Statement": left}):
        done = everything(command, aws_account)

    assert 4 == done.code
    assert "Traceback" not in done.err
    assert done.error in {
        f"{step}: access denied; who runs this needs {action} (docs/policies has what is needed), then run again"
        for step in NEEDED_BY.get(action, {action})
    }


@pytest.mark.parametrize(
    ("setting", "action"),
    [("CLUSTER_IDENTIFIER = sparkify", "redshift:DescribeClusters"), (f"ROLE_NAME = {NAMES.role_name}", "iam:GetRole")],
)
def test_it_is_good_for_ours_alone(
    command: Callable[..., Any], aws_account: Account, dwh_cfg: Path, setting: str, action: str
) -> None:
    """With the policy for one cluster and role nobody touches another."""
    dwh_cfg.write_text(dwh_cfg.read_text().replace(setting, f"{setting}-2"))

    with aws_account.as_user(POLICIES["multi-node"]):
        done = command("create")

    assert (4, True) == (done.code, done.error.startswith(f"{action}: access denied"))
    assert [] == [call for call in aws_account.calls if ":Create" in call]


def test_a_group_of_others_is_not_opened(aws_account: Account) -> None:
    """Rules are changed only in security groups that carry our tag."""
    ec2 = boto3.client("ec2")
    other = ec2.create_security_group(GroupName="theirs", Description="theirs")["GroupId"]

    with aws_account.as_user(POLICIES["multi-node"]), pytest.raises(Exception, match="UnauthorizedOperation"):
        boto3.client("ec2").authorize_security_group_ingress(
            GroupId=other, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
        )


@pytest.mark.parametrize(
    ("kind", "services"),
    [
        ("multi-node", ["redshift.amazonaws.com"]),
        ("serverless", ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]),
    ],
)
def test_the_role_goes_to_redshift_alone(kind: str, services: list[str]) -> None:
    """Passing a role is allowed for our role, and to Redshift, alone."""
    (passing,) = [statement for statement in POLICIES[kind]["Statement"] if "iam:PassRole" in statement["Action"]]

    assert [f"arn:aws:iam::123456789012:role/{NAMES.role_name}"] == passing["Resource"]
    assert {"StringEquals": {"iam:PassedToService": services}} == passing["Condition"]


@pytest.mark.parametrize("shipped", [*POLICIES.values(), loader(NAMES)])
def test_no_policy_is_wide(shipped: Document) -> None:
    """No action is a pattern, "*" stands only where AWS knows no narrower resource, and IAM takes its length."""
    everywhere = {
        action for statement in shipped["Statement"] if "*" in statement["Resource"] for action in statement["Action"]
    }

    assert [] == [action for action in actions_of(shipped) if "*" in action or action.partition(":")[2] == ""]
    assert everywhere <= {
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeVpcs",
        "redshift:DescribeClusterParameterGroups",
        "redshift-serverless:CreateUsageLimit",
        "redshift-serverless:ListUsageLimits",
        "secretsmanager:GetRandomPassword",
    }
    assert len(json.dumps(shipped, separators=(",", ":"))) <= LARGEST_POLICY


def test_the_loader_reads_sources_and_writes_prefixes_of_ours() -> None:
    """Sources are read, manifests and staging alone are written; one user signs in to a database, or our workgroup."""
    resources: dict[str, set[str]] = {}
    for statement in loader(NAMES)["Statement"]:
        for action in statement["Action"]:
            resources.setdefault(action, set()).update(statement["Resource"])

    written = {"arn:aws:s3:::our-lists/manifests/*", "arn:aws:s3:::our-staging/bundles/*"}
    sources = {
        *("arn:aws:s3:::udacity-dend/log_data", "arn:aws:s3:::udacity-dend/log_data/*"),
        *("arn:aws:s3:::udacity-dend/song_data", "arn:aws:s3:::udacity-dend/song_data/*"),
    }
    assert {
        "s3:ListBucket": {"arn:aws:s3:::our-lists", "arn:aws:s3:::our-staging", "arn:aws:s3:::udacity-dend"},
        "s3:GetObject": sources,
        "s3:PutObject": written,
        "s3:DeleteObject": written,
        "s3:AbortMultipartUpload": written,
        "redshift:GetClusterCredentials": {
            "arn:aws:redshift:us-west-2:123456789012:dbuser:sparkify/loader",
            "arn:aws:redshift:us-west-2:123456789012:dbname:sparkify/user_song_plays",
        },
        "redshift-serverless:GetCredentials": {"arn:aws:redshift-serverless:us-west-2:123456789012:workgroup/*"},
    } == resources
