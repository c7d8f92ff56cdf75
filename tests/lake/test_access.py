"""Endpoint, region and credentials are found where AWS's own tools find them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.loopback import Answers, serving
from doubles.role_service import role_service
from doubles.s3 import S3Server, free_port
from songplays.errors import Unreachable, UsageError
from songplays.lake import open_source
from songplays.lake.access import bucket_access, bucket_region

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture
def keyless(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the URI of a private bucket with one file, the environment holding no key to it."""
    (bucket / "events.json").touch()
    for variable in KEYS:
        monkeypatch.delenv(variable)
    return f"s3://{bucket.name}"


@pytest.fixture
def public_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the URI of a bucket with one file that everyone may read."""
    (tmp_path / "public").mkdir()
    (tmp_path / "public/events.json").touch()
    with S3Server(tmp_path, public=True) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
        yield "s3://public"


def test_a_public_bucket_needs_no_credentials(public_bucket: str) -> None:
    """Without any credentials the bucket is read anonymously."""
    assert 1 == len(open_source(public_bucket).list())


def test_a_private_bucket_without_credentials_is_refused(keyless: str) -> None:
    """Reading a private bucket anonymously ends in words about access, not about the network."""
    with pytest.raises(Unreachable, match="access denied"):
        open_source(keyless).list()


def test_credentials_may_be_left_aside(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS_SKIP_SIGNATURE=true reads anonymously though there are credentials."""
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")

    with pytest.raises(Unreachable, match="access denied"):
        open_source(f"s3://{bucket.name}").list()


def test_half_a_key_is_refused(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key without its secret is told before anything is asked."""
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(UsageError, match=r"AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"):
        open_source(f"s3://{bucket.name}")


def test_a_profile_is_read(keyless: str, server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS_PROFILE names credentials and a region in ~/.aws; without it the default profile counts."""
    (tmp_path / "credentials").write_text(
        f"[default]\naws_access_key_id = other\naws_secret_access_key = other\n"
        f"[night]\naws_access_key_id = {server.key}\naws_secret_access_key = {server.secret}\n"
    )
    (tmp_path / "config").write_text("[profile night]\nregion = eu-north-1\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    with pytest.raises(Unreachable, match=r"access denied \(InvalidAccessKeyId\)"):
        open_source(keyless).list()

    monkeypatch.setenv("AWS_PROFILE", "night")

    assert 1 == len(open_source(keyless).list())
    assert "eu-north-1" == bucket_access("bucket", None)["region"]


def test_an_unknown_profile_is_named(keyless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that ~/.aws does not have is told by name."""
    monkeypatch.setenv("AWS_PROFILE", "nihgt")

    with pytest.raises(UsageError, match="nihgt"):
        open_source(keyless)


def test_a_profile_without_boto3_tells_the_ways_out(keyless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 is optional; who has a profile and lacks it learns what to install or to set instead."""
    monkeypatch.setenv("AWS_PROFILE", "night")
    monkeypatch.setitem(sys.modules, "botocore.exceptions", None)

    with pytest.raises(UsageError, match=r"need boto3: pip install 'songplays\[aws\]', or set AWS_ACCESS_KEY_ID"):
        open_source(keyless)


def test_files_without_credentials_are_no_profile(public_bucket: str, tmp_path: Path) -> None:
    """A ~/.aws/config that holds only settings leaves the bucket to be read anonymously."""
    (tmp_path / "no_config").write_text("[default]\noutput = json\n")

    assert 1 == len(open_source(public_bucket).list())


def test_the_machines_role_is_used(keyless: str, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine at AWS its role gives the credentials, with nothing to configure."""
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    with role_service(server.key, server.secret) as endpoint:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint)

        assert 1 == len(open_source(keyless).list())


def test_a_machine_without_a_role_reads_anonymously(public_bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no service for roles answers, none is waited for."""
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://127.0.0.1:{free_port()}")

    assert 1 == len(open_source(public_bucket).list())


def test_the_endpoint_for_s3_wins(bucket: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS_ENDPOINT_URL_S3 is meant for S3 alone and goes before AWS_ENDPOINT_URL; a last slash does no harm."""
    (bucket / "events.json").touch()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"{server.endpoint}/")

    assert 1 == len(open_source(f"s3://{bucket.name}").list())


@pytest.mark.parametrize("endpoint", ["127.0.0.1:9000", "localhost", "ftp://host", "http://", "https:///bucket"])
def test_an_endpoint_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """An endpoint needs http or https and a host."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)

    with pytest.raises(UsageError, match="is not an address; write it like https://host:port"):
        open_source("s3://bucket")


def test_only_this_machine_is_spoken_to_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http is for loopback; for any other host it must be asked for."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://minio.example.com:9000")

    with pytest.raises(UsageError, match=r"is not encrypted; use https, or set AWS_ALLOW_HTTP=true"):
        open_source("s3://bucket")

    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")

    assert "s3://bucket" == open_source("s3://bucket").uri

    monkeypatch.delenv("AWS_ALLOW_HTTP")
    for loopback in ("http://localhost:9000", "http://127.8.9.1", "http://[::1]:9000", "https://minio.example.com"):
        monkeypatch.setenv("AWS_ENDPOINT_URL", loopback)

        assert "s3://bucket" == open_source("s3://bucket").uri


def test_the_region_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting goes before AWS_REGION, and that before AWS_DEFAULT_REGION; elsewhere than AWS none is needed."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    assert "us-east-1" == bucket_access("bucket", None)["region"]

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")

    assert "eu-west-3" == bucket_access("bucket", None)["region"]

    monkeypatch.setenv("AWS_REGION", "eu-west-2")

    assert "eu-west-2" == bucket_access("bucket", None)["region"]
    assert "eu-west-1" == bucket_access("bucket", "eu-west-1")["region"]


@pytest.mark.parametrize("region", ["US West", "us-west-2.example.com/", "us_west_2"])
def test_a_region_never_becomes_another_address(region: str) -> None:
    """A region is part of a host's name, so only letters, digits and hyphens pass."""
    with pytest.raises(UsageError, match="is not a region; write it like us-west-2"):
        open_source("s3://bucket", region=region)


@pytest.mark.parametrize(("status", "region"), [(200, "us-west-2"), (301, "us-west-2"), (403, "us-west-2")])
def test_a_buckets_region_is_asked_of_s3(status: int, region: str) -> None:
    """S3 names the region of a bucket in every answer, a refusal included; so none has to be configured."""

    class S3(Answers):
        def respond(self) -> None:
            known = self.path == "/udacity-dend"
            self.answer(status if known else 404, {"x-amz-bucket-region": region} if known else {}, b"")

    with serving(S3) as service:
        assert region == bucket_region("udacity-dend", service)
        assert "us-east-1" == bucket_region("no-such-bucket", service)

    assert "us-east-1" == bucket_region("udacity-dend", service)
