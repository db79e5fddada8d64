"""Who sees what of a person's medicines: invited by a link, accepted, confirmed, changed, and ended by either side."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from bot.core.errors import UserError
from bot.core.people.accounts import Account, Accounts, ChatId, PersonId
from bot.core.people.household import LONGEST_NAME, NameRefused, name_of

CaregiverId = NewType("CaregiverId", int)

LINK_IS_GOOD_FOR = timedelta(days=7)
MOST_CAREGIVERS = 4  # of one person, invited ones included
MOST_CARED_FOR = 8  # people whom one chat is told of
DELAYS = (5, 15, 30, 60, 120, 180)  # minutes that can be chosen
USUAL_DELAY = 30


class Sees(StrEnum):
    """What a caregiver sees; each holds what is before it."""

    MISSES = "misses"  # that a dose was missed, and when it was due; no names of medicines
    WEEKLY = "weekly"  # a line a week
    LIST = "list"  # the names of medicines, and what was taken today


class Refills(StrEnum):
    """Whether a caregiver gets new packs: asked by the person, agreed by the caregiver, ended by either."""

    NO = "no"
    ASKED = "asked"
    AGREED = "agreed"


def may_become(now: Refills, wanted: Refills, *, by_person: bool) -> bool:
    """Return whether a side may change who gets new packs in this way."""
    if wanted is Refills.NO:
        return now is not Refills.NO
    return now is (Refills.NO if by_person else Refills.ASKED) and wanted is (
        Refills.ASKED if by_person else Refills.AGREED
    )


@dataclass(frozen=True, slots=True)
class Caregiver:
    """What was agreed between a person and somebody who cares for them. Without a chat nobody has accepted yet."""

    id: CaregiverId
    person: PersonId
    person_chat: ChatId  # of the account that keeps the person
    inviter: str  # what the caregiver calls the person
    sees: Sees
    delay_minutes: int
    token: str
    invited_at: datetime
    chat_id: ChatId | None = None
    name: str = ""
    confirmed_at: datetime | None = None
    refills: Refills = Refills.NO

    @property
    def is_agreed(self) -> bool:
        """Whether both sides have agreed."""
        return self.confirmed_at is not None

    def concerns(self, chat_id: ChatId) -> bool:
        """Return whether a chat is one of its two sides."""
        return chat_id in (self.person_chat, self.chat_id)


class LinkProblem(StrEnum):
    """Why a link leads nowhere."""

    UNKNOWN = "unknown"  # there is no such link, or it was ended
    EXPIRED = "expired"
    USED = "used"
    OWN = "own"
    MINE_ALREADY = "mine-already"  # the same person opens it once more
    TOO_MANY = "too-many"


class LinkRefused(UserError):
    """A link that can't be used."""

    def __init__(self, problem: LinkProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class Caregivers(Protocol):
    """Where it is kept what was agreed."""

    async def of(self, chat_id: ChatId) -> list[Caregiver]:
        """Return all that a chat is a side of: its own people's caregivers first."""
        ...

    async def get(self, id: CaregiverId) -> Caregiver | None: ...
    async def by_token(self, token: str) -> Caregiver | None: ...
    async def invite(
        self, person: PersonId, inviter: str, token: str, delay_minutes: int, at: datetime, *, most: int
    ) -> Caregiver | None:
        """Make an invitation; None where the person has so many caregivers already."""
        ...

    async def accept(self, id: CaregiverId, chat_id: ChatId, name: str) -> bool:
        """Note who accepted, unless somebody did before: the table is the referee."""
        ...

    async def confirm(self, id: CaregiverId, at: datetime) -> bool: ...
    async def set_terms(self, id: CaregiverId, sees: Sees, delay_minutes: int) -> None: ...
    async def set_refills(self, id: CaregiverId, before: Refills, after: Refills) -> bool:
        """Change who gets new packs; False where it was changed meanwhile."""
        ...

    async def end(self, id: CaregiverId, at: datetime) -> bool:
        """Delete what was agreed, and what was still to be told by it; False where it is gone."""
        ...


class CareMessages(Protocol):
    """Tells the other side."""

    async def offered(self, account: Account, care: Caregiver) -> None:
        """Ask somebody who was picked whether they want to be told."""
        ...

    async def accepted(self, account: Account, care: Caregiver) -> None: ...
    async def confirmed(self, account: Account, care: Caregiver) -> None: ...
    async def ended(self, account: Account, care: Caregiver) -> None: ...
    async def refills(self, account: Account, care: Caregiver) -> None:
        """Tell one side what the other wants of new packs."""
        ...


class CaregiverService:
    """The use cases of /family."""

    def __init__(self, caregivers: Caregivers, accounts: Accounts, messages: CareMessages) -> None:
        self._caregivers = caregivers
        self._accounts = accounts
        self._messages = messages

    async def of(self, account: Account) -> list[Caregiver]:
        """Return all that a chat is a side of."""
        return await self._caregivers.of(account.chat_id)

    async def mine(self, account: Account, id: CaregiverId) -> Caregiver | None:
        """Return what a chat is a side of; None where it is gone, or somebody else's."""
        care = await self._caregivers.get(id)
        return care if care and care.concerns(account.chat_id) else None

    async def invite(self, account: Account, called: str, token: str, at: datetime) -> Caregiver | None:
        """Make an invitation to see the misses of the person whom an account is about; None where there are too many."""
        inviter = account.name or short_name(called)
        return await self._caregivers.invite(
            account.person_id, inviter, token, USUAL_DELAY, at, most=MOST_CAREGIVERS
        )

    async def opened(self, account: Account, token: str, at: datetime) -> Caregiver:
        """Return what a link offers to who opened it; raise LinkRefused."""
        care = await self._caregivers.by_token(token)
        if care is None:
            raise LinkRefused(LinkProblem.UNKNOWN)
        if care.person_chat == account.chat_id:
            raise LinkRefused(LinkProblem.OWN)
        if care.chat_id is not None:
            is_mine = care.chat_id == account.chat_id
            raise LinkRefused(LinkProblem.MINE_ALREADY if is_mine else LinkProblem.USED)
        if care.invited_at <= at - LINK_IS_GOOD_FOR:
            raise LinkRefused(LinkProblem.EXPIRED)
        others = [one for one in await self._caregivers.of(account.chat_id) if one.chat_id == account.chat_id]
        if len(others) >= MOST_CARED_FOR:
            raise LinkRefused(LinkProblem.TOO_MANY)
        return care

    async def pick(self, account: Account, id: CaregiverId, whom: ChatId, at: datetime) -> Caregiver | None:
        """Ask somebody whom the person picked, if they talk to the bot; None where the invitation is gone or used.

        Whether they do is not told to the person: they get the link in any case. Raise LinkRefused for oneself.
        """
        care = await self.mine(account, id)
        if care is None or care.person_chat != account.chat_id or care.chat_id is not None:
            return None
        if whom == account.chat_id:
            raise LinkRefused(LinkProblem.OWN)
        if picked := await self._accounts.find(whom):
            with suppress(LinkRefused):  # theirs to know, not the person's
                await self._messages.offered(picked, await self.opened(picked, care.token, at))
        return care

    async def accept(self, account: Account, token: str, called: str, at: datetime) -> Caregiver:
        """Accept an invitation, and ask the person whether it was meant so; raise LinkRefused."""
        care = await self.opened(account, token, at)
        if not await self._caregivers.accept(care.id, account.chat_id, short_name(called)):
            raise LinkRefused(LinkProblem.USED)
        accepted = await self._caregivers.get(care.id)
        if accepted is None:
            raise LinkRefused(LinkProblem.UNKNOWN)
        if whose := await self._accounts.about(accepted.person_chat, accepted.person):
            await self._messages.accepted(whose, accepted)
        return accepted

    async def confirm(self, account: Account, id: CaregiverId, at: datetime) -> Caregiver | None:
        """Confirm who accepted, and tell them; None where there is nothing to confirm."""
        care = await self.mine(account, id)
        if care is None or care.person_chat != account.chat_id or care.chat_id is None:
            return None
        if not care.is_agreed and await self._caregivers.confirm(id, at):
            care = await self._caregivers.get(id) or care
            if care.chat_id and (caregiver := await self._accounts.find(care.chat_id)):
                await self._messages.confirmed(caregiver, care)
        return care

    async def set_terms(
        self, account: Account, id: CaregiverId, sees: Sees, delay_minutes: int
    ) -> Caregiver | None:
        """Change what a caregiver sees, and how long after a miss; only the person's side can."""
        care = await self.mine(account, id)
        if care is None or care.person_chat != account.chat_id:
            return None
        await self._caregivers.set_terms(id, sees, delay_minutes)
        return await self._caregivers.get(id)

    async def set_refills(self, account: Account, id: CaregiverId, wanted: Refills) -> Caregiver | None:
        """Ask a caregiver to get new packs, agree to it, or end it; the other side is told. None where it is gone."""
        care = await self.mine(account, id)
        if care is None or not care.is_agreed:
            return None
        by_person = care.person_chat == account.chat_id
        if not may_become(care.refills, wanted, by_person=by_person):
            return care
        if await self._caregivers.set_refills(id, care.refills, wanted):
            changed = replace(care, refills=wanted)
            if other := await self._other_side(account, care):
                await self._messages.refills(other, changed)
            return changed
        return await self._caregivers.get(id)

    async def end(self, account: Account, id: CaregiverId, at: datetime) -> bool:
        """End it at once, from either side, and tell the other; False where it is gone already."""
        care = await self.mine(account, id)
        if care is None or not await self._caregivers.end(id, at):
            return False
        if other := await self._other_side(account, care):
            await self._messages.ended(other, care)
        return True

    async def _other_side(self, account: Account, care: Caregiver) -> Account | None:
        """Return the account of the other side; None where nobody has accepted, or it is gone."""
        if care.person_chat != account.chat_id:
            return await self._accounts.about(care.person_chat, care.person)
        return await self._accounts.find(care.chat_id) if care.chat_id else None


def short_name(called: str) -> str:
    """Return a name as Telegram has it, without what can't be seen, short enough for a line; "" where none is left."""
    try:
        return name_of(called[:LONGEST_NAME])
    except NameRefused:
        return ""
