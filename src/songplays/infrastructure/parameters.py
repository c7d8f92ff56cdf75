"""The parameter group by which a cluster takes encrypted connections alone (``require_ssl``).

"Configuring security options for connections", Amazon Redshift Management Guide: without it a cluster takes both.
"""

from songplays.infrastructure.aws import AwsRefusal, owner, require_ours
from songplays.infrastructure.work import Work

FAMILY = "redshift-1.0"
MISSING = "ClusterParameterGroupNotFound"
IN_USE = "InvalidClusterParameterGroupState"


def parameter_group_owner(work: Work) -> tuple[bool, str | None]:
    """Return whether the cluster's parameter group exists, and the identifier that its tag names."""
    found = work.aws.call_unless(
        MISSING, "redshift:DescribeClusterParameterGroups", ParameterGroupName=work.resource_name
    )
    groups = found["ParameterGroups"] if found else []
    return bool(groups), owner(groups[0].get("Tags")) if groups else None


def require_free_or_ours(work: Work) -> bool:
    """Return whether the parameter group exists; Unreachable if it is another's."""
    exists, whose = parameter_group_owner(work)
    if exists:
        require_ours(f"Redshift parameter group {work.resource_name}", whose, work.identifier)
    return exists


def ensure_parameter_group(work: Work) -> None:
    """Create the parameter group if it is not there, and have it require TLS."""
    if not require_free_or_ours(work):
        work.aws.call(
            "redshift:CreateClusterParameterGroup",
            ParameterGroupName=work.resource_name,
            ParameterGroupFamily=FAMILY,
            Description="Takes encrypted connections alone.",
            Tags=work.tags,
        )
    work.aws.call(
        "redshift:ModifyClusterParameterGroup",
        ParameterGroupName=work.resource_name,
        Parameters=[{"ParameterName": "require_ssl", "ParameterValue": "true"}],
    )


def delete_parameter_group(work: Work) -> bool:
    """Delete the parameter group if it is ours; return False while AWS says that a cluster still uses it."""
    exists, whose = parameter_group_owner(work)
    if not exists or whose != work.identifier:
        return True
    work.note(f"Deleting Redshift parameter group {work.resource_name}.")
    try:
        work.aws.call_unless(MISSING, "redshift:DeleteClusterParameterGroup", ParameterGroupName=work.resource_name)
    except AwsRefusal as refusal:
        if refusal.code == IN_USE:
            return False
        raise
    return True
