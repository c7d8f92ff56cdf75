"""``songplays infrastructure status``: what exists, and what it costs."""

import json
import re
from datetime import UTC, datetime, timedelta

import boto3  # type: ignore[import-untyped]
from moto.redshift.models import redshift_backends

from doubles.aws.account import Account
from doubles.aws.clusters import NEVER
from infrastructure.conftest import HOME, OFFICE, ROLE, Command

ARN = f"arn:aws:iam::123456789012:role/{ROLE}"


def test_nothing(command: Command, aws_account: Account) -> None:
    """Where nothing was made, that is what it says."""
    done = command("status")

    assert (0, ["Redshift cluster sparkify in us-west-2 does not exist.", "role          none"]) == (
        done.code,
        done.lines,
    )
    assert {"redshift:DescribeClusters", "ec2:DescribeSecurityGroups", "iam:GetRole"} == set(aws_account.calls)


def test_a_warehouse_that_runs(command: Command) -> None:
    """It tells state, endpoint, age, nodes, rough cost so far, who may connect, and where the password is."""
    command("create", "--allow-cidr", HOME, "--allow-cidr", OFFICE)
    cluster = redshift_backends["123456789012"]["us-west-2"].clusters["sparkify"]
    cluster.create_time = datetime.now(UTC) - timedelta(days=2, hours=2, minutes=1)
    done = command("status")

    assert 0 == done.code
    assert [
        "Redshift cluster sparkify in us-west-2: available",
        f"endpoint      {cluster.address}:5439",
        "age           2 d 2 h",
        "size          2 nodes of ra3.large",
        "cost          about 54.32 USD so far, 1.09 USD an hour (us-east-1 list price, October 2026, without storage)",
        f"may connect   {OFFICE}, {HOME}, with an address on the internet",
        f"role          {ARN}",
    ] == done.lines[:-1]
    assert re.fullmatch(r"password      arn:aws:secretsmanager:\S+ in Secrets Manager", done.lines[-1])


def test_for_a_machine(command: Command) -> None:
    """--json tells the same, with null for what does not exist."""
    nothing = json.loads(command("status", "--json").out)
    command("create")
    found = json.loads(command("status", "--json").out)

    assert nothing.keys() == found.keys()
    assert (None, None, None, []) == tuple(nothing[key] for key in ("state", "endpoint", "usd_so_far", "may_connect"))
    assert ("available", True, 1.086, [HOME], ARN) == tuple(
        found[key] for key in ("state", "is_ours", "usd_per_hour", "may_connect", "role_arn")
    )
    assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(found["created_at"]) < timedelta(minutes=1)


def test_a_warehouse_that_is_coming(command: Command, aws_account: Account) -> None:
    """While it is being created there is no endpoint, and it is said how to go on."""
    aws_account.clusters.looks_until_available = NEVER
    command("create")
    lines = command("status").lines

    assert ("Redshift cluster sparkify in us-west-2: creating", "endpoint      none yet") == (lines[0], lines[1])
    assert "may connect   nobody, with an address on the internet" in lines
    assert "`songplays infrastructure create` goes on with it, `delete` removes it." == lines[-1]


def test_what_is_not_ours(command: Command) -> None:
    """What has the name but not our tag is shown as such."""
    boto3.client("redshift").create_cluster(
        ClusterIdentifier="sparkify",
        NodeType="ra3.large",
        MasterUsername="admin",
        MasterUserPassword="Sesame-0pen",
    )

    assert command("status").lines[0].endswith("(not ours: it has no such tag)")
