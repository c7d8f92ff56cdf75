"""Whatever AWS answers, and whenever a command is stopped: one line, and a state that can be gone on from."""

import logging
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from commands import own_environment
from doubles.aws.account import Account
from doubles.aws.clusters import NEVER
from doubles.loopback import Answers, serving
from infrastructure.conftest import DWH_CFG, HOME, Command
from infrastructure.test_create import only_looks
from infrastructure.test_delete import left

CREATING = [
    "redshift:DescribeClusterParameterGroups",
    "redshift:DescribeClusters",
    "iam:GetRole",
    "ec2:DescribeVpcs",
    "ec2:DescribeSecurityGroups",
    "iam:CreateRole",
    "iam:PutRolePolicy",
    "ec2:CreateSecurityGroup",
    "redshift:DescribeClusterParameterGroups",
    "redshift:CreateClusterParameterGroup",
    "redshift:ModifyClusterParameterGroup",
    "redshift:CreateCluster",
    "redshift:DescribeClusters",
    "redshift:DescribeClusters",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:DescribeSecurityGroups",
]
"""The calls of a create, in their order."""

DELETING = [
    "redshift:DescribeClusters",
    "ec2:DescribeSecurityGroups",
    "iam:GetRole",
    "redshift:DescribeClusters",
    "redshift:DescribeClusters",
    "redshift:DeleteCluster",
    "redshift:DescribeClusters",
    "redshift:DescribeClusters",
    "ec2:DescribeSecurityGroups",
    "ec2:DeleteSecurityGroup",
    "redshift:DescribeClusterParameterGroups",
    "redshift:DeleteClusterParameterGroup",
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:DeleteRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:DeleteRole",
]
"""The calls of a delete, in their order."""


def steps(calls: list[str]) -> list[Any]:
    """Return each call with how many of the same go before it."""
    return [
        pytest.param(call, calls[:place].count(call), id=f"{call}-{calls[:place].count(call)}")
        for place, call in enumerate(calls)
    ]


def stop_at(aws_account: Account, call: str, after: int) -> None:
    """Let Ctrl-C come while a call is under way, after so many of the same; AWS has not heard of it yet."""
    heard = aws_account.called
    seen = aws_account.calls.count(call)

    def called(operation: str) -> None:
        heard(operation)
        if operation == call and aws_account.calls.count(call) == seen + after + 1:
            raise KeyboardInterrupt

    aws_account.called = called  # type: ignore[method-assign]


def test_the_calls_are_these(command: Command, aws_account: Account) -> None:
    """The calls that the other rules go through are those that are made."""
    command("create")
    created = list(aws_account.calls)
    aws_account.calls.clear()
    command("delete")

    assert CREATING == created
    assert DELETING == aws_account.calls


@pytest.mark.parametrize(("call", "after"), steps(CREATING))
def test_create_stopped_anywhere(command: Command, aws_account: Account, dwh_cfg: Path, call: str, after: int) -> None:
    """Denied any call, create names it in one line (4); interrupted there, it says how to go on (130); then it does."""
    before = left()
    aws_account.calls.clear()
    aws_account.fail(
        call, "AccessDenied", f"User: arn:aws:iam::1:user/x is not authorized to perform: {call}", after=after
    )
    denied = command("create")
    # What is kept is looked at again, so the call that is reached now may be an earlier one of the same kind.
    stop_at(aws_account, call, 0)
    stopped = command("create")
    done = command("create")

    assert (
        4,
        f"{call}: access denied; who runs this needs {call} (docs/policies has what is needed), then run again",
    ) == (
        denied.code,
        denied.error,
    )
    assert 1 == sum(line.startswith("songplays: error:") for line in denied.err.splitlines())
    assert 130 == stopped.code
    assert stopped.error.startswith("songplays: interrupted; run `songplays infrastructure create` again to go on")
    assert 0 == done.code
    assert 4 == len(left()) - len(before)
    assert "Setting [CLUSTER][HOST]=" in done.out
    assert "HOST = sparkify." in dwh_cfg.read_text()


@pytest.mark.parametrize(("call", "after"), steps(DELETING))
def test_delete_stopped_anywhere(command: Command, aws_account: Account, dwh_cfg: Path, call: str, after: int) -> None:
    """Denied any call, delete names it in one line (4); run again it deletes the rest, and the file forgets it."""
    before = left()
    command("create")
    aws_account.calls.clear()
    aws_account.fail(call, "AccessDenied", "No.", after=after)
    denied = command("delete")
    done = command("delete")

    assert (
        4,
        f"{call}: access denied; who runs this needs {call} (docs/policies has what is needed), then run again",
    ) == (
        denied.code,
        denied.error,
    )
    assert 0 == done.code
    assert before == left()
    assert DWH_CFG.replace("HOST = XXX", "HOST = ").replace("'XXX'", "''") == dwh_cfg.read_text()


