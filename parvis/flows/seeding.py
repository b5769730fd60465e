"""Where an exploration begins: the addresses typed, the places listened to, and what was said there on the theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from parvis.connectors.addresses import origin
from parvis.connectors.recognise import complete
from parvis.conversations.models import Place, Post
from parvis.conversations.queries import posts_of
from parvis.conversations.rendering import addresses
from parvis.conversations.rules import KEPT_BACK
from parvis.core.folding import fold_tokens
from parvis.flows.documents import document_of_post
from parvis.flows.outward import matches
from parvis.listening.discovery.actions.frontier import NewLead, add_leads, add_links
from parvis.listening.discovery.models import Exploration
from parvis.listening.discovery.rules import promise
from parvis.listening.discovery.sites import feeds_of, home_of, network_of, site_of
from parvis.listening.matching import Matcher, matcher
from parvis.listening.query import Node, parse
from parvis.listening.query.ast import And, Field, Near, Or, Words
from parvis.people.models import Identity

POSTS = 2_000
"""Stored messages that are asked where they lead."""
PLACES = 60
AUTHORS = 60
TAGS = 5
MENTIONS = ("pingback", "trackback")


def read_seeds(text: str) -> list[str]:
    """One address a line, in full. Raises Rejected for what is none."""
    return list(dict.fromkeys(complete(line) for line in text.splitlines() if line.strip()))


def theme_of(query: str) -> Matcher:
    engine = matcher()
    engine.add(0, parse(query).ast)
    return engine


@transaction.atomic
def seed(one: Exploration, at: datetime) -> int:
    """The first leads of a round; how many were new. Safe to repeat."""
    places = list(
        Place.objects.filter(
            brand_id=one.brand_id, ended_at=None, network__in=("feed", "wordpress", "mastodon", "bluesky", "manual")
        )
        .exclude(visibility=KEPT_BACK)
        .order_by("-last_post_at", "pk")[:PLACES]
    )
    leads = [*_typed(one), *_fronts(places), *_hashtags(one, places)]
    return add_leads(one, leads, at) + _said(one, at)


def _typed(one: Exploration) -> Iterator[NewLead]:
    for address in one.seeds:
        if address.startswith(("http://", "https://")):
            yield NewLead(address, "seed", 1.0, 0)
            for feed in feeds_of(address):
                yield NewLead(feed, "seed", 1.0, 0, "feed")


def _fronts(places: list[Place]) -> Iterator[NewLead]:
    """The front page of each place: its friends stand there, which no feed says."""
    for place in places:
        address = place.url or place.address
        if address.startswith(("http://", "https://")):
            yield NewLead(
                home_of(address), "place", promise(theme=0.5, anchor=False, bond="place", depth=0), 0, title=place.name
            )


def _hashtags(one: Exploration, places: list[Place]) -> Iterator[NewLead]:
    """Public hashtags of the theme on the servers of the Mastodon family that are known: their feed needs no account."""
    servers = {origin(place.url or place.address) for place in places if place.network == "mastodon"}
    servers |= {origin(address) for address in one.seeds if network_of(site_of(address)) == "mastodon"}
    for server in sorted(servers - {""}):
        for tag in tags_of(parse(one.theme).ast):
            worth = promise(theme=0.5, anchor=True, bond="hashtag", depth=0)
            yield NewLead(f"{server}/tags/{tag}.rss", "hashtag", worth, 0, "feed", f"#{tag}")


def tags_of(node: Node) -> list[str]:
    """The words and short phrases that a query asks for, as hashtags have them: joined, folded."""
    return list(dict.fromkeys(tag for tag in _tags(node) if len(tag) > 2))[:TAGS]


def _tags(node: Node) -> Iterator[str]:
    match node:
        case Words(text) if "*" not in text and len(text.split()) <= 4:
            yield "".join(fold_tokens(text))
        case Field("tag", value):
            yield "".join(fold_tokens(value))
        case Near(left, right):
            yield from (*_tags(left), *_tags(right))
        case And(parts) | Or(parts):
            for part in parts:
                yield from _tags(part)


def _said(one: Exploration, at: datetime) -> int:
    """Stored messages on the theme: whom they link to, who wrote them and is elsewhere too, who said that they cite us."""
    engine = theme_of(one.theme)
    heard = posts_of(one.brand_id).filter(direction="in", place__visibility="public")
    posts = list(heard[:POSTS])
    met = [posts[n] for n in sorted(matches(engine, [document_of_post(post) for post in posts]))]
    leads: list[NewLead] = []
    for post in met:
        source = site_of(post.place.url or post.place.address)
        targets = Counter({(site_of(link), "link"): 1 for link in addresses(post.html) if site_of(link) != source})
        worth = promise(theme=1.0, anchor=False, bond="link", depth=1)
        leads += [NewLead(link, "link", worth, 1) for link in addresses(post.html)[:20] if site_of(link) != source]
        if source and targets:
            add_links(one, source, targets)
    return add_leads(one, [*leads, *_mentions(one), *_elsewhere(one, met)], at)


def _mentions(one: Exploration) -> Iterator[NewLead]:
    """Who told a place that they cite it."""
    told = posts_of(one.brand_id).filter(kind__in=MENTIONS, place__visibility="public")[:AUTHORS]
    for post in told:
        if post.author and post.author.url:
            yield NewLead(post.author.url, "mention", promise(theme=0.5, anchor=False, bond="mention", depth=1), 1)


def _elsewhere(one: Exploration, met: list[Post]) -> Iterator[NewLead]:
    """Those who write on the theme, under their other names: a blog beside an account."""
    writers = Counter(post.author.person_id for post in met if post.author)
    people = [person for person, _n in writers.most_common(AUTHORS)]
    for url, name in (
        Identity.objects.filter(brand_id=one.brand_id, person__in=people).exclude(url="").values_list("url", "name")
    ):
        feed = feeds_of(url)
        worth = promise(theme=1.0, anchor=False, bond="author", depth=1)
        yield NewLead(feed[0] if feed else url, "author", worth, 1, "feed" if feed else "page", name)
