"""``songplays infrastructure create``: the brief's lines, what they make, and what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from moto.redshift.models import redshift_backends

from doubles.aws.account import Account
from doubles.aws.clusters import NEVER
from infrastructure.conftest import DWH_CFG, HOME, OFFICE, ROLE, Command

ARN = f"arn:aws:iam::123456789012:role/{ROLE}"
OURS = [{"Key": "songplays", "Value": "sparkify"}]


def cluster() -> dict[str, Any]:
    """Return what AWS tells of the cluster."""
    found: dict[str, Any] = boto3.client("redshift").describe_clusters(ClusterIdentifier="sparkify")["Clusters"][0]
    return found


def group() -> dict[str, Any]:
    """Return what AWS tells of the security group."""
    filters = [{"Name": "group-name", "Values": ["songplays-sparkify"]}]
    found: dict[str, Any] = boto3.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"][0]
    return found


def let_in() -> list[tuple[str, int, int, str]]:
    """Return who may connect, and where."""
    return [
        (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], entry["CidrIp"])
        for rule in group()["IpPermissions"]
        for entry in rule["IpRanges"]
    ]


def change(file: Path, *changes: tuple[str, str]) -> None:
    """Replace texts in a file."""
    text = file.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)


def test_the_lines_of_the_brief(command: Command) -> None:
    """A new warehouse is told of in the brief's own lines, in its order, and in nothing else on stdout."""
    done = command("create")

    host = cluster()["Endpoint"]["Address"]
    assert 0 == done.code
    assert [
        f"Creating Redshift IAM Role {ROLE}.",
        f"Attaching Redshift IAM Role {ROLE} policy for S3 read only access.",
        "Creating Redshift cluster sparkify.",
        "Creating database user_song_plays in Redshift cluster.",
        "Checking cluster availability. Attempt 0/4.",
        "Waiting 0 seconds before checking cluster availability.",
        "Redshift cluster sparkify is available.",
        "Opening Redshift cluster TCP port 5439 for external access.",
        f"Setting [IAM_ROLE][ARN]={ARN} in config file dwh.cfg.",
        f"Setting [CLUSTER][HOST]={host} in config file dwh.cfg.",
    ] == done.lines


def test_the_file_says_where_the_warehouse_is(command: Command, dwh_cfg: Path) -> None:
    """ARN and HOST stand in dwh.cfg afterwards; every other byte is as before."""
    command("create")

    host = cluster()["Endpoint"]["Address"]
    assert DWH_CFG.replace("HOST = XXX", f"HOST = {host}").replace("'XXX'", f"'{ARN}'") == dwh_cfg.read_text()


def test_the_cluster(command: Command) -> None:
    """The cluster is encrypted, ours by its tag, and as large as configured; AWS makes and keeps its password."""
    command("create")

    made = cluster()
    assert (True, OURS, 2, "ra3.large", "user_song_plays", "admin", ARN) == (
        made["Encrypted"],
        made["Tags"],
        made["NumberOfNodes"],
        made["NodeType"],
        made["DBName"],
        made["MasterUsername"],
        made["IamRoles"][0]["IamRoleArn"],
    )
    assert made["MasterPasswordSecretArn"].startswith("arn:aws:secretsmanager:")


def test_the_connection_is_encrypted(command: Command, aws_account: Account) -> None:
    """The cluster has a parameter group of its own that lets in encrypted connections alone."""
    command("create")

    assert ["songplays-sparkify"] == [used["ParameterGroupName"] for used in cluster()["ClusterParameterGroups"]]
    assert {"songplays-sparkify": {"require_ssl": "true"}} == aws_account.parameters


