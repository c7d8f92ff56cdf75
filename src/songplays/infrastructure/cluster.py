"""A provisioned cluster: nodes that run, and cost, until it is deleted."""

import re
from typing import Any

from songplays.errors import UsageError
from songplays.infrastructure import node_types, parameters
from songplays.infrastructure.aws import AwsRefusal, owner
from songplays.infrastructure.warehouse import Found
from songplays.infrastructure.work import Work, required

MISSING = "ClusterNotFound"
NOT_NOW = "InvalidClusterState"
SINGLE, MULTI = "single-node", "multi-node"


class Cluster:
    """A provisioned cluster of Redshift (see ``Warehouse``)."""

    kind = "cluster"
    services: list[str] = ["redshift.amazonaws.com"]  # noqa: RUF012 - the same for every cluster

    def __init__(self, work: Work) -> None:
        """Name the cluster that the settings name; it may exist or not."""
        self._work = work

    @property
    def size(self) -> str:
        """Return the configured number and type of nodes, in words."""
        return _in_words(self._nodes, self._node_type)

    def require_creatable(self) -> None:
        """Raise UsageError if a setting is missing or cannot be right; Unreachable if the parameter group is another's.

        The rules of names are those of CreateCluster, Amazon Redshift API Reference.
        """
        identifier = self._work.identifier
        if not re.fullmatch(r"[a-z](-?[a-z0-9])*", identifier) or len(identifier) > 63:  # noqa: PLR2004
            raise UsageError(
                f"[INFRASTRUCTURE] CLUSTER_IDENTIFIER: {identifier!r} is not a name for a cluster; write at most 63 "
                "small letters, digits and single hyphens, a letter first"
            )
        required(self._work.settings.cluster.db_name, "CLUSTER", "DB_NAME")
        required(self._work.settings.cluster.db_user, "CLUSTER", "DB_USER")
        node = node_types.node_type(self._work.settings.infrastructure.node_type)
        node_types.require_node_count(node, single_node=self._type == SINGLE, nodes=self._nodes)
        parameters.require_free_or_ours(self._work)

    def plan(self) -> list[str]:
        """Return what ``create`` makes, a line each."""
        price = node_types.NODE_TYPES[self._node_type].dollars * self._nodes
        cost = f"about {price:.2f} USD an hour until it is deleted ({node_types.PRICES_ARE})"
        return [
            f"parameter group {self._work.resource_name}, which lets in encrypted connections alone",
            f"Redshift cluster {self._work.identifier}: {self.size}, encrypted, {cost}",
        ]

    def find(self) -> Found | None:
        """Return the cluster as it exists, ours or not."""
        answer = self._work.aws.call_unless(
            MISSING, "redshift:DescribeClusters", ClusterIdentifier=self._work.identifier
        )
        clusters = answer["Clusters"] if answer else []
        return _found(clusters[0]) if clusters else None

    def create(self, *, role_arn: str, group_id: str, public: bool) -> None:
        """Ask AWS to create the cluster: encrypted, TLS required, its admin's password managed unless one is set."""
        parameters.ensure_parameter_group(self._work)
        cluster = self._work.settings.cluster
        admin: dict[str, object] = {"ManageMasterPassword": True}
        if cluster.db_password:
            admin = {"MasterUserPassword": cluster.db_password.reveal()}
        number = {"NumberOfNodes": self._nodes} if self._type == MULTI else {}
        self._work.aws.call(
            "redshift:CreateCluster",
            ClusterIdentifier=self._work.identifier,
            ClusterType=self._type,
            NodeType=self._node_type,
            DBName=cluster.db_name,
            MasterUsername=cluster.db_user,
            Port=cluster.db_port,
            IamRoles=[role_arn],
            VpcSecurityGroupIds=[group_id],
            ClusterParameterGroupName=self._work.resource_name,
            Encrypted=True,
            PubliclyAccessible=public,
            Tags=self._work.tags,
            **number,
            **admin,
        )

    def complete(self) -> None:
        """Do nothing: a cluster is created whole."""

    def delete(self, snapshot: str | None) -> bool:
        """Ask AWS to delete the cluster; return False, and say so, if its state forbids that now."""
        last = {"FinalClusterSnapshotIdentifier": snapshot} if snapshot else {}
        try:
            self._work.aws.call_unless(
                MISSING,
                "redshift:DeleteCluster",
                ClusterIdentifier=self._work.identifier,
                SkipFinalClusterSnapshot=snapshot is None,
                **last,
            )
        except AwsRefusal as refusal:
            if refusal.code == NOT_NOW:
                found = self.find()
                self._work.note(f"It is {found.state if found else 'busy'}, and can be deleted only when that is done.")
                return False
            raise
        return True

    def delete_rest(self) -> bool:
        """Delete the parameter group if it is ours; return False while AWS says that it is in use."""
        return parameters.delete_parameter_group(self._work)

    @property
    def _type(self) -> str:
        kind = required(self._work.settings.infrastructure.cluster_type, "INFRASTRUCTURE", "CLUSTER_TYPE")
        if kind not in {SINGLE, MULTI}:
            raise UsageError(
                f"[INFRASTRUCTURE] CLUSTER_TYPE: {kind!r} is not a type; write {SINGLE}, {MULTI} or serverless"
            )
        return kind

    @property
    def _node_type(self) -> str:
        return required(self._work.settings.infrastructure.node_type, "INFRASTRUCTURE", "NODE_TYPE")

    @property
    def _nodes(self) -> int:
        if self._type == SINGLE:
            return 1
        return self._work.settings.infrastructure.num_nodes


def _found(cluster: dict[str, Any]) -> Found:
    endpoint = cluster.get("Endpoint") or {}
    node = node_types.NODE_TYPES.get(cluster["NodeType"])
    return Found(
        state=cluster["ClusterStatus"].lower(),
        owner=owner(cluster.get("Tags")),
        host=endpoint.get("Address"),
        port=endpoint.get("Port") or 0,
        created_at=cluster.get("ClusterCreateTime"),
        size=_in_words(cluster["NumberOfNodes"], cluster["NodeType"]),
        dollars_per_hour=node.dollars * cluster["NumberOfNodes"] if node else None,
        public=bool(cluster.get("PubliclyAccessible")),
        role_arns=tuple(role["IamRoleArn"] for role in cluster.get("IamRoles", [])),
        admin_secret=cluster.get("MasterPasswordSecretArn"),
    )


def _in_words(nodes: int, node_type: str) -> str:
    return f"{nodes} {'node' if nodes == 1 else 'nodes'} of {node_type}"
