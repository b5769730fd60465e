"""Comments under the pages of another site: a page that is visited is looked at, and what it holds of ours begins its topic."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from parvis.community.actions import embeds as acts
from parvis.community.models import Community, EmbedPage, EmbedSite
from parvis.community.queries.embeds import due_again, page_at
from parvis.community.queries.house import house_of, who_is
from parvis.community.rules.access import Access
from parvis.community.rules.previewing import key_of
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Reach, Web
from parvis.connectors.outward.looking import charset_of
from parvis.connectors.pages.summary import summary_of
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.ratelimit import wait_for
from parvis.flows.hosting import begin_topic

log = logging.getLogger(__name__)
EVERY, BURST = timedelta(minutes=2), 60
"""New pages of a site."""
AGAIN = timedelta(hours=1)
"""A page without our script may get it."""
SIZE, SECONDS = 2_000_000, 10.0


def visit(site: EmbedSite, page: str, *, at: datetime) -> EmbedPage | None:
    """A page under which comments are asked for. None = it is new, and too many are new just now."""
    known = page_at(site.brand_id, page)
    if known is None:
        if wait_for(f"embed:{site.pk}", every=EVERY, burst=BURST, at=at):
            return None
        known = acts.visited(site, page, at=at)
    if due_again(known, since=at - AGAIN):
        acts.tried(known, at=at)
        enqueue(begin_page, key=f"embed:{known.pk}", page_id=known.pk)
    return known


@task(queue="slow", attempts=3)
def begin_page(page_id: int) -> None:
    """A topic for a page that holds our script. Safe to repeat: a page has one topic."""
    page = (
        EmbedPage.objects.select_related("site__brand", "site__author__account").filter(pk=page_id, topic=None).first()
    )
    community = (
        Community.objects.select_related("brand").filter(pk=page.brand_id, ended_at=None).first() if page else None
    )
    if page is None or community is None or page.site.ended_at is not None:
        return
    house, author = house_of(community), page.site.author
    room = house.rooms.get(page.site.space_id)
    if room is None or room.access is not Access.PUBLIC or author.left_at is not None or author.account is None:
        return
    title = _title(page, f"/c/{house.slug}/embed")
    if title:
        who = who_is(community.brand, author.account)
        made = begin_topic(room, who, author, title=title, body=page.url, key=key_of(page.url), at=now())
        acts.bind_page(page, made.topic, at=now())


def _title(page: EmbedPage, ours: str) -> str:
    """What the page calls itself, if it speaks of us; "" = it does not, or cannot be read."""
    try:
        answer = Web(Reach.from_environment(), size=SIZE, seconds=SECONDS).get(page.url, {"Accept": "text/html"})
        if ours.encode() not in answer.body:
            log.info("%s does not hold our script", page.url)
            return ""
        return summary_of(answer.body, answer.url, charset_of(answer)).title or page.url[:200]
    except ConnectorError as error:
        log.info("%s cannot be read: %s", page.url, error)
        return ""
