"""Without a password in the configuration, AWS lends one to who runs songplays."""

import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from doubles.redshift.cloud import Cloud
from doubles.redshift.lender import CLUSTER, KEY, SECRET, Lender, lender
from doubles.redshift.server import USER
from doubles.s3 import free_port
from songplays.config import Cluster, Config, Infrastructure, load
from songplays.engines.redshift import Redshift
from songplays.engines.redshift import credentials as credentials_module
from songplays.errors import SongplaysError, Unreachable, UsageError

REGION = "eu-central-1"


@pytest.fixture
def lending(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lender]:
    """Return the service that lends passwords for the stand-in, and the environment set to reach it."""
    passwords = dict(aws.cluster.passwords)
    monkeypatch.setattr(aws.cluster, "passwords", passwords)
    with lender(passwords) as running:
        for variable, value in running.environment.items():
            monkeypatch.setenv(variable, value)
        yield running


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Take away whatever AWS credentials this machine has."""
    nothing = tmp_path_factory.mktemp("home") / "nothing"
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    for variable in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(variable, str(nothing))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def without_password(aws: Cloud, **infrastructure: str) -> Config:
    """Return the stand-in's settings without a password, and with what says whose credentials to ask for."""
    told = {"cluster_identifier": CLUSTER, "region": REGION} | infrastructure
    return replace(
        aws.settings,
        cluster=replace(aws.settings.cluster, db_password=None),
        infrastructure=Infrastructure(**told),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("cluster_type", ["multi-node", "serverless"])
def test_lent_password_gets_in(aws: Cloud, lending: Lender, cluster_type: str) -> None:
    """A cluster lends one for DB_USER, a workgroup for the AWS identity; each connection asks anew, in its region."""
    for number in (1, 2):
        with closing(Redshift(without_password(aws, cluster_type=cluster_type))) as engine:
            assert [(1,)] == engine.fetch("SELECT 1").rows
        assert number == len(lending.lent)
    assert {REGION} == lending.regions


def test_password_goes_before(aws: Cloud, lending: Lender) -> None:
    """Where a password is set, AWS is not asked."""
    settings = replace(without_password(aws), cluster=aws.settings.cluster)
    with closing(Redshift(settings)) as engine:
        assert [(1,)] == engine.fetch("SELECT 1").rows
    assert [] == lending.lent


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("sparkify.abc123xyz.us-west-2.redshift.amazonaws.com", ("sparkify", "us-west-2", False)),
        ("play-s.abc123xyz.cn-north-1.redshift.amazonaws.com.cn", ("play-s", "cn-north-1", False)),
        ("plays.a1b2c3.us-gov-west-1.redshift.amazonaws.com", ("plays", "us-gov-west-1", False)),
        ("nightly.123456789012.us-west-2.redshift-serverless.amazonaws.com", ("nightly", "us-west-2", True)),
        ("warehouse.example.com", ("made", "eu-west-1", False)),
        ("sparkify.abc123xyz.us-west-2.redshift.amazonaws.com.example.com", ("made", "eu-west-1", False)),
    ],
)
def test_endpoint_says_whom_to_ask(host: str, expected: tuple[str, str, bool]) -> None:
    """AWS's own name of an endpoint says cluster and region; another name leaves it to [INFRASTRUCTURE]."""
    made = Infrastructure(cluster_identifier="made", region="eu-west-1")
    assert expected == credentials_module.lender_of(Config(cluster=Cluster(host=host), infrastructure=made))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDenied", "may not have database credentials for cluster sparkify; allow it redshift:GetClusterCred"),
        ("ExpiredToken", "have expired; get new ones, as by `aws sso login`"),
        ("SignatureDoesNotMatch", "AWS does not know the credentials it is shown"),
        ("ClusterNotFound", f"there is no cluster sparkify in {REGION}; check [CLUSTER] HOST"),
        ("UnsupportedOperation", "for cluster sparkify: told by the service (UnsupportedOperation)"),
    ],
)
def test_refusal_of_aws(aws: Cloud, lending: Lender, code: str, message: str) -> None:
    """What AWS answers instead of a password is one line that says what to check, and exit code 4."""
    lending.error = code
    assert message in refusal(without_password(aws), 4)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "for workgroup sparkify; allow it redshift-serverless:GetCredentials,"),
        ("ExpiredTokenException", "have expired"),
        ("ResourceNotFoundException", f"there is no workgroup sparkify in {REGION}"),
    ],
)
def test_refusal_of_serverless(aws: Cloud, lending: Lender, code: str, message: str) -> None:
    """So it is with a workgroup."""
    lending.error = code
    assert message in refusal(without_password(aws, cluster_type="serverless"), 4)


