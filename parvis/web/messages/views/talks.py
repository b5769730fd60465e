"""One's private conversations: all of them, a new one, leaving one. Reading and answering is the topic's own page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.messages import leave
from parvis.community.actions.topics import new_key
from parvis.community.models import Member, Topic
from parvis.community.queries.messages import ROWS, addressed, named, offered, people_in, talks_of
from parvis.community.queries.naming import previewed
from parvis.community.rules.access import Refusal
from parvis.community.rules.messages import BEGUN_AT_ONCE, BEGUN_EVERY, why_not_write
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.flows.messaging import begin_conversation
from parvis.web.forum.bringing import fits, posted
from parvis.web.forum.door import Guest, GuestRequest, hosted_for_members
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in
from parvis.web.forum.views.topics import topic_at
from parvis.web.forum.wording import refusal
from parvis.web.messages.forms import TalkForm

STEADY, BURST = timedelta(seconds=0.5), 20
LONGEST_NAME = 40


@require_safe
@hosted_for_members
def talks(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    before = before_in(request)
    found = talks_of(guest.member, before=before)
    shown = found[:ROWS]
    older = f"?before={shown[-1].bumped_at.isoformat()}_{shown[-1].id}".replace("+", "%2B") if len(found) > ROWS else ""
    return private(page(request, "messages/talks.html", talks=shown, older=older, first=before is None))


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def begin(request: GuestRequest) -> HttpResponse:
    """To members named by their handles. `?to=`: one is chosen already; `?topic=`: with those of a conversation, and more."""
    guest = request.guest
    assert guest.member is not None
    if guest.member.charter_version < guest.community.charter_demanded and not guest.who.team:
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    after = _after(request)
    told, problem = posted(request)
    form = TalkForm(told, initial={"key": new_key(), **_begun(request, after)})
    fit = request.method == "POST" and fits(form, problem)
    to = _addressed(guest, form) if fit else []
    if fit and form.is_valid():
        said = form.cleaned_data
        if "preview" in request.POST:
            return _shown(request, form, after, preview=previewed(guest.brand.pk, said["body"], links=True))
        if wait_for(f"conversation:{guest.member.pk}", every=BEGUN_EVERY, burst=BEGUN_AT_ONCE, at=now()):
            form.add_error(None, refusal(Refusal.FLOOD))
        else:
            made = begin_conversation(
                guest.community, guest.member, to, title=said["title"], body=said["body"], key=said["key"], at=now()
            )
            return HttpResponseRedirect(guest.ways.topic(made.topic.slug, made.topic.pk))
    return _shown(request, form, after, status=422 if form.is_bound else 200)


def _addressed(guest: Guest, form: TalkForm) -> list[Member]:
    """Those named; what keeps them from being written to is said at their field."""
    assert guest.member is not None
    found, unknown = named(guest.brand.pk, form.cleaned_data["to"])
    to = [one for one in found if one.pk != guest.member.pk]
    if unknown:
        names = ", ".join(f"@{word}"[:40] for word in unknown[:5])
        said = ngettext(
            "Nobody here is called %(names)s.", "Nobody here is called any of these: %(names)s.", len(unknown)
        )
        form.add_error("to", said % {"names": names})
        return to
    refused = why_not_write(guest.who, addressed(guest.member, to))
    if refused is not None:
        form.add_error("to", refusal(refused))
    return to


def _after(request: GuestRequest) -> Topic | None:
    """The conversation that goes on with more people. Raises Http404."""
    word = request.GET.get("topic", "")
    if not word:
        return None
    if not (word.isdecimal() and len(word) < 18):
        raise Http404
    found = topic_at(request.guest, int(word))
    if found.space_id is not None:
        raise Http404
    return found


def _begun(request: GuestRequest, after: Topic | None) -> dict[str, str]:
    member = request.guest.member
    assert member is not None
    if after is None:
        handle = request.GET.get("to", "")[:LONGEST_NAME].strip()
        return {"to": f"@{handle} "} if handle else {}
    people = [f"@{one.handle}" for one in people_in(after) if one.pk != member.pk]
    return {"to": ", ".join(people) + " ", "title": after.title}


def _shown(
    request: GuestRequest, form: TalkForm, after: Topic | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    return private(page(request, "messages/begin.html", status, form=form, after=after, **more))


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def depart(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    one = topic_at(guest, id)
    if one.space_id is not None or guest.member is None:
        raise Http404
    if request.method != "POST":
        return private(page(request, "messages/depart.html", topic=one))
    leave(one, guest.member, at=now())
    return HttpResponseRedirect(guest.ways.messages())


@require_safe
@hosted_for_members
def names(request: GuestRequest) -> HttpResponse:
    """For the completion of the field: members whom one may write to."""
    member = request.guest.member
    assert member is not None
    wait = wait_for(f"compose:people:{member.pk}", every=STEADY, burst=BURST, at=now())
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
    found = offered(member, request.GET.get("begun", "")[:LONGEST_NAME].strip())
    return private(JsonResponse({"names": [{"handle": handle, "name": name} for handle, name in found]}))
