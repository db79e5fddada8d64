"""What is said of print in which no medicine was found: one kind sentence, and nothing is added."""

from collections.abc import Iterable

from bot.telegram.features.medications.buttons import AddByName
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts
from inference.types import Flaw, Kind, Scan


def nothing(t: Texts, scans: Iterable[Scan], called: Kind | None = None) -> Screen | None:
    """Return the answer to photos of print or of codes without a medicine; None where nothing of that was seen.

    What the caption calls a photo counts where nothing at all was seen in it.
    """
    seen = list(scans)
    is_print = any(scan.page or scan.barcodes for scan in seen)
    if not is_print and called not in (Kind.PAGE, Kind.CODE):
        return None
    if not is_print and called is Kind.CODE:
        said = t("I see no code on this box. Please send the side with the code, near, or write the name.")
    elif not is_print or any(Flaw.DARK in scan.flaws or Flaw.BLURRED in scan.flaws for scan in seen):
        said = t("I can not read this paper well. Please take the photo in good light, from above, and near.")
    elif any(scan.page for scan in seen):
        said = t(
            "I see print, but no medicine that I know. If it is a guide, an envelope or a prescription in Korean,"
            " please come nearer to the names."
        )
    else:
        said = t(
            "I do not know this barcode as a medicine's. Please send the box with its name, or write the name."
        )
    return Screen((said,), ((Button(t("Write its name"), AddByName()),),))