def test_the_role_reads_the_configured_places_alone(command: Command) -> None:
    """Redshift alone may be the role, and it may read what [S3] names and list those buckets: nothing else."""
    command("create")

    iam = boto3.client("iam")
    role = iam.get_role(RoleName=ROLE)["Role"]
    assert OURS == role["Tags"]
    assert [{"Service": ["redshift.amazonaws.com"]}] == [
        statement["Principal"] for statement in role["AssumeRolePolicyDocument"]["Statement"]
    ]
    assert [] == iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    (name,) = iam.list_role_policies(RoleName=ROLE)["PolicyNames"]
    policy = iam.get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"]
    assert [
        (
            "s3:GetObject",
            [
                "arn:aws:s3:::our-lists/manifests",
                "arn:aws:s3:::our-lists/manifests/*",
                "arn:aws:s3:::our-staging/*",
                "arn:aws:s3:::udacity-dend/log_data",
                "arn:aws:s3:::udacity-dend/log_data/*",
                "arn:aws:s3:::udacity-dend/log_json_path.json",
                "arn:aws:s3:::udacity-dend/log_json_path.json/*",
                "arn:aws:s3:::udacity-dend/song_data",
                "arn:aws:s3:::udacity-dend/song_data/*",
            ],
        ),
        (
            ["s3:ListBucket", "s3:GetBucketLocation"],
            ["arn:aws:s3:::our-lists", "arn:aws:s3:::our-staging", "arn:aws:s3:::udacity-dend"],
        ),
    ] == [(statement["Action"], statement["Resource"]) for statement in policy["Statement"]]


def test_what_a_load_will_want_is_told(command: Command, dwh_cfg: Path) -> None:
    """The brief's settings alone do not say where lists of files may lie, and the role could not read them there."""
    told = "To load, [S3] MANIFESTS or STAGING must be set; set it and run `songplays infrastructure create` again"

    assert told not in command("create").err
    change(dwh_cfg, ("STAGING = ", "# STAGING = "), ("MANIFESTS = ", "# MANIFESTS = "))
    assert told in command("create").err


def test_the_port_is_open_to_who_was_named(command: Command) -> None:
    """The security group lets in the ranges that were named, at the port, and nobody else anywhere."""
    command("create", "--allow-cidr", HOME, "--allow-cidr", OFFICE)

    assert {("tcp", 5439, 5439, HOME), ("tcp", 5439, 5439, OFFICE)} == set(let_in())
    assert OURS == group()["Tags"]
    assert [group()["GroupId"]] == [used["VpcSecurityGroupId"] for used in cluster()["VpcSecurityGroups"]]


@pytest.mark.parametrize(("source", "public"), [(HOME, True), (OFFICE, False)])
def test_on_the_internet_only_if_it_must(command: Command, source: str, public: bool) -> None:
    """The cluster gets an address on the internet only where somebody is to reach it from there."""
    command("create", "--allow-cidr", source)

    assert public == cluster()["PubliclyAccessible"]


def test_an_address_that_changed(command: Command) -> None:
    """Run again from elsewhere, create opens the port there and closes it to where it was run before, and says so."""
    command("create", "--allow-cidr", HOME)
    done = command("create", "--allow-cidr", "8.8.4.4/32")

    assert [("tcp", 5439, 5439, "8.8.4.4/32")] == let_in()
    assert f"Closing TCP port 5439 to {HOME}, which is not let in any more." in done.err.splitlines()


def test_a_wide_range_must_be_meant(command: Command, aws_account: Account) -> None:
    """The world is let in only with --open-to-the-world; else nothing is made."""
    refused = command("create", "--allow-cidr", "0.0.0.0/0")
    calls = list(aws_account.calls)
    done = command("create", "--allow-cidr", "0.0.0.0/0", "--open-to-the-world")

    assert (2, []) == (refused.code, calls)
    assert "--open-to-the-world" in refused.error
    assert 0 == done.code
    assert [("tcp", 5439, 5439, "0.0.0.0/0")] == let_in()


