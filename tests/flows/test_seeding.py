"""Where an exploration begins, where a hashtag leads, and who stays out."""

from __future__ import annotations

from datetime import datetime

import pytest

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.connectors.net import Answer
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.flows.exploring import _keep
from parvis.flows.forgotten import handle_print, identity_print
from parvis.flows.intake import take_in
from parvis.flows.outward import At, author_keys, harvest
from parvis.flows.seeding import seed, tags_of, theme_of
from parvis.listening.discovery.actions.explorations import Plan, begin
from parvis.listening.discovery.actions.frontier import Claim, NewLead, add_leads
from parvis.listening.discovery.models import Candidate, Exploration, Host, Lead
from parvis.listening.discovery.rules import Budget
from parvis.listening.discovery.sites import site_of, worth_asking
from parvis.listening.discovery.theme import theme_of_lines
from parvis.listening.query import parse
from parvis.people.actions.erasure import Tombstone, remember_erased
from parvis.people.models import Identity
from tests.flows.neighbourhood import feed

THEME = '"train de nuit" OR couchette*'


def begun(brand: Brand, at: datetime, *seeds: str) -> Exploration:
    plan = Plan("Nuit", THEME, seeds, Budget(100, 20, 3, 30))
    return begin(brand, plan, by=seat_for(brand, Role.OWNER).account, at=at)


@pytest.mark.django_db
def test_it_begins_with_seeds_places_hashtags_links_and_other_names_of_those_who_write_on_the_theme(
    brand: Brand, noon: datetime
) -> None:
    wall, _ = add_place(
        brand, NewPlace("mastodon", "tag", "t", "https://rails.example/tags/nuit", "Nuit"), by=None, at=noon
    )
    secret = NewPlace("mastodon", "direct", "d", "https://prive.example/x", "Messages", visibility="secret")
    hidden, _ = add_place(brand, secret, by=None, at=noon)
    ana = Author("1", "Ana", handle="ana@rails.example", url="https://rails.example/@ana")
    said = '<p>Le train de nuit, selon <a href="https://quai.example/1">le quai</a></p>'
    take_in(
        wall,
        [Item("p1", "t1", said, "html", author=ana, at=noon), Item("p2", "t2", "Une tarte", author=ana, at=noon)],
        noon,
    )
    take_in(hidden, [Item("p3", "t3", said.replace("quai", "cache"), "html", author=ana, at=noon)], noon)
    person = Identity.objects.get(remote_id="1").person
    blog = {
        "network": "feed",
        "remote_id": "b",
        "url": "https://ana-blog.example/",
        "person": person,
        "first_seen_at": noon,
    }
    Identity.objects.create(brand=brand, **blog)
    take_in(
        wall,
        [
            Item(
                "p4", "t1", "Vu", kind="pingback", author=Author("c", "Citant", url="https://citant.example/x"), at=noon
            )
        ],
        noon,
    )
    one = begun(brand, noon, "https://medium.com/@lou")
    assert seed(one, noon) > 0
    assert seed(one, noon) == 0
    found = {lead.address: lead.bond for lead in Lead.objects.filter(exploration=one)}
    assert found == {
        "https://medium.com/@lou": "seed", "https://medium.com/feed/@lou": "seed", "https://rails.example/": "place",
        "https://rails.example/tags/traindenuit.rss": "hashtag", "https://quai.example/1": "link",
        "https://rails.example/@ana.rss": "author", "https://ana-blog.example/": "author", "https://citant.example/x": "mention",
    }  # fmt: skip


def test_a_hashtag_leads_to_those_who_use_it_and_is_no_place_itself(noon: datetime) -> None:
    tag = feed(
        "#traindenuit",
        "https://rails.example/tags/traindenuit",
        [("https://rails.example/@ana/1", "Le train de nuit")],
        noon,
    )
    address = "https://rails.example/tags/traindenuit.rss"
    found = harvest(
        Answer(200, address, {}, tag.encode()), At(address, site_of(address), 0, "hashtag"), theme_of(THEME), noon
    )
    assert found.measure is None
    assert [(lead.address, lead.kind, lead.bond) for lead in found.leads] == [
        ("https://rails.example/@ana.rss", "feed", "hashtag")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["author", "place"])
def test_who_was_erased_stays_out(brand: Brand, noon: datetime, whose: str) -> None:
    one = begun(brand, noon)
    add_leads(one, [NewLead("https://rails.example/@ana.rss", "link", 0.5, 1, "feed")], noon)
    body = feed("Ana", "https://rails.example/@ana", [("https://rails.example/@ana/1", "Le train de nuit")], noon)
    body = body.replace("<description>", "<author>ana@x.example (Ana)</author><description>")
    answer = Answer(200, "https://rails.example/@ana.rss", {}, body.encode())
    held = Claim(one, Lead.objects.get(), Host.objects.get(), False)
    marks = {
        "author": identity_print(brand.pk, "feed", next(iter(author_keys(answer, noon)))), "place": handle_print(brand.pk, "mastodon", "ana@rails.example"),
    }  # fmt: skip
    remember_erased(brand.pk, [Tombstone("mastodon", "handle", marks[whose])], noon)
    _keep(held, answer, theme_of(THEME), noon)
    assert not Candidate.objects.exclude(samples=[]).exists()
    assert Lead.objects.get(pk=held.lead.pk).done_at == noon


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.Quai.example/a?b", "quai.example"),
        ("http://quai.example:8080/", "quai.example:8080"),
        ("https://rails.example/@ana/1", "rails.example/@ana"),
        ("https://rails.example/@ana.rss", "rails.example/@ana"),
        ("https://medium.com/@lou/x-1", "medium.com/@lou"),
        ("https://bsky.app/profile/ana.example/post/1", "bsky.app/profile/ana.example"),
        ("mailto:a@b.example", ""),
        ("http://[", ""),
    ],
)
def test_the_place_of_an_address(address: str, site: str) -> None:
    assert site_of(address) == site


def test_what_shows_nothing_to_strangers_is_not_asked() -> None:
    assert not worth_asking("https://www.facebook.com/quai")
    assert not worth_asking("https://fr.linkedin.com/in/ana")
    assert worth_asking("https://quai.example/")


def test_lines_become_one_query_and_its_words_hashtags() -> None:
    assert (
        theme_of_lines("train de nuit\nnight train\ncouchette* OU wagon-lit")
        == '"train de nuit" OR "night train" OR (couchette* OU wagon-lit)'
    )
    assert tags_of(parse(theme_of_lines("train de nuit\nété -hiver")).ast) == ["traindenuit", "ete"]
