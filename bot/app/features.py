"""The features of the chat: each is built here once, with what it needs."""

from collections.abc import Callable

from bot.app.services import Services
from bot.app.storage import Stores
from bot.core.understanding.intents import Intent
from bot.telegram.features.allergies import routes as allergies
from bot.telegram.features.allergies.handlers import AllergyHandlers
from bot.telegram.features.as_needed import routes as as_needed
from bot.telegram.features.as_needed.handlers import AsNeededHandlers
from bot.telegram.features.caregivers import routes as caregivers
from bot.telegram.features.caregivers.handlers import FamilyHandlers
from bot.telegram.features.caregivers.pack_handlers import PackHandlers
from bot.telegram.features.check import routes as check
from bot.telegram.features.check.handlers import CheckHandlers
from bot.telegram.features.conversation import routes as conversation
from bot.telegram.features.conversation.handlers import ConversationHandlers
from bot.telegram.features.conversation.intents import IntentScreens
from bot.telegram.features.danger import routes as danger
from bot.telegram.features.danger.handlers import DangerHandlers
from bot.telegram.features.documents import routes as documents
from bot.telegram.features.documents.handlers import DocumentHandlers
from bot.telegram.features.donations import routes as donations
from bot.telegram.features.donations.handlers import DonationHandlers
from bot.telegram.features.dose_times import routes as dose_times
from bot.telegram.features.dose_times.handlers import DoseTimesHandlers
from bot.telegram.features.fallback import routes as fallback
from bot.telegram.features.fallback.handlers import FallbackHandlers
from bot.telegram.features.info import routes as info
from bot.telegram.features.info.handlers import InfoHandlers
from bot.telegram.features.keyboard import routes as keyboard
from bot.telegram.features.keyboard.handlers import KeyboardHandlers
from bot.telegram.features.meal_times import routes as meal_times
from bot.telegram.features.meal_times.handlers import MealTimeHandlers
from bot.telegram.features.medications import routes as medications
from bot.telegram.features.medications.adding import Adding
from bot.telegram.features.medications.handlers import MedicationHandlers
from bot.telegram.features.medications.several import AddingSeveral
from bot.telegram.features.own_pills import routes as own_pills
from bot.telegram.features.own_pills.handlers import OwnPillHandlers
from bot.telegram.features.people import routes as people
from bot.telegram.features.people.handlers import PeopleHandlers
from bot.telegram.features.photos import routes as photos
from bot.telegram.features.photos.handlers import PhotoHandlers
from bot.telegram.features.photos.pill_pictures import PillPictures
from bot.telegram.features.photos.question_screens import QuestionScreens
from bot.telegram.features.photos.reader import PhotoReader
from bot.telegram.features.plan_questions import routes as plan_questions
from bot.telegram.features.plan_questions.handlers import PlanQuestionHandlers
from bot.telegram.features.privacy import routes as privacy
from bot.telegram.features.privacy.handlers import PrivacyHandlers
from bot.telegram.features.reminders import routes as reminders
from bot.telegram.features.reminders.handlers import ReminderHandlers
from bot.telegram.features.reports import routes as reports
from bot.telegram.features.reports.handlers import ReportHandlers
from bot.telegram.features.settings import routes as settings
from bot.telegram.features.settings.handlers import SettingsHandlers
from bot.telegram.features.slot_moves import routes as slot_moves
from bot.telegram.features.slot_moves.handlers import SlotMoveHandlers
from bot.telegram.features.start import routes as start
from bot.telegram.features.start.handlers import StartHandlers
from bot.telegram.features.stock import routes as stock
from bot.telegram.features.stock.handlers import StockHandlers
from bot.telegram.features.substitution import routes as substitution
from bot.telegram.features.substitution.handlers import SubstitutionHandlers
from bot.telegram.features.time_zones import routes as time_zones
from bot.telegram.features.time_zones.handlers import TimeZoneHandlers
from bot.telegram.features.today import routes as day_record
from bot.telegram.features.today.handlers import TodayHandlers
from bot.telegram.transport.admission import Admission
from bot.telegram.transport.background import Background
from bot.telegram.transport.downloads import Downloads
from bot.telegram.transport.request_context import RequestContextFactory
from bot.telegram.transport.routing import Feature, answers_of
from bot.telegram.transport.seen_marks import SeenMarks


