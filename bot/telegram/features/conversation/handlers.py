"""Free text: an answer to the open question, else what it wants, else names."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.core.people.accounts import Language
from bot.core.ports import Sentences
from bot.core.understanding.bare_text import is_sentence
from bot.core.understanding.dialogues import KEPT
from bot.core.understanding.intents import Intent, Understanding
from bot.core.understanding.schedule_sentences.draft import Unclear
from bot.core.understanding.schedule_sentences.reader import read
from bot.core.understanding.slot_sentences import slot_move
from bot.telegram.features.allergies.handlers import STEP as ALLERGY
from bot.telegram.features.conversation import views
from bot.telegram.features.conversation.intents import IntentScreens
from bot.telegram.features.dose_times.handlers import STEP as CLOCK
from bot.telegram.features.keyboard.views import wish_of
from bot.telegram.features.meal_times.handlers import STEP as MEAL
from bot.telegram.features.people.handlers import NEW, RENAME
from bot.telegram.features.plan_questions.handlers import STEP as PLAN
from bot.telegram.features.settings.handlers import STEP as BORN
from bot.telegram.features.slot_moves.handlers import SlotMoveHandlers
from bot.telegram.features.start import views as start
from bot.telegram.features.stock.handlers import GOOD, GOT
from bot.telegram.features.today.handlers import STEP as TAKEN_AT
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.transport.routing import Answer

NAMING = (NEW, RENAME)  # steps that ask for a person's name: nearly anything can be one
STRICT = (PLAN, CLOCK, MEAL, BORN, GOT, GOOD, TAKEN_AT)  # steps that refuse what is no answer
OF_ALLERGIES = re.compile("알레르기|알러지|앨러지|allerg", re.IGNORECASE)
STAMP = 5  # characters that may be stamped on a pill
CLEAR = 0.5  # how probable an intent must be to be followed
CLEARER = 0.7  # and to be no answer to a question that takes any words
LONGEST_NAME = 40  # characters of what is looked up though nothing in it is known
AGREEMENT = re.compile(r"\s*(?:동의(?:해요|합니다|할게요|함)?|i? ?agree)\s*[.!~]*", re.IGNORECASE)
NOD = re.compile(
    r"\s*(?:네+|넵|넹|예|응|아니[요오]?|그래요?|좋아요?|오케이|ok|okay|yes|no)\s*[.!~]*", re.IGNORECASE
)
BIRTH_YEAR = re.compile(
    r"\s*(?:19|20)\d\d\s*년\s*생\S{0,6}\s*|\s*(?:i was )?born in (?:19|20)\d\d\.?", re.IGNORECASE
)


class ConversationHandlers:
    """Takes every text that is no command."""

    def __init__(
        self,
        requests: RequestContextFactory,
        sentences: Sentences,
        answers: Mapping[str, Answer],
        screens: IntentScreens,
        moving: SlotMoveHandlers,
    ) -> None:
        """`answers` take answers, by the step of the dialogue that asked."""
        self._requests = requests
        self._sentences = sentences
        self._answers = answers
        self._screens = screens
        self._moving = moving

    async def text(self, request: RequestContext) -> None:
        """Give a text to the open question where it may be its answer, else follow what it wants."""
        text = (request.message.text or "").removeprefix(
            "/"
        )  # /목록: Telegram takes only Latin words for commands
        if wish := wish_of(text):
            await self._screens.follow(request, text, Understanding(wish))
            return
        asked = await self._requests.asked(request)
        if (move := slot_move(text)) and not (asked and asked.step in NAMING):
            await self._moving.show(request, move)
            return
        said = await self._understood(request, text)
        if asked and asked.step != KEPT:
            request = await self._requests.about(request, asked.person)
            take = self._answers.get(asked.step)
            if (
                take
                and may_answer(asked.step, text, said)
                and await take(request, text, asked.data) is not False
            ):
                return
        if AGREEMENT.fullmatch(text):
            is_asked = not request.account.has_consented  # written, and not tapped
            await request.show(start.consent(request.t) if is_asked else views.gladly(request.t))
        elif not (request.is_first and said.intent is Intent.GREETING):
            await self._follow(request, text, said)

    async def _follow(self, request: RequestContext, text: str, said: Understanding) -> None:
        if said.only_names or (said.medicines and said.confidence < CLEAR):
            await self._screens.names(request, text, said)
        elif said.confidence >= CLEAR and said.intent is not Intent.OTHER:
            await self._screens.follow(request, text, said)
        elif len(text) <= LONGEST_NAME and not is_sentence(text):
            await self._screens.names(request, text, said)
        else:
            await request.show(views.unclear(request.t))

    async def _understood(self, request: RequestContext, text: str) -> Understanding:
        """Understand a text; what its form alone decides goes before what is only probable."""
        if not re.search(r"\w", text):
            return Understanding(Intent.GREETING)
        if NOD.fullmatch(text):
            return Understanding(Intent.THANKS)
        if BIRTH_YEAR.fullmatch(text):
            return Understanding(Intent.SETTINGS)
        said = await self._sentences.understand(text)
        if said.medicines or said.confidence >= CLEAR:
            return said
        at = request.at.astimezone(request.account.zone).replace(tzinfo=None)
        return Understanding(Intent.SET_SCHEDULE) if tells_times(text, at) else said


def tells_times(text: str, at: datetime) -> bool:
    """Return whether a text says when something is taken, or nothing but amounts, in either language."""
    if re.fullmatch(r"(?:\s*(?:\d+|반|한|두|세|네)\s*알\s*[,.]?)+", text):
        return True
    return any(not isinstance(read(text, language, at), Unclear) for language in Language)


def may_answer(step: str, text: str, said: Understanding) -> bool:
    """Return whether a text may be the answer to an open question, before who asked has looked at it."""
    if step in NAMING:
        return "?" not in text and not (said.intent is Intent.CANCEL and said.confidence >= CLEAR)
    is_stamp = text.isascii() and len(text) <= STAMP
    if step == ALLERGY and OF_ALLERGIES.search(text):
        return True
    if step in STRICT or is_stamp or said.only_names:
        return True
    return said.confidence < CLEARER or said.intent is Intent.OTHER
