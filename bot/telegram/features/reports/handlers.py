"""Reports: the page for the doctor, the chart, the table and the calendar, each sent as a file."""

from dataclasses import replace

from telegram.constants import ParseMode

from bot.core.people.accounts import Language
from bot.core.reports.adherence import adherence
from bot.core.reports.doctor_report import Draw, Report, ReportService
from bot.core.reports.plan_calendar import calendar
from bot.core.reports.spreadsheet import spreadsheet
from bot.telegram.features.reports import page_views, views
from bot.telegram.features.reports.buttons import SendChart, SendFile, SendPage
from bot.telegram.transport.request_context import RequestContext, RequestContextFactory
from bot.telegram.ui.personalization import dressed
from bot.telegram.ui.screens import CAPTION_LIMIT, Screen
from bot.telegram.ui.texts import Texts, plain


class ReportHandlers:
    """/report, and the buttons for it."""

    def __init__(self, requests: RequestContextFactory, reports: ReportService, draw: Draw) -> None:
        """`draw` runs in another process: drawing takes seconds."""
        self._requests = requests
        self._reports = reports
        self._draw = draw

    async def report(self, request: RequestContext) -> None:
        """/report: the page for the doctor."""
        await self._requests.leave(request)
        await self._send_page(request, request.account.language)

    async def page(self, request: RequestContext, tap: SendPage) -> None:
        """The same by a button, or in the other language."""
        await self._send_page(request, tap.language or request.account.language)

    async def chart(self, request: RequestContext, tap: SendChart) -> None:
        """The doses of some days as a chart."""
        report = await self._reports.report(request.account, request.at)
        if adherence(report.outcomes, tap.days, report.today).percent is None:
            await request.show(views.nothing_due(request.t))
            return
        picture = await self._draw(views.chart(request.t, report, tap.days))
        await request.show_under(picture, views.charted(request.t, report, tap.days))

    async def file(self, request: RequestContext, tap: SendFile) -> None:
        """The doses as a table, or the plan as a calendar."""
        report = await self._reports.report(request.account, request.at)
        t = request.t
        if tap.kind == "table":
            data, ending = spreadsheet(views.columns(t), views.rows(t, report)), "csv"
        else:
            name = plain(t("Medicines"))
            data = calendar(views.entries(t, report), name, request.account.person_id, request.at)
            ending = "ics"
        await self._send(request, data, f"{_stem(report)}.{ending}", views.file_text(t, tap.kind))

    async def _send_page(self, request: RequestContext, language: Language) -> None:
        account = request.account
        report = await self._reports.report(account, request.at)
        if not report.overview.medications:
            await request.show(views.empty(request.t))
            return
        written = page_views.page(
            Texts(language), replace(report, account=replace(account, language=language))
        )
        data = await self._draw(written)
        under = views.sent(Texts(language, is_large=account.is_large), report)
        await self._send(request, data, f"{_stem(report)}-{language}.pdf", under)

    async def _send(self, request: RequestContext, data: bytes, name: str, screen: Screen) -> None:
        screen = dressed(screen, request.account)
        await request.chat.send_document(
            data,
            filename=name,
            caption=screen.text(CAPTION_LIMIT),
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
        )


def _stem(report: Report) -> str:
    """Return how the name of a file begins: nobody's name is in it."""
    return f"yaksok-{report.today:%Y-%m-%d}"
