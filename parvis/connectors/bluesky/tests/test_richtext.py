"""Facets count bytes, people count characters: neither is ever mistaken for the other."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.bluesky.richtext import Facet, compose, facets_of, graphemes, mentioned, to_html

DID = "did:plc:" + "a" * 24


def read(shown: str) -> str:
    """The words of some HTML, without their spaces."""
    return "".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())


ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
PIECES = st.sampled_from(
    ["été", "🏳️‍🌈", "👨‍👩‍👧‍👦", " ", "\n", "@zoe.example", "#RailLent", "https://x.example/é?a=(b)", "…", ")", "<b>", "&amp;", "日本"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("bonjour", 7),
        ("é" * 300, 300),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("🇫🇷🇧🇪", 2),
        ("👍🏽", 1),
        ("한국어", 3),
        ("\r\n", 1),
        ("", 0),
    ],
)
def test_characters_are_counted_as_people_do(words: str, counted: int) -> None:
    assert graphemes(words) == counted


@given(st.lists(PIECES).map("".join))
def test_a_facet_covers_exactly_its_words(words: str) -> None:
    encoded = words.encode()
    for facet in compose(words, {"zoe.example": DID}):
        covered = encoded[facet.start : facet.end].decode()
        assert covered == {"link": facet.to, "mention": "@zoe.example", "tag": f"#{facet.to}"}[facet.kind]


@given(st.lists(PIECES).map("".join))
def test_what_we_write_is_what_we_read(words: str) -> None:
    written = compose(words, {"zoe.example": DID})
    assert facets_of(words, [facet.told() for facet in written]) == written


@given(ANY)
def test_words_without_facets_are_shown_as_they_are(words: str) -> None:
    assert read(to_html(words, [])) == "".join(words.split())


_INDEX = st.dictionaries(
    st.sampled_from(["byteStart", "byteEnd"]), st.integers(-5, 60) | st.none() | st.text(max_size=2)
)
_FEATURE = st.dictionaries(
    st.sampled_from(["$type", "uri", "did", "tag"]),
    st.sampled_from(["app.bsky.richtext.facet#link", "x#mention", "x#tag", "javascript:alert(1)", "https://x.example", DID, ""])
    | st.integers(),
)  # fmt: skip
_FACETS = st.lists(st.fixed_dictionaries({"index": _INDEX, "features": st.lists(_FEATURE, max_size=3)}) | st.none())


@given(st.lists(PIECES).map("".join), _FACETS)
def test_whatever_facets_a_stranger_sends_no_word_is_lost_and_nothing_runs(words: str, told: object) -> None:
    facets = facets_of(words, told)
    assert all(one.end <= other.start for one, other in pairwise(facets))
    shown = to_html(words, facets)
    assert "javascript:" not in shown
    assert "<b>" not in shown
    assert read(shown) == "".join(words.split())


def test_a_facet_that_cuts_a_character_is_no_facet() -> None:
    told = [{"index": {"byteStart": 1, "byteEnd": 3}, "features": [{"$type": "x#tag", "tag": "t"}]}]
    assert facets_of("été", told) == []


def test_mentions_links_and_hashtags_are_found_where_people_mean_them() -> None:
    words = "À @zoe.example, (voir https://x.example/a_(b)). #TrainDeNuit ! zoe@mail.example #1 n#pas https://x.example/#non"
    assert [(f.kind, f.to) for f in compose(words, {"zoe.example": DID})] == [
        ("mention", DID), ("link", "https://x.example/a_(b)"), ("tag", "TrainDeNuit"), ("link", "https://x.example/#non"),
    ]  # fmt: skip
    assert mentioned("@zoe.example @ZOE.example @personne") == ["zoe.example"]


def test_a_handle_that_leads_to_nobody_stays_text() -> None:
    assert compose("@zoe.example", {}) == []


def test_paragraphs_lines_and_links_are_kept() -> None:
    facets = [Facet(0, 3, "tag", "a b"), Facet(5, 8, "mention", DID)]
    assert to_html("#ab\n\n@zo\nfin", facets) == (
        f'<p><a href="https://bsky.app/hashtag/a%20b">#ab</a></p><p><a href="https://bsky.app/profile/{DID}">@zo</a><br>fin</p>'
    )
