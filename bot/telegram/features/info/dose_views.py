"""Doses by age and weight as a leaflet has them: as published, never worked out."""

from bot.telegram.ui import words
from bot.telegram.ui.screens import lines
from bot.telegram.ui.texts import Html, Texts
from knowledge.catalogue.child_doses import MONTHS, AgeDose
from knowledge.catalogue.dossier import Dossier


def by_age(t: Texts, dossier: Dossier) -> Html:
    """Say how much at which age, and quote what is told by weight."""
    said = [t("<b>{name}</b>", name=t("How much, by age and weight"))]
    said += [_dose(t, dose) for dose in dossier.age_doses]
    said += [t("“{sentence}”", sentence=sentence) for sentence in dossier.by_weight]
    said.append(t("Ask a doctor or pharmacist before you give it to a child."))
    return lines(said)


def _dose(t: Texts, dose: AgeDose) -> Html:
    volume = f" ({dose.millilitres} mL)" if dose.millilitres else ""
    unit = words.unit(t, dose.unit)
    return t(
        "{ages}: {amount} {unit}{volume} at a time",
        ages=_ages(t, dose),
        amount=dose.amount,
        unit=unit,
        volume=volume,
    )


def _ages(t: Texts, dose: AgeDose) -> Html:
    low, below = dose.from_years, dose.below_years
    if low is not None and below is not None:
        return t("from {low} to under {below}", low=_age(t, low), below=_age(t, below))
    return (
        t("from {low}", low=_age(t, low))
        if low is not None
        else t("under {below}", below=_age(t, below or 0))
    )


def _age(t: Texts, years: float) -> Html:
    """Return an age; in months where it is no number of whole years."""
    months = round(years * MONTHS)
    return t("{n} years", n=months // MONTHS) if months % MONTHS == 0 else t("{n} months", n=months)
