"""With CLUSTER_TYPE = serverless the same commands make, show and delete a workgroup of Redshift Serverless.

The stand-in validates every parameter and every answer against botocore's model of the service.
"""

import json
from pathlib import Path

import boto3  # type: ignore[import-untyped]
import pytest

from doubles.aws.account import Account
from doubles.aws.serverless import ANSWERS, SERVICE
from infrastructure.conftest import HOME, ROLE, Command
from songplays.config import load

ARN = f"arn:aws:iam::123456789012:role/{ROLE}"
HOST = "sparkify.123456789012.us-west-2.redshift-serverless.amazonaws.com"
TAGS = [{"key": "songplays", "value": "sparkify"}]
WORKGROUP = "arn:aws:redshift-serverless:us-west-2:123456789012:workgroup/w-sparkify"


@pytest.fixture(autouse=True)
def serverless(dwh_cfg: Path) -> None:
    """Ask for a workgroup in dwh.cfg."""
    change(dwh_cfg, "CLUSTER_TYPE = multi-node", "CLUSTER_TYPE = serverless")


def change(file: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


def test_the_lines_of_the_brief(command: Command, dwh_cfg: Path) -> None:
    """A workgroup is told of in the same lines as a cluster, and ARN and HOST are written down."""
    done = command("create")

    assert 0 == done.code
    assert [
        f"Creating Redshift IAM Role {ROLE}.",
        f"Attaching Redshift IAM Role {ROLE} policy for S3 read only access.",
        "Creating Redshift workgroup sparkify.",
        "Creating database user_song_plays in Redshift workgroup.",
        "Checking workgroup availability. Attempt 0/4.",
        "Waiting 0 seconds before checking workgroup availability.",
        "Redshift workgroup sparkify is available.",
        "Opening Redshift workgroup TCP port 5439 for external access.",
        f"Setting [IAM_ROLE][ARN]={ARN} in config file dwh.cfg.",
        f"Setting [CLUSTER][HOST]={HOST} in config file dwh.cfg.",
    ] == done.lines
    assert (HOST, ARN) == (load(dwh_cfg, {}).cluster.host, load(dwh_cfg, {}).iam_role.arn)


def test_what_is_asked_for(command: Command, aws_account: Account) -> None:
    """Each call says exactly this: managed password, TLS, the group's door, our tag on both, a limit that stops it."""
    command("create")
    command("delete")

    group = aws_account.serverless.asked["CreateWorkgroup"].pop("securityGroupIds")
    snapshot = aws_account.serverless.asked["DeleteNamespace"].pop("finalSnapshotName")
    arn = aws_account.serverless.asked["ListTagsForResource"].pop("resourceArn")
    assert [True, True, True] == [group[0].startswith("sg-"), snapshot.startswith("sparkify-final-"), "sparkify" in arn]
    assert {
        "CreateNamespace": {
            "namespaceName": "sparkify",
            "dbName": "user_song_plays",
            "adminUsername": "admin",
            "manageAdminPassword": True,
            "iamRoles": [ARN],
            "tags": TAGS,
        },
        "GetNamespace": {"namespaceName": "sparkify"},
        "DeleteNamespace": {"namespaceName": "sparkify"},
        "CreateWorkgroup": {
            "workgroupName": "sparkify",
            "namespaceName": "sparkify",
            "baseCapacity": 4,
            "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
            "port": 5439,
            "publiclyAccessible": True,
            "tags": TAGS,
        },
        "GetWorkgroup": {"workgroupName": "sparkify"},
        "DeleteWorkgroup": {"workgroupName": "sparkify"},
        "CreateUsageLimit": {
            "resourceArn": WORKGROUP,
            "usageType": "serverless-compute",
            "amount": 16,
            "period": "daily",
            "breachAction": "deactivate",
        },
        "ListUsageLimits": {"resourceArn": WORKGROUP, "usageType": "serverless-compute"},
        "ListTagsForResource": {},
    } == aws_account.serverless.asked


def test_both_services_may_be_the_role(command: Command) -> None:
    """Serverless assumes the role under a name of its own."""
    command("create")

    trust = boto3.client("iam").get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]] == [
        statement["Principal"]["Service"] for statement in trust
    ]


def test_capacity_and_limit_are_settings(command: Command, aws_account: Account) -> None:
    """BASE_CAPACITY and DAILY_RPU_HOURS say how much it computes at once, and in a day."""
    command("create", SONGPLAYS_INFRASTRUCTURE_BASE_CAPACITY="16", SONGPLAYS_INFRASTRUCTURE_DAILY_RPU_HOURS="40")

    assert 16 == aws_account.serverless.asked["CreateWorkgroup"]["baseCapacity"]
    assert 40 == aws_account.serverless.asked["CreateUsageLimit"]["amount"]


