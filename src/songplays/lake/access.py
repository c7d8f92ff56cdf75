"""How to reach a bucket: endpoint, region and credentials, found where AWS's own tools find them.

The environment comes first. obstore reads credentials from it, from a web identity, a container or the machine's role;
profiles in ~/.aws are read by boto3. Where there are none of these the bucket is read anonymously.
"""

import ipaddress
import os
import re
import socket
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast
from urllib.parse import urlsplit

from songplays.errors import UsageError

if TYPE_CHECKING:
    from obstore.auth.boto3 import Boto3CredentialProvider
    from obstore.store import ClientConfig, RetryConfig, S3CredentialProvider

# What obstore itself turns into credentials; AWS's tools look at these before they look at ~/.aws.
FOUND_BY_OBSTORE = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
YES = ("1", "true", "yes", "on")
ROLE_SERVICE = "http://169.254.169.254"
"""Where a machine at AWS asks for its role."""

# An endpoint that is dead is told within 20 seconds: no new try after 10, and none waits longer than 8.
RETRIES: "RetryConfig" = {
    "max_retries": 5,
    "retry_timeout": timedelta(seconds=10),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
}
CONNECT_TIMEOUT = timedelta(seconds=3)
READ_TIMEOUT = timedelta(seconds=8)
WHOLE_REQUEST_TIMEOUT = timedelta(days=1)  # a large file may take its time as long as its bytes keep coming


class Access(TypedDict, total=False):
    """What an S3Store is to be opened with."""

    endpoint: str
    region: str
    skip_signature: bool
    metadata_endpoint: str
    credential_provider: "S3CredentialProvider"
    client_options: "ClientConfig"
    retry_config: "RetryConfig"


def bucket_access(bucket: str, region: str | None) -> Access:
    """Return how to reach `bucket`; UsageError if what the environment says of it cannot be right."""
    access: Access = {"retry_config": RETRIES, **_credentials()}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region and "credential_provider" in access:
        region = cast("Boto3CredentialProvider", access["credential_provider"]).config.get("region")
    if endpoint:
        access["endpoint"] = endpoint
    access["region"] = region or ("us-east-1" if endpoint else bucket_region(bucket))
    if not re.fullmatch(r"[a-z0-9-]+", access["region"]):  # it becomes part of a host's name
        raise UsageError(f"{access['region']!r} is not a region; write it like us-west-2")
    access["client_options"] = {
        "allow_http": _may_be_plain(endpoint) if endpoint else False,
        "connect_timeout": CONNECT_TIMEOUT,
        "read_timeout": READ_TIMEOUT,
        "timeout": WHOLE_REQUEST_TIMEOUT,
    }
    return access


def bucket_region(bucket: str, service: str = "https://s3.amazonaws.com") -> str:
    """Ask S3 in which region `bucket` lies; us-east-1 if it does not say. S3 tells it even with a refusal."""
    question = urllib.request.Request(f"{service}/{bucket}", method="HEAD")  # noqa: S310 - always https
    try:
        with urllib.request.urlopen(question, timeout=5) as answer:  # noqa: S310
            headers = answer.headers
    except urllib.error.HTTPError as refusal:
        headers = refusal.headers
        refusal.close()
    except OSError:
        return "us-east-1"  # listing the bucket will tell that the network is down
    return headers.get("x-amz-bucket-region") or "us-east-1"


def _credentials() -> Access:
    if os.environ.get("AWS_SKIP_SIGNATURE", "").lower() in YES:
        return {"skip_signature": True}
    if os.environ.get("AWS_ACCESS_KEY_ID") and not os.environ.get("AWS_SECRET_ACCESS_KEY"):
        raise UsageError("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not; set both, or neither")
    if any(os.environ.get(variable) for variable in FOUND_BY_OBSTORE):
        return {}
    return _profile() or _role() or {"skip_signature": True}


def _profile() -> Access:
    """Return the credentials of AWS_PROFILE, or of the default profile if ~/.aws has one; nothing if there is none."""
    profile = os.environ.get("AWS_PROFILE")
    files = (
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"),
    )
    if not profile and not any(Path(file).expanduser().is_file() for file in files):
        return {}
    try:
        import botocore.exceptions  # type: ignore[import-untyped] # noqa: PLC0415 - heavy, and for profiles alone
        from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "the profiles in ~/.aws need boto3: pip install 'songplays[aws]', or set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_SKIP_SIGNATURE=true for a public bucket"
        ) from None
    try:
        return {"credential_provider": Boto3CredentialProvider()}
    except ValueError:
        return {}  # how the provider says that it found none
    except botocore.exceptions.BotoCoreError as error:
        raise UsageError(f"AWS profile: {error}; mend ~/.aws or set AWS_PROFILE") from None


def _role() -> Access:
    """Return where the machine's role is asked for; nothing if no such service answers at once."""
    if os.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() in YES:
        return {}
    service = os.environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT") or ROLE_SERVICE
    place = urlsplit(service)
    try:
        socket.create_connection((place.hostname or "", place.port or 80), timeout=1).close()
    except OSError:
        return {}
    return {"metadata_endpoint": service.rstrip("/")}


def _may_be_plain(endpoint: str) -> bool:
    """Tell whether `endpoint` may be spoken to without TLS; UsageError if it has none and is not on this machine."""
    place = urlsplit(endpoint)
    if place.scheme not in {"http", "https"} or not place.hostname:
        raise UsageError(f"AWS_ENDPOINT_URL {endpoint!r} is not an address; write it like https://host:port")
    if place.scheme == "https":
        return False
    if not _is_loopback(place.hostname) and os.environ.get("AWS_ALLOW_HTTP", "").lower() not in YES:
        raise UsageError(f"AWS_ENDPOINT_URL {endpoint} is not encrypted; use https, or set AWS_ALLOW_HTTP=true")
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
