"""Redshift Serverless: a namespace, which keeps the tables, and a workgroup, which computes and costs while it does.

Both carry the configured identifier for a name. A namespace without its workgroup is what an interruption may leave:
``create`` goes on with it, and ``delete`` deletes it.
"""

import re
from typing import Any

from songplays.errors import UsageError
from songplays.infrastructure.aws import AwsRefusal, owner, require_ours
from songplays.infrastructure.node_types import PRICES_ARE, RPU_HOUR_DOLLARS
from songplays.infrastructure.warehouse import UNFINISHED, Found
from songplays.infrastructure.work import Work, required

AVAILABLE = "available"
SERVERLESS = "serverless"
"""The CLUSTER_TYPE that means a workgroup."""
MISSING = "ResourceNotFoundException"
NOT_NOW = "ConflictException"
COMPUTE = "serverless-compute"
ARN = re.compile(r"arn:[^\s,)]+")
"""A role within what GetNamespace tells of it: ``IamRole(applyStatus=in-sync, iamRoleArn=arn:…)``."""
PORTS = (*range(5431, 5456), *range(8191, 8216))
"""Where a workgroup can listen (CreateWorkgroup, Amazon Redshift Serverless API Reference)."""
HOURS_A_DAY = 24


class Workgroup:
    """A workgroup of Redshift Serverless and its namespace (see ``Warehouse``)."""

    kind = "workgroup"
    services: list[str] = ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]  # noqa: RUF012 - always so

    def __init__(self, work: Work) -> None:
        """Name the workgroup that the settings name; it may exist or not."""
        self._work = work

    @property
    def size(self) -> str:
        """Return the configured capacity, in words."""
        return _in_words(self._work.settings.infrastructure.base_capacity)

    def require_creatable(self) -> None:
        """Raise UsageError if a setting is missing or cannot be right; Unreachable if the namespace is another's.

        Capacities: "Compute capacity for Amazon Redshift Serverless", Amazon Redshift Management Guide.
        """
        identifier = self._work.identifier
        if not re.fullmatch(r"[a-z0-9-]{3,64}", identifier):
            raise UsageError(
                f"[INFRASTRUCTURE] CLUSTER_IDENTIFIER: {identifier!r} is not a name for a workgroup; write 3 to "
                "64 small letters, digits and hyphens"
            )
        required(self._work.settings.cluster.db_name, "CLUSTER", "DB_NAME")
        required(self._work.settings.cluster.db_user, "CLUSTER", "DB_USER")
        if self._work.settings.cluster.db_port not in PORTS:
            raise UsageError("[CLUSTER] DB_PORT: a workgroup listens at a port from 5431 to 5455 or from 8191 to 8215")
        capacity = self._work.settings.infrastructure.base_capacity
        if capacity != 4 and (capacity % 8 or (capacity > 512 and capacity % 32)):  # noqa: PLR2004 - AWS's steps
            raise UsageError(
                f"[INFRASTRUCTURE] BASE_CAPACITY: {capacity} RPUs are not to be had; write 4, a multiple of 8 up to "
                "512, or of 32 up to 1024"
            )
        self._namespace_if_ours()

    def plan(self) -> list[str]:
        """Return what ``create`` makes, a line each."""
        limit = self._work.settings.infrastructure.daily_rpu_hours
        capacity = self._work.settings.infrastructure.base_capacity
        price, most = capacity * RPU_HOUR_DOLLARS, limit * RPU_HOUR_DOLLARS
        return [
            f"Redshift Serverless namespace {self._work.identifier}, which keeps the tables, encrypted",
            f"Redshift Serverless workgroup {self._work.identifier}: {self.size}, {price:.2f} USD an hour of computing",
            f"usage limit of {limit} RPU-hours a day, which is at most {most:.2f} USD ({PRICES_ARE})",
        ]

    def find(self) -> Found | None:
        """Return the workgroup as it exists, ours or not; UNFINISHED if there is its namespace alone."""
        namespace, workgroup = self._namespace(), self._workgroup()
        if workgroup:
            try:
                return self._found(namespace or {}, workgroup)
            except AwsRefusal as refusal:
                if refusal.code != MISSING:
                    raise  # else it went away between two calls, and the namespace is what is left
        if namespace is None:
            return None
        state = namespace["status"].lower()
        return Found(
            state=UNFINISHED if state == AVAILABLE else state,
            owner=self._owner(namespace["namespaceArn"]),
            host=None,
            port=0,
            created_at=namespace.get("creationDate"),
            size="no workgroup",
            dollars_per_hour=None,
            public=False,
            role_arns=_roles(namespace),
            admin_secret=namespace.get("adminPasswordSecretArn"),
        )

    def _found(self, namespace: dict[str, Any], workgroup: dict[str, Any]) -> Found:
        endpoint = workgroup.get("endpoint") or {}
        limits = self._limits(workgroup["workgroupArn"])
        return Found(
            state=workgroup["status"].lower(),
            owner=self._owner(workgroup["workgroupArn"]),
            host=endpoint.get("address"),
            port=endpoint.get("port") or 0,
            created_at=workgroup.get("creationDate"),
            size=_in_words(workgroup["baseCapacity"]),
            # At most, and on average: it pays for what it computes, up to the limit of a day.
            dollars_per_hour=min(limits) * RPU_HOUR_DOLLARS / HOURS_A_DAY if limits else None,
            public=bool(workgroup.get("publiclyAccessible")),
            role_arns=_roles(namespace),
            admin_secret=namespace.get("adminPasswordSecretArn"),
        )

    def create(self, *, role_arn: str, group_id: str, public: bool) -> None:
        """Ask AWS to create namespace and workgroup: TLS required, the admin's password managed unless one is set."""
        if self._namespace_if_ours() is None:
            cluster = self._work.settings.cluster
            admin: dict[str, object] = {"manageAdminPassword": True}
            if cluster.db_password:
                admin = {"adminUserPassword": cluster.db_password.reveal()}
            self._work.aws.call(
                "redshift-serverless:CreateNamespace",
                namespaceName=self._work.identifier,
                dbName=cluster.db_name,
                adminUsername=cluster.db_user,
                iamRoles=[role_arn],
                tags=self._tags,
                **admin,
            )
        self._work.aws.call(
            "redshift-serverless:CreateWorkgroup",
            workgroupName=self._work.identifier,
            namespaceName=self._work.identifier,
            baseCapacity=self._work.settings.infrastructure.base_capacity,
            configParameters=[{"parameterKey": "require_ssl", "parameterValue": "true"}],
            port=self._work.settings.cluster.db_port,
            publiclyAccessible=public,
            securityGroupIds=[group_id],
            tags=self._tags,
        )

    def complete(self) -> None:
        """Limit what it may compute in a day, unless it has a limit; a workgroup takes one when it is available."""
        limit = self._work.settings.infrastructure.daily_rpu_hours
        arn = self._work.aws.call("redshift-serverless:GetWorkgroup", workgroupName=self._work.identifier)["workgroup"][
            "workgroupArn"
        ]
        limits = self._limits(arn)
        if not limits:
            self._work.note(f"Limiting it to {limit} RPU-hours a day; then it stops answering until the next day.")
            self._work.aws.call(
                "redshift-serverless:CreateUsageLimit",
                resourceArn=arn,
                usageType=COMPUTE,
                amount=limit,
                period="daily",
                breachAction="deactivate",
            )
        elif limit not in limits:
            self._work.note(
                f"It has a limit of {min(limits)} RPU-hours a day, not {limit}; change it in the AWS console."
            )

    def delete(self, snapshot: str | None) -> bool:
        """Ask AWS to delete the workgroup or, when that is gone, the namespace; return False before that."""
        namespace, workgroup = self._namespace(), self._workgroup()
        try:
            if workgroup:
                self._work.aws.call("redshift-serverless:DeleteWorkgroup", workgroupName=self._work.identifier)
                self._work.note("Its namespace, with the tables, goes when the workgroup is gone.")
                return False
            if namespace:
                self._require_ours(namespace)
                last = {"finalSnapshotName": snapshot} if snapshot else {}
                self._work.aws.call("redshift-serverless:DeleteNamespace", namespaceName=self._work.identifier, **last)
        except AwsRefusal as refusal:
            if refusal.code == NOT_NOW:
                state = (workgroup or namespace or {}).get("status", "busy").lower()
                self._work.note(f"It is {state}, and can be deleted only when that is done.")
                return False
            if refusal.code != MISSING:
                raise
        return True

    def delete_rest(self) -> bool:
        """Say that nothing is left: all it needs is the namespace, which goes with it."""
        return True

    @property
    def _tags(self) -> list[dict[str, str]]:
        return [{"key": tag["Key"], "value": tag["Value"]} for tag in self._work.tags]

    def _namespace(self) -> dict[str, Any] | None:
        return self._get("redshift-serverless:GetNamespace", "namespace")

    def _workgroup(self) -> dict[str, Any] | None:
        return self._get("redshift-serverless:GetWorkgroup", "workgroup")

    def _get(self, action: str, what: str) -> dict[str, Any] | None:
        answer = self._work.aws.call_unless(MISSING, action, **{f"{what}Name": self._work.identifier})
        found: dict[str, Any] | None = answer and answer[what]
        return found

    def _namespace_if_ours(self) -> dict[str, Any] | None:
        namespace = self._namespace()
        if namespace:
            self._require_ours(namespace)
        return namespace

    def _require_ours(self, namespace: dict[str, Any]) -> None:
        what = f"Redshift namespace {self._work.identifier}"
        require_ours(what, self._owner(namespace["namespaceArn"]), self._work.identifier)

    def _owner(self, arn: str) -> str | None:
        tags = self._work.aws.call("redshift-serverless:ListTagsForResource", resourceArn=arn)["tags"]
        return owner([{"Key": tag["key"], "Value": tag["value"]} for tag in tags])

    def _limits(self, arn: str) -> list[int]:
        """Return the RPU-hours a day that it is limited to."""
        found = self._work.aws.call("redshift-serverless:ListUsageLimits", resourceArn=arn, usageType=COMPUTE)
        return [limit["amount"] for limit in found.get("usageLimits", []) if limit.get("period") == "daily"]


def _roles(namespace: dict[str, Any]) -> tuple[str, ...]:
    return tuple(ARN.findall(" ".join(namespace.get("iamRoles", []))))


def _in_words(capacity: int) -> str:
    return f"{capacity} RPUs"
