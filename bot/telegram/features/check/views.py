"""Medicines checked without adding them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.interactions.check import Checked
from bot.core.medications.search import Search
from bot.telegram.features.check.buttons import CheckOneMore, ChooseForCheck, NewCheck
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.features.settings import views as settings
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
    """One medicine alone has nothing to be checked with."""
    names = ", ".join(words.product_name(t, product) for product in products)
    return Screen(
        (
            t("So far: <b>{names}</b>", names=names) if names else t("Nothing is chosen yet."),
            t("Write the name of another medicine, and I check them together."),
        )
    )


def too_many(t: Texts, most: int) -> Screen:
    """There is a limit."""
    return Screen((t("I check {most} medicines at a time at most.", most=most),))


def result(t: Texts, checked: Checked) -> Screen:
    """Tell what is known of the medicines among each other, then with the list."""
    among = checked.among
    names = ", ".join(words.name_in(t, among, id) for id in checked.ids)
    blocks = [
        t("🔎 Checked together: <b>{names}</b>", names=names)
        if len(checked.ids) > 1
        else t("🔎 Checked with the list: <b>{names}</b>", names=names),
        *findings.told(t, among),
        t("<b>With the medicines on the list</b>"),
        *_with_list(t, checked),
        t("Nothing was put on the list."),
    ]
    buttons = (
        Button(t("➕ One more"), CheckOneMore()),
        Button(t("New check"), NewCheck()),
        Button(t("◀ The list"), ShowList(0)),
        *settings.ask_facts(t, among),
    )
    return Screen(tuple(blocks), two_in_a_row(buttons))


def _with_list(t: Texts, checked: Checked) -> list[Html]:
    if checked.with_list is None:
        return [t("There is nothing else on the list.")]
    report = checked.with_list.report
    unsaid = tuple(
        item for item in report.unchecked if item.product not in checked.ids
    )  # of those it stands above
    return findings.told(t, replace(checked.with_list, report=replace(report, unchecked=unsaid)))
