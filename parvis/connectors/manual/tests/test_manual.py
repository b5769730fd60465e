"""What a person pastes, and what the place says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parvis.connectors.contract import Budget, Capability, Connector, Draft, Forbidden, Rejected, Source
from parvis.connectors.manual.capture import from_address, from_text
from parvis.connectors.manual.connector import CONNECTOR, ManualConnector
from parvis.connectors.net import Reach, Web
from parvis.connectors.testing.website import Website, website

LOCAL = Reach.allowing("127.0.0.1")
PAGE = '<html lang="fr"><title>Un billet</title><article><p>Le texte du billet.</p></article><div class="comment" id="c1"><cite>Al</cite><p>Bravo</p></div></html>'


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


def test_a_pasted_text_is_one_post_however_often_it_is_pasted() -> None:
    one = from_text("  Bonjour \x00", address="https://x.com/zoe/status/1", author="@zoe")
    assert (one.body, one.thread_id) == ("Bonjour", "https://x.com/zoe/status/1")
    assert one.author
    assert one.author.handle == "zoe"
    assert from_text("Bonjour", address="https://x.com/zoe/status/1", author="@zoe") == one
    assert from_text("Bonjour", author="@al").remote_id != one.remote_id


@pytest.mark.parametrize(
    ("text", "address", "field"),
    [
        ("", "", "text"),
        (" \n", "", "text"),
        ("x" * 600_000, "", "text"),
        ("x", "pas une adresse", "address"),
        ("x", "javascript:a", "address"),
    ],
)
def test_a_bad_paste_is_refused_at_the_field_concerned(text: str, address: str, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        from_text(text, address=address)
    assert refused.value.field == field
    assert refused.value.mend


def test_a_pasted_address_gives_the_article_and_its_comments(site: Website) -> None:
    page = from_address(Web(LOCAL), site.put("/p", PAGE, "text/html; charset=utf-8"))
    assert [(one.kind, one.title) for one in page.items] == [("article", "Un billet"), ("comment", "")]
    assert {one.thread_id for one in page.items} == {site.at("/p")}


def test_a_file_is_no_page(site: Website) -> None:
    with pytest.raises(Rejected, match="application/pdf"):
        from_address(Web(LOCAL), site.put("/p.pdf", b"%PDF", "application/pdf"))


def test_a_pasted_page_says_how_many_posts_it_holds(site: Website) -> None:
    found = ManualConnector(LOCAL).probe(site.put("/p", PAGE, "text/html"), {}, {})
    assert (found.network, found.title, found.language) == ("manual", "Un billet", "fr")
    assert "2 posts" in str(found.summary)


def test_the_answer_is_carried_by_a_person(site: Website) -> None:
    source = Source(site.at("/p"))
    support = ManualConnector(LOCAL).probe(site.put("/p", PAGE, "text/html"), {}, {}).support[Capability.REPLY]
    assert support.state == "needs"
    assert "mark it as answered" in str(support.reason)
    with pytest.raises(Forbidden):
        CONNECTOR.send(source, Draft("k", "x", None, "Camille"))


def test_nothing_is_fetched_by_itself() -> None:
    page = CONNECTOR.fetch(Source("https://x.com/zoe"), "kept", Budget())
    assert (page.items, page.cursor, page.more) == ((), "kept", False)
    assert isinstance(CONNECTOR, Connector)