def test_the_callers_address_is_needed(command: Command, aws_account: Account) -> None:
    """Where nobody tells this machine's address, nothing is made, and the option that does without is named."""
    done = command("create", asks=True, https_proxy="http://127.0.0.1:9")

    assert (4, []) == (done.code, aws_account.calls)
    assert "--allow-cidr" in done.error


def test_a_password_in_the_file_works(command: Command) -> None:
    """A password in the configuration is used, with a warning that AWS would make and keep one."""
    done = command("create", SONGPLAYS_CLUSTER_DB_PASSWORD="Sesame-0pen")  # noqa: S106

    assert 0 == done.code
    assert "MasterPasswordSecretArn" not in cluster()
    assert 1 == sum(line.startswith("Warning: the admin's password") for line in done.err.splitlines())


def test_what_is_there_is_kept(command: Command, aws_account: Account, dwh_cfg: Path) -> None:
    """Run again, create keeps all that is there, says so, and changes nothing."""
    command("create")
    before, text = cluster(), dwh_cfg.read_text()
    aws_account.calls.clear()
    done = command("create")

    assert [
        f"Keeping Redshift IAM Role {ROLE}.",
        f"Keeping Redshift IAM Role {ROLE} policy for S3 read only access.",
        "Keeping Redshift cluster sparkify.",
        "Redshift cluster sparkify is available.",
    ] == done.lines[:4]
    assert (before, text) == (cluster(), dwh_cfg.read_text())
    assert only_looks(aws_account.calls)


def only_looks(calls: list[str]) -> bool:
    """Tell whether every one of the calls changes nothing."""
    return bool(calls) and all(re.fullmatch(r"\w+:(Describe|Get|List)\w+", call) for call in calls)


def test_another_bucket_is_let_in(command: Command, dwh_cfg: Path) -> None:
    """A bucket that was configured since is added to the policy of the role that is there."""
    command("create")
    change(dwh_cfg, ("'s3://our-staging'", "'s3://other-staging/songplays'"))
    done = command("create")

    (name,) = boto3.client("iam").list_role_policies(RoleName=ROLE)["PolicyNames"]
    policy = boto3.client("iam").get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"]
    assert f"Attaching Redshift IAM Role {ROLE} policy for S3 read only access." in done.lines
    assert "arn:aws:s3:::other-staging/songplays/*" in policy["Statement"][0]["Resource"]
    assert "our-staging" not in json.dumps(policy)


def test_another_size_is_not_made_in_silence(command: Command, dwh_cfg: Path) -> None:
    """A cluster that is there is kept with the nodes it has, and where that is not what is configured, it is said."""
    command("create")
    change(dwh_cfg, ("NUM_NODES = 2", "NUM_NODES = 4"))
    done = command("create")

    assert 0 == done.code
    assert "It has 2 nodes of ra3.large, not 4 nodes of ra3.large" in done.err


def test_the_plan(command: Command, aws_account: Account, dwh_cfg: Path) -> None:
    """--dry-run tells what would be made, with number, kind and price of nodes, and changes nothing."""
    done = command("create", "--dry-run")

    assert 0 == done.code
    assert "2 nodes of ra3.large, encrypted, about 1.09 USD an hour" in done.out
    assert f"Open TCP port 5439 to {HOME} alone." in done.lines
    assert DWH_CFG == dwh_cfg.read_text()
    assert only_looks(aws_account.calls)


def test_the_plan_of_what_is_there(command: Command, aws_account: Account) -> None:
    """Where all is there, the plan says that it is kept."""
    command("create")
    aws_account.calls.clear()
    done = command("create", "--dry-run")

    assert ["Keep", "Keep", "Keep", "Keep"] == [line.split()[0] for line in done.lines[:4]]
    assert only_looks(aws_account.calls)


def somebodys_role() -> None:
    """Make a role of the configured name."""
    boto3.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")


