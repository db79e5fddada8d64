"""Photos scanned on a cluster, and here while it is gone."""

import asyncio

import pytest

from inference.drawing.orders import NumberedPhoto, PictureOrder
from inference.model_card import WeightsError
from inference.photo import PhotoError
from inference.pool import ScanPool
from inference.pool_errors import Busy, ScanCrashed, ScanTimeout
from inference.pool_processes import PoolSettings
from inference.pool_ray import FailoverPool, RayScanPool, scan_pool
from inference.scan import ScanSettings
from inference.types import Scan
from tests.pictures import four_pills
from tests.ray_cluster import free_port, two_nodes

HERE, ELSEWHERE = Scan(1, 1, (), b"here"), Scan(1, 1, (), b"elsewhere")


class FakePool:
    """A pool that answers with one scan, or fails as it is told."""

    def __init__(self, scan: Scan) -> None:
        self.answer = scan
        self.fails: Exception | None = None
        self.is_up = True
        self.opened = asyncio.Event()
        self.closed = 0

    async def __aenter__(self) -> "FakePool":
        if not self.is_up:
            raise ScanCrashed("no cluster")
        self.opened.set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.closed += 1
        self.opened.clear()

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        if self.fails is not None:
            raise self.fails
        return self.answer

    async def draw(self, order: PictureOrder) -> bytes:
        return self.answer.annotated


async def test_photos_are_scanned_elsewhere_while_that_works() -> None:
    elsewhere, here = FakePool(ELSEWHERE), FakePool(HERE)
    async with FailoverPool(lambda: elsewhere, lambda: here) as pool:
        assert await pool.scan(b"") == ELSEWHERE
        assert not here.opened.is_set()
    assert elsewhere.closed == 1


async def test_pictures_are_drawn_where_photos_are_scanned() -> None:
    elsewhere, here = FakePool(ELSEWHERE), FakePool(HERE)
    async with FailoverPool(lambda: elsewhere, lambda: here, retry_after=60) as pool:
        assert await pool.draw(NumberedPhoto(b"", ())) == ELSEWHERE.annotated
        elsewhere.fails = ScanCrashed("gone")
        await pool.scan(b"")
        assert await pool.draw(NumberedPhoto(b"", ())) == HERE.annotated


@pytest.mark.parametrize("error", [ScanCrashed("gone"), ScanTimeout("hangs")])
async def test_a_photo_that_is_lost_elsewhere_is_scanned_here_and_so_are_the_next(error: Exception) -> None:
    elsewhere, here = FakePool(ELSEWHERE), FakePool(HERE)
    async with FailoverPool(lambda: elsewhere, lambda: here, retry_after=60) as pool:
        elsewhere.fails = error
        assert await pool.scan(b"") == HERE
        elsewhere.fails = None
        assert await pool.scan(b"") == HERE
        assert not pool.is_elsewhere


async def test_it_goes_back_once_the_cluster_is_there_again() -> None:
    elsewhere, here = FakePool(ELSEWHERE), FakePool(HERE)
    elsewhere.is_up = False
    async with FailoverPool(lambda: elsewhere, lambda: here, retry_after=0.01) as pool:
        assert await pool.scan(b"") == HERE
        elsewhere.is_up = True
        await pool.reached()
        assert await pool.scan(b"") == ELSEWHERE


@pytest.mark.parametrize("error", [Busy("many"), PhotoError("not-a-photo")])
async def test_what_is_not_the_cluster_s_fault_is_told_and_changes_nothing(error: Exception) -> None:
    elsewhere, here = FakePool(ELSEWHERE), FakePool(HERE)
    async with FailoverPool(lambda: elsewhere, lambda: here) as pool:
        elsewhere.fails = error
        with pytest.raises(type(error)):
            await pool.scan(b"")
        assert pool.is_elsewhere
        assert not here.opened.is_set()


def test_without_an_address_photos_are_scanned_here() -> None:
    assert isinstance(scan_pool(PoolSettings()), ScanPool)


async def test_a_cluster_that_nobody_listens_for_is_known_at_once() -> None:
    with pytest.raises(ScanCrashed, match="no cluster at"):
        async with RayScanPool(f"127.0.0.1:{free_port()}", PoolSettings()):
            pass


async def test_weights_that_can_not_be_used_are_told_at_the_start(tmp_path) -> None:
    settings = PoolSettings(scan=ScanSettings(weights=tmp_path))
    with pytest.raises(WeightsError):
        async with scan_pool(settings, f"127.0.0.1:{free_port()}"):
            pass


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore")  # Ray's own
async def test_a_real_cluster_scans_and_may_lose_a_node_or_all_and_come_back() -> None:
    pytest.importorskip("ray", reason="the extra cluster is not installed")
    settings, photo, port = PoolSettings(workers=1, timeout=20, start_timeout=120), four_pills(), free_port()
    async with ScanPool(settings) as here:
        expected = await here.scan(photo)
    pool = FailoverPool(
        lambda: RayScanPool(f"127.0.0.1:{port}", settings), lambda: ScanPool(settings), retry_after=0.5
    )
    with two_nodes(port) as (_, cluster, second):
        async with pool:
            assert pool.is_elsewhere
            assert await pool.scan(photo) == expected
            with pytest.raises(PhotoError):
                await pool.scan(b"no photo")
            cluster.remove_node(second, allow_graceful=False)
            assert await pool.scan(photo) == expected
            cluster.shutdown()
            assert await pool.scan(photo) == expected
            assert not pool.is_elsewhere
            with two_nodes(port):
                await pool.reached()
                assert await pool.scan(photo) == expected
