"""The knowledge file is swapped under a bot that goes on answering."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog

from bot.core.errors import SettingError
from bot.ops.knowledge.live_knowledge import LiveKnowledge, likeliest
from inference.types import Box, Guess, SeenPill
from knowledge.build.builder import build_records
from knowledge.catalogue.catalogue import Catalogue
from knowledge.identify.certainty import Certainty
from knowledge.products import ProductId, Source
from knowledge.sources.records import ProductRecord, Record, Region
from knowledge.starter import build_starter, records

TYLENOL = ProductId("202106092")
NEW = ProductRecord(ProductId("299999999"), "새로나정", "새제약", Source("test", date(2026, 11, 22)))
TODAY = date(2026, 11, 22)


def build(path: Path, *more: Record) -> None:
    build_records([*records(), *more], path, Region.KOREA, built_at=datetime.now(UTC))


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("starter") / "knowledge.db"
    build_starter(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, starter: bytes) -> Path:
    (tmp_path / "knowledge.db").write_bytes(starter)
    return tmp_path / "knowledge.db"


@pytest.fixture
def live(path: Path) -> Iterator[LiveKnowledge]:
    knowledge = LiveKnowledge(path)
    yield knowledge
    knowledge.close()


def test_what_people_ask_for_first_is_read_before_they_ask(live: LiveKnowledge) -> None:
    with live.reading() as catalogue:
        assert {"rules", "_names", "gallery"} <= vars(catalogue).keys()


def test_a_file_that_stays_is_not_opened_again(live: LiveKnowledge) -> None:
    assert not live.refresh()


async def test_a_newer_file_is_used_from_its_taking_on(live: LiveKnowledge, path: Path) -> None:
    before = live.version
    build(path, NEW)
    assert await live.products([NEW.id]) == {}, "opening it is no work for who asks"
    assert live.refresh()
    assert (await live.products([NEW.id]))[NEW.id].name == "새로나정"
    assert live.version != before
    assert not live.refresh()
    assert await live.is_sound()


def put(path: Path, raw: bytes) -> None:
    """Put another file in the place of one that is in use."""
    other = path.with_name("other")
    other.write_bytes(raw)
    other.replace(path)


def cut(path: Path) -> None:
    put(path, path.read_bytes()[:50_000])


def turned(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    put(path, bytes(raw))


def web_page(path: Path) -> None:
    put(path, b"<html>error</html>" * 300)


@pytest.mark.parametrize("damage", [cut, turned, web_page, Path.unlink])
async def test_a_damaged_file_is_told_once_and_the_old_one_stays(
    live: LiveKnowledge, path: Path, starter: bytes, damage: Callable[[Path], None]
) -> None:
    damage(path)
    with structlog.testing.capture_logs() as logs:
        assert not live.refresh()
        assert not live.refresh()
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("knowledge not taken, the old file stays in use", "error")
    ]
    assert logs[0]["reason"]
    assert not await live.is_sound()
    assert TYLENOL in await live.products([TYLENOL])
    assert (await live.check([TYLENOL], None, TODAY)).report.on == TODAY
    put(path, starter)
    assert live.refresh()
    assert await live.is_sound()


def test_a_file_that_is_damaged_at_the_start_is_refused_with_its_setting(path: Path) -> None:
    cut(path)
    with pytest.raises(SettingError, match="YAKSOK_KNOWLEDGE"):
        LiveKnowledge(path)


async def test_who_still_reads_the_old_file_reads_it_to_the_end(live: LiveKnowledge, path: Path) -> None:
    with live.reading() as first, live.reading() as second:
        assert first is second
        build(path, NEW)
        assert live.refresh()
        assert first.products([TYLENOL])
        with live.reading() as newer:
            assert newer is not first
    assert is_closed(first)
    assert await live.products([NEW.id])


def is_closed(catalogue: Catalogue) -> bool:
    try:
        catalogue.products([TYLENOL])
    except Exception as error:  # the driver's own
        return "closed" in str(error)
    return False


def test_many_threads_read_while_files_are_swapped(live: LiveKnowledge, path: Path) -> None:
    stop, failures, answers = threading.Event(), [], []

    def ask(question: Callable[[Catalogue], object]) -> None:
        while not stop.is_set():
            try:
                with live.reading() as catalogue:
                    answers.append(bool(question(catalogue)))
            except Exception as error:
                failures.append(error)

    questions = (
        lambda catalogue: catalogue.products([TYLENOL]),
        lambda catalogue: likeliest(catalogue, "타이레놀", 3),
        lambda catalogue: catalogue.check([TYLENOL], None, TODAY).unchecked,
    )
    threads = [threading.Thread(target=ask, args=(question,)) for question in questions for _ in range(2)]
    for thread in threads:
        thread.start()
    taken = 0
    for number in range(4):
        build(path, *([NEW] if number % 2 else []))
        taken += live.refresh()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert taken == 4
    assert len(answers) > 12
    assert all(answers)


async def test_no_question_is_answered_in_the_event_loops_thread(live: LiveKnowledge) -> None:
    threads = []
    with live.reading() as catalogue:
        catalogue.products = lambda ids: threads.append(threading.current_thread()) or {}
    await live.products([TYLENOL])
    await live.check([TYLENOL], None, TODAY)
    assert len(threads) == 2, "products and what is known of them are read at once"
    assert threading.main_thread() not in threads


async def test_fewer_pills_are_named_without_asking_where_fewer_may_be_wrong(path: Path) -> None:
    side = SeenPill(1, Box(0, 0, 9, 9), 0.9, readings=(Guess("ATV 10", 0.9),))
    certainties = []
    for wrong_rate in (0.4, 1e-9):
        knowledge = LiveKnowledge(path, wrong_rate)
        certainties.append((await knowledge.rank(side, other_side=None, typed="ATV 10", own=())).certainty)
        knowledge.close()
    assert certainties == [Certainty.SURE, Certainty.CHOOSE]


async def test_names_that_are_only_a_little_alike_are_not_offered_beside_the_one_that_was_typed(
    live: LiveKnowledge,
) -> None:
    names = [product.name for product in (await live.look_up("타이레놀", 5)).products]
    assert names
    assert all("타이레놀" in name for name in names)


async def test_a_name_with_a_typing_error_is_found_all_the_same(live: LiveKnowledge) -> None:
    assert any("타이레놀" in product.name for product in (await live.look_up("타이래놀", 5)).products)
