"""What enters as a body leaves as words and as HTML that cannot hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.conversations.rendering import LONGEST, addresses, render, storable

HOSTILE = [
    "<script>alert(1)</script>hello",
    '<img src=x onerror="alert(1)" alt="cat">hello',
    '<a href="javascript:alert(1)">hello</a>',
    '<a href="data:text/html,<script>1</script>">hello</a>',
    '<svg onload="alert(1)">hello</svg>',
    '<style>body{display:none}</style>hello<p style="position:fixed">x</p>',
    '<iframe src="https://example.org"></iframe>hello',
    "<math><mtext></form><form><mglyph></math><img src onerror=alert(1)></form><p>hello",
    '<form action="/login"><input name=password>hello</form>',
    "<!--<img src=--><img src=x onerror=alert(1)//>hello",
]


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_hostile_markup_becomes_harmless(body: str, form: str) -> None:
    html, text = render(body, form)
    if form == "html":
        for danger in (
            "<script",
            "onerror=",
            "onload=",
            "javascript:",
            "<iframe",
            "<form",
            "<style",
            "style=",
            "<svg",
            "src=",
        ):
            assert danger not in html
    else:
        # Markup in text and Markdown is text: it is shown, escaped.
        for tag in ("<script", "<img", "<iframe", "<form", "<svg", "<style"):
            assert tag not in html
    assert "hello" in text or "<math>" in body  # what stands inside foreign markup may go with it


def test_images_keep_their_words_only() -> None:
    html, text = render('<p>Look <img src="https://tracker.example/p.gif" alt="a sunset"></p>', "html")
    assert "tracker" not in html
    assert "a sunset" in text


def test_blocks_become_lines() -> None:
    _, text = render("<p>One</p><p>Two<br>Three</p><ul><li>a</li><li>b</li></ul>", "html")
    assert text.split() == ["One", "Two", "Three", "a", "b"]
    assert "Two\nThree" in text


def test_a_greater_than_sign_in_an_attribute_hides_no_words() -> None:
    _, text = render('<a href="https://example.org" title="a > b">word</a> after', "html")
    assert text == "word after"


def test_plain_text_keeps_its_signs_and_links_its_addresses() -> None:
    html, text = render("1 < 2 & see https://example.org/a?b=1.\nNext\n\nEnd", "text")
    assert text == "1 < 2 & see https://example.org/a?b=1.\nNext\n\nEnd"
    assert 'href="https://example.org/a?b=1"' in html
    assert html.count("<p>") == 2
    assert "1 &lt; 2 &amp;" in html


def test_a_quote_in_an_address_cannot_leave_the_attribute() -> None:
    html, _ = render('https://example.org/"onmouseover="alert(1)', "text")
    assert html.startswith('<p><a href="https://example.org/" rel=')


def test_addresses_are_those_that_are_linked() -> None:
    html, _ = render('<a href="https://a.example/?x=1&amp;y=2">a</a> <a href="mailto:b@example.org">b</a>', "html")
    assert addresses(html) == ["https://a.example/?x=1&y=2"]


@given(st.text(st.characters(), max_size=400), st.sampled_from(["html", "markdown", "text"]))
def test_any_body_renders_without_control_characters(body: str, form: str) -> None:
    source = storable(body)
    html, text = render(source, form)
    for made in (source, html, text):
        made.encode()
        assert "\x00" not in made
    assert "<script" not in html


def test_a_body_of_200_kb_is_kept_whole_and_a_larger_one_is_cut() -> None:
    assert storable("é" * 200_000) == "é" * 200_000
    assert storable("é" * (LONGEST + 10)).endswith("[…]")
