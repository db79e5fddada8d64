"""What is said and asked about the medicines of a page or a box."""

from dataclasses import replace
from datetime import date

import pytest

from bot.core.documents.model import Document, DocumentId, DocumentKind, Row
from bot.core.people.accounts import Language
from bot.telegram.features.documents.row_views import one_row
from bot.telegram.features.documents.views import overview
from bot.telegram.ui.texts import Texts
from knowledge.interactions.check import Caution, CautionKind
from knowledge.products import Product, ProductId
from tests.bot.telegram.test_finding_views import LISTED, TWO, told_of

T = Texts(Language.KOREAN)
ONE, OTHER, THIRD = ProductId("1"), ProductId("2"), ProductId("3")


def test_products_of_one_name_are_told_apart_by_their_company_and_others_by_what_they_are_for() -> None:
    products = {
        ONE: Product(ONE, "가나정", "첫제약", purpose="두통"),
        OTHER: Product(OTHER, "가나정", "둘제약", purpose="두통"),
        THIRD: Product(THIRD, "다라정", "셋제약", purpose="기침"),
    }
    row = Row(1, (ONE, OTHER, THIRD), is_sure=False)
    screen = one_row(T, Document(DocumentId(1), DocumentKind.GUIDE, (row,)), row, products, None)
    shown = str(screen.blocks[1]).splitlines()
    assert [line.split(" · ")[1] for line in shown] == ["첫제약", "둘제약", "기침"]


@pytest.mark.parametrize("kind", [DocumentKind.GUIDE, DocumentKind.BOX])
@pytest.mark.parametrize("is_short", [False, True])
def test_cautions_are_said_to_be_where_they_are(kind: DocumentKind, *, is_short: bool) -> None:
    caution = Caution(CautionKind.DOSE, TWO[0].id, "갑", "", LISTED, limit="1 mg")
    together = replace(told_of(), report=replace(told_of().report, cautions=(caution,)))
    document = Document(DocumentId(1), kind, (Row(1, (TWO[0].id,), is_sure=True),))
    products = {one.id: one for one in TWO}
    screen = overview(T, document, products, together, (), date(2026, 11, 22), is_short=is_short)
    (said,) = [block for block in screen.blocks if "주의할 점 1가지" in block and "<blockquote" not in block]
    has_button = any(button.label == "📖 이유와 출처" for row in screen.rows for button in row)
    assert has_button == ("이유와 출처" in said) == is_short
    assert ("아래에 있어요" in said) != is_short