def somebodys_cluster(owner: str | None = None) -> None:
    """Make a cluster of the configured name."""
    boto3.client("redshift").create_cluster(
        ClusterIdentifier="sparkify",
        NodeType="ra3.large",
        MasterUsername="admin",
        MasterUserPassword="Sesame-0pen",
        Tags=[{"Key": "songplays", "Value": owner}] if owner else [],
    )


def somebodys_group() -> None:
    """Make a security group of the name that ours would have."""
    ec2 = boto3.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    ec2.create_security_group(GroupName="songplays-sparkify", Description="x", VpcId=vpc)


def somebodys_parameters() -> None:
    """Make a parameter group of the name that ours would have."""
    boto3.client("redshift").create_cluster_parameter_group(
        ParameterGroupName="songplays-sparkify", ParameterGroupFamily="redshift-1.0", Description="x"
    )


@pytest.mark.parametrize("make", [somebodys_role, somebodys_cluster, somebodys_group, somebodys_parameters])
def test_what_is_not_ours_is_refused(command: Command, aws_account: Account, make: Any) -> None:  # noqa: ANN401
    """What has the name of something to be made, but not our tag, is refused before anything is made."""
    make()
    aws_account.calls.clear()
    done = command("create")

    assert (4, "") == (done.code, done.out)
    assert "exists and is not ours" in done.error
    assert only_looks(aws_account.calls)


def test_what_is_another_warehouses_is_refused(command: Command) -> None:
    """So is what another warehouse of ours owns; it is named."""
    somebodys_cluster(owner="other")

    assert "Redshift cluster sparkify belongs to other, not to sparkify" in command("create").error


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (("NODE_TYPE = ra3.large", "NODE_TYPE = dc2.large"), "write ra3.large"),
        (("NODE_TYPE = ra3.large", "NODE_TYPE = ra3.huge"), "NODE_TYPE = ra3.huge"),
        (("NUM_NODES = 2", "NUM_NODES = 1"), "CLUSTER_TYPE = single-node"),
        (("multi-node", "many"), "CLUSTER_TYPE: 'many' is not a type"),
        (("CLUSTER_IDENTIFIER = sparkify", "CLUSTER_IDENTIFIER = Spark--ify"), "'Spark--ify' is not a name"),
        (("CLUSTER_IDENTIFIER = sparkify", ""), "[INFRASTRUCTURE] CLUSTER_IDENTIFIER is not set"),
        ((f"ROLE_NAME = {ROLE}", ""), "[INFRASTRUCTURE] ROLE_NAME is not set"),
        (("DB_NAME = user_song_plays", ""), "[CLUSTER] DB_NAME is not set"),
        (("DB_USER = admin", ""), "[CLUSTER] DB_USER is not set"),
        (("s3://", "/folder/"), "[S3] names no bucket"),
        (("s3://our-staging", "s3://our-*"), "[S3] s3://our-*"),
        (("REGION = us-west-2", "REGION = us west"), "us west"),
    ],
)
def test_a_setting_that_is_wrong(
    command: Command, aws_account: Account, dwh_cfg: Path, changes: tuple[str, str], message: str
) -> None:
    """A setting that is missing, or with which nothing could be created, is one line, and nothing was made."""
    change(dwh_cfg, changes)
    done = command("create")

    assert (2, "", 1) == (done.code, done.out, len(done.err.splitlines()))
    assert message in done.error
    assert not aws_account.calls or only_looks(aws_account.calls)


def test_one_node(command: Command, dwh_cfg: Path) -> None:
    """A single-node cluster has one node, whatever NUM_NODES says."""
    change(dwh_cfg, ("multi-node", "single-node"))

    assert 0 == command("create").code
    assert 1 == cluster()["NumberOfNodes"]


