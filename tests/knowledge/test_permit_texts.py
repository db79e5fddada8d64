"""사용상의주의사항 in the shapes that the service has, and in shapes that it should not have."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources.permit_texts import Section, sections


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
