"""A person's meal times and bedtime: what is tied to a meal is asked for at its time from then on."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from bot.core.people.accounts import AccountService
from bot.core.schedules.answered_schedule import with_meal_times
from bot.core.schedules.schedule import Meal
from bot.telegram.features.meal_times import views
from bot.telegram.features.meal_times.buttons import AskMealTime, SetMealTime, ShowMealTimes
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.input_parsing import time_of
from bot.telegram.ui.screens import Screen

STEP = "meal"  # of the dialogue


class MealTimeHandlers:
    """The settings of one person's day."""

    def __init__(
        self, requests: RequestContextFactory, accounts: AccountService, *, planned: Callable[[], None]
    ) -> None:
        """`planned` is called whenever doses may be due at other times."""
        self._requests = requests
        self._accounts = accounts
        self._planned = planned

    async def show(self, request: RequestContext, _: ShowMealTimes) -> None:
        """The meal times."""
        await self._requests.leave(request)
        await request.change(views.meal_times(request.t, request.account))

    async def ask(self, request: RequestContext, tap: AskMealTime) -> None:
        """Another time for one of them: by a tap, or in writing."""
        await self._requests.ask(request, STEP, meal=tap.meal)
        await request.change(views.ask(request.t, request.account, tap.meal))

    async def set(self, request: RequestContext, tap: SetMealTime) -> None:
        """A time was tapped."""
        await request.change(await self._set(request, tap.meal, tap.at))

    async def typed(self, request: RequestContext, text: str, asked: Mapping[str, Any]) -> bool:
        """A time was written; False where it is something else."""
        at, meal = time_of(text), Meal(asked["meal"])
        if at is None:
            if not any(char.isdigit() for char in text):
                return False
            await request.show(views.not_a_time(request.t))
            return True
        await request.show(await self._set(request, meal, at))
        return True

    async def _set(self, request: RequestContext, meal: Meal, at: time) -> Screen:
        await self._requests.leave(request)
        meals = with_meal_times(request.account.meals, meal, at)
        account = await self._accounts.eat_at(request.account, meals, request.at)
        self._planned()
        return views.meal_times(request.t, account, changed=True)
