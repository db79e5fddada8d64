"""A photo of a page or a box to a list: what it names, what is decided, and all of it added with times and stock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.documents.documents import Documents
from bot.core.documents.model import (
    AddedDocument,
    Document,
    DocumentId,
    DocumentKind,
    Reading,
    Row,
)
from bot.core.documents.page_rows import (
    as_product,
    box_rows,
    is_cut,
    kind_of,
    page_rows,
    told,
)
from bot.core.documents.renewal import outdated, renewed
from bot.core.medications.medications import Added, Medication, MedicationId, MedicationService, Overview
from bot.core.medications.refills import RefillService
from bot.core.people.accounts import Account
from bot.core.photos.model import Decision
from bot.core.ports import Knowledge
from inference.types import Barcode, Kind, Page, Scan
from knowledge.catalogue.texts import Recall
from knowledge.products import Product, ProductId


class DocumentService:
    """The use cases of pages and boxes."""

    def __init__(
        self,
        knowledge: Knowledge,
        documents: Documents,
        medications: MedicationService,
        refills: RefillService,
    ) -> None:
        self._knowledge = knowledge
        self._documents = documents
        self._medications = medications
        self._refills = refills

    async def answered(self, origin: str) -> bool:
        """Return whether this was answered before: the same update may come twice."""
        return await self._documents.answered(origin)

    async def read(
        self, account: Account, origin: str, scan: Scan, at: datetime, said: Kind | None = None
    ) -> Reading | None:
        """Keep which medicines the page or the boxes of a photo name; None where they name none.

        `said` is what the person calls the photo: it counts where pills are seen beside print.
        """
        if said is Kind.PILLS and scan.pills:
            return None
        listed = (await self._medications.overview(account, at)).medications
        if scan.page and (
            reading := await self._read_page(
                account, origin, scan.page, listed, at, with_pills=bool(scan.pills) and said is not Kind.PAGE
            )
        ):
            return reading
        codes = scan.barcodes or (scan.page.barcodes if scan.page else ())
        return await self._read_codes(account, origin, codes, listed, at)

    async def _read_page(
        self,
        account: Account,
        origin: str,
        page: Page,
        listed: Sequence[Medication],
        at: datetime,
        *,
        with_pills: bool,
    ) -> Reading | None:
        medicines = told(await self._knowledge.read_page(page.lines), with_pills=with_pills)
        if not medicines:
            return None
        ids = {each.id for one in medicines for each in one.candidates}
        rows = page_rows(medicines, await self._knowledge.products(ids), listed)
        by_place = {(line.left, line.middle): line for line in page.lines}
        names = tuple(by_place[one.left, one.middle] for one in medicines)
        kind = kind_of(page.lines)
        return Reading(await self._keep(account, origin, kind, rows, at), names, is_cut(page))

    async def _read_codes(
        self,
        account: Account,
        origin: str,
        codes: Sequence[Barcode],
        listed: Sequence[Medication],
        at: datetime,
    ) -> Reading | None:
        found = [await self._knowledge.by_code(one.code) for one in codes]
        rows = box_rows(codes, found, listed)
        if not rows:
            return None
        return Reading(await self._keep(account, origin, DocumentKind.BOX, rows, at), ())

    async def _keep(
        self, account: Account, origin: str, kind: DocumentKind, rows: Sequence[Row], at: datetime
    ) -> Document:
        id = await self._documents.keep(account.person_id, origin, kind, rows, at)
        return Document(id, kind, tuple(rows))

    async def note_message(self, id: DocumentId, message_id: int) -> None:
        """Remember which message carries the buttons; from then on the document counts as answered."""
        await self._documents.note_message(id, message_id)

    async def get(self, account: Account, id: DocumentId) -> Document | None:
        """Return a document of this person; None where it is gone."""
        return await self._documents.get(account.person_id, id)

    async def products(self, document: Document) -> dict[ProductId, Product]:
        """Return what the catalogue says of everything that a document may name."""
        return await self._knowledge.products(document.all_products)

    async def recalls(self, document: Document) -> Sequence[Recall]:
        """Return the orders to take medicines of a document off the market, as far as they are loaded."""
        return await self._knowledge.recalls(document.identities)

    async def overview(self, account: Account, document: Document, at: datetime) -> Overview:
        """Return the list together with what is settled of a document, checked as a whole."""
        return await self._medications.overview(account, at, also=document.identities)

    async def choose(
        self, account: Account, id: DocumentId, number: int, product: ProductId | None, at: datetime
    ) -> Document | None:
        """Note that a row is this product, or is to be left out; return the changed document.

        Number 0 is a medicine that was not read: it gets a row of its own, unless another row is it already.
        """
        document = await self.get(account, id)
        known = (await self._knowledge.products([product])).get(product) if product else None
        if document is None or (product and known is None):
            return None
        row = document.row(number) if number else Row(len(document.rows) + 1, (), is_sure=False)
        if row is None or document.is_added or (not number and product in document.identities):
            return document if row else None
        if known:
            listed = (await self._medications.overview(account, at)).medications
            await self._documents.put(id, as_product(row, known, listed))
        else:
            await self._documents.put(id, replace(row, decision=Decision.NONE, product_id=None))
        return await self.get(account, id)

    async def asked(
        self, account: Account, document: Document, at: datetime
    ) -> tuple[tuple[Row, MedicationId], ...]:
        """Return the rows of an added document that are on the list without times, with their medicines."""
        return tuple((row, one.id) for row, one in await self._listed(account, document, at) if not one.plan)

    async def dosed(self, account: Account, document: Document, at: datetime) -> tuple[MedicationId, ...]:
        """Return the medicines whose dose was chosen from what their rows may mean."""
        listed = await self._listed(account, document, at)
        return tuple(one.id for row, one in listed if row.doses and one.plan)

    async def dose(self, account: Account, document: Document, number: int, place: int, at: datetime) -> None:
        """Give a medicine on the list the dose that was chosen for its row, unless that was done before."""
        for row, id in await self.asked(account, document, at):
            if row.number == number and place < len(row.doses):
                await self._medications.plan(account, id, row.doses[place].plan, at)
                if units := row.doses[place].units:
                    await self._medications.count(account, id, units)

    async def without_doses(self, account: Account, document: Document, number: int) -> Document:
        """Note that a medicine is taken in none of the ways that its row may mean; return the changed document."""
        if row := document.row(number):
            await self._documents.put(document.id, replace(row, doses=()))
        return await self.get(account, document.id) or document

    async def _listed(
        self, account: Account, document: Document, at: datetime
    ) -> tuple[tuple[Row, Medication], ...]:
        overview = await self._medications.overview(account, at)
        mine = {one.product_id: one for one in overview.medications}
        return tuple((row, mine[row.identity]) for row in document.rows if row.identity in mine)

    async def outdated(self, account: Account, document: Document, at: datetime) -> tuple[Medication, ...]:
        """Return the medicines of the list that a document may replace."""
        overview = await self.overview(account, document, at)
        return outdated(overview.medications, overview.products, document.identities)

    async def add(
        self, account: Account, document: Document, at: datetime, *, replaces: bool = False
    ) -> AddedDocument:
        """Put what is settled on the list, with its times, stock and expiry; what is listed is renewed.

        With `replaces`, what it makes outdated leaves the list.
        """
        removed = await self.outdated(account, document, at) if replaces else ()
        for one in removed:
            await self._medications.stop(account, one.id, at)
        additions = await self._medications.add(account, document.identities, f"document:{document.id}", at)
        by_product = {one.product_id: one for one in additions if one.id}
        for row in document.rows:
            if row.identity in by_product and not document.is_added:
                addition = by_product[row.identity]
                if addition.id:
                    await self._take_over(account, row, addition.id, at, is_new=addition.outcome is Added.NEW)
        await self._documents.note_added(document.id)
        found = [await self._medications.get(account, one.id, at) for one in additions if one.id]
        return AddedDocument(additions, tuple(one for one in found if one), removed)

    async def _take_over(
        self, account: Account, row: Row, id: MedicationId, at: datetime, *, is_new: bool
    ) -> None:
        """Give a medicine what its row says."""
        medication = await self._medications.get(account, id, at)
        if medication is None:
            return
        if row.plan:
            plan = row.plan if is_new else renewed(medication.timetable(account), row.plan, at)
            await self._medications.plan(account, id, plan, at)
        if row.units and is_new:
            await self._medications.count(account, id, row.units)
        elif row.units:
            await self._refills.refill(account, id, row.units, row.after, at)
        if row.expires_on:
            await self._refills.expires(account, id, row.expires_on)
