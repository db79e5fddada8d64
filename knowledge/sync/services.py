"""What can be downloaded: services of the open API, which want a key, and whole files, which do not."""

from collections.abc import Collection, Mapping

from knowledge.sync.bulk_files import BulkFile
from knowledge.sync.openapi import Service

DUR = "1471000/DURPrdlstInfoService03"
SERVICES = {
    service.name: service
    for service in (
        Service("pills", "1471000/MdcinGrnIdntfcInfoService02/getMdcinGrnIdntfcInfoList02"),
        Service("leaflets", "1471000/DrbEasyDrugInfoService/getDrbEasyDrugList", "itemSeq", "itemSeq"),
        Service("permits", "1471000/DrugPrdtPrmsnInfoService06/getDrugPrdtPrmsnInq06"),
        Service("permit-details", "1471000/DrugPrdtPrmsnInfoService06/getDrugPrdtPrmsnDtlInq05"),
        Service("recalls", "1471000/MdcinRtrvlSleStpgeInfoService04/getMdcinRtrvlSleStpgeItem03"),
        Service("dur-contraindicated", f"{DUR}/getUsjntTabooInfoList03", "itemSeq"),
        Service("dur-pregnancy", f"{DUR}/getPwnmTabooInfoList03", "itemSeq"),
        Service("dur-elderly", f"{DUR}/getOdsnAtentInfoList03", "itemSeq"),
        Service("dur-age", f"{DUR}/getSpcifyAgrdeTabooInfoList03", "itemSeq"),
        Service("dur-dose", f"{DUR}/getCpctyAtentInfoList03", "itemSeq"),
        Service("dur-duration", f"{DUR}/getMdctnPdAtentInfoList03", "itemSeq"),
        Service("dur-effect", f"{DUR}/getEfcyDplctInfoList03", "itemSeq"),
        Service("dur-splitting", f"{DUR}/getSeobangjeongPartitnAtentInfoList03", "itemSeq"),
    )
}
NO_KEY = "no service key, so not asked for: {services}; get one at data.go.kr (YAKSOK_SERVICE_KEY)"


class SyncError(Exception):
    """A download failed; the text says what and what to do."""


def with_paths(paths: Mapping[str, str]) -> tuple[Service, ...]:
    """Return the services, some of them at other paths. Raises SyncError for a name that is none."""
    if unknown := sorted(paths.keys() - SERVICES.keys()):
        raise SyncError(f"no service is called {', '.join(unknown)}; there are {', '.join(SERVICES)}")
    return tuple(
        Service(one.name, paths.get(one.name, one.path).strip("/"), one.item_parameter, one.item_field)
        for one in SERVICES.values()
    )


def chosen(
    only: Collection[str], services: tuple[Service, ...], bulk: tuple[BulkFile, ...], *, has_key: bool
) -> tuple[tuple[Service, ...], tuple[BulkFile, ...]]:
    """Return what is to be downloaded: everything, or only what is named.

    Raises SyncError, before anything is asked for, for a name that is none and for a service named without a key.
    """
    names = [*(one.name for one in services), *(one.name for one in bulk)]
    if unknown := sorted(set(only).difference(names)):
        raise SyncError(f"nothing is called {', '.join(unknown)}; there are {', '.join(names)}")
    named = tuple(one for one in services if one.name in only)
    if named and not has_key:
        raise SyncError(NO_KEY.format(services=", ".join(one.name for one in named)))
    return (named, tuple(one for one in bulk if one.name in only)) if only else (services, bulk)
