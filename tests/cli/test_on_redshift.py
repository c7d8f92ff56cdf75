"""What stands in the way of a cluster is one line that says what to look at."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from commands import only_line, songplays_command
from doubles.redshift.cloud import Cloud
from doubles.redshift.lender import CLUSTER, lender
from doubles.redshift.server import PASSWORD, ROLE, RedshiftDouble
from doubles.s3 import S3Server, free_port


@pytest.fixture
def configured(folder: Path, aws: Cloud) -> Path:
    """Return a folder with a bucket of two plays and one song, and a dwh.cfg that names the stand-in."""
    (folder / "dwh.cfg").write_text(aws.dwh_cfg)
    return folder


def test_readers_need_a_warehouse(configured: Path, aws: Cloud) -> None:
    """A command that only reads says that there is nothing yet."""
    done = songplays_command("check", cwd=configured, **aws.environment)
    assert done.returncode == 2
    assert done.stderr.startswith("songplays: error: localhost/dev: there is no warehouse here yet; run ")


def answer(configured: Path, aws: Cloud, *, source: str = "bucket", **changed: str) -> tuple[int, str]:
    """Return exit code and message of a load with some settings changed."""
    return only_line(songplays_command("etl", "--source", source, cwd=configured, **(aws.environment | changed)))


def test_wrong_password(configured: Path, aws: Cloud) -> None:
    """A wrong password is one line that names the settings to look at, and not the password."""
    code, message = answer(configured, aws, SONGPLAYS_CLUSTER_DB_PASSWORD="Wrong-1")  # noqa: S106
    assert code == 4
    assert message.endswith("user or password is wrong; check [CLUSTER] DB_USER and DB_PASSWORD")
    assert "Wrong-1" not in message
    assert PASSWORD not in message


def test_password_that_aws_lends(configured: Path, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a password in the configuration a load asks AWS for one, and prints it nowhere."""
    passwords = dict(aws.cluster.passwords)
    monkeypatch.setattr(aws.cluster, "passwords", passwords)
    with lender(passwords, S3Server.key) as lending:
        environment = aws.environment | {
            "AWS_ENDPOINT_URL_REDSHIFT": lending.endpoint,
            "SONGPLAYS_CLUSTER_DB_PASSWORD": "",
            "SONGPLAYS_INFRASTRUCTURE_CLUSTER_IDENTIFIER": CLUSTER,
            "SONGPLAYS_INFRASTRUCTURE_REGION": "us-west-2",
        }
        done = songplays_command("etl", "--source", "bucket", cwd=configured, **environment)
        assert (0, "") == (done.returncode, done.stderr)
        assert [password for password in lending.lent if password in done.stdout] == []
        assert 1 == len(lending.lent)
        lending.error = "AccessDenied"
        code, message = answer(configured, aws, **environment)
    assert code == 4
    assert "may not have database credentials for cluster sparkify" in message


def test_wrong_database(configured: Path, aws: Cloud) -> None:
    """So is a database that is not there."""
    code, message = answer(configured, aws, SONGPLAYS_CLUSTER_DB_NAME="other")
    assert code == 4
    assert message.endswith("there is no such database; check [CLUSTER] DB_NAME")


def test_wrong_host(configured: Path, aws: Cloud) -> None:
    """So is a host that does not exist."""
    assert (4, "no.such.host.invalid: no such host; check [CLUSTER] HOST") == answer(
        configured, aws, SONGPLAYS_CLUSTER_HOST="no.such.host.invalid"
    )


def test_nobody_listens(configured: Path, aws: Cloud) -> None:
    """So is a port at which nobody listens, or that a security group closes."""
    port = free_port()
    code, message = answer(configured, aws, SONGPLAYS_CLUSTER_DB_PORT=str(port))
    assert (4, f"localhost:{port}: Connection refused") == (code, message.partition(";")[0])
    assert "security group" in message


def test_certificate_of_nobody_we_know(configured: Path, aws: Cloud) -> None:
    """A certificate that nobody we trust has signed is not accepted."""
    trusted = configured / "authority.pem"
    trustme.CA().cert_pem.write_to_path(trusted)
    code, message = answer(configured, aws, SSL_CERT_FILE=str(trusted))
    assert code == 4
    assert "its certificate is not to be trusted" in message


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ({"certificate_ends": datetime.now(UTC) - timedelta(days=1)}, "certificate has expired"),
        ({"host": "elsewhere.example.com"}, "Hostname mismatch"),
    ],
)
def test_certificate_that_is_wrong(configured: Path, aws: Cloud, certificate: dict[str, Any], reason: str) -> None:
    """Nor is one that has expired, or is another host's."""
    with RedshiftDouble(aws.cluster.objects, **certificate) as other:
        code, message = answer(configured, aws, SONGPLAYS_CLUSTER_DB_PORT=str(other.port), **other.environment)
    assert code == 4
    assert reason in message


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"SONGPLAYS_S3_STAGING": ""}, 2, "bucket/log_data is a folder, and COPY reads buckets alone"),
        ({"SONGPLAYS_S3_STAGING": "", "SONGPLAYS_S3_MANIFESTS": ""}, 2, "[S3] MANIFESTS is not set"),
        ({"SONGPLAYS_S3_STAGING": "staging"}, 2, "[S3] STAGING 'staging' is not in a bucket"),
        ({"SONGPLAYS_IAM_ROLE_ARN": ""}, 2, "[IAM_ROLE] ARN is not set"),
        ({"SONGPLAYS_IAM_ROLE_ARN": "songplays'; DROP TABLE loads"}, 2, "is no role"),
        ({"SONGPLAYS_S3_STAGING": "s3://lake/it's"}, 2, "may hold letters"),
        ({"SONGPLAYS_CLUSTER_DB_USER": ""}, 2, "[CLUSTER] DB_USER is not set"),
        ({"SONGPLAYS_IAM_ROLE_ARN": ROLE + "-other"}, 4, "is not authorized to assume IAM Role"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, 4, "s3://lake/staging: access denied"),
        ({"SONGPLAYS_S3_STAGING": "s3://no-such-bucket/staging"}, 4, "s3://no-such-bucket/staging"),
    ],
)
def test_what_is_missing_is_named(
    configured: Path, aws: Cloud, changed: dict[str, str], code: int, message: str
) -> None:
    """A setting or a permission that is missing is one line that names it."""
    found = answer(configured, aws, **changed)
    assert code == found[0]
    assert message in found[1]
