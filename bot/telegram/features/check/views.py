"""Medicines checked without adding them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.interactions.check import Checked
from bot.core.medications.medications import Overview
from bot.core.medications.search import Search
from bot.telegram.features.check.buttons import CheckOneMore, ChooseForCheck, NewCheck
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.settings import views as settings
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, words
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.screens import Button, Screen, two_in_a_row
from bot.telegram.ui.texts import Html, Texts
from bot.telegram.ui.typed_names import NONE
from knowledge.products import Product


def ask_names(t: Texts) -> Screen:
    """Ask what to check."""
    return Screen(
        (
            t("Write the names of two or more medicines, with a comma between them. I check them together."),
            t("Nothing is put on the list."),
        )
    )


def which(t: Texts, typed: str, search: Search, left: int) -> Screen:
    """Offer the products that a typed name may mean; `left` names are to be settled, this one among them."""
    none = Button(t("None of these"), ChooseForCheck(left, NONE))
    return choices.which(t, typed, search, lambda id: ChooseForCheck(left, id), none)


def not_found(t: Texts, typed: str) -> Screen:
    """Say that a name is not in the catalogue and is left out."""
    return Screen((
        t("I found no medicine for “{typed}”, so it is not checked. Write it again as it is on the box.", typed=typed),
    ))  # fmt: skip


def one_more(t: Texts, products: Sequence[Product]) -> Screen:
    """Ask for one more beside those that are chosen."""
    names = ", ".join(words.product_name(t, product) for product in products)
    return Screen(
        (
            t("So far: <b>{names}</b>", names=names) if names else t("Nothing is chosen yet."),
            _another(t),
        )
    )


def alone(t: Texts, checked: Checked) -> Screen:
    """Tell what is known of one medicine by itself, such as in pregnancy, and ask for one more to check it with."""
    said = [
        *one_more(t, list(checked.among.products.values())).blocks[:1],
        *findings.at_once(t, checked.among),
    ]
    return Screen((*said, _another(t), *details.folded_up(t, checked.among)))


def _another(t: Texts) -> Html:
    return t("Write the name of another medicine, and I check them together.")


def too_many(t: Texts, most: int) -> Screen:
    """There is a limit."""
    return Screen((t("I check {most} medicines at a time at most.", most=most),))


def result(t: Texts, checked: Checked) -> Screen:
    """Tell what is known of the medicines among each other, then with the list."""
    among, beside, nothing_kept = checked.among, _beside(checked), t("Nothing was put on the list.")
    blocks = [
        *_heading(t, checked),
        *findings.at_once(t, among),
        *([t("<b>With the medicines on the list</b>")] if beside and len(checked.ids) > 1 else []),
        *(findings.at_once(t, beside) if beside else []),
        *(() if t.is_large else (nothing_kept,)),
        *details.folded_up(t, among, *([beside] if beside else []), beside=(nothing_kept,)),
    ]
    buttons = (
        Button(t("➕ One more"), CheckOneMore()),
        Button(t("New check"), NewCheck()),
        Button(t("◀ The list"), ShowList(0)),
        *(() if t.is_large else settings.ask_facts(t, among)),
    )
    return Screen(tuple(blocks), two_in_a_row(buttons))


def _heading(t: Texts, checked: Checked) -> list[Html]:
    """Name what was checked, unless a large screen names it again below."""
    names = ", ".join(words.name_in(t, checked.among, id) for id in checked.ids)
    told = checked.among.report.findings + (checked.with_list.report.findings if checked.with_list else ())
    if t.is_large and {id for one in told for id in (one.first, one.second)}.issuperset(checked.ids):
        return []
    if len(checked.ids) == 1:
        return [t("🔎 Checked with the list: <b>{names}</b>", names=names)]
    return [t("🔎 Checked together: <b>{names}</b>", names=names)]


def _beside(checked: Checked) -> Overview | None:
    """Return what is known of them with the list, without what is said of them alone."""
    if checked.with_list is None:
        return None
    report = checked.with_list.report
    unsaid = tuple(item for item in report.unchecked if item.product not in checked.ids)
    return replace(checked.with_list, report=replace(report, unchecked=unsaid))
