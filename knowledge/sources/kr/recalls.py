"""회수·판매중지 of the API: products, or lots of them, ordered off the market."""

from collections.abc import Iterable, Iterator

from knowledge.products import Source
from knowledge.sources.reading.dates import day
from knowledge.sources.reading.fields import Fields
from knowledge.sources.records import ProductRecord, RecallRecord

NAME = "식품의약품안전처 회수·판매중지"
UNUSED = (
    "ENTRPS_ADRES", "ENTRPS_TELNO", "MNFCTUR_DT", "USGPD", "PACKNG_UNIT", "RM", "OPEN_END_DATE", "BIZRNO",
    "STD_CD", "ENFRC_YN", "RTRVL_CMMND_DT",
)  # fmt: skip


def read(rows: Iterable[Fields], source: Source) -> Iterator[ProductRecord | RecallRecord]:
    """Yield what was recalled. Orders without an item code name no product that could be looked up."""
    for row in rows:
        id_ = row.item_code("ITEM_SEQ") if row.peek("ITEM_SEQ") else None
        name = " ".join(row.need("PRDUCT").split())
        ordered = row.take("RECALL_COMMAND_DATE")
        try:
            ordered_on = day(ordered)
        except ValueError as error:
            row.fail("RECALL_COMMAND_DATE", str(error))
        company, reason, lots = row.take("ENTRPS"), row.need("RTRVL_RESN"), row.any_of("MNFCTUR_NO")
        row.skip((*UNUSED, "ITEM_SEQ"))
        row.done()
        if id_:
            yield ProductRecord(id_, name, company, source)
            yield RecallRecord(id_, name, reason, source, lots, ordered_on)
