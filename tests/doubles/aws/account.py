"""AWS's control plane in this process: moto, with what it leaves out.

moto's cluster is there, and gone, at once, and every call succeeds. Here a cluster is creating, or deleting, for as
many looks at it as a test says; a call fails when a test wants it to; and every call is written down. boto3 in this
process meets it as it is, a process of its own by way of `Account.served`.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from unittest.mock import patch

import boto3  # type: ignore[import-untyped]
from botocore.loaders import JSONFileLoader  # type: ignore[import-untyped]
from moto import mock_aws
from moto.core.exceptions import ServiceException
from moto.core.responses import BaseResponse
from moto.core.utils import camelcase_to_underscores
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from doubles.aws.authorization import denied
from doubles.aws.clusters import Clusters
from doubles.aws.parameters import changeable
from doubles.aws.serverless import Call, Serverless

REGION = "us-west-2"
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
"""Of nobody in the account; moto lets anybody do anything."""
USER = "operator"
"""Whom policies bind."""

QUICK = {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
"""To moto: images of machines take it half of its time, and nobody here wants one."""


class EveryCode:
    """Contains any code of an error."""

    def __contains__(self, code: object) -> bool:
        """Say yes."""
        return True


class Refusal(ServiceException):
    """An answer that says no. Of our own module, else moto looks it up among the errors of a service."""


@dataclass
class Failure:
    """What `times` calls of an operation are to fail with, after `after` that do not."""

    operation: str
    code: str
    message: str
    times: int
    after: int

    def meets(self, operation: str) -> bool:
        """Tell whether a call is one of those; it counts."""
        if operation != self.operation or not self.times:
            return False
        if self.after:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Account:
    """An AWS account, empty at first.

    calls: every call so far, refused ones too, as ``redshift:CreateCluster``.
    parameters: what was set in each parameter group of Redshift.
    enforced: whether a call needs a policy that allows it.
    """

    clusters: Clusters = field(default_factory=Clusters)
    serverless: Serverless = field(default_factory=Serverless)
    calls: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    enforced: bool = False

    def fail(self, operation: str, code: str, message: str, *, times: int = 1, after: int = 0) -> None:
        """Let calls of `operation`, such as ``redshift:CreateCluster``, fail.

        code: in AWS's words: AccessDenied, Throttling, ClusterAlreadyExists, …
        times, after: so many calls fail, after so many that do not.
        """
        self.failures.append(Failure(operation, code, message, times, after))

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which boto3 finds credentials and region, and nothing of this machine's own."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    @contextmanager
    def as_user(self, policy: dict[str, Any]) -> Iterator[None]:
        """Let boto3 be a user who may do what `policy` allows, and nothing else, while the block runs."""
        iam = boto3.client("iam")
        iam.create_user(UserName=USER)
        iam.put_user_policy(UserName=USER, PolicyName="all-they-may", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName=USER)["AccessKey"]
        theirs = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        self.calls.clear()
        self.enforced = True
        try:
            with patch.dict(os.environ, theirs):
                yield
        finally:
            self.enforced = False

    @contextmanager
    def served(self) -> Iterator[dict[str, str]]:
        """Answer on a port of this machine; the block is given the environment that leads a process there."""
        application = DomainDispatcherApplication(create_backend_app)
        server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield {**self.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}"}
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def called(self, operation: str) -> None:
        """Write a call down; Refusal if it is to fail."""
        self.calls.append(operation)
        for failure in self.failures:
            if failure.meets(operation):
                raise Refusal(failure.code, failure.message)

    def require_permission(self, operation: str, request: BaseResponse | Call) -> None:
        """Raise Refusal if policies count, and do not allow the call."""
        need = denied(operation, request) if self.enforced else None
        if need:
            raise Refusal(
                "UnauthorizedOperation" if operation.startswith("ec2:") else "AccessDenied",
                f"User: arn:aws:iam::{request.current_account}:user/{USER} is not authorized to perform: {need.action} "
                f"on resource: {need.resource} because no identity-based policy allows the {need.action} action",
            )


class Quiet(MotoRequestHandler):
    """Handles a request and says nothing of it."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401 - the names are werkzeug's
        """Write nothing."""


@contextmanager
def account() -> Iterator[Account]:
    """Stand in for AWS while the block runs: boto3 reaches nothing else."""
    it = Account()
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, it.environment | QUICK))
        stack.enter_context(mock_aws(config={"core": {"mock_credentials": False}}))
        stack.enter_context(patch.object(JSONFileLoader, "load_file", _load_once(JSONFileLoader.load_file)))
        stack.enter_context(patch.object(BaseResponse, "call_action", _told(it)))
        # moto warns of codes that botocore's list of a service's own errors leaves out, such as AccessDenied.
        stack.enter_context(patch("moto.core.errors.COMMON_ERROR_CODES", EveryCode()))
        stack.enter_context(it.clusters.living())
        stack.enter_context(changeable(it.parameters))

        def told(operation: str, call: Call) -> None:
            it.called(operation)
            it.require_permission(operation, call)

        stack.enter_context(it.serverless.answering(told))
        yield it


def _load_once(load: Callable[[JSONFileLoader, str], Any]) -> Callable[[JSONFileLoader, str], Any]:
    """Return how botocore reads its models of services, megabytes of JSON, once for all its sessions."""

    def load_file(self: JSONFileLoader, path: str) -> Any:  # noqa: ANN401 - botocore's
        if path not in _loaded:
            _loaded[path] = load(self, path)
        return _loaded[path]

    return load_file


_loaded: dict[str, Any] = {}


def _told(it: Account) -> Callable[[BaseResponse], Any]:
    """Return moto's way to answer any call, with `it` told of the call first."""
    answer = BaseResponse.call_action

    def call_action(self: BaseResponse) -> Any:  # noqa: ANN401 - moto's
        operation = self._get_action()
        name = camelcase_to_underscores(operation)
        method = getattr(self, name)

        def told_first() -> Any:  # noqa: ANN401 - moto's
            it.called(f"{self.service_name}:{operation}")
            it.require_permission(f"{self.service_name}:{operation}", self)
            return method()

        setattr(self, name, told_first)  # of this one request; what it raises becomes the answer, as moto's own errors
        return answer(self)

    return call_action
