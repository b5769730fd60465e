"""What one answer of the web gives an exploration: where it leads, whom it links, what it says of its place. No database here."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from parvis.analysis.language import language
from parvis.analysis.tokens import tokens
from parvis.connectors.addresses import absolute, web_address
from parvis.connectors.contract import ConnectorError, Item
from parvis.connectors.feed.items import plain, to_items
from parvis.connectors.feed.opml import looks_like_opml, read_opml
from parvis.connectors.feed.parsing import NotAFeed, parse
from parvis.connectors.feed.reading import charset_of
from parvis.connectors.net import Answer
from parvis.connectors.outward.pages import Pointer, Told, read_outward
from parvis.conversations.rendering import addresses, render, storable
from parvis.listening.discovery.actions.candidates import Measure
from parvis.listening.discovery.actions.frontier import NewLead
from parvis.listening.discovery.rules import SAMPLES, promise, weekly
from parvis.listening.discovery.sites import feeds_of, home_of, site_of
from parvis.listening.matching import Document, Matcher

LATEST = 40
"""Messages of a feed that are weighed."""
SAMPLE = 400
INSIDE, OUTSIDE, A_SITE = 12, 120, 2
"""Addresses kept of one page: of its own site, of others, of each of these."""
LANGUAGES = ("fr", "en", "es", "de", "it", "pt", "nl")
_PAGES = ("", "text/html", "application/xhtml+xml")
Erased = frozenset[str]


@dataclass(frozen=True, slots=True)
class At:
    """Where we are: the address, its place, how far from a seed, and in what quality it was pointed to."""

    address: str
    site: str
    depth: int
    bond: str = "link"


@dataclass(slots=True)
class Harvest:
    """`outcome`: feed, page, list, moved, same or other. `links`: (site, bond) → how often."""

    outcome: str
    leads: list[NewLead] = field(default_factory=list)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class _Post:
    item: Item
    html: str
    text: str
    on_theme: bool


def author_keys(answer: Answer, now: datetime) -> set[str]:
    """Who speaks in a feed, as the intake would name them: to ask which of them were erased."""
    try:
        items, _ = to_items(parse(answer.body, charset_of(answer)), answer.url, now)
    except (NotAFeed, ConnectorError):
        return set()
    return {item.author.remote_id for item in items if item.author}


def harvest(answer: Answer, here: At, theme: Matcher, now: datetime, *, erased: Erased = frozenset()) -> Harvest:
    """`erased`: authors (`remote_id`) whose words must not be kept. Never raises."""
    if answer.moved_to:
        kind = "feed" if here.bond == "feed" else "page"
        return Harvest("moved", [NewLead(answer.moved_to, here.bond, 1.0, here.depth, kind)])
    if answer.unchanged:
        return Harvest("same")
    try:
        feed = parse(answer.body, charset_of(answer))
    except (NotAFeed, ConnectorError):
        return _no_feed(answer, here, theme)
    items, _ = to_items(feed, answer.url, now)
    kept = [item for item in items if not (item.author and item.author.remote_id in erased)][-LATEST:]
    posts = _weighed(kept, theme, answer.url)
    found = Harvest("feed")
    _links_of_posts(found, posts, here)
    front = absolute(answer.url, feed.link) or home_of(answer.url)
    if site_of(front) == here.site and here.bond not in (
        "place",
        "hashtag",
    ):  # the page may know friends that no post names
        found.leads.append(
            NewLead(
                front, "link", promise(theme=_share(posts), anchor=False, bond="feed", depth=here.depth), here.depth
            )
        )
    if here.bond != "hashtag" and not (posts and all(post.item.kind == "comment" for post in posts)):
        found.measure = _measured(
            posts, here, answer.url, web_address(front) or answer.url, plain(feed.title), feed.language, now
        )
    return found


def _no_feed(answer: Answer, here: At, theme: Matcher) -> Harvest:
    try:
        if looks_like_opml(answer.body):
            return _list(answer, here)
        if answer.content_type not in _PAGES:
            return Harvest("other")
        told = read_outward(answer.body, answer.url, answer.headers, charset_of(answer))
    except ConnectorError:
        return Harvest("other")
    return _page(told, answer.url, here, theme)


def _list(answer: Answer, here: At) -> Harvest:
    found = Harvest("list")
    for one in read_opml(answer.body).feeds[: OUTSIDE * 2]:
        worth = promise(theme=0.3, anchor=False, bond="opml", depth=here.depth + 1)
        found.leads.append(NewLead(one.address, "feed", worth, here.depth + 1, "feed", one.title))
        found.links[site_of(one.site or one.address), "blogroll"] += 1
    return found


def _page(told: Told, address: str, here: At, theme: Matcher) -> Harvest:
    met = matches(theme, [Document(f"{told.title}\n{told.text}", site=site_of(address))])
    found, weight = Harvest("page"), 1.0 if met else 0.15
    near = [one.address for one in told.feeds if not one.of_comments][:1] or list(feeds_of(address))
    for feed in near:
        worth = promise(theme=weight, anchor=False, bond="feed", depth=here.depth)
        found.leads.append(NewLead(feed, "feed", worth, here.depth, "feed", told.title))
    named = matches(theme, [Document(pointer.text or " ") for pointer in told.pointers])
    _follow(found, [(pointer, n in named) for n, pointer in enumerate(told.pointers)], weight, here)
    if met and not near:
        sample = {"title": told.title, "text": told.text[:SAMPLE], "url": web_address(address), "at": ""}
        found.measure = Measure(
            site=here.site, address=address, url=web_address(address), title=told.title or here.site, posts=1, on_theme=1,
            language=spoken(told.text, told.language), ears=", ".join(told.ears), samples=[sample], by_hand=True,
        )  # fmt: skip
    return found


def _follow(found: Harvest, pointers: Sequence[tuple[Pointer, bool]], weight: float, here: At) -> None:
    """The most promising links of a page; of its own site few, of one other site fewer."""
    ranked = []
    for pointer, anchor in pointers:
        site = site_of(pointer.address)
        inside = pointer.bond == "page" or site == here.site
        if not inside:
            found.links[site, pointer.bond] += 1
        worth = promise(theme=weight, anchor=anchor, bond=pointer.bond, depth=here.depth + 1, inside=inside)
        kind = "list" if pointer.bond == "opml" else "page"
        ranked.append((inside, site, NewLead(pointer.address, pointer.bond, worth, here.depth + 1, kind, pointer.text)))
    ranked.sort(key=lambda one: -one[2].promise)
    taken: Counter[str] = Counter()
    room = {True: INSIDE, False: OUTSIDE}
    for inside, site, lead in ranked:
        if room[inside] and (inside or taken[site] < A_SITE):
            room[inside] -= 1
            taken[site] += 1
            found.leads.append(lead)


def _weighed(items: Sequence[Item], theme: Matcher, address: str) -> list[_Post]:
    rendered = [(item, *render(storable(item.body), item.format)) for item in items]
    documents = [
        Document(
            text=f"{item.title}\n{text}" if item.title else text, site=site_of(item.url or address), tags=item.tags, kind=item.kind,
            links=tuple(addresses(html)) if "<a " in html else (), at=item.at, language=item.language,
            authors=tuple(name for name in (item.author.handle, item.author.name) if name) if item.author else (),
        )
        for item, html, text in rendered
    ]  # fmt: skip
    met = matches(theme, documents)
    return [_Post(item, html, text, n in met) for n, (item, html, text) in enumerate(rendered)]


def _links_of_posts(found: Harvest, posts: Iterable[_Post], here: At) -> None:
    """Where its messages lead, and where those that it only carries on (a hashtag, a planet of blogs) were written."""
    taken: Counter[str] = Counter()
    for post in sorted(posts, key=lambda one: not one.on_theme):
        written = site_of(post.item.url)
        weight = 1.0 if post.on_theme else 0.15
        targets = [(link, "link") for link in addresses(post.html)]
        if written and written != here.site:
            bond = here.bond if here.bond == "hashtag" else "link"
            targets.insert(0, (post.item.url, bond))
        for target, bond in targets[:OUTSIDE]:
            site = site_of(target)
            if not site or site == here.site:
                continue
            found.links[site, "link"] += here.bond != "hashtag"
            taken[site] += 1
            if taken[site] <= A_SITE:
                worth = promise(theme=weight, anchor=False, bond=bond, depth=here.depth + 1)
                feed = feeds_of(home_of(target))
                address = feed[0] if feed else target
                found.leads.append(NewLead(address, bond, worth, here.depth + 1, "feed" if feed else "page"))


def _share(posts: Sequence[_Post]) -> float:
    return sum(post.on_theme for post in posts) / len(posts) if posts else 0.0


def _measured(
    posts: Sequence[_Post], here: At, address: str, url: str, title: str, said: str, now: datetime
) -> Measure:
    dates = [post.item.at for post in posts if post.item.at]
    counts = [post.item.metrics["comments"] for post in posts if "comments" in post.item.metrics]
    return Measure(
        site=here.site, address=address, url=url, title=title or here.site, posts=len(posts), on_theme=sum(post.on_theme for post in posts),
        language=spoken("\n".join(post.text[:500] for post in posts[-10:]), said), weekly=weekly(dates),
        last_post_at=min(max(dates), now) if dates else None, comments=round(statistics.mean(counts), 2) if counts else None,
        samples=[_sample(post, now) for post in reversed(posts) if post.on_theme][:SAMPLES],
    )  # fmt: skip


def _sample(post: _Post, now: datetime) -> dict[str, str]:
    at = min(post.item.at, now).isoformat() if post.item.at else ""
    return {
        "title": storable(post.item.title)[:200],
        "text": post.text[:SAMPLE],
        "url": web_address(post.item.url),
        "at": at,
    }


def matches(theme: Matcher, documents: Sequence[Document]) -> set[int]:
    """Which of these are on the theme, by index."""
    timed = [replace(one, language=one.language or (lambda text=one.text: spoken(text, ""))) for one in documents]  # type: ignore[misc]
    return {index for index, _id in theme.match(timed)} if timed else set()


def spoken(text: str, hint: str) -> str:
    """ISO 639-1, or "" when it cannot be told."""
    found, _sure = language(tokens(text[:2_000]), hint.partition("-")[0], LANGUAGES)
    return found or hint.partition("-")[0][:8]
