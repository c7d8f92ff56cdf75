"""Which nodes a cluster can be made of in 2026, how many of them, and roughly what they cost.

Sizes: "Node type details" in "Amazon Redshift provisioned clusters" (Amazon Redshift Management Guide), as the range
with which a cluster can be created. Prices: Amazon Redshift's on-demand list price in us-east-1, in US dollars, as of
October 2026; other regions ask up to about half as much again, and storage comes on top. AWS's bill is what counts.
"""

from dataclasses import dataclass

from songplays.errors import UsageError

PRICES_ARE = "us-east-1 list price, October 2026, without storage"
"""To be said with every price."""

RPU_HOUR_DOLLARS = 0.375
"""What an hour of one Redshift processing unit of Serverless costs; billed by the second, while queries run."""


@dataclass(frozen=True)
class NodeType:
    """A kind of node.

    fewest, most: nodes in a new cluster; with `fewest` = 1 there may be one alone (single-node).
    dollars: what one node costs an hour.
    """

    name: str
    fewest: int
    most: int
    dollars: float


NODE_TYPES = {
    node.name: node
    for node in (
        NodeType("rg.large", 1, 16, 0.3801),
        NodeType("rg.xlarge", 2, 16, 0.7602),
        NodeType("rg.4xlarge", 2, 32, 3.04267),
        NodeType("rg.12xlarge", 2, 128, 9.128),
        NodeType("ra3.large", 1, 16, 0.543),
        NodeType("ra3.xlplus", 1, 16, 1.086),
        NodeType("ra3.4xlarge", 2, 32, 3.26),
        NodeType("ra3.16xlarge", 2, 128, 13.04),
    )
}

REPLACED_BY = {
    "dc1.large": "ra3.large",
    "dc1.8xlarge": "ra3.4xlarge",
    "dc2.large": "ra3.large",
    "dc2.8xlarge": "ra3.4xlarge",
    "ds2.xlarge": "ra3.xlplus",
    "ds2.8xlarge": "ra3.4xlarge",
}
"""Nodes that AWS no longer creates, and what to take in their place."""


def node_type(name: str | None) -> NodeType:
    """Return the node type of that name, as [INFRASTRUCTURE] NODE_TYPE says it.

    UsageError if there is none that can be created; it names one that can.
    """
    if name in REPLACED_BY:
        raise UsageError(
            f"[INFRASTRUCTURE] NODE_TYPE = {name}: AWS no longer creates {name} nodes; write {REPLACED_BY[name]}, or "
            "CLUSTER_TYPE = serverless"
        )
    if name not in NODE_TYPES:
        given = f"= {name}: is not a node type" if name else "is not set"
        raise UsageError(f"[INFRASTRUCTURE] NODE_TYPE {given}; write one of {', '.join(NODE_TYPES)}")
    return NODE_TYPES[name]


def require_node_count(node: NodeType, *, single_node: bool, nodes: int) -> None:
    """Raise UsageError unless a cluster of so many nodes can be created.

    single_node: whether CLUSTER_TYPE = single-node, which makes NUM_NODES count for nothing.
    """
    if single_node and node.fewest > 1:
        raise UsageError(
            f"[INFRASTRUCTURE] CLUSTER_TYPE = single-node: {node.name} takes {node.fewest} nodes or more; write "
            f"multi-node, or NODE_TYPE = {_smallest().name}"
        )
    fewest = max(2, node.fewest)
    if not single_node and not fewest <= nodes <= node.most:
        raise UsageError(
            f"[INFRASTRUCTURE] NUM_NODES = {nodes}: a multi-node cluster of {node.name} has {fewest} to {node.most} "
            "nodes" + ("; for one node write CLUSTER_TYPE = single-node" if node.fewest <= nodes < fewest else "")
        )


def _smallest() -> NodeType:
    return NODE_TYPES["ra3.large"]
