"""Downloading, against a local server that answers with real answers and with every error that was ever seen."""

import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from knowledge.build.builder import build
from knowledge.catalogue.catalogue import Catalogue
from knowledge.sync.bulk_files import bulk_files
from knowledge.sync.downloads import SyncSettings, sync
from knowledge.sync.openapi import ApiError, Service, fetch_page, normal_key, read_page
from knowledge.sync.services import SERVICES, SyncError, chosen, with_paths

KEY = "a+secret/key=="
ENCODED = "a%2Bsecret%2Fkey%3D%3D"
TODAY = date(2026, 3, 12)
PILLS = Service("pills", "1471000/pills")
GATEWAY = (
    "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
    "<returnAuthMsg>{}</returnAuthMsg><returnReasonCode>{}</returnReasonCode>"
    "</cmmMsgHeader></OpenAPI_ServiceResponse>"
)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Officials:
    """The officials' servers: pages of numbered items, and whatever a test puts before them."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.asked: Counter[str] = Counter()
        self.keys: set[str] = set()
        self.before: list[web.Response] = []
        self.bulk = b"PK\x03\x04 a workbook"

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/1471000/pills", self.page)
        app.router.add_get("/bulk/{form}/{name}", self.file)
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.query["pageNo"]] += 1
        self.keys.add(request.query["serviceKey"])
        if self.before:
            return self.before.pop(0)
        rows, number = int(request.query["numOfRows"]), int(request.query["pageNo"])
        first = rows * (number - 1)
        items = [
            {"ITEM_SEQ": str(n), "PRINT_FRONT": None} for n in range(first, min(first + rows, self.total))
        ]
        return answer(items, self.total)

    async def file(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=self.bulk)


def answer(items: object, total: int) -> web.Response:
    body = {"pageNo": 1, "totalCount": total, "numOfRows": 100, "items": items}
    return web.json_response({"header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."}, "body": body})


@pytest.fixture
async def officials() -> AsyncIterator[tuple[Officials, SyncSettings]]:
    told = Officials(total=950)
    async with TestServer(told.app()) as server:
        base = str(server.make_url("/"))
        yield (
            told,
            SyncSettings(
                key=KEY,
                api_url=base,
                bulk_url=f"{base}bulk",
                services=(PILLS,),
                bulk=(),
                first_wait=0.0,
                attempts=3,
            ),
        )


def quiet(_name: str, _done: int, _total: int) -> None:
    """Show nothing."""


async def download(folder: Path, settings: SyncSettings, today: date = TODAY) -> tuple[list[str], list[str]]:
    done = await sync(folder, settings, today, quiet)
    return [path.name for path in done.files], list(done.problems)


def items_in(folder: Path) -> list[str]:
    files = sorted((folder / "api").glob("*.json"))
    return [item["ITEM_SEQ"] for file in files for item in json.loads(file.read_text())["body"]["items"]]


async def test_all_pages_of_a_service_become_files(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    assert await download(tmp_path, settings) == (["pills_001_20260312.json"], [])
    assert items_in(tmp_path) == [str(n) for n in range(950)]
    assert told.asked == {str(page): 1 for page in range(1, 11)}
    assert not (tmp_path / ".sync" / "pills").exists()


async def test_a_newer_download_takes_the_place_of_the_older(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    await download(tmp_path, settings)
    told.total = 120
    await download(tmp_path, settings, date(2026, 4, 12))
    assert [path.name for path in (tmp_path / "api").iterdir()] == ["pills_001_20260412.json"]
    assert len(items_in(tmp_path)) == 120


async def test_a_quota_ends_a_run_and_the_next_one_asks_only_for_what_is_missing(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    limits = {"22": 4}

    async def page(request: web.Request) -> web.StreamResponse:
        if sum(told.asked.values()) >= limits["22"]:
            text = GATEWAY.format("LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", "22")
            return web.Response(text=text, content_type="text/xml")
        return await Officials.page(told, request)

    told.page = page  # type: ignore[method-assign]
    async with TestServer(told.app()) as server:
        limited = SyncSettings(
            key=KEY, api_url=str(server.make_url("/")), services=(PILLS,), bulk=(), first_wait=0.0, at_once=1
        )
        files, (problem,) = await download(tmp_path, limited)
        assert files == []
        assert "tomorrow" in problem
        limits["22"] = 1000
        files, problems = await download(tmp_path, limited)
    assert (files, problems) == (["pills_001_20260312.json"], [])
    assert set(told.asked.values()) == {1}


@pytest.mark.parametrize(
    "passing",
    [
        web.Response(status=503, text="<html>busy</html>", content_type="text/html"),
        web.Response(text=GATEWAY.format("APPLICATION_ERROR", "1"), content_type="text/xml"),
        web.Response(text="half an ans"),
        web.json_response({"header": {"resultCode": "99", "resultMsg": "UNKNOWN_ERROR"}, "body": {}}),
    ],
)
async def test_a_passing_error_is_tried_again(tmp_path: Path, passing: web.Response) -> None:
    told = Officials(total=30)
    told.before = [passing]
    async with TestServer(told.app()) as server:
        settings = SyncSettings(
            key=KEY, api_url=str(server.make_url("/")), services=(PILLS,), bulk=(), first_wait=0.0
        )
        assert (await download(tmp_path, settings))[1] == []
    assert told.asked == {"1": 2}


LASTING = [
    (web.Response(text=GATEWAY.format("SERVICE_KEY_IS_NOT_REGISTERED_ERROR", "30"), content_type="text/xml"), "활용신청"),
    (web.Response(text=GATEWAY.format("DEADLINE_HAS_EXPIRED_ERROR", "31"), content_type="text/xml"), "extend"),
    (web.Response(text=GATEWAY.format("UNREGISTERED_IP_ERROR", "32"), content_type="text/xml"), "address"),
    (web.Response(text=GATEWAY.format("NO_OPENAPI_SERVICE_ERROR", "12"), content_type="text/xml"), "--service"),
    (web.Response(text=GATEWAY.format("SERVICE_ACCESS_DENIED_ERROR", "20"), content_type="text/xml"), "활용신청"),
    (
        web.json_response(
            {"OpenAPI_ServiceResponse": {"cmmMsgHeader": {"returnAuthMsg": "DENIED", "returnReasonCode": "30"}}},
            status=403,
        ),
        "활용신청",
    ),
    (web.Response(text="Unexpected errors"), "approved"),
    (
        web.json_response(
            {"header": {"resultCode": "11", "resultMsg": "numOfRows maximum is =[100]"}, "body": {}}
        ),
        "100 rows",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("refusal", "remedy"), LASTING)
async def test_an_error_that_stays_is_told_once_with_its_remedy(
    tmp_path: Path, refusal: web.Response, remedy: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = Officials(total=30)
    told.before = [refusal]
    async with TestServer(told.app()) as server:
        settings = SyncSettings(key=ENCODED, api_url=str(server.make_url("/")), services=(PILLS,), bulk=())
        files, (problem,) = await download(tmp_path, settings)
    assert files == []
    assert remedy in problem
    assert told.asked == {"1": 1}
    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert "secret" not in problem + repr(settings) + "".join(ours)


async def test_the_key_arrives_decoded_once_whichever_form_was_copied(tmp_path: Path) -> None:
    told = Officials(total=5)
    async with TestServer(told.app()) as server:
        for place, key in enumerate((KEY, ENCODED, f" {KEY}\n")):
            settings = SyncSettings(key=key, api_url=str(server.make_url("/")), services=(PILLS,), bulk=())
            await download(tmp_path / str(place), settings)
    assert told.keys == {KEY}
    assert normal_key(normal_key(ENCODED)) == KEY


async def test_an_ignored_filter_is_noticed() -> None:
    import aiohttp

    told = Officials(total=5)
    async with TestServer(told.app()) as server, aiohttp.ClientSession() as session:
        with pytest.raises(ApiError, match="ignored"):
            await fetch_page(session, str(server.make_url("/")), PILLS, KEY, page=1, rows=100, item="3")


async def test_a_server_that_is_not_there_is_told_without_the_key(tmp_path: Path) -> None:
    settings = SyncSettings(
        key=KEY, api_url="http://127.0.0.1:9", services=(PILLS,), bulk=(), first_wait=0.0, attempts=2
    )
    _, (problem,) = await download(tmp_path, settings)
    assert "pills" in problem
    assert "secret" not in problem


async def test_a_list_that_changed_while_it_was_read_is_not_kept(tmp_path: Path) -> None:
    told = Officials(total=150)
    told.before = [answer([{"ITEM_SEQ": str(n), "PRINT_FRONT": None} for n in range(100)], 180)]
    async with TestServer(told.app()) as server:
        settings = SyncSettings(key=KEY, api_url=str(server.make_url("/")), services=(PILLS,), bulk=())
        files, (problem,) = await download(tmp_path, settings)
        assert files == []
        assert "changed" in problem
        assert (await download(tmp_path, settings))[0] == ["pills_001_20260312.json"]


async def test_without_a_key_only_whole_files_are_downloaded(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    bare = SyncSettings(bulk_url=settings.bulk_url, bulk=bulk_files()[:1])
    done = await sync(tmp_path, bare, TODAY, quiet)
    assert [path.name for path in done.files] == ["OpenData_PotOpenTabletIdntfc20260312.xls"]
    assert done.files[0].read_bytes() == told.bulk
    assert done.problems == ()
    (note,) = done.notes
    assert all(name in note for name in ("no service key", "YAKSOK_SERVICE_KEY", *SERVICES))


def test_a_service_that_is_named_without_a_key_is_refused_before_anything_is_asked_for() -> None:
    services, bulk = tuple(SERVICES.values()), bulk_files()
    with pytest.raises(SyncError, match="no service key, so not asked for: recalls; get one"):
        chosen(["recalls", RULES.name], services, bulk, has_key=False)
    assert chosen(["recalls", RULES.name], services, bulk, has_key=True) == ((SERVICES["recalls"],), (RULES,))
    assert chosen([RULES.name], services, bulk, has_key=False) == ((), (RULES,))
    assert chosen([], services, bulk, has_key=False) == (services, bulk)


def test_a_name_of_nothing_that_can_be_downloaded_is_refused() -> None:
    with pytest.raises(
        SyncError, match=r"nothing is called recals; there are pills, .*OpenData_EasyExcelList"
    ):
        chosen(["recals", "recalls"], tuple(SERVICES.values()), bulk_files(), has_key=True)


async def test_a_web_page_in_the_place_of_a_file_leaves_the_old_one(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    bare = SyncSettings(bulk_url=settings.bulk_url, bulk=bulk_files()[:1])
    await download(tmp_path, bare)
    told.bulk = b"<html>error</html>"
    files, problems = await download(tmp_path, bare, date(2026, 4, 1))
    assert files == []
    assert "web page" in problems[0]
    assert [path.name for path in (tmp_path / "mfds").iterdir()] == [
        "OpenData_PotOpenTabletIdntfc20260312.xls"
    ]


RULES = next(file for file in bulk_files() if file.name == "OpenData_PotOpenDurIngr_A")


async def test_a_file_of_rules_is_downloaded_under_the_name_that_a_build_knows(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    told.bulk = "DUR일련번호,DUR유형\n".encode("utf-8-sig")
    done = await sync(
        tmp_path, SyncSettings(bulk_url=settings.bulk_url, services=(), bulk=(RULES,)), TODAY, quiet
    )
    assert [path.name for path in done.files] == ["OpenData_PotOpenDurIngr_AC20260312.csv"]
    assert done.notes == ()


async def test_a_file_whose_address_is_not_confirmed_is_asked_for_by_hand_and_the_old_one_stays(
    officials: tuple[Officials, SyncSettings], tmp_path: Path
) -> None:
    told, settings = officials
    told.bulk = b"<html>404</html>"
    old = tmp_path / "mfds/OpenData_PotOpenDurIngr_AC20260101.csv"
    old.parent.mkdir()
    old.write_text("old")
    done = await sync(
        tmp_path, SyncSettings(bulk_url=settings.bulk_url, services=(), bulk=(RULES,)), TODAY, quiet
    )
    (note,) = done.notes
    assert "OpenData_PotOpenDurIngr_AC20260101.csv stays in use" in note
    assert "https://nedrug.mfds.go.kr/pbp/CCBGA01" in note
    assert str(tmp_path / "mfds") in note
    assert [path.name for path in (tmp_path / "mfds").iterdir()] == [old.name]


async def test_what_was_downloaded_is_what_a_build_reads(shared_data: Path, tmp_path: Path) -> None:
    (path,) = (shared_data / "korea" / "api").glob("mfds_pill_items_*.json")
    real = json.loads(path.read_text(encoding="utf-8"))[:230]
    told = Officials(total=len(real))

    async def page(request: web.Request) -> web.StreamResponse:
        first = 100 * (int(request.query["pageNo"]) - 1)
        return answer(real[first : first + 100], len(real))

    told.page = page  # type: ignore[method-assign]
    async with TestServer(told.app()) as server:
        settings = SyncSettings(key=KEY, api_url=str(server.make_url("/")), services=(PILLS,), bulk=())
        await download(tmp_path, settings)
    none = tmp_path / "no corrections.csv"
    build(tmp_path, tmp_path / "k.db", "kr", bounds={}, corrections=none)
    with Catalogue.open(tmp_path / "k.db") as catalogue:
        assert catalogue.info.products == len({item["ITEM_SEQ"] for item in real})
        assert catalogue.info.sources[0].published


def test_real_answers_of_every_service_are_read(shared_data: Path) -> None:
    read = Counter(
        len(read_page(path.stem, path.read_bytes(), 200).items)
        for path in (shared_data / "korea" / "api").glob("*response.json")
        if "error" not in path.name
    )
    assert sum(read.values()) >= 10
    assert min(read) >= 1


@pytest.mark.parametrize(
    "name", ["medi-meta_default-error-response.json", "medi-meta_base-price-xml-response.xml"]
)
def test_a_real_error_and_xml_in_the_place_of_json_are_refused(shared_data: Path, name: str) -> None:
    with pytest.raises(ApiError) as error:
        read_page("prices", (shared_data / "korea" / "api" / name).read_bytes(), 200)
    assert error.value.code in ("11", "10")


@pytest.mark.parametrize("items", [None, "", [], {"item": {"ITEM_SEQ": "1"}}, [{"item": {"ITEM_SEQ": "1"}}]])
def test_no_hit_and_a_single_hit_come_in_many_forms(items: object) -> None:
    document = {"header": {"resultCode": "00"}, "body": {"items": items, "totalCount": 1 if items else 0}}
    assert len(read_page("pills", json.dumps(document).encode(), 200).items) == (1 if items else 0)


def test_paths_of_services_can_be_set_and_names_are_checked() -> None:
    moved = {one.name: one.path for one in with_paths({"pills": "/1471000/New04/getList04"})}
    assert moved["pills"] == "1471000/New04/getList04"
    assert moved["recalls"] == SERVICES["recalls"].path
    with pytest.raises(SyncError, match="pils"):
        with_paths({"pils": "x"})
