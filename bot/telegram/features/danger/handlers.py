"""Every text and caption is searched for an emergency or a crisis: the number to call is the answer."""

import re

from bot.core.ports import Sentences
from bot.core.understanding.answers import help_numbers
from bot.telegram.features.danger import views
from bot.telegram.transport.request_context import RequestContext

DEEP_LINK = re.compile(r"/start [A-Za-z0-9_-]{1,64}")  # what follows is a token: nobody wrote it


class DangerHandlers:
    """Answers with the numbers of the country where the person is."""

    def __init__(self, sentences: Sentences) -> None:
        self._sentences = sentences

    async def first(self, request: RequestContext) -> bool:
        """Answer a danger; return False where there is none, or where it is doubtful: then the usual answer follows."""
        message = request.update.message
        text = (message.text or message.caption or "") if message else ""
        is_said = bool(text.strip()) and not DEEP_LINK.fullmatch(text)
        danger = await self._sentences.danger(text) if is_said else None
        if danger is None:
            return False
        account = request.account
        here = help_numbers(account.home.key) if account.is_elsewhere else None
        await request.show(views.danger(request.t, danger, help_numbers(account.time_zone), here))
        return not danger.doubtful
