"""What is kept of a person: shown, exported, deleted."""

from bot.core.people.privacy import AccountDataService
from bot.core.photos.donations import Donations
from bot.telegram.features.privacy import views
from bot.telegram.features.privacy.buttons import DeleteData, ExportData
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory


class PrivacyHandlers:
    """/privacy, /export and /delete, and the buttons for them."""

    def __init__(
        self, requests: RequestContextFactory, account_data: AccountDataService, donations: Donations
    ) -> None:
        self._requests = requests
        self._account_data = account_data
        self._donations = donations

    async def show(self, request: RequestContext) -> None:
        """/privacy."""
        photos = len(await self._donations.of(request.account.chat_id))
        await request.show(views.privacy(request.t, self._account_data.backup_days, photos))

    async def export(self, request: RequestContext, _: ExportData | None = None) -> None:
        """/export, or its button: everything, as a file."""
        await request.chat.send_document(
            await self._account_data.export(request.account, request.at),
            filename=f"yaksok-{request.at.astimezone(request.account.home):%Y-%m-%d}.zip",
            caption=views.exported(request.t),
        )

    async def delete(self, request: RequestContext) -> None:
        """/delete: ask whether it is meant."""
        await self._requests.leave(request)
        await request.show(views.ask_forget(request.t))

    async def forget(self, request: RequestContext, tap: DeleteData) -> None:
        """Delete everything, once the person has said so twice."""
        match tap.answer:
            case "ask":
                await request.change(views.ask_forget(request.t))
            case "yes":
                await self._account_data.forget(request.account, request.at)
                await request.change(views.forgotten(request.t, self._account_data.backup_days))
            case _:
                await request.change(views.kept(request.t))
