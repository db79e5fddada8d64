"""What is asked about the medicines of a page."""

from bot.core.documents.model import Document, DocumentId, DocumentKind, Row
from bot.core.people.accounts import Language
from bot.telegram.features.documents.row_views import one_row
from bot.telegram.ui.texts import Texts
from knowledge.products import Product, ProductId

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
