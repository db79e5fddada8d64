"""A page for the doctor as PDF: headings, paragraphs and a table, in Korean and English letters. Pure: words to PDF."""

import re
from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from bot.core.reports.drawings import Document, Section
from inference.drawing.fonts import font

FAMILY = "Nanum"
MARGIN = 14  # millimetres
LONGEST_CELL = 400  # characters; a row must fit on a page
SMALL, USUAL, LARGE = 8, 9, 16  # points
HEADING = FontFace(emphasis="BOLD", fill_color=(230, 238, 230))
NOT_DRAWN = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u2b00-\u2bff]+ ?"
)  # signs the font lacks


def render(document: Document) -> bytes:
    """Return the PDF; what does not fit on one page goes on on the next."""
    pdf = _Page(document.footer, document.made_at)
    pdf.set_title(plain(document.title))
    pdf.set_lang(document.language)
    pdf.add_page()
    pdf.write_line(document.title, LARGE, bold=True)
    pdf.write_line(document.subtitle, USUAL)
    for section in document.sections:
        pdf.ln(3)
        pdf.write_line(section.heading, USUAL + 2, bold=True)
        if section.rows:
            pdf.write_table(section)
        for line in section.lines:
            pdf.write_line(line, USUAL)
    return bytes(pdf.output())


def plain(text: str) -> str:
    """Return a text without the signs that the font does not have."""
    return NOT_DRAWN.sub("", text).strip()


class _Page(FPDF):
    """A page of A4 with a footer."""

    def __init__(self, footer: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        self._footer = footer
        self.set_creation_date(made_at)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 6)
        self.add_font(FAMILY, fname=font())
        self.add_font(FAMILY, style="B", fname=font(bold=True))

    def footer(self) -> None:
        self.set_y(-MARGIN - 4)
        self.set_font(FAMILY, size=SMALL)
        self.multi_cell(0, 4, plain(f"{self._footer} · {self.page_no()}"), align="C")

    def write_line(self, text: str, size: float, *, bold: bool = False) -> None:
        """Write a paragraph."""
        self.set_font(FAMILY, style="B" if bold else "", size=size)
        self.multi_cell(0, size * 0.53, plain(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def write_table(self, section: Section) -> None:
        """Write a table whose heading is repeated on each page."""
        self.set_font(FAMILY, size=USUAL)
        self.ln(1)
        with self.table(
            [self._plain(section.columns), *(self._plain(row) for row in section.rows)],
            col_widths=section.widths,
            headings_style=HEADING,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=4.4,
            padding=(0.6, 1),
            text_align="LEFT",
        ):
            pass

    @staticmethod
    def _plain(row: Sequence[str]) -> list[str]:
        return [plain(cell)[:LONGEST_CELL] for cell in row]
