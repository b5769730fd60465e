"""Tags: on a topic, and all that bears one."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.tags import set_tags
from parvis.community.models import Tag
from parvis.community.queries.tags import newest_tagged, tag_called, tagged_lines
from parvis.community.queries.topics import ROWS
from parvis.community.rules.access import may_close
from parvis.community.rules.tags import tags_in
from parvis.core.clock import now
from parvis.web.articles.forms import TagsForm
from parvis.web.finding.views.feeds import begun_feed
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.topics import room_of, topic_at
from parvis.web.kinds.views.lists import after_in


@require_http_methods(["GET", "POST"])
@hosted_for_members
def edit(request: GuestRequest, id: int) -> HttpResponse:
    """By who began the topic, while its space is open, and by moderators."""
    guest = request.guest
    topic = topic_at(guest, id)
    room = room_of(guest, topic)
    mine = guest.who.member == topic.author_id
    if room is None or not may_close(room, guest.who, author=mine, closed_by_author=None):
        raise Http404
    form = TagsForm(request.POST or None, initial={"tags": ", ".join(name for _slug, name in topic.tags)})
    if request.method == "POST" and form.is_valid():
        set_tags(topic, tags_in(form.cleaned_data["tags"]), at=now())
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    return page(request, "articles/tags.html", 422 if form.errors else 200, topic=topic, room=room, form=form)


@require_safe
@hosted
def tag(request: GuestRequest, tag: str) -> HttpResponse:
    guest, found = request.guest, tag_at(request, tag)
    after = after_in(request)
    lines = tagged_lines(guest.house, guest.who, found, after=after)
    if not lines and after is None:
        raise Http404  # what stands only where this reader may not enter has no name here
    older = guest.ways.tag(found.slug, f"0_{lines[ROWS - 1].id}") if len(lines) > ROWS else ""
    return page(request, "articles/tag.html", tag=found, lines=lines[:ROWS], older=older, first=after is None)


@require_safe
@hosted
def feed(request: GuestRequest, tag: str) -> HttpResponse:
    """Of public rooms alone."""
    guest, found = request.guest, tag_at(request, tag)
    known = newest_tagged(guest.house, found)
    if not known:
        raise Http404
    title = f"{found.name} · {guest.community.name}"
    return begun_feed(request, known, title, guest.ways.tag(found.slug), guest.ways.tag_feed(found.slug), "")


def tag_at(request: GuestRequest, slug: str) -> Tag:
    """Raises Http404."""
    found = tag_called(request.guest.brand.pk, slug)
    if found is None:
        raise Http404
    return found
