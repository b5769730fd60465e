from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.listening.proposals import Told, host_of, proposals
from parvis.listening.query import parse


def queries(told: Told) -> dict[str, str]:
    return {one.key: one.query for one in proposals(told)}


def test_a_name_is_heard_as_written_as_a_hashtag_and_by_links() -> None:
    told = Told("La Veilleuse", "fr", site="https://www.laveilleuse.example/contact")
    assert queries(told)["brand"] == '"La Veilleuse" OU laveilleuse OU link:laveilleuse.example'


def test_a_brand_that_speaks_english_gets_operators_in_english() -> None:
    assert " AND " in queries(Told("Nocturne", "en"))["advice"]


def test_rivals_and_words_of_the_trade_get_their_watches_once() -> None:
    found = proposals(
        Told("Nocturne", "fr", rivals=["Ouigo", " Ouigo ", "", "!!"], words=["train de nuit", "couchette"])
    )
    assert [(one.role, one.query) for one in found if one.key.startswith(("rival", "topic"))] == [
        ("rival", "Ouigo"),
        ("topic", '"train de nuit" OU couchette'),
    ]


def test_a_name_of_one_word_is_said_to_be_risky() -> None:
    assert "%(and)s" in proposals(Told("Orange", "fr"))[0].why.text
    assert "%(and)s" not in proposals(Told("La Veilleuse", "fr"))[0].why.text


def test_no_name_no_proposal() -> None:
    assert proposals(Told(" !? ", "fr", words=["train"])) == []


@pytest.mark.parametrize(
    ("site", "host"),
    [("https://www.a.example/x", "a.example"), ("A.example", "a.example"), ("nocturne", ""), ("", ""), ("http://", "")],
)
def test_the_host_of_what_people_type(site: str, host: str) -> None:
    assert host_of(site) == host


@given(
    st.text(max_size=40),
    st.text(max_size=30),
    st.lists(st.text(max_size=20), max_size=4),
    st.sampled_from(["fr", "en"]),
)
def test_whatever_a_brand_says_every_proposal_can_be_kept(
    name: str, site: str, words: list[str], language: str
) -> None:
    for one in proposals(Told(name, language, site, words, words)):
        parse(one.query)
