"""Pages with numbers and pictures, for people to look at."""

import numpy as np

from training.aihub.pictures.report import Section, counted, numbers_of, write_report
from training.aihub.work.store import Store


def test_a_table_without_rows_says_none(tmp_path):
    write_report(Store(str(tmp_path)), "page.html", "Page", [Section("Dropped", table=counted({}, "reason"))])
    page = (tmp_path / "page.html").read_text()
    assert "<h2>Dropped</h2><p>none</p>" in page
    assert "<table>" not in page


def test_numbers_stand_beside_their_names_in_words(tmp_path):
    sections = [Section("In all", table=numbers_of({"labels_without_photo": 1200, "left_out": ["a.zip"]}))]
    write_report(Store(str(tmp_path)), "page.html", "Page", sections)
    page = (tmp_path / "page.html").read_text()
    assert "<table><tr><td>labels without photo</td><td class=number>1,200</td></tr></table>" in page


def test_a_page_is_whole_in_one_file_and_takes_no_text_for_markup(tmp_path):
    picture = (np.zeros((8, 8, 3), np.uint8), "<b>K-000030</b>")
    write_report(Store(str(tmp_path)), "page.html", "a & b", [Section("Pictures", pictures=[picture])])
    page = (tmp_path / "page.html").read_text()
    assert 'src="data:image/jpeg;base64,' in page
    assert "<b>" not in page
    assert "<title>a &amp; b</title>" in page
