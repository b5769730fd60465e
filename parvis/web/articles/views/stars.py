"""What members think of an article, and how it is counted."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.articles import rate
from parvis.community.models import Topic
from parvis.community.queries.articles import ArticleSide, article_side, given_stars
from parvis.community.rules.access import why_not_answer
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of, topic_at


@require_POST
@hosted_for_members
def rate_it(request: GuestRequest, id: int) -> HttpResponse:
    """`stars`: 1 to 5, 0 takes it back. Closed to comments, an article is still rated."""
    guest = request.guest
    topic, _side = article_at(request, id)
    room, said = room_of(guest, topic), request.POST.get("stars", "")
    if guest.member is None or room is None or said not in ("0", "1", "2", "3", "4", "5"):
        raise Http404
    if why_not_answer(room, guest.who, last=None, at=now()) is not None:
        raise Http404
    rate(topic, guest.member, int(said), at=now())
    return HttpResponseRedirect(f"{guest.ways.topic(topic.slug, topic.pk)}#rating")


@require_safe
@hosted
def ratings(request: GuestRequest, id: int) -> HttpResponse:
    topic, side = article_at(request, id)
    given = given_stars(topic)
    return page(
        request, "articles/ratings.html", topic=topic, room=room_of(request.guest, topic), side=side, given=given,
        most=max((n for _stars, n in given), default=0) or 1,
    )  # fmt: skip


def article_at(request: GuestRequest, id: int) -> tuple[Topic, ArticleSide]:
    """Raises Http404."""
    topic = topic_at(request.guest, id)
    side = article_side(topic, request.guest.who)
    if side is None:
        raise Http404
    return topic, side