@pytest.mark.parametrize("call", ["redshift:DeleteCluster", "ec2:DeleteSecurityGroup", "iam:DeleteRole"])
def test_delete_interrupted(command: Command, aws_account: Account, call: str) -> None:
    """Interrupted, delete says how to go on (130), and then does."""
    before = left()
    command("create")
    stop_at(aws_account, call, 0)
    stopped = command("delete")
    done = command("delete")

    assert (130, "songplays: interrupted; run `songplays infrastructure delete` again to delete the rest") == (
        stopped.code,
        stopped.error,
    )
    assert 0 == done.code
    assert before == left()


def test_delete_finishes_what_create_began(command: Command, aws_account: Account) -> None:
    """What an interrupted create left is removed by delete."""
    before = left()
    stop_at(aws_account, "redshift:CreateCluster", 0)

    assert 130 == command("create").code
    assert 0 == command("delete").code
    assert before == left()


def test_a_key_pressed_while_waiting(command: Command, aws_account: Account, dwh_cfg: Path) -> None:
    """Ctrl-C while a cluster is waited for is one line and exit 130; create goes on later."""
    aws_account.clusters.looks_until_available = NEVER
    dwh_cfg.write_text(DWH_CFG.replace("DELAY_SEC = 0", "DELAY_SEC = 60"))
    with aws_account.served() as environment:
        process = subprocess.Popen(
            [sys.executable, "-m", "songplays", "infrastructure", "create", "--allow-cidr", HOME],
            cwd=dwh_cfg.parent,
            env=own_environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert any(line.startswith("Waiting 60 seconds") for line in process.stdout)
        time.sleep(0.1)  # the line is printed before the wait begins
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    aws_account.clusters._looks["sparkify"] = 0  # noqa: SLF001 - time goes by
    dwh_cfg.write_text(DWH_CFG)

    assert 130 == process.returncode
    assert err.splitlines()[-1].startswith(
        "songplays: interrupted; run `songplays infrastructure create` again to go on"
    )
    assert 0 == command("create").code


ANSWERS = {
    "redshift:CreateCluster: You have reached your quota of nodes (ClusterQuotaExceeded); ask AWS for a higher quota, "
    "or delete what is not needed; run again": "You have reached your quota of nodes.",
    "iam:CreateRole: Cannot exceed quota for RolesPerAccount: 1000 (LimitExceeded); ask AWS for a higher quota, or "
    "delete what is not needed; run again": "Cannot exceed quota for RolesPerAccount: 1000",
    "redshift:CreateCluster: Cluster already exists (ClusterAlreadyExists); mend that, then run again": (
        "Cluster already exists"
    ),
    "iam:CreateRole: Role already exists (EntityAlreadyExists); mend that, then run again": "Role already exists.",
    "redshift:DescribeClusters: AWS is busy with this account's calls (Throttling); run again in a minute": "Slower.",
    "iam:GetRole: AWS does not accept the credentials (InvalidClientTokenId); check [INFRASTRUCTURE] KEY and SECRET, "
    "or AWS_PROFILE": "The security token included in the request is invalid.",
    "redshift:CreateCluster: The IAM role is not valid (InvalidParameterValue); mend that, then run again": (
        "The IAM role\nis not valid."
    ),
}
"""What is printed for a code (in brackets) and a sentence of AWS."""


@pytest.mark.parametrize(("message", "said"), ANSWERS.items())
def test_what_aws_answers(command: Command, aws_account: Account, message: str, said: str) -> None:
    """Each answer is one line that says which call it was and what to do (4); when that is done, create goes on."""
    call, code = re.findall(r"^\w+:\w+|(?<=\()\w+(?=\))", message)
    aws_account.fail(call, code, said, times=5)
    failed = command("create")
    aws_account.failures.clear()

    assert (4, message) == (failed.code, failed.error)
    assert 0 == command("create").code


def test_a_session_that_has_expired(command: Command, aws_account: Account) -> None:
    """Credentials that have expired on the way are told as that; signed in again, create goes on."""
    aws_account.fail("redshift:CreateCluster", "ExpiredToken", "The security token included in the request is expired")
    failed = command("create")

    assert "redshift:CreateCluster: the AWS session has expired; sign in again (`aws sso login`), then run again" == (
        failed.error
    )
    assert 0 == command("create").code


def test_a_permission_behind_the_call(command: Command, aws_account: Account) -> None:
    """Where AWS misses another permission than the call's own, that one is named."""
    said = "User: arn:aws:iam::1:user/x is not authorized to perform: iam:PassRole on resource: y"
    aws_account.fail("redshift:CreateCluster", "AccessDenied", said)

    assert "who runs this needs iam:PassRole" in command("create").error


def test_throttling_is_waited_out(command: Command, aws_account: Account) -> None:
    """A call that AWS asks to be made later is made again by AWS's library, as often as AWS_MAX_ATTEMPTS says."""
    aws_account.fail("redshift:CreateCluster", "Throttling", "Rate exceeded")

    assert 0 == command("create", AWS_MAX_ATTEMPTS="2").code


def test_no_credentials(command: Command, aws_account: Account) -> None:
    """Without any credentials every way to have some is named (4)."""
    done = command("status", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", AWS_EC2_METADATA_DISABLED="true")

    assert (4, []) == (done.code, aws_account.calls)
    assert re.match(r"no AWS credentials; .*aws sso login.*AWS_PROFILE.*\[INFRASTRUCTURE\] KEY and SECRET", done.error)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"SONGPLAYS_INFRASTRUCTURE_REGION": "", "AWS_DEFAULT_REGION": ""}, "no region; set [INFRASTRUCTURE] REGION"),
        ({"SONGPLAYS_INFRASTRUCTURE_KEY": "AKIA"}, "[INFRASTRUCTURE] KEY and SECRET belong together"),
        ({"AWS_PROFILE": "nobody"}, "The config profile (nobody) could not be found"),
    ],
)
def test_settings_that_reach_nobody(command: Command, environment: dict[str, str], message: str) -> None:
    """No region, half a key or an unknown profile is a setting to mend (2)."""
    done = command("status", **environment)

    assert (2, 1) == (done.code, len(done.err.splitlines()))
    assert done.error.startswith(message)


