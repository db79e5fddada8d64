"""The pictures of a question's photos: a pill beside what it may be, and the photo with its numbers again.

No photo is kept: each time it is fetched from Telegram, as long as its question lasts.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.core.photos.donations import Donations
from bot.core.photos.model import Pill, Question
from bot.core.ports import Scans
from bot.telegram.transport.downloads import DownloadError, Downloads, TooLargeError
from bot.telegram.transport.request_context import RequestContext
from inference.drawing.orders import Comparison, NumberedPhoto, PictureOrder, PillCutOut
from inference.photo import PhotoError
from inference.pool_errors import ScanError
from knowledge.catalogue.drawn import drawn
from knowledge.products import Product

PATIENCE = 4.0  # seconds for a picture; after that the words come without it
AT_ONCE = 4  # photos in memory for pictures
_log = structlog.stdlib.get_logger(__name__)


class PillPictures:
    """Draws pictures where the photo can be fetched; None where it can't be, or not soon: words do without."""

    def __init__(self, donations: Donations, downloads: Downloads, scans: Scans) -> None:
        self._donations = donations
        self._downloads = downloads
        self._scans = scans
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def beside(
        self, request: RequestContext, question: Question, pill: Pill, products: Sequence[Product]
    ) -> bytes | None:
        """Return a pill, cut out of its photo, beside drawings of what it may be."""
        label = request.t("Your photo: pill {n}", n=pill.number)
        pills = tuple(drawn(product) for product in products)
        return await self._drawn(
            request, question, pill, lambda photo: Comparison(photo, pill.seen.box, pills, label)
        )

    async def numbered(self, request: RequestContext, question: Question, pill: Pill) -> bytes | None:
        """Return the photo that a pill is on, with the numbers of its pills."""
        shown = [one for one in question.pills if one.seen.photo == pill.seen.photo]
        boxes = tuple(one.seen.box for one in shown)
        return await self._drawn(
            request, question, pill, lambda photo: NumberedPhoto(photo, boxes, shown[0].number)
        )

    async def cut_out(self, request: RequestContext, question: Question, pill: Pill) -> bytes | None:
        """Return a pill alone, small, without what lies round it."""
        return await self._drawn(request, question, pill, lambda photo: PillCutOut(photo, pill.seen.box))

    async def _drawn(
        self, request: RequestContext, question: Question, pill: Pill, order: Callable[[bytes], PictureOrder]
    ) -> bytes | None:
        try:
            async with asyncio.timeout(PATIENCE), self._turn:
                files = await self._donations.files(request.account.person_id, question.id)
                place = pill.seen.photo or (1 if len(files) == 1 else 0)
                if not 1 <= place <= len(files):
                    return None
                photo = await self._downloads.fetch_by_id(request.bot, files[place - 1])
                return await self._scans.draw(order(photo))
        except (DownloadError, TooLargeError, PhotoError, ScanError, TimeoutError) as error:
            _log.info("a picture was not drawn", error=type(error).__name__)
            return None
