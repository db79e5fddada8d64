"""A Ray cluster of two nodes on this machine, small enough for it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

STORE = 100 << 20  # bytes of shared memory a node


@contextmanager
def two_nodes(port: int | None = None) -> Iterator[tuple[str, Any, Any]]:
    """Start a head and a second node, a processor each; give the address, the cluster and the second node."""
    from ray.cluster_utils import Cluster

    port = port or free_port()
    small = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args={**small, "gcs_server_port": port})
    try:
        yield cluster.address, cluster, cluster.add_node(**small)
    finally:
        cluster.shutdown()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