def test_keys_that_nobody_knows(aws: Cloud, lending: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    """An access key that AWS does not know is told as such."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASTRANGER")
    assert "AWS does not know the credentials" in refusal(without_password(aws), 4)
    assert [] == lending.lent


@pytest.mark.usefixtures("lending", "alone")
def test_no_aws_credentials(aws: Cloud) -> None:
    """Where there is neither a password nor an AWS identity, either is asked for."""
    assert "there are no AWS credentials" in refusal(without_password(aws), 4)


@pytest.mark.usefixtures("lending", "alone")
def test_profile_that_is_not_there(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that ~/.aws does not have is named."""
    monkeypatch.setenv("AWS_PROFILE", "nightly")
    with pytest.raises(Unreachable, match=r"\(nightly\) could not be found; check the network, .* and the AWS credent"):
        Redshift(without_password(aws), read_only=True)


@pytest.mark.usefixtures("lending")
def test_service_that_does_not_answer(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service out of reach is told within moments."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_REDSHIFT", f"http://127.0.0.1:{free_port()}")
    assert "Could not connect to the endpoint" in refusal(without_password(aws), 4)


def test_lent_password_that_is_not_taken(aws: Cloud, lending: Lender) -> None:
    """Where the cluster lets the lent user not in, the user is what to look at: AWS does not create one."""
    lending.passwords = {}
    assert "check that [CLUSTER] DB_USER is a user of the database" in refusal(without_password(aws), 4)


@pytest.mark.usefixtures("lending")
@pytest.mark.parametrize(
    ("infrastructure", "changed", "message"),
    [
        ({"cluster_identifier": ""}, {}, "[CLUSTER] DB_PASSWORD is not set; set SONGPLAYS_CLUSTER_DB_PASSWORD or"),
        ({"region": ""}, {}, "[INFRASTRUCTURE] REGION is not set"),
        ({}, {"db_user": None}, "[CLUSTER] DB_USER is not set"),
        ({}, {"db_name": None}, "[CLUSTER] DB_NAME is not set"),
    ],
)
def test_what_must_be_set(
    aws: Cloud,
    infrastructure: dict[str, str],
    changed: dict[str, Any],
    message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A setting that it takes and that is missing is named, with exit code 2."""
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    settings = without_password(aws, **{key: value or None for key, value in infrastructure.items()})  # type: ignore[arg-type]
    assert message in refusal(replace(settings, cluster=replace(settings.cluster, **changed)), 2)


def test_workgroup_needs_no_user(aws: Cloud, lending: Lender) -> None:
    """A workgroup knows who asks by the AWS identity, so DB_USER may be missing."""
    settings = without_password(aws, cluster_type="serverless")
    with closing(Redshift(replace(settings, cluster=replace(settings.cluster, db_user=None)))):
        assert 1 == len(lending.lent)


def test_no_secret_is_told(aws: Cloud, lending: Lender) -> None:
    """Neither what AWS lends nor what it is asked with stands in a message, a traceback or a print of the login."""
    lent = credentials_module.login(without_password(aws))
    assert lending.lent == [lent.password.reveal()]
    assert f"Login(user='IAM:{USER}', password=***, temporary=True)" == repr(lent)
    aws.cluster.passwords.clear()
    wrong = load(None, {"SONGPLAYS_CLUSTER_DB_PASSWORD": "Planted-1", "SONGPLAYS_CLUSTER_DB_USER": USER}).cluster
    for settings in (
        replace(aws.settings, cluster=replace(aws.settings.cluster, db_password=wrong.db_password)),
        without_password(aws),
        without_password(aws, cluster_type="serverless"),
    ):
        lending.passwords = {}
        told = full_traceback(settings)
        for secret in ("Planted-1", SECRET, *lending.lent):
            assert secret not in told
    assert 3 == len(lending.lent)
    assert KEY not in told


def refusal(settings: Config, code: int) -> str:
    """Return the one line that connecting with `settings` ends in, and assert its exit code."""
    with pytest.raises(UsageError if code == 2 else Unreachable) as refused:
        Redshift(settings)
    assert code == refused.value.exit_code
    assert "\n" not in str(refused.value)
    return str(refused.value)


def full_traceback(settings: Config) -> str:
    """Return what a crash report would hold of a connection that fails: every frame with its local variables."""
    try:
        Redshift(settings)
    except SongplaysError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    raise AssertionError("it connected")
