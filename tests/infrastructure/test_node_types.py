"""A cluster is asked for only in sizes that AWS creates, and its price is told."""

import pytest

from songplays.errors import UsageError
from songplays.infrastructure.node_types import NODE_TYPES, REPLACED_BY, node_type, require_node_count


def test_the_briefs_node_is_refused_with_its_replacement() -> None:
    """dc2.large, which AWS no longer creates, is refused, and the line says what to write."""
    with pytest.raises(
        UsageError,
        match=r"^\[INFRASTRUCTURE\] NODE_TYPE = dc2\.large: AWS no longer creates dc2\.large nodes; "
        r"write ra3\.large, or CLUSTER_TYPE = serverless$",
    ):
        node_type("dc2.large")


@pytest.mark.parametrize("name", REPLACED_BY)
def test_every_old_node_has_a_replacement_that_exists(name: str) -> None:
    """What an old node is replaced by can be created."""
    assert REPLACED_BY[name] == node_type(REPLACED_BY[name]).name


@pytest.mark.parametrize(
    ("name", "told"), [("ra3.lagre", "= ra3.lagre: is not a node type"), (None, "is not set"), ("", "is not set")]
)
def test_a_node_that_does_not_exist(name: str | None, told: str) -> None:
    """Any other name is refused with the list of those there are."""
    with pytest.raises(UsageError) as error:
        node_type(name)

    assert f"[INFRASTRUCTURE] NODE_TYPE {told}; write one of {', '.join(NODE_TYPES)}" == str(error.value)


@pytest.mark.parametrize("name", NODE_TYPES)
def test_how_many_nodes(name: str) -> None:
    """Both ends of what AWS creates are taken; one node more or fewer is refused."""
    node = node_type(name)
    fewest = max(2, node.fewest)
    require_node_count(node, single_node=False, nodes=fewest)
    require_node_count(node, single_node=False, nodes=node.most)
    for nodes in (fewest - 1, node.most + 1):
        with pytest.raises(UsageError, match=f"NUM_NODES = {nodes}: .* {fewest} to {node.most} nodes"):
            require_node_count(node, single_node=False, nodes=nodes)


@pytest.mark.parametrize("name", NODE_TYPES)
def test_a_single_node(name: str) -> None:
    """A node of its own is refused where AWS wants two; what NUM_NODES says does not matter then."""
    node = node_type(name)
    if node.fewest == 1:
        require_node_count(node, single_node=True, nodes=99)
    else:
        with pytest.raises(UsageError, match=r"CLUSTER_TYPE = single-node: .* takes 2 nodes or more; write multi-node"):
            require_node_count(node, single_node=True, nodes=1)


def test_one_node_in_a_multi_node_cluster() -> None:
    """Who asks for a multi-node cluster of one is told how to get a single node."""
    with pytest.raises(UsageError, match=r"for one node write CLUSTER_TYPE = single-node$"):
        require_node_count(node_type("ra3.large"), single_node=False, nodes=1)
