"""The year of birth by taps: the decade, then the year. Writing it stays possible."""

from bot.core.people.accounts import FIRST_YEAR
from bot.telegram.features.settings.buttons import AskFact, ShowDecades, ShowYears, TellFact
from bot.telegram.ui import paging
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Texts

A_PAGE = 5
LIKELIEST = 1  # the page that is shown first: those born from 1930 to 1979


def ask_decade(t: Texts, this_year: int, page: int = LIKELIEST) -> Screen:
    """Ask in which decade; those of the oldest come a page before the likeliest, those of the young after."""
    decades = range(FIRST_YEAR, this_year + 1, 10)
    pages = [decades[:3], *(decades[start : start + A_PAGE] for start in range(3, len(decades), A_PAGE))]
    page = min(page, len(pages) - 1)
    buttons = [Button(t("{year}s", year=decade), ShowYears(decade, 0)) for decade in pages[page]]
    asked = t(
        "In which decade was the year of birth? Tap, or write the year in four digits, for example 1950."
    )
    rather_not = Button(t("I'd rather not"), TellFact("born", "none"))
    turning = paging.turning(t, page, len(pages) - 1, ShowDecades)
    return Screen((asked,), (*two_in_a_row([*buttons, rather_not]), *two_in_a_row(turning)))


def not_a_year(t: Texts, this_year: int) -> Screen:
    """What was written is no year that someone alive was born in."""
    said = t("I did not understand that as a year. Please write four digits, for example 1950.")
    return Screen((said,), ask_decade(t, this_year).rows)


def ask_year(t: Texts, decade: int, this_year: int, page: int = 0) -> Screen:
    """Ask for the year of a decade."""
    decade = min(decade, this_year)
    years = range(decade, min(decade + 10, this_year + 1))
    pages = [years[start : start + A_PAGE] for start in range(0, len(years), A_PAGE)]
    page = min(page, len(pages) - 1)
    buttons = [Button(t("{year}", year=year), TellFact("born", str(year))) for year in pages[page]]
    others = Button(t("Other decade"), AskFact("born"))
    turning = paging.turning(t, page, len(pages) - 1, lambda number: ShowYears(decade, number))
    return Screen((t("In which year?"),), (*two_in_a_row([*buttons, others]), *two_in_a_row(turning)))
