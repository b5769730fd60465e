"""The picture of a public topic."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from parvis.community.models import Topic
from parvis.community.queries.embeds import voices_in
from parvis.community.queries.topics import topic_for
from parvis.community.rules.access import NOBODY, Access
from parvis.web.forum.cards import digest_of
from parvis.web.forum.door import Guest, GuestRequest, hosted
from parvis.web.forum.views.topics import room_of
from parvis.web.openweb.drawing import Told, kept


@require_safe
@hosted
def card(request: GuestRequest, id: int, digest: str) -> HttpResponse:
    """For whoever comes, and of public rooms alone. Under an address of before, the picture of today, not kept."""
    guest = request.guest
    topic = topic_for(guest.house, NOBODY, id)
    room = room_of(guest, topic) if topic is not None else None
    if topic is None or room is None or room.access is not Access.PUBLIC:
        raise Http404
    today = digest_of(topic.title, room.name, guest.community.name, topic.post_count)
    body = kept(guest.brand.pk, topic.pk, today, lambda: _told(guest, topic, room.name))
    response = HttpResponse(body, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=604800" if digest == today else "no-cache"
    return response


def _told(guest: Guest, topic: Topic, room: str) -> Told:
    with translation.override(guest.brand.language):
        posts, voices = topic.post_count, voices_in(topic)
        said = ngettext("%(n)s post", "%(n)s posts", posts) % {"n": posts}
        who = ngettext("%(n)s voice", "%(n)s voices", voices) % {"n": voices}
    return Told(topic.title, room, guest.community.name, f"{said} · {who}")
