"""사용상의주의사항 in the shapes that the service has, and in shapes that it should not have."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.build.builder import build_records
from knowledge.build.leaflets.permit_leaflets import as_leaflets
from knowledge.catalogue.catalogue import Catalogue
from knowledge.interactions.check import CautionKind, Profile, Verdict
from knowledge.products import IngredientCode, ProductId, Source
from knowledge.sources.kr.permit_texts import Section, sections
from knowledge.sources.records import (
    CompositionRecord,
    IngredientRecord,
    PermitTextRecord,
    ProductRecord,
    Region,
    SubstanceRecord,
)

A, B = ProductId("200000001"), ProductId("200000002")
LISTS = Source("목록", date(2026, 1, 1))
PERMIT = Source("식품의약품안전처 의약품 제품 허가정보", date(2026, 2, 1))


def document(*articles: tuple[str, str]) -> str:
    parts = "".join(
        f'<ARTICLE title="{title}"><PARAGRAPH tagName="p" textIndent=""><![CDATA[{text}]]></PARAGRAPH></ARTICLE>'
        for title, text in articles
    )
    return f'<DOC title="사용상의주의사항" type="NB"><SECTION title="">{parts}</SECTION></DOC>'


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("5. 상호작용", {Section.INTERACTION}),
        ("6. 임부에 대한 투여", {Section.PREGNANCY}),
        ("6. 임부 및 수유부에 대한 투여", {Section.PREGNANCY, Section.NURSING}),
        ("7. 소아에 대한 투여", {Section.CHILDREN}),
        ("8. 고령자에 대한 투여", {Section.ELDERLY}),
        ("9. 과량투여시의 처치", {Section.OVERDOSE}),
        ("1. 경고", set()),
    ],
)
def test_a_title_tells_the_sections_of_an_article(title: str, expected: set[Section]) -> None:
    assert set(sections(document((title, "말")))) == expected


def test_words_are_kept_without_tags_and_in_lines() -> None:
    text = document(("상호작용", "1) 비타민 B<sub>1</sub> &lt; 5"), ("10. 상호작용 (계속)", "2) 둘째"))
    assert sections(text) == {Section.INTERACTION: "1) 비타민 B 1 < 5\n2) 둘째"}


def test_a_table_is_read_as_its_words() -> None:
    table = "<table><tr><td>와파린</td><td>출혈</td></tr></table>"
    body = f'<PARAGRAPH tagName="table"><![CDATA[{table}]]></PARAGRAPH>'
    assert sections(f'<ARTICLE title="상호작용">{body}</ARTICLE>') == {Section.INTERACTION: "와파린 출혈"}


@pytest.mark.parametrize(
    "text", ["", "None", "<DOC>", document(("상호작용", "")), '<ARTICLE title="상호작용">']
)
def test_nothing_is_made_of_nothing(text: str) -> None:
    assert sections(text) == {}


@given(st.text(alphabet='<>ARTICLE PARGH[]!CDATA/="상호작용임부가나', max_size=300))
def test_no_document_makes_it_fail(text: str) -> None:
    assert all(sections(text).values())


def test_the_real_answer_has_its_sections(shared_data: Path) -> None:
    answer = json.loads(
        (shared_data / "korea/api/medi-meta_single-medi-product-details.json").read_text(encoding="utf-8")
    )
    found = sections(json.dumps(answer, ensure_ascii=False).replace('\\"', '"'))
    assert found


def permitted(*articles: tuple[str, str]) -> list[PermitTextRecord]:
    return [
        PermitTextRecord(A, section, words, PERMIT)
        for section, words in sections(document(*articles)).items()
    ]


def test_a_permit_is_read_in_the_shape_of_a_leaflet_without_its_numbers() -> None:
    (leaflet,) = as_leaflets(
        permitted(
            ("5. 상호작용", "1) 와파린과 병용하지 말 것."),
            ("6. 임부 및 수유부에 대한 투여", "2) 임부에게 신중히 투여한다."),
        )
    ).values()
    assert leaflet.interaction == "와파린과 병용하지 말 것."
    assert leaflet.precaution == "임부에게 신중히 투여한다."


def test_permits_bring_pairs_and_cautions_where_no_leaflet_speaks(tmp_path: Path) -> None:
    records = [
        *(ProductRecord(id, name, "제약", LISTS) for id, name in ((A, "가나정"), (B, "다라정"))),
        CompositionRecord(A, (IngredientRecord("가나성분"),), LISTS),
        CompositionRecord(B, (IngredientRecord("와파린나트륨"),), LISTS),
        SubstanceRecord(IngredientCode("D900001"), "가나성분", "gana"),
        SubstanceRecord(IngredientCode("D900002"), "와파린나트륨", "warfarin"),
        *permitted(
            ("5. 상호작용", "1) 와파린을 투여하지 말 것."),
            ("6. 임부에 대한 투여", "1) 임부에게 투여하지 않는다."),
            ("8. 고령자에 대한 투여", "주의한다."),
        ),
    ]
    path = tmp_path / "kr.db"
    build_records(records, path, Region.KOREA, built_at=datetime(2026, 4, 1, tzinfo=UTC))
    with Catalogue.open(path) as korea:
        report = korea.check([A, B], Profile(pregnant=True), date(2026, 4, 1))
        dossier = korea.dossier(A)
    (found,) = report.findings
    assert (found.verdict, found.leaflet.product, found.source) == (Verdict.LEAFLET_DO_NOT, A, PERMIT)
    assert found.reason == "와파린을 투여하지 말 것."
    (caution,) = report.cautions
    assert (caution.kind, caution.product, caution.source) == (CautionKind.PREGNANCY, A, PERMIT)
    assert set(dossier.texts.permit) == {"interaction", "pregnancy", "elderly"}
