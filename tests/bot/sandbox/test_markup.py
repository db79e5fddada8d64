"""HTML and MarkdownV2, and what Telegram marks by itself."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.errors import ApiError
from bot.sandbox.message.entities import plain, read_caption, read_text
from bot.sandbox.message.html_markup import parse_html
from bot.sandbox.message.markdown_markup import parse_markdown
from bot.sandbox.message.markup import utf16_length
from bot.sandbox.params import Params


def mark(kind: str, offset: int, length: int, **extra: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **extra}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("", "", []),
        ("no marks", "no marks", []),
        ("<b>a</b>b", "ab", [mark("bold", 0, 1)]),
        ("<strong>a</strong><EM>b</EM>", "ab", [mark("bold", 0, 1), mark("italic", 1, 1)]),
        ("<b>a<i>b</i></b>", "ab", [mark("italic", 1, 1), mark("bold", 0, 2)]),
        ("💊<b>약</b>", "💊약", [mark("bold", 2, 1)]),
        ("<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>", "abc",
         [mark("underline", 0, 1), mark("strikethrough", 1, 1), mark("spoiler", 2, 1)]),
        ('<span class="tg-spoiler">c</span>', "c", [mark("spoiler", 0, 1)]),
        ('<a href="https://a.kr/?x=1&amp;y=2">x</a>', "x", [mark("text_link", 0, 1, url="https://a.kr/?x=1&y=2")]),
        ("<a href='nonsense'>x</a>", "x", []),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#48; &copy;", 'a <b> & "c" 0 &copy;', []),
        ("<b></b>x", "x", []),
        ("<code>x</code><pre>y</pre>", "xy", [mark("code", 0, 1), mark("pre", 1, 1)]),
        ('<pre><code class="language-python">y</code></pre>', "y", [mark("pre", 0, 1, language="python")]),
        ('<code class="language-python">y</code>', "y", [mark("code", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [mark("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [mark("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [mark("custom_emoji", 0, 2, custom_emoji_id="5")]),
        ('<tg-time unix="7">08:00</tg-time>', "08:00", [mark("date_time", 0, 5, unix_time=7)]),
        (
            '<tg-time unix="7" format="wDT">8</tg-time>', "8",
            [mark("date_time", 0, 1, unix_time=7, date_time_format="wDT")],
        ),
        ("<b>a</>", "a", [mark("bold", 0, 1)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[object]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("약</b>", "Unexpected end tag at byte offset 3"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<div>a</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b", 'Unclosed start tag "b" at byte offset 0'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("", "", []),
        ("*a*_b_", "ab", [mark("bold", 0, 1), mark("italic", 1, 1)]),
        (
            "__u__~s~||p||",
            "usp",
            [mark("underline", 0, 1), mark("strikethrough", 1, 1), mark("spoiler", 2, 1)],
        ),
        ("*a _b_*", "a b", [mark("italic", 2, 1), mark("bold", 0, 3)]),
        (r"1\. \*not bold\*", "1. *not bold*", []),
        ("`x*y`", "x*y", [mark("code", 0, 3)]),
        ("```python\nx\n```", "x\n", [mark("pre", 0, 2, language="python")]),
        ("```x```", "x", [mark("pre", 0, 1)]),
        ("[약](https://a.kr/\\))", "약", [mark("text_link", 0, 1, url="https://a.kr/)")]),
        ("![👍](tg://emoji?id=5)", "👍", [mark("custom_emoji", 0, 2, custom_emoji_id="5")]),
        (">a\n>b\nc", "a\nb\nc", [mark("blockquote", 0, 4)]),
        ("**>a\n>b||", "a\nb", [mark("expandable_blockquote", 0, 3)]),
    ],
)
def test_markdown_becomes_text_and_entities(source: str, text: str, entities: list[object]) -> None:
    assert parse_markdown(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("*a", "Can't find end of Bold entity at byte offset 0"),
        ("약_a", "Can't find end of Italic entity at byte offset 3"),
        ("a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("```a", "Can't find end of PreCode entity at byte offset 0"),
        ("[a", "Can't find end of inline URL entity at byte offset 0"),
        ("*a _b* c_", "Can't find end of Italic entity at byte offset 3"),
    ],
)
def test_wrong_markdown_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_markdown(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        ("/start", "bot_command", "/start"),
        ("그리고 /add@yaksok_bot 하세요", "bot_command", "/add@yaksok_bot"),
        ("💊 https://a.kr/x?y=1.", "url", "https://a.kr/x?y=1"),
        ("#혈압 약", "hashtag", "#혈압"),
        ("@yaksok_bot", "mention", "@yaksok_bot"),
        ("a@b.kr", "email", "a@b.kr"),
    ],
)
def test_telegram_marks_by_itself(text: str, kind: str, marked: str) -> None:
    (entity,) = plain(text).entities
    units = text.encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    assert (entity["type"], units[start:end].decode("utf-16-le")) == (kind, marked)


@pytest.mark.parametrize("text", ["a/b", "1/2", "/", "half/start", "5@6", "# 1"])
def test_telegram_marks_nothing_where_nothing_is(text: str) -> None:
    assert plain(text).entities == ()


def test_nothing_is_found_inside_code() -> None:
    formatted = read_text(Params({"text": "<code>/start</code> /help", "parse_mode": "HTML"}))
    assert [entity["type"] for entity in formatted.entities] == ["code", "bot_command"]


def test_the_text_is_trimmed_and_its_entities_move() -> None:
    formatted = read_text(Params({"text": "\n <b> a</b> \n", "parse_mode": "HTML"}))
    assert (formatted.text, formatted.entities) == ("a", (mark("bold", 0, 1),))


def test_entities_may_come_beside_the_text() -> None:
    formatted = read_text(Params({"text": "💊약", "entities": '[{"type":"bold","offset":2,"length":1}]'}))
    assert formatted.entities == (mark("bold", 2, 1),)


def test_at_most_a_hundred_entities_are_kept() -> None:
    formatted = read_text(Params({"text": "<b>a</b> " * 120, "parse_mode": "html"}))
    assert len(formatted.entities) == 100


@pytest.mark.parametrize(
    ("reader", "params", "complaint"),
    [
        (read_text, {}, "message text is empty"),
        (read_text, {"text": " \n"}, "message text is empty"),
        (read_text, {"text": "가" * 4097}, "message is too long"),
        (read_caption, {"caption": "가" * 1025}, "message caption is too long"),
        (read_text, {"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (read_text, {"text": "a", "entities": "{"}, "can't parse entities JSON object"),
        (
            read_text,
            {"text": "a", "entities": "{}"},
            "can't parse entities: expected an Array of MessageEntity",
        ),
        (
            read_text,
            {"text": "a", "entities": "[{}]"},
            "can't parse MessageEntity: Can't find field \"type\"",
        ),
    ],
)
def test_texts_that_telegram_refuses(reader: object, params: dict[str, str], complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        reader(Params(params))  # type: ignore[operator]
    assert refusal.value.description == f"Bad Request: {complaint}"


def test_length_counts_after_the_markup_is_gone() -> None:
    assert len(read_text(Params({"text": f"<b>{'가' * 4096}</b>", "parse_mode": "HTML"})).text) == 4096
    assert len(read_caption(Params({"caption": f"<b>{'가' * 1024}</b>", "parse_mode": "HTML"})).text) == 1024


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(st.text(alphabet="ab💊 /@.<b></b><i></i>&lt;"), st.sampled_from(["HTML", "MarkdownV2", ""]))
def test_entities_never_leave_the_text(text: str, mode: str) -> None:
    try:
        formatted = read_text(Params({"text": text, "parse_mode": mode}))
    except ApiError:  # anything else that is raised fails the test
        return
    assert formatted.text == formatted.text.strip()
    for entity in formatted.entities:
        assert entity["offset"] >= 0
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16_length(formatted.text)
