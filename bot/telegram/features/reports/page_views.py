"""The page for the doctor, in words."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.medications.medications import Medication
from bot.core.reports.adherence import PERIODS, Adherence, by_medication, by_period
from bot.core.reports.doctor_report import Report
from bot.core.reports.drawings import Document, Section
from bot.telegram.features.allergies import views as allergies
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, plans, words
from bot.telegram.ui.texts import Html, Texts, plain

MONTH = 30  # days, of the share beside each medicine


def page(t: Texts, report: Report) -> Document:
    """Return all that is on the page."""
    return Document(
        plain(t("My medicines, for the doctor or pharmacist")),
        _subtitle(t, report),
        (
            _medicines(t, report),
            Section(plain(t("Doses taken")), (_shares(t, report),)),
            Section(plain(t("Warnings and cautions that were found")), _found(t, report)),
            Section(plain(t("Allergies")), _allergies(t, report)),
            Section(plain(t("What was not checked")), _unchecked(t, report)),
        ),
        plain(
            t(
                "Made by Yaksok from what the person wrote down. It is no medical record, and may be incomplete."
            )
        ),
        t.language.value,
        report.at,
    )


def share(t: Texts, one: Adherence) -> Html:
    """Return a share as people read it; that no dose was due is not 0 %."""
    if one.percent is None:
        return t("no doses were due")
    return t("{percent}% ({taken}/{due})", percent=one.percent, taken=one.taken, due=one.due)


def _subtitle(t: Texts, report: Report) -> str:
    account, profile = report.account, report.account.profile
    said = [
        *([account.name] if account.name else []),
        *([t("born in {year}", year=profile.birth_year)] if profile.birth_year else []),
        *([t("pregnant")] if profile.pregnant else []),
        *([t("nursing")] if profile.nursing else []),
        t("as of {day}", day=plans.day(t, report.today, report.today.replace(year=1))),
    ]
    return plain(" · ".join(said))


def _medicines(t: Texts, report: Report) -> Section:
    taken = by_medication(report.outcomes, MONTH, report.today)
    columns = (t("Medicine"), t("How it is taken"), t("What for"), t("Taken, last 30 days"))
    rows = [_row(t, report, one, taken.get(one.id, Adherence())) for one in report.overview.medications]
    heading = t.count("{n} medicine", "{n} medicines", len(rows))
    return Section(
        plain(heading), columns=tuple(map(plain, columns)), widths=(32, 26, 30, 12), rows=tuple(rows)
    )


def _row(t: Texts, report: Report, one: Medication, taken: Adherence) -> tuple[str, ...]:
    product = report.products.get(one.product_id)
    name = plans.title(t, one, product)
    contents = words.contents(t, product) if product and product.ingredients else ""
    how = t("paused") if one.paused_at else plans.when(t, one.plan, report.account, report.at, one.unit)
    purpose = words.purpose_in_short(t, product) if product else None
    percent = "–" if taken.percent is None else f"{taken.percent}%"
    named = f"{plain(name)}\n{plain(contents)}" if contents else plain(name)
    return named, plain(how), plain(purpose or t("not known")), percent


def _shares(t: Texts, report: Report) -> str:
    shares = by_period(report.outcomes, report.today)
    said = [t("Last {n} days: {share}", n=days, share=share(t, shares[days])) for days in PERIODS]
    return plain("   ".join(said))


def _found(t: Texts, report: Report) -> tuple[str, ...]:
    overview = report.overview
    pairs = replace(overview, report=replace(overview.report, cautions=()))
    found = [one for one in findings.warnings(t, pairs) if one != findings.advice(t)]  # that is for patients
    return _paragraphs([*found, *findings.every_caution(t, overview)]) or (
        plain(t("None was found in the lists that were looked up.")),
    )


def _allergies(t: Texts, report: Report) -> tuple[str, ...]:
    """Return what was told, also what no list has; without any there is room to write."""
    told = report.account.profile.allergies
    if not told:
        return (plain(t("None is written down. Please ask, and note here: ____________________")),)
    named = [t("{name}", name=allergies.called(t, one)) for one in told]
    return (plain(t("Told by the person: {names}", names=", ".join(map(plain, named)))),)


def _unchecked(t: Texts, report: Report) -> tuple[str, ...]:
    overview = report.overview
    said = [*details.unknown(t, overview), *details.not_checked(t, overview)]
    if not overview.report.findings:
        said += details.looked_up(t, overview)
    if sources := report.overview.report.sources:
        said.append(t("Looked up in: {sources}", sources=words.sources(t, sources)))
    return _paragraphs(said) or (plain(t("Nothing: one medicine alone was looked up.")),)


def _paragraphs(blocks: Sequence[Html]) -> tuple[str, ...]:
    """Return each block in one paragraph, to save lines."""
    return tuple("• " + " / ".join(plain(line) for line in block.split("\n") if line) for block in blocks)
