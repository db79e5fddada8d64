"""What caregivers, and those they care for, are told, sent to Telegram."""

from datetime import datetime

import structlog
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.core.doses.care_notices import Notice
from bot.core.doses.retry_policy import Blocked, Delivered, Outcome
from bot.core.doses.send_queue import Unreachable
from bot.core.medications.caregiver_refills import CaredPack
from bot.core.medications.model import RefillId
from bot.core.people.accounts import Account
from bot.core.people.caregivers import Caregiver
from bot.core.ports import Knowledge
from bot.telegram.features.caregivers import notice_views, pack_views, refill_views, views
from bot.telegram.transport.limits import Priority
from bot.telegram.transport.push import outcome_of, send
from bot.telegram.ui.personalization import texts_for
from bot.telegram.ui.screens import Screen

log = structlog.stdlib.get_logger(__name__)


class TelegramCare:
    """`CareNotifier` and `CareMessages` of core, through Telegram."""

    def __init__(self, bot: ExtBot[Priority], knowledge: Knowledge) -> None:
        self._bot = bot
        self._knowledge = knowledge

    async def tell(self, notice: Notice, now: datetime) -> Outcome:
        """Tell a caregiver what was agreed; return what came of that."""
        products = await self._knowledge.products({dose.product for dose in notice.doses})
        screen = notice_views.notice(texts_for(notice.account), notice, products, now)
        return await self._send(notice.account, screen)

    async def restored(self, account: Account, care: Caregiver) -> Outcome:
        """Ask a person whether what a restored backup says of a caregiver still holds; return what came of that."""
        return await self._send(account, views.restored(texts_for(account), care))

    async def offered(self, account: Account, care: Caregiver) -> None:
        """Ask somebody who was picked whether they want to be told."""
        await self._try(account, views.invitation(texts_for(account), care))

    async def accepted(self, account: Account, care: Caregiver) -> None:
        """Ask the person whether who accepted is who was meant."""
        await self._try(account, views.accepted(texts_for(account), care))

    async def confirmed(self, account: Account, care: Caregiver) -> None:
        """Tell the caregiver that it begins."""
        await self._try(account, views.begins(texts_for(account), care))

    async def ended(self, account: Account, care: Caregiver) -> None:
        """Tell the other side that it ended."""
        await self._try(account, views.ended_by_other(texts_for(account), care, account))

    async def refills(self, account: Account, care: Caregiver) -> None:
        """Tell one side what the other wants of new packs."""
        await self._try(account, refill_views.told(texts_for(account), care, account))

    async def pack_added(self, pack: CaredPack, amount: float, refill: RefillId) -> None:
        """Tell the person of a pack that their caregiver added."""
        await self._try(pack.whose, pack_views.told(texts_for(pack.whose), pack, amount, refill))

    async def _send(self, account: Account, screen: Screen) -> Outcome:
        try:
            message = await send(self._bot, account, screen, Priority.ALERT)
        except Unreachable:
            return Blocked()
        except TelegramError as error:
            return outcome_of(error)
        return Delivered(message.message_id)

    async def _try(self, account: Account, screen: Screen) -> None:
        """Send what /family shows all the same, should it not arrive."""
        try:
            await send(self._bot, account, screen, Priority.ALERT)
        except (TelegramError, Unreachable) as error:
            log.warning("a message on caregivers did not arrive", error=type(error).__name__)