@pytest.mark.parametrize("capacity", ["5", "12", "520", "1016"])
def test_a_capacity_that_is_not_to_be_had(command: Command, aws_account: Account, capacity: str) -> None:
    """A capacity that AWS does not have is refused with those that it has; nothing is made."""
    done = command("create", SONGPLAYS_INFRASTRUCTURE_BASE_CAPACITY=capacity)

    assert (2, True) == (done.code, done.error.startswith(f"[INFRASTRUCTURE] BASE_CAPACITY: {capacity} RPUs"))
    assert [] == [call for call in aws_account.calls if ":Create" in call]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "INFRASTRUCTURE_CLUSTER_IDENTIFIER",
            "Sparkify",
            "CLUSTER_IDENTIFIER: 'Sparkify' is not a name for a workgroup",
        ),
        ("INFRASTRUCTURE_CLUSTER_IDENTIFIER", "ab", "CLUSTER_IDENTIFIER: 'ab' is not a name for a workgroup"),
        ("CLUSTER_DB_PORT", "5432", ""),
        ("CLUSTER_DB_PORT", "5430", "DB_PORT: a workgroup listens at a port from 5431 to 5455 or from 8191 to 8215"),
    ],
)
def test_what_a_workgroup_cannot_be(command: Command, variable: str, value: str, message: str) -> None:
    """Names and ports that Serverless does not take are told before anything is made."""
    done = command("create", "--dry-run", **{f"SONGPLAYS_{variable}": value})

    assert (2 if message else 0, True) == (done.code, message in done.error)


def test_a_dry_run_tells_what_it_costs(command: Command, aws_account: Account) -> None:
    """--dry-run tells capacity, price and the most that a day may cost, and makes no call that changes anything."""
    done = command("create", "--dry-run")

    price = "us-east-1 list price, October 2026, without storage"
    assert "Create Redshift Serverless workgroup sparkify: 4 RPUs, 1.50 USD an hour of computing." in done.lines
    assert f"Create usage limit of 16 RPU-hours a day, which is at most 6.00 USD ({price})." in done.lines
    assert [] == [
        call for call in aws_account.calls if not call.partition(":")[2].startswith(("Get", "List", "Describe"))
    ]


def test_it_is_kept(command: Command, aws_account: Account) -> None:
    """A workgroup that is there is kept, and so is its limit; another size or limit is told."""
    command("create")
    aws_account.calls.clear()

    done = command("create", SONGPLAYS_INFRASTRUCTURE_BASE_CAPACITY="8", SONGPLAYS_INFRASTRUCTURE_DAILY_RPU_HOURS="9")

    assert (0, "Keeping Redshift workgroup sparkify.") == (done.code, done.lines[2])
    assert "It has 4 RPUs, not 8 RPUs; to change that, delete and create it again." in done.err.splitlines()
    assert "It has a limit of 16 RPU-hours a day, not 9; change it in the AWS console." in done.err.splitlines()
    assert [] == [call for call in aws_account.calls if call.startswith(f"{SERVICE}:Create")]


def test_status(command: Command) -> None:
    """The capacity is told, and the most that it may have cost."""
    command("create")

    done, told = command("status"), json.loads(command("status", "--json").out)

    assert "Redshift workgroup sparkify in us-west-2: available" == done.lines[0]
    assert "size          4 RPUs" in done.lines
    assert any(line.startswith("cost          at most 0.00 USD so far, 0.25 USD an hour") for line in done.lines)
    assert ("workgroup", "4 RPUs", f"{HOST}:5439", [HOME]) == (
        told["kind"],
        told["size"],
        told["endpoint"],
        told["may_connect"],
    )


def test_delete_takes_a_last_snapshot(command: Command, aws_account: Account) -> None:
    """The workgroup goes first, then the namespace with a last snapshot of its tables, then all that they needed."""
    command("create")

    done = command("delete")

    (snapshot,) = aws_account.serverless.snapshots
    assert (0, {}, {}) == (done.code, aws_account.serverless.workgroups, aws_account.serverless.namespaces)
    assert "Deleting Redshift workgroup sparkify." == done.lines[0]
    assert "Redshift workgroup sparkify has been deleted/does not exist." in done.lines
    assert (
        f"Its tables stay in the snapshot {snapshot}, which costs storage until you delete it." in done.err.splitlines()
    )


def test_delete_without_a_snapshot(command: Command, aws_account: Account) -> None:
    """--no-snapshot leaves nothing."""
    command("create")
    command("delete", "--no-snapshot")

    assert ([], {}) == (aws_account.serverless.snapshots, aws_account.serverless.namespaces)


