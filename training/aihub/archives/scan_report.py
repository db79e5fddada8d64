"""The command `scan`: the inventory of all archives, summed up, with a page to look at."""

from collections import Counter
from typing import Any

from training.aihub.archives import reconcile
from training.aihub.archives.matching import matched_scan
from training.aihub.archives.scan import NAMES, Scan, scan
from training.aihub.pictures.report import Section, counted, numbers_of, write_report
from training.aihub.work.progress import Progress
from training.aihub.work.runners import Runner
from training.aihub.work.store import Store

HEADINGS = ("members", "photos", "labels", "other")


def scan_all(
    source: str,
    target: str,
    runner: Runner | None = None,
    progress: Progress | None = None,
    *,
    verify: bool = True,
) -> dict[str, Any]:
    """Scan every archive; return the sums. What is in the archives is in `target`/scan, for `prepare` and `table`."""
    into = Store(target)
    scanned = scan(Store(source), into, runner, progress, verify=verify)
    into.write_json(NAMES, scanned.names())
    found = matched_scan(into, scanned.manifests)
    told = _sums(scanned) | {
        "repeated_photos": len(reconcile.repeated_photos(into, scanned.manifests)),
        "matched": found.rows.height,
        "labels_without_photo": found.labels_without_photo,
        "photos_without_label": found.photos_without_label,
        "left_out": [list(each) for each in scanned.left_out],
    }
    into.write_json("scan.json", told)
    write_report(into, "scan.html", "Scan of archives", _sections(scanned, told))
    return told


def _sums(scanned: Scan) -> dict[str, Any]:
    sums, dropped, ids = Counter[str](), Counter[str](), Counter[str]()
    for manifest in scanned.manifests.values():
        sums.update({name: manifest[name] for name in (*HEADINGS, "bytes")})
        dropped.update(manifest["dropped"])
        ids.update(manifest["ids"])
    accounted = sums["photos"] + sums["labels"] + sums["other"] + dropped.total()
    return {
        "archives": len(scanned.manifests), **sums, "kinds": len(scanned.names()), "category_ids": dict(ids),
        "dropped": dict(dropped), "unaccounted": sums["members"] - accounted,
    }  # fmt: skip


def _sections(scanned: Scan, told: dict[str, Any]) -> list[Section]:
    rows = [["archive", *HEADINGS, "dropped"]] + [
        [
            manifest["archive"].rpartition("/")[2],
            *(manifest[name] for name in HEADINGS),
            sum(manifest["dropped"].values()),
        ]
        for manifest in scanned.manifests.values()
    ]
    examples = [
        [m["archive"].rpartition("/")[2], *each] for m in scanned.manifests.values() for each in m["examples"]
    ]
    return [
        Section("In all", table=numbers_of(told)),
        Section("Archives left out", table=[["archive", "why"], *told["left_out"]]),
        Section("Members dropped", table=counted(told["dropped"], "reason")),
        Section("Some of them", table=[["archive", "member", "why"], *examples[:60]]),
        Section("Category ids", ["1, the K-number less one, or the K-number: the K-code itself is what counts."],
                counted(told["category_ids"], "written as")),
        Section("Archives", table=rows),
    ]  # fmt: skip