def test_without_the_extra(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where boto3 is not installed, the extra that brings it is named (2)."""
    monkeypatch.setitem(sys.modules, "boto3", None)

    assert (2, "this command needs boto3: pip install 'songplays[redshift]'") == (
        command("status").code,
        command("status").error,
    )


def test_help_answers_at_once(tmp_path: Path) -> None:
    """AWS's library is imported only when it is called."""
    program = (
        "import sys\n"
        "from songplays.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    sys.exit(len({'boto3', 'botocore'} & set(sys.modules)))"
    )
    arguments = [sys.executable, "-c", program, "infrastructure", "create", "--help"]

    assert 0 == subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False).returncode


def test_a_region_of_the_profile(command: Command) -> None:
    """Without REGION in the file, AWS's own setting counts."""
    assert "in eu-west-1" in command("status", SONGPLAYS_INFRASTRUCTURE_REGION="", AWS_DEFAULT_REGION="eu-west-1").out


def at_an_endpoint(address: str, folder: Path) -> tuple[int, list[str]]:
    """Return how status ended where AWS is to be at `address`, and the lines that it printed on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "songplays", "infrastructure", "status"],
        cwd=folder,
        env=own_environment()
        | {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_MAX_ATTEMPTS": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr.splitlines()


def test_nobody_answers(dwh_cfg: Path) -> None:
    """An endpoint at which nobody listens is one line (4)."""
    code, (line,) = at_an_endpoint("http://127.0.0.1:9", dwh_cfg.parent)

    assert 4 == code
    assert line.startswith("songplays: error: redshift:DescribeClusters: Could not connect to the endpoint URL")


def test_somebody_else_answers(dwh_cfg: Path) -> None:
    """So is a proxy that answers in AWS's place."""

    class Proxy(Answers):
        def respond(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(200, {"Content-Type": "text/html"}, b"<html><p>Sign in to the hotel's network.<br></html>")

        do_POST = respond  # noqa: N815 - the name is http.server's

    with serving(Proxy) as address:
        code, (line,) = at_an_endpoint(address, dwh_cfg.parent)

    assert 4 == code
    assert line.startswith(
        "songplays: error: redshift:DescribeClusters: what answers is not AWS; check AWS_ENDPOINT_URL"
    )


PLANTED = {
    "SONGPLAYS_INFRASTRUCTURE_KEY": "AKIAPLANTED1PLANTED2",
    "SONGPLAYS_INFRASTRUCTURE_SECRET": "planted/secret+key",
    "SONGPLAYS_CLUSTER_DB_PASSWORD": "Planted-passw0rd",
}


@pytest.mark.parametrize("call", [None, "redshift:CreateCluster", "iam:GetRole"])
def test_no_secret_is_shown(
    command: Command, aws_account: Account, dwh_cfg: Path, caplog: pytest.LogCaptureFixture, call: str | None
) -> None:
    """Key, secret and password are in no output, log or file, even where AWS repeats them in what it answers."""
    caplog.set_level(logging.INFO)
    if call:
        aws_account.fail(call, "InvalidParameterValue", f"What is this: {' '.join(PLANTED.values())}?")
    outputs = [command(verb, **PLANTED) for verb in ("create", "status", "delete")]

    shown = "".join(f"{done.out}{done.err}" for done in outputs) + caplog.text + dwh_cfg.read_text()
    assert [] == [secret for secret in PLANTED.values() if secret in shown]
    assert (0 if call is None else 4) == outputs[0].code


def test_status_changes_nothing(command: Command, aws_account: Account) -> None:
    """Looking is all that status does."""
    command("create")
    aws_account.calls.clear()
    command("status")

    assert only_looks(aws_account.calls)
