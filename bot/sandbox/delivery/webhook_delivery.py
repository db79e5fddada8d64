"""Updates delivered to the bot's webhook, again and again until it takes them."""

import asyncio

import aiohttp

from bot.sandbox.state.updates import Update
from bot.sandbox.state.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
_ANSWER_SECONDS = 60.0
_LONGEST_PAUSE = 60.0  # seconds between two tries


class WebhookSender:
    """Carries updates while a webhook is set: in order within a chat, `max_connections` chats at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Carry updates until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS)) as session:
            try:
                while True:
                    self._start(session)
                    await self._world.updates.bell.wait()
            finally:
                for task in self._under_way.values():
                    task.cancel()
                await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _start(self, session: aiohttp.ClientSession) -> None:
        """Begin with the oldest update of every chat that has none under way."""
        webhook = self._world.webhook
        for update in self._world.updates.waiting(self._world.now) if webhook.url else ():
            if len(self._under_way) >= webhook.max_connections:
                return
            if update.chat_id not in self._under_way:
                self._under_way[update.chat_id] = asyncio.create_task(self._carry(session, update))

    async def _carry(self, session: aiohttp.ClientSession, update: Update) -> None:
        pause = self._world.settings.webhook_retry_seconds
        try:
            while self._world.webhook.url and update.id in self._world.updates.pending:
                error = await self._try(session, update)
                if not error:
                    self._world.updates.take([update.id])
                    return
                self._world.webhook.last_error_date = int(self._world.now)
                self._world.webhook.last_error_message = error
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            self._under_way.pop(update.chat_id, None)
            self._world.updates.bell.ring()

    async def _try(self, session: aiohttp.ClientSession, update: Update) -> str:
        """Post one update; return "" where it was taken, else the reason in Telegram's words."""
        webhook = self._world.webhook
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(
                webhook.url, json=update.body, headers=headers, allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}"
