"""A cluster is asked for only in sizes that AWS creates, and its price is told."""

import pytest

from songplays.errors import UsageError
from songplays.infrastructure.node_types import NODE_TYPES, REPLACED_BY, dollars_per_hour, require_creatable


def test_the_briefs_node_is_refused_with_its_replacement() -> None:
    """dc2.large, which AWS no longer creates, is refused, and the line says what to write."""
    with pytest.raises(UsageError) as error:
        require_creatable("dc2.large", 2)

    assert (
        "[INFRASTRUCTURE] NODE_TYPE: AWS no longer creates dc2.large nodes; "
        "write ra3.large, or CLUSTER_TYPE = serverless"
    ) == str(error.value)


@pytest.mark.parametrize("name", REPLACED_BY)
def test_every_old_node_has_a_replacement_that_exists(name: str) -> None:
    """What an old node is replaced by can be created; the old one cannot."""
    require_creatable(REPLACED_BY[name], 2)
    with pytest.raises(UsageError, match=f"write {REPLACED_BY[name]}, or CLUSTER_TYPE = serverless"):
        require_creatable(name, 2)


def test_a_node_that_does_not_exist() -> None:
    """Any other name is refused with the list of those there are."""
    with pytest.raises(UsageError) as error:
        require_creatable("ra3.lagre", 2)

    assert f"[INFRASTRUCTURE] NODE_TYPE: 'ra3.lagre' is not a node type; write one of {', '.join(NODE_TYPES)}" == str(
        error.value
    )


@pytest.mark.parametrize("name", NODE_TYPES)
def test_how_many_nodes(name: str) -> None:
    """Both ends of what AWS creates are taken; one node more is refused, and one alone where AWS wants two."""
    node = NODE_TYPES[name]
    require_creatable(name, node.fewest)
    require_creatable(name, node.most)
    with pytest.raises(UsageError, match=f"NUM_NODES: .* has 2 to {node.most} nodes, not {node.most + 1}"):
        require_creatable(name, node.most + 1)
    if node.fewest > 1:
        with pytest.raises(UsageError, match=r"does not run as a single node; write multi-node, or .*: .*ra3\.large"):
            require_creatable(name, 1)


def test_the_price() -> None:
    """A cluster costs what its nodes cost; a price that is not known is not made up."""
    assert 1.086 == dollars_per_hour("ra3.large", 2)
    assert None is dollars_per_hour("dc2.large", 2)
