"""Passing on the address of a public topic: plain links, so that nobody else learns who read what."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.community.queries.topics import topic_for
from parvis.community.rules.access import NOBODY, Access
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of

_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


@require_safe
@hosted
def share(request: GuestRequest, id: int) -> HttpResponse:
    """`server`: where somebody's Mastodon is; then the page has the link there."""
    guest = request.guest
    topic = topic_for(guest.house, NOBODY, id)
    room = room_of(guest, topic) if topic is not None else None
    if topic is None or room is None or room.access is not Access.PUBLIC:
        raise Http404
    address = request.build_absolute_uri(guest.ways.topic(topic.slug, topic.pk))
    said = f"{topic.title} {address}"
    server = request.GET.get("server", "").strip().lower().removeprefix("https://").rstrip("/").rpartition("@")[2]
    known = bool(_HOST.fullmatch(server))
    return page(
        request, "openweb/share.html", topic=topic, room=room, address=address,
        mail="mailto:?" + urlencode({"subject": topic.title, "body": said}, quote_via=quote),
        bluesky="https://bsky.app/intent/compose?" + urlencode({"text": said[:300]}),
        linkedin="https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": address}),
        mastodon=f"https://{server}/share?" + urlencode({"text": said}) if known else "",
        server=server if known else server[:100],
        problem=_("Write it as in your own address there, such as mastodon.social.") if server and not known else "",
    )  # fmt: skip
