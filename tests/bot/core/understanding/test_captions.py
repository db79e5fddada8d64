"""What a caption calls a photo, in both languages; nothing where it says two things, or what it is not."""

import pytest

from bot.core.understanding.captions import called
from inference.types import Kind


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("처방전이에요", Kind.PAGE),
        ("약 봉투", Kind.PAGE),
        ("약봉지에 써 있는 거예요", Kind.PAGE),
        ("복약안내문입니다", Kind.PAGE),
        ("my prescription", Kind.PAGE),
        ("The envelope of the pharmacy", Kind.PAGE),
        ("약 상자예요", Kind.CODE),
        ("this is the box", Kind.CODE),
        ("알약 사진", Kind.PILLS),
        ("my pills", Kind.PILLS),
        ("", None),
        ("이 약 먹어도 돼요?", None),
        ("알약이랑 처방전", None),
        ("처방전 아니고 그냥 사진", None),
        ("it isn't a box", None),
    ],
)
def test_a_caption_tells_what_a_photo_is(caption, kind):
    assert called(caption) is kind
