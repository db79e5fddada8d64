"""The buttons of /family."""

from dataclasses import dataclass
from typing import Annotated, Literal

from bot.core.doses.model import MedicationId
from bot.core.medications.model import RefillId
from bot.core.people.caregivers import CaregiverId, Refills, Sees
from bot.telegram.ui.callback_data import Amount, CallbackData, Matches, Page


@dataclass(frozen=True, slots=True)
class ShowFamily(CallbackData):
    """Show who sees what, at a page."""

    verb = "family"
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class InviteCaregiver(CallbackData):
    """Make a link for somebody who is to be told of missed doses."""

    verb = "invite"


@dataclass(frozen=True, slots=True)
class PickCaregiver(CallbackData):
    """Choose a person in Telegram instead of sending the link."""

    verb = "carepick"
    id: CaregiverId


@dataclass(frozen=True, slots=True)
class ShowCaregiver(CallbackData):
    """Show what was agreed with one."""

    verb = "care"
    id: CaregiverId


@dataclass(frozen=True, slots=True)
class SetTerms(CallbackData):
    """Set what a caregiver sees, and how long after a miss they are told."""

    verb = "caresee"
    id: CaregiverId
    sees: Sees
    minutes: Annotated[int, Matches("5|15|30|60|120|180")]


@dataclass(frozen=True, slots=True)
class SetRefills(CallbackData):
    """Ask a caregiver to get new packs, agree to it, or end it."""

    verb = "carepacks"
    id: CaregiverId
    wanted: Refills


@dataclass(frozen=True, slots=True)
class AskCaredPack(CallbackData):
    """Ask a caregiver how much of a medicine they got."""

    verb = "carepack"
    id: CaregiverId
    medication: MedicationId


@dataclass(frozen=True, slots=True)
class AddCaredPack(CallbackData):
    """A caregiver got a pack of so many units. `after` is the last one known: a second tap adds none."""

    verb = "caregot"
    id: CaregiverId
    medication: MedicationId
    amount: Amount
    after: RefillId


@dataclass(frozen=True, slots=True)
class AnswerInvitation(CallbackData):
    """Accept an invitation, or not; the link's token names it."""

    verb = "careok"
    token: Annotated[str, Matches("[A-Za-z0-9_-]{8,32}")]
    answer: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class ConfirmCaregiver(CallbackData):
    """Who accepted is who was meant."""

    verb = "careis"
    id: CaregiverId


@dataclass(frozen=True, slots=True)
class EndCare(CallbackData):
    """End it, from either side."""

    verb = "carend"
    id: CaregiverId


@dataclass(frozen=True, slots=True)
class SeeToday(CallbackData):
    """A caregiver who may see the list looks at the day."""

    verb = "careday"
    id: CaregiverId
