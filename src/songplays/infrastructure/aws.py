"""Ask AWS, and say in one line what it refused."""

import re
from typing import Any

from songplays.config import Infrastructure, Secret
from songplays.errors import Unreachable, UsageError

TAG = "songplays"
"""The key of the tag by which what we made is known; its value is the identifier of the cluster or workgroup."""

DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
UNKNOWN_KEY = (
    "AuthFailure",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)
THROTTLED = ("RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException")
CONNECT_SECONDS, ANSWER_SECONDS = 5, 30


class AwsRefusal(Unreachable):
    """AWS answered a call with an error.

    code: AWS's own word for it, such as ClusterNotFound.
    reason: AWS's own sentence, without secrets.
    """

    def __init__(self, message: str, code: str, reason: str) -> None:
        """Keep what AWS said beside the `message` for the user."""
        super().__init__(message)
        self.code = code
        self.reason = reason


class Aws:
    """One account in one region, reached with the credentials that were given or that AWS's own tools would use."""

    def __init__(self, settings: Infrastructure, secrets: list[Secret | None]) -> None:
        """Find credentials and region; no call is made yet.

        secrets: what no message may show, whatever AWS answers.

        UsageError without boto3 or a region, or if half a key is given.
        """
        try:
            import boto3  # type: ignore[import-untyped] # noqa: PLC0415 - heavy, and an extra
            from botocore.config import Config  # type: ignore[import-untyped] # noqa: PLC0415
            from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped] # noqa: PLC0415
        except ImportError:
            raise UsageError("this command needs boto3: pip install 'songplays[redshift]'") from None
        if (settings.key is None) != (settings.secret is None):
            raise UsageError(
                "[INFRASTRUCTURE] KEY and SECRET belong together; set both, or neither to use AWS's own credentials"
            )
        self._secrets = [secret.reveal() for secret in (settings.key, settings.secret, *secrets) if secret]
        self._clients: dict[str, Any] = {}
        self._config = Config(
            connect_timeout=CONNECT_SECONDS, read_timeout=ANSWER_SECONDS, user_agent_extra="songplays"
        )
        try:
            self._session = boto3.Session(
                aws_access_key_id=settings.key and settings.key.reveal(),
                aws_secret_access_key=settings.secret and settings.secret.reveal(),
                region_name=settings.region,
            )
            if not self._session.region_name:
                raise UsageError("no region; set [INFRASTRUCTURE] REGION in dwh.cfg or AWS_REGION, such as us-west-2")
            self.region: str = self._session.region_name
            self.partition: str = self._session.get_partition_for_region(self.region)
        except BotoCoreError as error:
            raise UsageError(f"{self._plain(error)}; check [INFRASTRUCTURE] REGION and AWS_PROFILE") from None

    def call(self, action: str, **parameters: object) -> dict[str, Any]:
        """Return AWS's answer to `action`, which is named as in an IAM policy (``redshift:CreateCluster``).

        AwsRefusal if AWS answers with an error, Unreachable if it does not answer or there are no credentials.
        """
        from botocore import xform_name  # type: ignore[import-untyped] # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
        from botocore.parsers import ResponseParserError  # type: ignore[import-untyped] # noqa: PLC0415

        service, operation = action.split(":")
        try:
            if service not in self._clients:
                self._clients[service] = self._session.client(service, config=self._config)
            answer: dict[str, Any] = getattr(self._clients[service], xform_name(operation))(**parameters)
        except ClientError as error:
            raise self._refusal(action, error.response["Error"]) from None
        except ResponseParserError:
            raise Unreachable(
                f"{action}: what answers is not AWS; check AWS_ENDPOINT_URL and the proxy, then run again"
            ) from None
        except (BotoCoreError, ValueError) as error:  # a ValueError is how an odd AWS_ENDPOINT_URL is told
            raise Unreachable(self._no_answer(action, error)) from None
        return answer

    def call_unless(self, code: str, action: str, **parameters: object) -> dict[str, Any] | None:
        """Return AWS's answer to `action` as ``call`` does, but None where AWS refuses it with `code`."""
        try:
            return self.call(action, **parameters)
        except AwsRefusal as refusal:
            if refusal.code == code:
                return None
            raise

    def _refusal(self, action: str, error: dict[str, str]) -> AwsRefusal:
        code, reason = error.get("Code", ""), self._plain(error.get("Message", ""))
        if code in DENIED:
            denied = re.search(r"perform: ([a-z0-9-]+:\w+)", reason)  # CreateCluster also needs iam:PassRole, e.g.
            message = (
                f"{action}: access denied; who runs this needs {denied[1] if denied else action} "
                "(docs/policies has what is needed), then run again"
            )
        elif code in EXPIRED:
            message = f"{action}: the AWS session has expired; sign in again (`aws sso login`), then run again"
        elif code in UNKNOWN_KEY:
            message = (
                f"{action}: AWS does not accept the credentials ({code}); check [INFRASTRUCTURE] KEY and SECRET, "
                "or AWS_PROFILE"
            )
        elif code in THROTTLED:
            message = f"{action}: AWS is busy with this account's calls ({code}); run again in a minute"
        elif "Quota" in code or "LimitExceeded" in code:
            message = (
                f"{action}: {reason} ({code}); ask AWS for a higher quota, or delete what is not needed; run again"
            )
        else:
            message = f"{action}: {reason or 'refused'} ({code}); mend that, then run again"
        return AwsRefusal(message, code, reason)

    def _no_answer(self, action: str, error: Exception) -> str:
        from botocore import exceptions  # noqa: PLC0415

        if isinstance(error, exceptions.NoCredentialsError):
            return (
                "no AWS credentials; sign in (`aws sso login`), set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, or [INFRASTRUCTURE] KEY and SECRET"
            )
        if isinstance(
            error, exceptions.SSOError | exceptions.TokenRetrievalError | exceptions.CredentialRetrievalError
        ):
            return f"AWS credentials: {self._plain(error)}; sign in again (`aws sso login`), then run again"
        if isinstance(error, exceptions.ParamValidationError):
            return f"{action}: {self._plain(error)}; check [INFRASTRUCTURE] and [CLUSTER]"
        return f"{action}: {self._plain(error)}; check the network, then run again"

    def _plain(self, said: object) -> str:
        """Return what AWS or its library said as one line that shows no secret."""
        text = " ".join(str(said).split()).rstrip(".")
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


def owner(tags: list[dict[str, str]] | None) -> str | None:
    """Return whose a resource with these tags is: the identifier that our tag names, None without our tag."""
    return next((tag["Value"] for tag in tags or [] if tag["Key"] == TAG), None)


def require_ours(what: str, found: str | None, identifier: str) -> None:
    """Raise Unreachable unless `what`, which belongs to `found`, is ours."""
    if found is None:
        raise Unreachable(
            f"{what} exists and is not ours: it has no tag {TAG}={identifier}; choose another name in "
            "[INFRASTRUCTURE], or delete it yourself"
        )
    if found != identifier:
        raise Unreachable(
            f"{what} belongs to {found}, not to {identifier} (its tag {TAG} says so); choose another name in "
            "[INFRASTRUCTURE]"
        )