def test_a_cluster_that_takes_longer(command: Command, aws_account: Account) -> None:
    """After the attempts set, create says how to go on (exit 4); run again it keeps what is there and goes on."""
    aws_account.clusters.looks_until_available = 7
    slow = command("create")
    done = command("create")

    assert 4 == slow.code
    assert [f"Checking cluster availability. Attempt {attempt}/4." for attempt in range(5)] == [
        line for line in slow.lines if line.startswith("Checking")
    ]
    assert (
        "Redshift cluster sparkify is still creating after 0 seconds; run `songplays infrastructure create` again to "
        "go on waiting, or raise STATUS_CHECK_ATTEMPTS"
    ) == slow.error
    assert 0 == done.code
    assert "Keeping Redshift cluster sparkify." in done.lines


def test_a_cluster_that_hangs_can_be_deleted_later(command: Command, aws_account: Account) -> None:
    """A cluster stuck in creating ends create and delete in one line each; when it is there, it can go."""
    aws_account.clusters.looks_until_available = NEVER
    assert 4 == command("create").code
    stuck = command("delete")
    aws_account.clusters._looks["sparkify"] = 0  # noqa: SLF001 - time goes by
    done = command("delete")

    assert (4, 0) == (stuck.code, done.code)
    assert "It is creating, and can be deleted only when that is done." in stuck.err
    assert "run `songplays infrastructure delete` again" in stuck.error
    assert "does not exist" in command("status").out


def test_a_cluster_deleted_behind_our_back(command: Command, aws_account: Account) -> None:
    """A cluster that vanishes while it is waited for is told; run again, create makes it anew."""
    aws_account.fail("redshift:DescribeClusters", "ClusterNotFound", "Cluster sparkify not found.", after=1)
    gone = command("create")
    done = command("create")

    assert (4, 0) == (gone.code, done.code)
    assert "is gone: somebody deleted it; run `songplays infrastructure create` again" in gone.error


@pytest.mark.parametrize("state", ["paused", "incompatible-network", "deleting"])
def test_a_state_that_waiting_does_not_end(command: Command, aws_account: Account, state: str) -> None:
    """A cluster in a state from which it does not come by itself is not waited for."""
    command("create")
    redshift_backends["123456789012"]["us-west-2"].clusters["sparkify"].status = state
    aws_account.clusters._looks["sparkify"] = 2  # noqa: SLF001 - it stays in it for a while
    done = command("create")

    assert 4 == done.code
    assert "Checking" not in done.out
    assert ("is being deleted" if state == "deleting" else f"is {state}") in done.error


def test_a_role_that_redshift_does_not_know_yet(command: Command, aws_account: Account) -> None:
    """IAM takes some seconds to tell Redshift of a new role: create waits, and goes on."""
    aws_account.fail("redshift:CreateCluster", "InvalidParameterValue", "The IAM role is not valid.", times=2)
    done = command("create")

    assert 0 == done.code
    assert 2 == done.err.count("Redshift does not know the new IAM role yet")


def test_a_region_without_a_network(command: Command) -> None:
    """Without a default VPC nothing is made, and the way to one is named."""
    ec2 = boto3.client("ec2")
    for subnet in ec2.describe_subnets()["Subnets"]:
        ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    ec2.delete_vpc(VpcId=ec2.describe_vpcs()["Vpcs"][0]["VpcId"])
    done = command("create")

    assert (4, "") == (done.code, done.out)
    assert "aws ec2 create-default-vpc" in done.error


def test_a_door_that_somebody_else_opens(command: Command, aws_account: Account) -> None:
    """What was opened is read back: a group that lets in anyone else is told, not passed over."""
    command("create")
    opened = aws_account.called

    def called(operation: str) -> None:
        opened(operation)
        if operation == "ec2:AuthorizeSecurityGroupIngress" and aws_account.calls.count(operation) == 2:
            boto3.client("ec2").authorize_security_group_ingress(
                GroupId=group()["GroupId"], IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"
            )

    aws_account.called = called  # type: ignore[method-assign]
    done = command("create", "--allow-cidr", "8.8.4.4/32")

    assert 4 == done.code
    assert "and shows 0.0.0.0/0:22, 8.8.4.4/32:5439" in done.error
