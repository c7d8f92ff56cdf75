"""The services of AWS that lend a password for the database: GetClusterCredentials, and GetCredentials of Serverless.

Redshift answers in AWS's query protocol (a form, then XML), Redshift Serverless in its JSON protocol.
"""

import json
import re
import secrets
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from doubles.loopback import Answers, serving

CLUSTER = "sparkify"
KEY = "AKIALENDER"
SECRET = "lender-secret-key"  # noqa: S105 - of this service alone
SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=(?P<key>\w+)/\d+/(?P<region>[\w-]+)/redshift(?:-serverless)?/")


@dataclass
class Lender:
    """One cluster, or workgroup, called CLUSTER; it lends to who shows `key`.

    error: the code with which the next calls are refused. lent: what it lent. regions: those it was asked in.
    """

    endpoint: str
    passwords: MutableMapping[str, str]
    key: str
    error: str | None = None
    lent: list[str] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS's tools find it, and know who they are."""
        return {
            "AWS_ENDPOINT_URL_REDSHIFT": self.endpoint,
            "AWS_ENDPOINT_URL_REDSHIFT_SERVERLESS": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def lend(self, user: str) -> str:
        """Return a password that `user` may come in with."""
        self.lent.append(secrets.token_urlsafe(24))
        self.passwords[user] = self.lent[-1]
        return self.lent[-1]

    def refusal(self, authorization: str, name: str, absent: str, unknown: str) -> str | None:
        """Return the code with which a request is refused, if it is; signatures are not computed again."""
        signed = SIGNED.match(authorization)
        if not signed or signed["key"] != self.key:
            return unknown
        self.regions.add(signed["region"])
        return self.error or (absent if name != CLUSTER else None)


@contextmanager
def lender(passwords: MutableMapping[str, str], key: str = KEY) -> Iterator[Lender]:
    """Answer who shows `key` while the block runs; `passwords` are the cluster's, who lets in whom one was lent."""

    class Service(Answers):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if target := self.headers.get("X-Amz-Target"):
                self._json(target, json.loads(body))
            else:
                self._query({name: values[0] for name, values in parse_qs(body.decode()).items()})

        do_POST = respond  # noqa: N815 - the name is http.server's

        def _query(self, form: dict[str, str]) -> None:
            refused = running.refusal(
                self.headers.get("Authorization", ""),
                form.get("ClusterIdentifier", ""),
                "ClusterNotFound",
                "InvalidClientTokenId",
            )
            if form["Action"] != "GetClusterCredentials" or form["AutoCreate"] != "false":
                refused = "InvalidAction"
            if refused:
                told = f"<Error><Type>Sender</Type><Code>{refused}</Code><Message>told by the service</Message></Error>"
                self.answer(400, {}, f"<ErrorResponse>{told}</ErrorResponse>".encode())
                return
            user = f"IAM:{form['DbUser']}"
            self.answer(
                200,
                {"Content-Type": "text/xml"},
                (
                    '<GetClusterCredentialsResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">'
                    f"<GetClusterCredentialsResult><DbUser>{user}</DbUser>"
                    f"<DbPassword>{running.lend(user)}</DbPassword><Expiration>2099-01-01T00:00:00Z</Expiration>"
                    "</GetClusterCredentialsResult></GetClusterCredentialsResponse>"
                ).encode(),
            )

        def _json(self, target: str, asked: dict[str, str]) -> None:
            refused = running.refusal(
                self.headers.get("Authorization", ""),
                asked.get("workgroupName", ""),
                "ResourceNotFoundException",
                "UnrecognizedClientException",
            )
            if target != "RedshiftServerless.GetCredentials":
                refused = "UnknownOperationException"
            if refused:
                self.answer(400, {}, json.dumps({"__type": refused, "message": "told by the service"}).encode())
                return
            user = "IAMR:loader"
            self.answer(200, {}, json.dumps({"dbUser": user, "dbPassword": running.lend(user)}).encode())

    with serving(Service) as endpoint:
        running = Lender(endpoint, passwords, key)
        yield running
