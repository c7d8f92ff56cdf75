"""``songplays infrastructure delete``: the brief's lines, what it deletes, and what it leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import pytest

from commands import own_environment
from doubles.aws.account import Account
from infrastructure.conftest import DWH_CFG, ROLE, Command


def snapshots() -> list[str]:
    """Return the names of the snapshots that somebody asked for."""
    found = boto3.client("redshift").describe_cluster_snapshots()["Snapshots"]
    return [one["SnapshotIdentifier"] for one in found if not one["SnapshotIdentifier"].startswith("rs:")]


def left() -> list[str]:
    """Return what is still there of all that create makes."""
    filters = [{"Name": "group-name", "Values": ["songplays-sparkify"]}]
    redshift = boto3.client("redshift")
    return [
        *(cluster["ClusterIdentifier"] for cluster in redshift.describe_clusters()["Clusters"]),
        *(group["ParameterGroupName"] for group in redshift.describe_cluster_parameter_groups()["ParameterGroups"]),
        *(
            group["GroupName"]
            for group in boto3.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"]
        ),
        *(role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]),
    ]


def test_the_lines_of_the_brief(command: Command, aws_account: Account) -> None:
    """Deleting is told of in the brief's own lines, in its order, and in nothing else on stdout."""
    aws_account.clusters.looks_until_gone = 2
    command("create")
    done = command("delete")

    assert 0 == done.code
    assert [
        "Deleting Redshift cluster sparkify.",
        "Checking cluster deletion. Attempt 0/4.",
        "Waiting 0 seconds before checking cluster deletion.",
        "Checking cluster deletion. Attempt 1/4.",
        "Waiting 0 seconds before checking cluster deletion.",
        "Checking cluster deletion. Attempt 2/4.",
        "Waiting 0 seconds before checking cluster deletion.",
        "Redshift cluster sparkify has been deleted/does not exist.",
        f"Detaching S3 Policy from IAM Role {ROLE}.",
        f"Deleting IAM Role {ROLE}.",
    ] == done.lines


def test_nothing_stays(command: Command) -> None:
    """Of what create made nothing is left, and run again delete says so."""
    before = left()
    command("create")
    made = left()
    command("delete")
    after = left()
    again = command("delete")

    assert (4, before) == (len(made) - len(before), after)
    assert (0, ["Redshift cluster sparkify has been deleted/does not exist."]) == (again.code, again.lines)


def test_the_file_forgets(command: Command, dwh_cfg: Path) -> None:
    """ARN and HOST of what was deleted are emptied in dwh.cfg, and it is said; every other byte is as before."""
    command("create")
    done = command("delete")

    assert DWH_CFG.replace("HOST = XXX", "HOST = ").replace("'XXX'", "''") == dwh_cfg.read_text()
    assert "Emptying [CLUSTER][HOST] in config file dwh.cfg: what it named is gone." in done.err.splitlines()
    assert "Emptying [IAM_ROLE][ARN] in config file dwh.cfg: what it named is gone." in done.err.splitlines()


def test_the_file_keeps_what_is_elsewhere(command: Command, dwh_cfg: Path) -> None:
    """Where the file names another host or role, delete leaves it."""
    command("create")
    other = DWH_CFG.replace("HOST = XXX", "HOST = other.abc.us-west-2.redshift.amazonaws.com").replace(
        "'XXX'", "'arn:aws:iam::123456789012:role/other'"
    )
    dwh_cfg.write_text(other)
    command("delete")

    assert other == dwh_cfg.read_text()


def test_the_tables_are_kept_in_a_snapshot(command: Command) -> None:
    """A last snapshot is taken and named."""
    command("create")
    done = command("delete")

    (name,) = snapshots()
    assert name.startswith("sparkify-final-")
    assert f"Its tables stay in the snapshot {name}, which costs storage until you delete it." in done.err.splitlines()


def test_no_snapshot(command: Command) -> None:
    """With --no-snapshot there is none."""
    command("create")

    assert 0 == command("delete", "--no-snapshot").code
    assert [] == snapshots()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "this deletes sparkify; add --yes sparkify to do so without being asked"),
        (("--yes", "sparkly"), "--yes is not sparkify; nothing was deleted"),
    ],
)
def test_it_must_be_meant(command: Command, aws_account: Account, arguments: tuple[str, ...], message: str) -> None:
    """Without a terminal the identifier must be given, and be the right one; else no call is made."""
    command("create")
    aws_account.calls.clear()
    done = command("delete", *arguments, asks=True)

    assert (2, "", f"songplays: error: {message}\n", []) == (done.code, done.out, done.err, aws_account.calls)


