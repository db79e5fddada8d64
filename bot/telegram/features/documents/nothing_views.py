"""What is said of print in which no medicine was found: one kind sentence, and nothing is added."""

from collections.abc import Iterable

from bot.telegram.features.medications.buttons import AddByName
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts
from inference.types import Flaw, Scan


def nothing(t: Texts, scans: Iterable[Scan]) -> Screen | None:
    """Return the answer to photos of print or of codes without a medicine; None where nothing of that was seen."""
    seen = list(scans)
    if not any(scan.page or scan.barcodes for scan in seen):
        return None
    if any(Flaw.DARK in scan.flaws or Flaw.BLURRED in scan.flaws for scan in seen):
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
