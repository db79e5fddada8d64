"""Understands sentences, with the names of the knowledge file in use."""

import asyncio
import threading

from bot.core.understanding.intents import Danger, Understanding
from bot.core.understanding.names import NameFinder
from bot.core.understanding.understand import Understander
from bot.ops.knowledge.live_knowledge import LiveKnowledge


class LiveSentences:
    """`bot.core.ports.Sentences` over a knowledge file that may be replaced while the bot runs."""

    def __init__(self, knowledge: LiveKnowledge) -> None:
        """Read nothing yet: a danger is found by the common names until `refresh` has read the others."""
        self._knowledge = knowledge
        self._lock = threading.Lock()
        self._version = ""
        self._understander = Understander(NameFinder())

    def refresh(self) -> None:
        """Read the names of the file in use, unless that was done: call this in a thread, it takes a second or two."""
        with self._lock:
            version = self._knowledge.version
            if version == self._version:
                return
            newer = Understander(NameFinder(self._knowledge.names()))
            newer.warm()
            self._understander, self._version = newer, version

    async def danger(self, text: str) -> Danger | None:
        """Return the emergency or crisis that a text tells of; this waits for no names."""
        return await asyncio.to_thread(lambda: self._understander.danger(text))

    async def understand(self, text: str) -> Understanding:
        """Return what a text wants, and the medicines and the time that it names."""
        return await asyncio.to_thread(self._understand, text)

    def _understand(self, text: str) -> Understanding:
        if not self._version:
            self.refresh()
        return self._understander.understand(text)
