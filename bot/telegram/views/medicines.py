"""A person's list, one medicine of it, and the choice of times."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.core.medications import Medication, Overview
from bot.telegram.screens import Button, Screen, lines, two_in_a_row
from bot.telegram.texts import Html, Texts, join
from bot.telegram.views import findings, words
from knowledge.products import Product, ProductId

A_PAGE = 4
USUAL_TIMES = (time(8), time(12, 30), time(18, 30), time(22))


def overview(t: Texts, overview: Overview, zone: ZoneInfo, page: int = 0) -> Screen:
    """Return the list, what interacts, what could not be checked; a button for each medicine."""
    if not overview.medications:
        return Screen(
            (t("Your list is empty. Send a photo of your pills, or write a medicine's name."),), ((_add(t),),)
        )
    shown = overview.medications[page * A_PAGE : (page + 1) * A_PAGE]
    heading = t.count(
        "💊 <b>{n} medicine on your list</b>",
        "💊 <b>{n} medicines on your list</b>",
        len(overview.medications),
    )
    listed = [_line(t, overview, medication, zone) for medication in shown]
    buttons = [Button(words.name_in(t, overview, m.product_id), "med", (m.id,)) for m in shown]
    if page:
        buttons.append(Button(t("◀ Back"), "list", (page - 1,)))
    if (page + 1) * A_PAGE < len(overview.medications):
        buttons.append(Button(t("More ▶"), "list", (page + 1,)))
    warnings = findings.warnings(t, overview)
    notes = findings.notes(t, overview)
    return Screen((heading, *warnings, lines(listed), *notes), (*two_in_a_row(buttons), (_add(t),)))


def _add(t: Texts) -> Button:
    return Button(t("➕ Add one"), "add")


def _line(t: Texts, overview: Overview, medication: Medication, zone: ZoneInfo) -> Html:
    name = t("• <b>{name}</b>", name=words.name_in(t, overview, medication.product_id))
    return join(" ", [name, _when(t, medication, zone)])


def _when(t: Texts, medication: Medication, zone: ZoneInfo) -> Html:
    if not medication.times:
        return t("no reminder")
    times = ", ".join(f"{at:%H:%M}" for at in medication.times)
    if medication.next_due is None:
        return t("every day {times}", times=times)
    return t("every day {times}, next {next}", times=times, next=clock(medication.next_due, zone))


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the person's clock shows it."""
    return f"{at.astimezone(zone):%m-%d %H:%M}"


def one(t: Texts, medication: Medication, product: Product | None, zone: ZoneInfo) -> Screen:
    """Show one medicine of the list and what can be done with it."""
    blocks = [t("💊 <b>{name}</b>", name=words.product_name(t, product) if product else medication.name)]
    if product:
        blocks.append(_facts(t, product))
    blocks.append(_when(t, medication, zone))
    buttons = (
        Button(t("⏰ Set times"), "times", (medication.id,)),
        Button(t("ℹ️ About it"), "info", (medication.product_id, 0)),
        Button(t("🗑 Take off list"), "drop", (medication.id,)),
        Button(t("◀ My list"), "list", (0,)),
    )
    return Screen(tuple(blocks), two_in_a_row(buttons))


def _facts(t: Texts, product: Product) -> Html:
    purpose = words.purpose(t, product)
    facts = [t("For: {purpose}", purpose=purpose) if purpose else t("What it is for is not in my lists.")]
    if product.ingredients:
        facts.append(t("Contains: {names}", names=words.contents(t, product)))
    if purpose and product.purpose_from:
        facts.append(t("<i>Source: {source}</i>", source=words.source(t, product.purpose_from)))
    return lines(facts)


def times(t: Texts, medication: Medication) -> Screen:
    """Choose daily times: the usual ones by a tap, any other by writing it."""
    chosen = ", ".join(f"{at:%H:%M}" for at in medication.times) or t("none")
    names = (t("Morning"), t("Noon"), t("Evening"), t("Bedtime"))
    buttons = [
        Button(
            f"{'✅ ' if at in medication.times else ''}{name} {at:%H:%M}",
            "time",
            (medication.id, f"{at:%H%M}"),
        )
        for name, at in zip(names, USUAL_TIMES, strict=True)
    ]
    buttons += [
        Button(f"✅ {at:%H:%M}", "time", (medication.id, f"{at:%H%M}"))
        for at in medication.times
        if at not in USUAL_TIMES
    ]
    buttons += [
        Button(t("Another time"), "clock", (medication.id,)),
        Button(t("Done"), "med", (medication.id,)),
    ]
    return Screen(
        (
            t("⏰ When do you take <b>{name}</b>?", name=words.short_name(medication.name)),
            t("Reminders: {times}", times=chosen),
        ),
        two_in_a_row(buttons),
    )


def ask_clock(t: Texts) -> Screen:
    """Ask for a time in writing."""
    return Screen((t("Write the time, for example 7:30 or 21:00."),))


def not_a_clock(t: Texts) -> Screen:
    """What was written is no time of day."""
    return Screen((t("I did not understand that as a time. Please write it like 7:30 or 21:00."),))


def too_many_times(t: Texts, most: int) -> Screen:
    """There is a limit."""
    return Screen((t("I can remind you {most} times a day at most. Take one off first.", most=most),))


def ask_name(t: Texts) -> Screen:
    """Ask which medicine to add."""
    return Screen((t("Write the medicine's name as it is on the box, or the letters stamped on the pill."),))


def found(t: Texts, typed: str, products: Sequence[Product], origin: int) -> Screen:
    """Offer the products that a typed name may mean."""
    blocks = [t("Which of these do you mean by “{typed}”?", typed=typed)]
    blocks += [words.offered(t, number, product) for number, product in enumerate(products, start=1)]
    blocks += words.purposes_from(t, products)
    buttons = [
        Button(f"{number}. {words.product_name(t, product)}", "take", (origin, product.id))
        for number, product in enumerate(products, start=1)
    ]
    return Screen(tuple(blocks), two_in_a_row([*buttons, Button(t("None of these"), "nothing")]))


def added(t: Texts, product: ProductId, overview: Overview, *, is_new: bool) -> Screen:
    """Say that a medicine is on the list, and at once what that means for the whole of it."""
    medication = next((m for m in overview.medications if m.product_id == product), None)
    name = words.name_in(t, overview, product)
    head = (
        t("✅ <b>{name}</b> is on your list now.", name=name)
        if is_new
        else t("<b>{name}</b> is on your list already.", name=name)
    )
    buttons = [Button(t("⏰ Set times"), "times", (medication.id,))] if medication else []
    buttons.append(Button(t("◀ My list"), "list", (0,)))
    return Screen(
        (
            head,
            *findings.warnings(t, overview),
            *findings.notes(t, overview),
        ),
        two_in_a_row(buttons),
    )


def ask_drop(t: Texts, medication: Medication) -> Screen:
    """Make sure before a medicine leaves the list."""
    return Screen(
        (
            t(
                "Take <b>{name}</b> off your list? Its reminders stop.",
                name=words.short_name(medication.name),
            ),
            t("Do not stop a prescribed medicine on your own. Ask your doctor or pharmacist first."),
        ),
        (
            (
                Button(t("Yes, take off"), "dropped", (medication.id,)),
                Button(t("No, keep it"), "med", (medication.id,)),
            ),
        ),
    )
