"""The same work on a Ray cluster of two nodes, one of which is killed in the middle."""

import pytest

from tests.ray_cluster import two_nodes
from training.aihub.shards.prepare import Options, prepare
from training.aihub.work.store import Store


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_a_cluster_that_loses_a_node_makes_the_same_shards(archives, tmp_path):
    ray = pytest.importorskip("ray", reason="the extra cluster is not installed")
    from training.aihub.work.runners import RayCluster

    with two_nodes() as (address, cluster, second):
        killed = []

        def kill(what: str, done: int, total: int) -> None:
            if what == "parts" and done == total // 3 and not killed:
                cluster.remove_node(second, allow_graceful=False)
                killed.append(done)

        try:
            told = prepare(
                Options(str(archives[0]), str(tmp_path / "ray"), tar=True, part=5), RayCluster(address), kill
            )
        finally:
            ray.shutdown()
    alone = prepare(Options(str(archives[0]), str(tmp_path / "alone"), tar=True, part=5))
    assert killed
    assert (told.photos, told.labels, told.dropped, told.left_out) == (
        alone.photos,
        alone.labels,
        alone.dropped,
        [],
    )
    found, expected = ({name: Store(str(tmp_path / folder)).read(name) for name in Store(str(tmp_path / folder)).files()}
                       for folder in ("ray", "alone"))  # fmt: skip
    assert found == expected
