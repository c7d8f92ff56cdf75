"""Who we are to the database: a user with a password, or one to whom AWS lends a password for some minutes."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from songplays.config import Config, Secret
from songplays.errors import Unreachable, UsageError

ENDPOINT = re.compile(
    r"(?P<name>[a-z0-9-]+)\.[a-z0-9]+\.(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)"
    r"\.redshift(?P<serverless>-serverless)?\.amazonaws\.com(?:\.cn)?"
)
"""The name that AWS gives to a cluster's or workgroup's endpoint."""

SERVERLESS = "serverless"
TOO_OLD = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
NOT_KNOWN = {
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
}
NOT_ALLOWED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
NOT_THERE = {"ClusterNotFound", "ResourceNotFoundException"}
WHOSE = "(AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the machine's role)"


@dataclass(frozen=True)
class Login:
    """What the database is shown; temporary: AWS lent it, and it is good for one connection now."""

    user: str
    password: Secret
    temporary: bool = False


class Lender(NamedTuple):
    """The cluster or workgroup that credentials are asked for, and the region whose service is asked."""

    name: str
    region: str | None
    serverless: bool


def login(settings: Config) -> Login:
    """Return DB_USER with DB_PASSWORD or, where there is no password, what AWS lends to who runs songplays.

    UsageError if a setting that this takes is missing; Unreachable if AWS lends nothing.
    """
    cluster = settings.cluster
    if cluster.db_password:
        return Login(_user(cluster.db_user), cluster.db_password)
    lender = lender_of(settings)
    if lender is None:
        raise UsageError(
            "[CLUSTER] DB_PASSWORD is not set; set SONGPLAYS_CLUSTER_DB_PASSWORD or, for temporary credentials from "
            "AWS, name the cluster's own endpoint as HOST, or [INFRASTRUCTURE] CLUSTER_IDENTIFIER"
        )
    # A workgroup knows who asks by their AWS identity alone.
    return _lent(lender, "" if lender.serverless else _user(cluster.db_user), cluster.db_name or "")


def lender_of(settings: Config) -> Lender | None:
    """Return whom to ask: whose endpoint HOST is or, where it is another name, what [INFRASTRUCTURE] says."""
    found = ENDPOINT.fullmatch(settings.cluster.host or "")
    if found:
        return Lender(found["name"], found["region"], bool(found["serverless"]))
    made = settings.infrastructure
    if not made.cluster_identifier:
        return None
    return Lender(made.cluster_identifier, made.region, made.cluster_type == SERVERLESS)


def _user(name: str | None) -> str:
    if not name:
        raise UsageError("[CLUSTER] DB_USER is not set; set it in dwh.cfg or as SONGPLAYS_CLUSTER_DB_USER")
    return name


def _lent(lender: Lender, user: str, database: str) -> Login:
    """Ask AWS, as whoever its own tools would ask; DB_USER must be there already."""
    try:
        import boto3  # type: ignore[import-untyped] # noqa: PLC0415 - heavy, and an extra
        import botocore.exceptions as failures  # type: ignore[import-untyped] # noqa: PLC0415
        from botocore.config import Config as ClientConfig  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError:
        raise UsageError("credentials from AWS need boto3: pip install 'songplays[redshift]'") from None
    patience = ClientConfig(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
    service = "redshift-serverless" if lender.serverless else "redshift"
    try:
        client = boto3.Session().client(service, region_name=lender.region, config=patience)
        if lender.serverless:
            lent = client.get_credentials(workgroupName=lender.name, dbName=database)
            return Login(lent["dbUser"], Secret(lent["dbPassword"]), temporary=True)
        lent = client.get_cluster_credentials(
            ClusterIdentifier=lender.name, DbUser=user, DbName=database, AutoCreate=False
        )
        return Login(lent["DbUser"], Secret(lent["DbPassword"]), temporary=True)
    except failures.NoRegionError:
        raise UsageError("[INFRASTRUCTURE] REGION is not set; name the region that the cluster is in") from None
    except failures.ClientError as error:
        raise Unreachable(_why(error.response.get("Error", {}), lender, user)) from None
    except (failures.NoCredentialsError, failures.PartialCredentialsError):
        raise Unreachable(
            f"[CLUSTER] DB_PASSWORD is not set, and there are no AWS credentials {WHOSE} to ask for one; set either"
        ) from None
    except failures.BotoCoreError as error:
        told = " ".join(str(error).split())
        raise Unreachable(
            f"AWS was asked for credentials for {lender.name}: {told}; check the network, the region and the AWS "
            f"credentials {WHOSE}"
        ) from None


def _why(error: dict[str, Any], lender: Lender, user: str) -> str:
    """Return in one line why AWS lends nothing."""
    kind, service = ("workgroup", "redshift-serverless") if lender.serverless else ("cluster", "redshift")
    code = error.get("Code", "")
    if code in TOO_OLD:
        return f"the AWS credentials {WHOSE} have expired; get new ones, as by `aws sso login`, and run again"
    if code in NOT_KNOWN:
        return f"AWS does not know the credentials it is shown {WHOSE}, or not with this secret; check them"
    if code in NOT_ALLOWED:
        action = "GetCredentials" if lender.serverless else f"GetClusterCredentials as {user}"
        return (
            f"this AWS identity may not have database credentials for {kind} {lender.name}; allow it "
            f"{service}:{action}, or set [CLUSTER] DB_PASSWORD"
        )
    if code in NOT_THERE:
        where = f" in {lender.region}" if lender.region else ""
        return (
            f"there is no {kind} {lender.name}{where}; check [CLUSTER] HOST, and in which account these credentials are"
        )
    return f"AWS gives no credentials for {kind} {lender.name}: {' '.join(str(error.get('Message')).split())} ({code})"
