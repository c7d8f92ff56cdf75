"""Clusters that take their time to come and to go."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from moto.redshift.exceptions import RedshiftClientError
from moto.redshift.models import Cluster, RedshiftBackend
from moto.redshift.responses import RedshiftResponse
from moto.secretsmanager.models import secretsmanager_backends

NEVER = 10**9
"""As `looks_until_available`: a cluster that hangs in creating."""
GOING = ("final-snapshot", "deleting")


@dataclass
class Clusters:
    """How long a cluster is under way.

    looks_until_available, looks_until_gone: how many DescribeClusters that see it find it still creating, deleting.
    """

    looks_until_available: int = 1
    looks_until_gone: int = 1
    _looks: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def living(self) -> Iterator[None]:
        """Give moto's clusters this life while the block runs."""
        create, delete, describe = (
            RedshiftBackend.create_cluster,
            RedshiftBackend.delete_cluster,
            RedshiftResponse.describe_clusters,
        )
        endpoint = Cluster.endpoint

        def create_cluster(backend: RedshiftBackend, **options: Any) -> Cluster:  # noqa: ANN401 - moto's
            cluster = create(backend, **options)
            cluster.status = "creating"
            self._looks[cluster.cluster_identifier] = self.looks_until_available
            return cluster

        def created(request: RedshiftResponse) -> Any:  # noqa: ANN401 - moto's
            answer = answer_create(request)
            if request._get_bool_param("ManageMasterPassword"):  # noqa: SLF001 - moto's, and not kept by it
                cluster = request.redshift_backend.clusters[request._get_param("ClusterIdentifier")]  # noqa: SLF001
                _manage_password(cluster)
            return answer

        def delete_cluster(backend: RedshiftBackend, **options: Any) -> Cluster:  # noqa: ANN401 - moto's
            cluster = backend.clusters.get(options["cluster_identifier"])
            if cluster and cluster.status != "available":
                raise RedshiftClientError(
                    "InvalidClusterState",
                    "There is an operation running on the Cluster. Please try to delete it later.",
                )
            cluster = delete(backend, **options)
            backend.clusters[cluster.cluster_identifier] = cluster
            cluster.status = "deleting" if options["skip_final_snapshot"] else "final-snapshot"
            self._looks[cluster.cluster_identifier] = self.looks_until_gone
            return cluster

        def describe_clusters(request: RedshiftResponse) -> Any:  # noqa: ANN401 - moto's
            wanted = request._get_param("ClusterIdentifier")  # noqa: SLF001
            for name, cluster in list(request.redshift_backend.clusters.items()):
                if wanted in (None, name):
                    self._look(request.redshift_backend, cluster)
            return describe(request)

        answer_create = RedshiftResponse.create_cluster
        with ExitStack() as stack:
            stack.enter_context(patch.object(RedshiftBackend, "create_cluster", create_cluster))
            stack.enter_context(patch.object(RedshiftBackend, "delete_cluster", delete_cluster))
            stack.enter_context(patch.object(RedshiftResponse, "create_cluster", created))
            stack.enter_context(patch.object(RedshiftResponse, "describe_clusters", describe_clusters))
            stack.enter_context(
                patch.object(Cluster, "endpoint", property(lambda cluster: _endpoint(cluster, endpoint)))
            )
            yield

    def _look(self, backend: RedshiftBackend, cluster: Cluster) -> None:
        """Let time go by for a cluster that is looked at."""
        self._looks[cluster.cluster_identifier] -= 1
        if self._looks[cluster.cluster_identifier] >= 0:
            return
        if cluster.status == "creating":
            cluster.status = "available"
        elif cluster.status in GOING:
            del backend.clusters[cluster.cluster_identifier]


def _endpoint(cluster: Cluster, endpoint: Any) -> Any:  # noqa: ANN401 - moto's
    """Return where the cluster is reached; AWS does not know that while it is creating it."""
    return None if cluster.status == "creating" else endpoint.fget(cluster)


def _manage_password(cluster: Cluster) -> None:
    """Keep the admin's password as a secret, as AWS does when it is asked to."""
    secrets = secretsmanager_backends[cluster.redshift_backend.account_id][cluster.region]
    secret = secrets.create_managed_secret(
        service_name="redshift",
        secret_id=f"redshift!{cluster.cluster_identifier}-{cluster.master_username}",
        secret_string=json.dumps({"username": cluster.master_username, "password": "Managed-by-AWS-1"}),
    )
    cluster.master_password_secret_arn = secret.arn  # type: ignore[attr-defined] # moto's answer shows what is set