def features_of(
    use: Services,
    stores: Stores,
    requests: RequestContextFactory,
    background: Background,
    admission: Admission,
    downloads: Downloads,
    marks: SeenMarks,
    *,
    planned: Callable[[], None],
) -> list[Feature]:
    """Return all features, in the order of the menu of commands. `planned` is called when doses to come have changed."""
    questions = PlanQuestionHandlers(requests, use.medications, planned=planned)
    pages = DocumentHandlers(
        requests, use.documents, use.medications, questions, use.cut_out, planned=planned
    )
    adding = Adding(requests, use.medications, use.corrections, questions, pages.consented)
    several = AddingSeveral(requests, use.medications, adding)
    today = TodayHandlers(requests, use.dose_record)
    the_list = MedicationHandlers(requests, use.medications, adding, several, planned=planned)
    checks, about = CheckHandlers(requests, use.checks), InfoHandlers(requests, use.checks)
    family = PeopleHandlers(requests, stores.people, use.people)
    caring = FamilyHandlers(requests, use.caregivers, use.accounts, use.dose_record)
    own = SettingsHandlers(requests, use.accounts, use.medications)
    kept = PrivacyHandlers(requests, use.account_data, stores.donations)
    beginning = StartHandlers(requests, use.accounts, adding, invited=caring.opened)
    told = ReportHandlers(requests, use.reports, use.draw)
    moving = SlotMoveHandlers(requests, use.medications, planned=planned)
    packs = StockHandlers(requests, use.medications, use.refills)
    cared_packs = PackHandlers(use.caregiver_refills)
    wishes = IntentScreens(
        requests, use.sentences, use.medications, use.official, the_list, several, checks, about, questions, packs,
        cared_packs,
        {
            Intent.TODAY: today.today, Intent.DID_I_TAKE: today.today,
            Intent.CAREGIVER: caring.family, Intent.SETTINGS: own.settings, Intent.EXPORT_DELETE: kept.show,
            Intent.REPORT: told.report,
            Intent.HELP: beginning.help, Intent.CANCEL: beginning.cancel,
        },
    )  # fmt: skip
    screens = QuestionScreens(use.photos, use.decisions, use.medications)
    reader = PhotoReader(requests, use.photos, stores.donations, screens, pages, admission, downloads, marks)
    drawing = PillPictures(stores.donations, downloads, use.scans)
    own_pictures = OwnPillHandlers(use.own_pills, use.photos, drawing, use.account_data.backup_days)
    pictures = PhotoHandlers(
        requests,
        use.photos,
        use.decisions,
        use.corrections,
        use.medications,
        adding,
        reader,
        screens,
        drawing,
        own_pictures,
        background,
        wishes.caption,
    )
    replacing = SubstitutionHandlers(
        requests, use.medications, use.photos, use.substitutions, refresh=pictures.refresh
    )
    features = [
        danger.routes(DangerHandlers(use.sentences)),
        medications.routes(the_list, several, adding),
        day_record.routes(today),
        check.routes(checks),
        info.routes(about),
        people.routes(family),
        caregivers.routes(caring, cared_packs),
        reports.routes(told),
        settings.routes(own),
        allergies.routes(AllergyHandlers(requests, use.accounts, use.medications, use.knowledge)),
        privacy.routes(kept),
        start.routes(beginning),
        keyboard.routes(KeyboardHandlers()),
        photos.routes(pictures),
        own_pills.routes(own_pictures),
        documents.routes(pages),
        plan_questions.routes(questions),
        slot_moves.routes(moving),
        meal_times.routes(MealTimeHandlers(requests, use.accounts, planned=planned)),
        dose_times.routes(DoseTimesHandlers(requests, use.medications, planned=planned)),
        reminders.routes(ReminderHandlers(requests, use.reminders, use.knowledge, planned=planned)),
        as_needed.routes(AsNeededHandlers(requests, use.medications, use.as_needed)),
        stock.routes(packs),
        substitution.routes(replacing),
        donations.routes(
            DonationHandlers(requests, stores.donations, use.donations, use.account_data.backup_days)
        ),
        time_zones.routes(TimeZoneHandlers(requests, use.accounts, adding, moved=planned)),
    ]
    talk = ConversationHandlers(requests, use.sentences, answers_of(features), wishes, moving)
    other = FallbackHandlers(requests, stores.accounts)
    return [*features, conversation.routes(talk, wishes), fallback.routes(other)]
