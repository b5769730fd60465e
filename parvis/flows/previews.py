"""A member's link, alone on its line, becomes the page that it leads to: looked at politely, once for everybody who points there.

Nothing is fetched for rooms that are sealed: the site that is asked would learn that somebody speaks of it there.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from parvis.community.actions.previews import Page, forget_pages, keep_page, show_pages
from parvis.community.queries.previews import fresh
from parvis.community.rules.previewing import alone_in
from parvis.connectors.contract import ConnectorError
from parvis.connectors.outward.looking import Seen, look
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.remaking import NotAPicture, Picture, made_anew
from parvis.flows.exploring import polite_caller

log = logging.getLogger(__name__)
SECONDS, SIZE = 8.0, 1_000_000
"""Of each request; bytes of a page."""
SIDE = 480
"""Pixels of a picture's longer side."""


def unfold_links(post: Post, before: str = "") -> None:
    """In the transaction that writes the post. `before`: its HTML until then."""
    if not post.sealed and "<a " in post.html + before:
        enqueue(unfold, key=f"unfold:{post.pk}", post_id=post.pk)


@task(queue="slow", attempts=3)
def unfold(post_id: int) -> None:
    """Safe to repeat. What cannot be read leaves the link as it is."""
    at = now()
    post = Post.objects.filter(pk=post_id, deleted_at=None, standing="").first()
    if post is None:
        return
    pages = [
        fresh(post.brand_id, url, at=at) or keep_page(post.brand_id, _look(url), at=at)
        for url in alone_in(post.html)
        if not _ours(url)
    ]
    show_pages(post, pages, at=at)


@task(every=timedelta(days=1), queue="slow")
def forget_stale_pages() -> None:
    """Safe to repeat."""
    forget_pages(at=now())


def _ours(url: str) -> bool:
    return urlsplit(url).netloc.lower() == urlsplit(settings.HOUSE).netloc.lower()


def _look(url: str) -> Page:
    try:
        seen = look(polite_caller("preview", size=SIZE, seconds=SECONDS), url)
    except ConnectorError as error:
        log.info("no preview of %s: %s", urlsplit(url).hostname, error)
        return Page(url)
    told = seen.told
    return Page(url, told.title, told.described, told.site, _picture(seen, url))


def _picture(seen: Seen, url: str) -> Picture | None:
    if not seen.picture:
        return None
    try:
        return made_anew(seen.picture, longest=SIDE)
    except NotAPicture as why:
        log.info("no picture in the preview of %s: %s", urlsplit(url).hostname, why.why)
        return None
