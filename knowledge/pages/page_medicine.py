"""A medicine that a page names, with what the page tells of taking it."""

from dataclasses import dataclass

from knowledge.pages.doses import Dose
from knowledge.pages.name_index import Candidate
from knowledge.products import ProductId


@dataclass(frozen=True, slots=True)
class PageMedicine:
    """A medicine that a page names, with what the page tells of taking it."""

    id: ProductId
    name: str
    printed: str
    candidates: tuple[Candidate, ...]
    sure: bool  # the product
    dose: Dose
    left: float
    middle: float  # of its name, from above

    @property
    def dose_sure(self) -> bool:
        """Whether nothing of the dose is left to be asked."""
        return self.dose.is_whole
