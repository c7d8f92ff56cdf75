"""The service on a machine at AWS that hands out the credentials of its role."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from doubles.loopback import Answers, serving

ROLES = "/latest/meta-data/iam/security-credentials/"


@contextmanager
def role_service(key: str, secret: str) -> Iterator[str]:
    """Answer as AWS's instance metadata service does: a token first, then the role, then `key` and `secret`."""
    credentials = {
        "Code": "Success",
        "Type": "AWS-HMAC",
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "Token": "",
        "LastUpdated": "2018-11-01T00:00:00Z",
        "Expiration": "2099-01-01T00:00:00Z",
    }
    answers = {"/latest/api/token": "token", ROLES: "role", f"{ROLES}role": json.dumps(credentials)}

    class Service(Answers):
        def respond(self) -> None:
            answer = answers.get(self.path)
            self.answer(200 if answer else 404, {}, (answer or "").encode())

    with serving(Service) as endpoint:
        yield endpoint