@pytest.mark.parametrize(("typed", "code"), [("sparkify", 0), ("yes", 2)])
def test_at_a_terminal_it_asks(command: Command, aws_account: Account, dwh_cfg: Path, typed: str, code: int) -> None:
    """At a terminal delete lists what goes, and goes on only if the identifier is typed."""
    pty = pytest.importorskip("pty", reason="a terminal can be played only where there are pseudo-terminals")
    command("create")
    with aws_account.served() as environment:
        keyboard, terminal = pty.openpty()
        os.write(keyboard, f"{typed}\n".encode())
        done = subprocess.run(
            [sys.executable, "-m", "songplays", "infrastructure", "delete"],
            cwd=dwh_cfg.parent,
            env=own_environment() | environment,
            stdin=terminal,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        os.close(keyboard)
        os.close(terminal)

    assert code == done.returncode, done.stderr
    assert (
        "To be deleted: Redshift cluster sparkify (available, 2 nodes of ra3.large) with all its tables." in done.stderr
    )
    assert f"To be deleted: IAM role {ROLE}." in done.stderr
    assert "A last snapshot of the tables is taken." in done.stderr
    assert ("sparkify" in left()) == (code != 0)


def test_a_cluster_that_is_not_ours_stays(command: Command) -> None:
    """A cluster without our tag is refused, and nothing else is deleted either."""
    command("create")
    boto3.client("redshift").delete_tags(
        ResourceName="arn:aws:redshift:us-west-2:123456789012:cluster:sparkify", TagKeys=["songplays"]
    )
    before = left()
    done = command("delete")

    assert (4, before) == (done.code, left())
    assert "is not ours" in done.error


def test_a_role_that_is_not_ours_stays(command: Command) -> None:
    """A role without our tag stays, with its policies, and so does the ARN in the file; the rest is deleted."""
    command("create")
    boto3.client("iam").untag_role(RoleName=ROLE, TagKeys=["songplays"])
    done = command("delete")

    assert 0 == done.code
    assert f"IAM role {ROLE} is not ours (no tag songplays=sparkify) and stays." in done.err.splitlines()
    assert "sparkify" not in left()
    assert 1 == len(boto3.client("iam").list_role_policies(RoleName=ROLE)["PolicyNames"])


def test_policies_that_others_attached(command: Command) -> None:
    """What somebody attached to our role is detached, as IAM deletes no role that has a policy."""
    command("create")
    iam = boto3.client("iam")
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = iam.create_policy(PolicyName="more", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)

    assert 0 == command("delete").code
    assert ROLE not in left()


def test_a_deletion_that_takes_longer(command: Command, aws_account: Account) -> None:
    """After the attempts set, delete says how to go on (exit 4); run again it goes on, with no second snapshot."""
    aws_account.clusters.looks_until_gone = 8
    command("create")
    slow = command("delete")
    done = command("delete")

    assert (4, 0, 1) == (slow.code, done.code, len(snapshots()))
    assert "run `songplays infrastructure delete` again to go on, or raise STATUS_CHECK_ATTEMPTS" in slow.error
    assert "is still" in slow.error


def test_a_network_that_is_let_go_of_late(command: Command, aws_account: Account) -> None:
    """AWS holds on to the security group and the parameter group for a while: delete tries again."""
    command("create")
    aws_account.fail("ec2:DeleteSecurityGroup", "DependencyViolation", "It has a dependent object.", times=2)
    aws_account.fail("redshift:DeleteClusterParameterGroup", "InvalidClusterParameterGroupState", "In use.", times=2)

    assert 0 == command("delete").code


def test_a_network_that_is_not_let_go_of(command: Command, aws_account: Account) -> None:
    """If they are held for longer than the attempts set, that is told, and delete can be run again."""
    command("create")
    aws_account.fail("ec2:DeleteSecurityGroup", "DependencyViolation", "It has a dependent object.", times=6)
    slow = command("delete")

    assert 4 == slow.code
    assert "is still in use; run `songplays infrastructure delete` again in some minutes" in slow.error
    assert 0 == command("delete").code


def test_what_a_stopped_create_left(command: Command, aws_account: Account) -> None:
    """What a create that failed early left is deleted without a cluster."""
    before = left()
    aws_account.fail("redshift:CreateCluster", "ClusterQuotaExceeded", "You have too many nodes.")
    command("create")
    assert before != left()

    assert 0 == command("delete").code
    assert before == left()
