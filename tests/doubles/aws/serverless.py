"""Redshift Serverless, which moto leaves out: its calls are answered here, as the service's own model says.

What goes in and what comes out is validated against botocore's model of the service, as its Stubber does: a parameter
that the service does not know, an answer that it could not give, or an error that the call does not have fails a test.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient  # type: ignore[import-untyped]
from botocore.validate import validate_parameters  # type: ignore[import-untyped]

SERVICE = "redshift-serverless"
Answer = dict[str, Any]


class NotAnswered(Exception):
    """An error that the service answers with."""

    def __init__(self, code: str, message: str) -> None:
        """Keep its code beside the message."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Call:
    """A call as it came, in the shape in which moto's requests are asked who makes them and what for."""

    parameters: Answer
    region: str
    access_key: str
    tags_of: Callable[[str, str], dict[str, str]]
    current_account: str = "123456789012"

    def given(self, name: str) -> Any:  # noqa: ANN401 - whatever the call says
        """Return a parameter of the call."""
        return self.parameters.get(name)


@dataclass
class Serverless:
    """The namespaces and workgroups of an account.

    looks_until_available, looks_until_gone: how many Gets of a workgroup find it still creating, or of either deleting.
    snapshots: the final ones.
    asked: the parameters of each call, by operation, as they came.
    """

    looks_until_available: int = 1
    looks_until_gone: int = 1
    namespaces: dict[str, Answer] = field(default_factory=dict)
    workgroups: dict[str, Answer] = field(default_factory=dict)
    limits: list[Answer] = field(default_factory=list)
    tags: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    snapshots: list[str] = field(default_factory=list)
    asked: dict[str, Answer] = field(default_factory=dict)
    _looks: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def answering(self, told: Callable[[str, Call], None]) -> Iterator[None]:
        """Answer boto3 in this process while the block runs; `told` hears of each call first, and may refuse it."""
        elsewhere = BaseClient._make_api_call  # noqa: SLF001 - where Stubber and moto come in, too

        def make_api_call(client: BaseClient, operation: str, parameters: Answer) -> Answer:
            if client.meta.service_model.service_name != SERVICE:
                return elsewhere(client, operation, parameters)  # type: ignore[no-any-return]
            model = client.meta.service_model.operation_model(operation)
            validate_parameters(parameters, model.input_shape)
            self.asked[operation] = parameters
            key = client._request_signer._credentials.access_key  # noqa: SLF001 - nobody else knows
            try:
                told(f"{SERVICE}:{operation}", Call(parameters, client.meta.region_name, key, self._tags_of))
                answer = ANSWERS[operation](self, **parameters)
            except NotAnswered as refusal:
                if refusal.code not in {shape.name for shape in model.error_shapes}:
                    raise AssertionError(f"{operation} has no error {refusal.code}") from None
                raise _client_error(client, operation, refusal.code, str(refusal)) from None
            except Exception as refusal:
                code = getattr(refusal, "code", None)
                if code is None:
                    raise
                raise _client_error(client, operation, code, refusal.message) from None  # type: ignore[attr-defined]
            validate_parameters(answer, model.output_shape)
            return answer

        with patch.object(BaseClient, "_make_api_call", make_api_call):
            yield

    def create_namespace(self, namespaceName: str, tags: list[Answer], **settings: Any) -> Answer:  # noqa: N803, ANN401
        """Create a namespace; it is available at once."""
        if namespaceName in self.namespaces:
            raise NotAnswered("ConflictException", "The namespace already exists.")
        arn = f"arn:aws:redshift-serverless:us-west-2:123456789012:namespace/n-{namespaceName}"
        made = {
            "namespaceName": namespaceName,
            "namespaceArn": arn,
            "status": "AVAILABLE",
            "creationDate": datetime.now(UTC),
            "dbName": settings["dbName"],
            "iamRoles": [f"IamRole(applyStatus=in-sync, iamRoleArn={role})" for role in settings["iamRoles"]],
        }
        if settings.get("manageAdminPassword"):
            made["adminPasswordSecretArn"] = (
                f"arn:aws:secretsmanager:us-west-2:123456789012:secret:redshift!{namespaceName}-admin-AbCdEf"
            )
        self.namespaces[namespaceName], self.tags[arn] = made, tags
        return {"namespace": made}

    def get_namespace(self, namespaceName: str) -> Answer:  # noqa: N803 - the names are the service's
        """Return a namespace; that is a look at it."""
        return {"namespace": self._look(self.namespaces, "namespace", namespaceName)}

    def delete_namespace(self, namespaceName: str, finalSnapshotName: str | None = None) -> Answer:  # noqa: N803
        """Begin to delete a namespace that has no workgroup."""
        if namespaceName in self.workgroups:
            raise NotAnswered("ConflictException", "The namespace has a workgroup.")
        found = self._found(self.namespaces, "namespace", namespaceName)
        if finalSnapshotName:
            self.snapshots.append(finalSnapshotName)
        self._begin("namespace", found, namespaceName, "DELETING", self.looks_until_gone)
        return {"namespace": found}

    def create_workgroup(self, workgroupName: str, tags: list[Answer], **settings: Any) -> Answer:  # noqa: N803, ANN401
        """Begin to create a workgroup of a namespace that is there."""
        if workgroupName in self.workgroups:
            raise NotAnswered("ConflictException", "The workgroup already exists.")
        self._found(self.namespaces, "namespace", settings["namespaceName"])
        arn = f"arn:aws:redshift-serverless:us-west-2:123456789012:workgroup/w-{workgroupName}"
        made = {**settings, "workgroupName": workgroupName, "workgroupArn": arn, "creationDate": datetime.now(UTC)}
        self._begin("workgroup", made, workgroupName, "CREATING", self.looks_until_available)
        self.workgroups[workgroupName], self.tags[arn] = made, tags
        return {"workgroup": made}

    def get_workgroup(self, workgroupName: str) -> Answer:  # noqa: N803 - the names are the service's
        """Return a workgroup; that is a look at it."""
        return {"workgroup": self._look(self.workgroups, "workgroup", workgroupName)}

    def delete_workgroup(self, workgroupName: str) -> Answer:  # noqa: N803 - the names are the service's
        """Begin to delete a workgroup that is not being created."""
        found = self._found(self.workgroups, "workgroup", workgroupName)
        if found["status"] != "AVAILABLE":
            raise NotAnswered("ConflictException", "There is an operation running on the workgroup.")
        self._begin("workgroup", found, workgroupName, "DELETING", self.looks_until_gone)
        return {"workgroup": found}

    def create_usage_limit(self, resourceArn: str, **limit: Any) -> Answer:  # noqa: N803, ANN401
        """Limit what a workgroup may use; it must be available."""
        workgroup = next((one for one in self.workgroups.values() if one["workgroupArn"] == resourceArn), None)
        if workgroup is None or workgroup["status"] != "AVAILABLE":
            raise NotAnswered("ConflictException", "The workgroup is not available.")
        self.limits.append({"resourceArn": resourceArn, **limit})
        return {"usageLimit": self.limits[-1]}

    def list_usage_limits(self, resourceArn: str, usageType: str) -> Answer:  # noqa: N803 - the service's
        """Return the limits of one kind of a workgroup."""
        wanted = {"resourceArn": resourceArn, "usageType": usageType}
        found = [limit for limit in self.limits if wanted.items() <= limit.items()]
        return {"usageLimits": found} if found else {}

    def list_tags_for_resource(self, resourceArn: str) -> Answer:  # noqa: N803 - the service's
        """Return the tags of a namespace or workgroup."""
        return {"tags": self.tags[resourceArn]}

    def _found(self, among: dict[str, Answer], what: str, name: str) -> Answer:
        if name not in among:
            raise NotAnswered("ResourceNotFoundException", f"The {what} {name} is not there.")
        return among[name]

    def _begin(self, what: str, it: Answer, name: str, status: str, looks: int) -> None:
        it["status"] = status
        self._looks[f"{what} {name}"] = looks

    def _look(self, among: dict[str, Answer], what: str, name: str) -> Answer:
        """Return what is there, after time has gone by for it."""
        found = self._found(among, what, name)
        self._looks[f"{what} {name}"] -= 1
        if self._looks[f"{what} {name}"] < 0 and found["status"] == "DELETING":
            del among[name]
            return self._found(among, what, name)
        if self._looks[f"{what} {name}"] < 0 and found["status"] == "CREATING":
            found["status"] = "AVAILABLE"
            host = f"{name}.123456789012.us-west-2.redshift-serverless.amazonaws.com"
            found["endpoint"] = {"address": host, "port": found["port"]}
        return found

    def _tags_of(self, name: str, kind: str) -> dict[str, str]:
        among = self.workgroups if kind == "workgroup" else self.namespaces
        arn = among.get(name, {}).get(f"{kind}Arn", "")
        return {tag["key"]: tag["value"] for tag in self.tags.get(arn, [])}


ANSWERS: dict[str, Callable[..., Answer]] = {
    "CreateNamespace": Serverless.create_namespace,
    "GetNamespace": Serverless.get_namespace,
    "DeleteNamespace": Serverless.delete_namespace,
    "CreateWorkgroup": Serverless.create_workgroup,
    "GetWorkgroup": Serverless.get_workgroup,
    "DeleteWorkgroup": Serverless.delete_workgroup,
    "CreateUsageLimit": Serverless.create_usage_limit,
    "ListUsageLimits": Serverless.list_usage_limits,
    "ListTagsForResource": Serverless.list_tags_for_resource,
}


def _client_error(client: BaseClient, operation: str, code: str, message: str) -> Exception:
    kind = client.exceptions.from_code(code)
    error: Exception = kind({"Error": {"Code": code, "Message": message}}, operation)
    return error
