"""What stands behind an address: a feed, or a page that announces one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from parvis.connectors.contract import Capability, ConnectorError, Finding, Need, Rejected, Support
from parvis.connectors.feed.entries import Feed
from parvis.connectors.feed.items import plain, to_items
from parvis.connectors.feed.parsing import NotAFeed, parse
from parvis.connectors.feed.reading import ACCEPT, charset_of
from parvis.connectors.net import Answer, Web
from parvis.connectors.net.sockets import Deadline
from parvis.connectors.pages.links import FeedLink, announced, usual
from parvis.connectors.pages.tree import tree_of
from parvis.core.messages import Message

NETWORK = "feed"
TRIES = 6
SECONDS = 25.0

BY_HAND = Message("A feed cannot be written to: copy the answer, open the post, then mark it as answered.")
SUPPORT: Mapping[Capability, Support] = {
    Capability.LISTEN: Support("yes"),
    Capability.REPLY: Support("needs", BY_HAND),
    Capability.FIND_SENT: Support("no", Message("What was pasted by hand cannot be looked for.")),
}
COMMENTS_NEED = Need(
    "comments_feed",
    Message("Feed of the comments"),
    Message("Leave it empty to read the comments of each article; write “no” to leave comments out."),
    required=False,
)


@dataclass(frozen=True, slots=True)
class _Found:
    address: str
    feed: Feed


def discover(web: Web, address: str, credentials: Mapping[str, str]) -> Finding:
    """The feed at or behind `address`. Raises ConnectorError with the mend when there is none."""
    deadline = Deadline.within(SECONDS)
    answer = _get(web, address, credentials, deadline)
    try:
        found = _Found(answer.moved_to or answer.url, parse(answer.body, charset_of(answer)))
    except NotAFeed:
        return _behind(web, answer, credentials, deadline)
    return _finding(found, [], "")


def _behind(web: Web, page: Answer, credentials: Mapping[str, str], deadline: Deadline) -> Finding:
    """The feeds of a page: those it announces, else where feeds usually are."""
    links = announced(tree_of(page.body, charset_of(page)), page.url)
    guesses = [] if links else [FeedLink("", address) for address in usual(page.url)]
    found = next(_readable(web, page.url, [*links, *guesses][:TRIES], credentials, deadline), None)
    if found is None:
        raise Rejected(
            Message("No feed was found at this address."),
            field="address",
            mend=Message("Look on the site for a link named RSS, Atom or feed and paste it, or capture posts by hand."),
        )
    others = [link for link in links if link.address != found.address]
    comments = next((link.address for link in links if link.of_comments and link.address != found.address), "")
    return _finding(found, others, comments)


def _readable(
    web: Web, page: str, links: list[FeedLink], credentials: Mapping[str, str], deadline: Deadline
) -> Iterator[_Found]:
    """Credentials go to the origin of the page only."""
    for link in links:
        if deadline.left < 1:
            return
        try:
            known = credentials if urlsplit(link.address)[:2] == urlsplit(page)[:2] else {}
            answer = _get(web, link.address, known, deadline)
            yield _Found(link.address, parse(answer.body, charset_of(answer)))
        except ConnectorError:
            continue  # the next address may do; when none does, that is what is said


def _get(web: Web, address: str, credentials: Mapping[str, str], deadline: Deadline) -> Answer:
    return web.get(
        address,
        {"Accept": ACCEPT.replace("*/*;q=0.5", "text/html;q=0.7, */*;q=0.5"), **credentials},
        seconds=deadline.left,
    )


def _finding(found: _Found, others: list[FeedLink], comments: str) -> Finding:
    items, _ = to_items(found.feed, found.address, datetime.now(UTC))
    talk = bool(items) and all(item.kind == "comment" for item in items)
    title = plain(found.feed.title) or found.address
    return Finding(
        network=NETWORK,
        kind="comments" if talk else "blog",
        address=found.address,
        title=title,
        summary=_summary(len(items), [item.at for item in items if item.at]),
        support=SUPPORT,
        needs=(Need(COMMENTS_NEED.name, COMMENTS_NEED.label, COMMENTS_NEED.help, required=False, default=comments),),
        choices=tuple((link.title or link.address, link.address) for link in others),
        language=found.feed.language.lower()[:20],
    )


def _summary(count: int, dates: list[datetime]) -> Message:
    if not count:
        return Message("A feed without any entry yet.")
    if not dates:
        return Message("A feed; entries in it now: %(count)s.", {"count": count})
    return Message(
        "A feed; entries in it now: %(count)s, the last of %(date)s.",
        {"count": count, "date": max(dates).date().isoformat()},
    )
