"""The stand-in for AWS's control plane behaves as AWS does where moto does not."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.client import BaseClient  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from commands import own_environment
from doubles.aws.account import Account, account
from doubles.aws.clusters import NEVER

CLUSTER = {
    "ClusterIdentifier": "sparkify",
    "NodeType": "ra3.large",
    "MasterUsername": "awsuser",
    "ManageMasterPassword": True,
    "ClusterType": "single-node",
}


@pytest.fixture
def aws_account() -> Iterator[Account]:
    """Return an empty account."""
    with account() as it:
        yield it


def state(redshift: BaseClient) -> str:
    """Return the state of the cluster, or the code of the refusal to tell."""
    try:
        return str(redshift.describe_clusters(ClusterIdentifier="sparkify")["Clusters"][0]["ClusterStatus"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])


def test_a_cluster_takes_its_time(aws_account: Account) -> None:
    """A cluster is creating, then available, then deleting, then gone, each for as many looks as were set."""
    aws_account.clusters.looks_until_available, aws_account.clusters.looks_until_gone = 2, 1
    redshift = boto3.client("redshift")

    redshift.create_cluster(**CLUSTER)
    coming = [state(redshift) for _ in range(4)]
    redshift.delete_cluster(ClusterIdentifier="sparkify", SkipFinalClusterSnapshot=True)
    going = [state(redshift) for _ in range(2)]

    assert ["creating", "creating", "available", "available"] == coming
    assert ["deleting", "ClusterNotFound"] == going


def test_a_final_snapshot_is_taken(aws_account: Account) -> None:
    """Deleting with a final snapshot says so while it lasts, and leaves the snapshot."""
    aws_account.clusters.looks_until_available = 0
    redshift = boto3.client("redshift")
    redshift.create_cluster(**CLUSTER)
    state(redshift)

    redshift.delete_cluster(
        ClusterIdentifier="sparkify", SkipFinalClusterSnapshot=False, FinalClusterSnapshotIdentifier="sparkify-final"
    )

    assert "final-snapshot" == state(redshift)
    snapshots = redshift.describe_cluster_snapshots(SnapshotType="manual")["Snapshots"]
    assert "sparkify-final" in [snapshot["SnapshotIdentifier"] for snapshot in snapshots]


def test_a_cluster_in_creation_has_no_endpoint_and_cannot_be_deleted(aws_account: Account) -> None:
    """While a cluster is creating AWS knows no endpoint of it, and refuses to delete it."""
    aws_account.clusters.looks_until_available = NEVER
    redshift = boto3.client("redshift")
    redshift.create_cluster(**CLUSTER)

    assert "Endpoint" not in redshift.describe_clusters()["Clusters"][0]
    with pytest.raises(ClientError, match="InvalidClusterState"):
        redshift.delete_cluster(ClusterIdentifier="sparkify", SkipFinalClusterSnapshot=True)


def test_a_managed_password_is_a_secret(aws_account: Account) -> None:
    """The password that AWS manages lies where the cluster says."""
    assert [] == aws_account.calls
    redshift = boto3.client("redshift")
    redshift.create_cluster(**CLUSTER)

    place = redshift.describe_clusters()["Clusters"][0]["MasterPasswordSecretArn"]

    secret = boto3.client("secretsmanager").get_secret_value(SecretId=place)["SecretString"]
    assert "awsuser" == json.loads(secret)["username"]


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("redshift:DescribeClusters", lambda: boto3.client("redshift").describe_clusters()),
        ("iam:ListRoles", lambda: boto3.client("iam").list_roles()),
        ("ec2:DescribeVpcs", lambda: boto3.client("ec2").describe_vpcs()),
        ("sts:GetCallerIdentity", lambda: boto3.client("sts").get_caller_identity()),
        ("secretsmanager:ListSecrets", lambda: boto3.client("secretsmanager").list_secrets()),
    ],
)
def test_a_call_fails_when_it_is_to(aws_account: Account, operation: str, call: Callable[[], Any]) -> None:
    """Of any service, the calls that are to fail do so with that code, and no others; all are written down."""
    aws_account.fail(operation, "AccessDenied", "not you", after=1)

    call()
    with pytest.raises(ClientError, match=r"AccessDenied.*not you"):
        call()
    call()

    assert [operation] * 3 == aws_account.calls


def test_another_process_sees_the_same(aws_account: Account) -> None:
    """A process of its own sees the account of this one, its failures included."""
    boto3.client("iam").create_role(RoleName="ours", AssumeRolePolicyDocument="{}")
    aws_account.fail("iam:ListRoles", "Throttling", "Rate exceeded")
    script = "import boto3; print(boto3.client('iam').list_roles()['Roles'][0]['RoleName'])"

    with aws_account.served() as environment:
        seen = subprocess.run(
            [sys.executable, "-c", script],
            env=own_environment() | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ("ours\n", "") == (seen.stdout, seen.stderr)
    assert ["iam:CreateRole", "iam:ListRoles", "iam:ListRoles"] == aws_account.calls
