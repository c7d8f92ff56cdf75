"""Parameter groups of Redshift that can be changed, which moto leaves out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.responses import ActionResult
from moto.redshift.responses import RedshiftResponse


@contextmanager
def changeable(changed: dict[str, dict[str, str]]) -> Iterator[None]:
    """Answer ModifyClusterParameterGroup while the block runs; what it sets is written down by group and name."""

    def modify_cluster_parameter_group(request: RedshiftResponse) -> ActionResult:
        name = request._get_param("ParameterGroupName")  # noqa: SLF001 - moto's
        request.redshift_backend.describe_cluster_parameter_groups(name)  # refuses what is not there
        parameters: list[dict[str, Any]] = request._get_param("Parameters", [])  # noqa: SLF001 - moto's
        group = changed.setdefault(name, {})
        group |= {one["ParameterName"]: one["ParameterValue"] for one in parameters}
        return ActionResult(
            {"ParameterGroupName": name, "ParameterGroupStatus": "Your parameter group has been updated"}
        )

    with patch.object(RedshiftResponse, "modify_cluster_parameter_group", modify_cluster_parameter_group, create=True):
        yield