@pytest.mark.parametrize("operation", ["CreateNamespace", "CreateWorkgroup", "CreateUsageLimit"])
@pytest.mark.parametrize("then", ["create", "delete"])
def test_what_an_interruption_left(command: Command, aws_account: Account, operation: str, then: str) -> None:
    """Whichever call failed, create finishes what there is and delete removes it; no namespace is left behind."""
    aws_account.fail(f"{SERVICE}:{operation}", "InternalServerException", "try again")
    failed = command("create")

    done = command(then)

    assert (4, 0) == (failed.code, done.code)
    assert f"{SERVICE}:{operation}: try again (InternalServerException); mend that, then run again" == failed.error
    made = aws_account.serverless
    assert ((1, 1, 1) if then == "create" else (0, 0, len(made.limits))) == (
        len(made.namespaces),
        len(made.workgroups),
        len(made.limits),
    )


@pytest.mark.parametrize("operation", ANSWERS)
def test_access_denied(command: Command, aws_account: Account, operation: str) -> None:
    """Each call that is denied ends its command in one line that names it; run again, the command goes on."""
    arguments = "delete" if operation.startswith("Delete") else "create"
    if arguments == "delete":
        command("create")
    aws_account.fail(f"{SERVICE}:{operation}", "AccessDeniedException", "no")

    denied, again = command(arguments), command(arguments)

    assert (4, 0) == (denied.code, again.code)
    assert denied.error.startswith(f"{SERVICE}:{operation}: access denied; who runs this needs {SERVICE}:{operation} ")


def test_a_role_that_is_not_known_yet(command: Command, aws_account: Account) -> None:
    """IAM takes some seconds to tell Serverless of a role: it is tried again."""
    aws_account.fail(
        f"{SERVICE}:CreateNamespace", "ValidationException", "The IAM role is not authorized to assume.", times=2
    )

    done = command("create")

    assert (0, 2) == (done.code, done.err.count("Redshift does not know the new IAM role yet"))


def test_a_namespace_of_others(command: Command, aws_account: Account) -> None:
    """A namespace of our name without our tag is refused before anything is made, and left by delete."""
    boto3.client(SERVICE).create_namespace(
        namespaceName="sparkify", dbName="theirs", adminUsername="x", iamRoles=[], tags=[]
    )
    aws_account.calls.clear()

    refused, kept = command("create"), command("delete")

    assert (4, 4) == (refused.code, kept.code)
    assert "sparkify exists and is not ours" in refused.error
    assert [] == [call for call in aws_account.calls if ":Create" in call or ":Delete" in call]


def test_a_password_of_ones_own(command: Command, aws_account: Account) -> None:
    """DB_PASSWORD is the admin's if it is set, with a warning, and is shown nowhere."""
    done = command("create", SONGPLAYS_CLUSTER_DB_PASSWORD="Secret-4-you")  # noqa: S106 - made up

    asked = aws_account.serverless.asked["CreateNamespace"]
    assert ("Secret-4-you", False) == (asked["adminUserPassword"], "manageAdminPassword" in asked)
    assert "Warning: the admin's password is the one of [CLUSTER] DB_PASSWORD" in done.err
    assert "Secret-4-you" not in done.out + done.err


def test_a_workgroup_that_takes_longer(command: Command, aws_account: Account) -> None:
    """After the attempts set, create says how to go on (exit 4); run again it waits on, and sets the limit."""
    aws_account.serverless.looks_until_available = 9
    slow = command("create")
    done = command("create")

    assert (4, 0) == (slow.code, done.code)
    assert "Redshift workgroup sparkify is still creating" in slow.error
    assert 1 == len(aws_account.serverless.limits)


def test_deleted_while_it_is_created(command: Command, aws_account: Account) -> None:
    """A workgroup that is still being created is deleted when that is done."""
    aws_account.serverless.looks_until_available = 12
    command("create")

    done = command("delete", SONGPLAYS_INFRASTRUCTURE_STATUS_CHECK_ATTEMPTS="20")

    assert (0, {}) == (done.code, aws_account.serverless.namespaces)
    assert "It is creating, and can be deleted only when that is done." in done.err.splitlines()


def test_a_workgroup_that_goes_while_it_is_looked_at(command: Command, aws_account: Account) -> None:
    """Where AWS tells of a workgroup and, a moment later, knows none, delete goes on with its namespace."""
    command("create")
    aws_account.fail(f"{SERVICE}:ListTagsForResource", "ResourceNotFoundException", "gone", after=2)

    done = command("delete")

    assert (0, {}, {}) == (done.code, aws_account.serverless.workgroups, aws_account.serverless.namespaces)


def test_a_workgroup_that_is_deleted_behind_our_back(command: Command, aws_account: Account) -> None:
    """A workgroup that somebody deleted is told by status, and made again by create around what is left."""
    command("create")
    aws_account.serverless.workgroups.clear()

    seen, again = command("status"), command("create")

    assert "Redshift workgroup sparkify in us-west-2: unfinished" == seen.lines[0]
    assert (0, 1) == (again.code, len(aws_account.serverless.workgroups))
    assert "Creating Redshift workgroup sparkify." in again.lines
