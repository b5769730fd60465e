"""Members: one's page, one's own to word, and all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.profiles import portray
from parvis.community.models import Member
from parvis.community.queries.profiles import PEOPLE, member_called, posts_by
from parvis.community.queries.profiles import directory as members_of
from parvis.community.queries.ties import tie_to
from parvis.community.queries.topics import Before
from parvis.community.queries.trust import badges_of, standing_of
from parvis.community.rules.profile import Part, shown
from parvis.community.rules.trust import ASKS, TOP, doubtful
from parvis.core.clock import now
from parvis.web.forum.door import Guest, GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in
from parvis.web.members.forms import PortraitForm
from parvis.web.members.wording import badge_name, need_name, trust_name


@require_safe
@hosted
def profile(request: GuestRequest, handle: str) -> HttpResponse:
    guest = request.guest
    member = member_at(guest, handle)
    own = guest.member is not None and guest.member.pk == member.pk
    parts = shown(member.hidden.split(), own=own)
    before = before_in(request)
    said, older = posts_by(guest.house, guest.who, member, before) if Part.POSTS in parts else ([], None)
    badges = badges_of(guest.house, guest.who, member) if Part.BADGES in parts else []
    context: dict[str, Any] = {
        "badges": [(badge_name(badge.kind), badge) for badge in badges],
        "trust_name": trust_name(member.trust),
    }
    if guest.member is not None and not own:
        context["tie"] = tie_to(guest.member, member) or ""
    context |= {
        "one": member,
        "own": own,
        "parts": parts,
        "said": said,
        "older": _older(older),
        "first": before is None,
    }
    return page(request, "members/profile.html", **context)


def member_at(guest: Guest, handle: str) -> Member:
    """Raises Http404."""
    found = member_called(guest.brand.pk, handle)
    if found is None:
        raise Http404
    return found


def _older(before: Before | None, **more: str) -> str:
    if before is None:
        return ""
    return "?" + urlencode({"before": f"{before.at.isoformat()}_{before.id}", **more})


@require_safe
@hosted_for_members
def directory(request: GuestRequest) -> HttpResponse:
    sought = request.GET.get("q", "")[:80].strip()
    before = before_in(request)
    found = members_of(request.guest.brand.pk, sought, before)
    rows = found[:PEOPLE]
    last = Before(rows[-1].joined_at, rows[-1].pk) if len(found) > PEOPLE else None
    older = _older(last, **({"q": sought} if sought else {}))
    return page(request, "members/directory.html", rows=rows, older=older, sought=sought, first=before is None)


@require_safe
@hosted_for_members
def trust(request: GuestRequest) -> HttpResponse:
    """Where one stands, and what the next level asks."""
    guest = request.guest
    assert guest.member is not None
    standing, measure = standing_of(guest.member)
    following = standing.level + 1 if standing.level < TOP else None
    needs = ASKS[following] if following is not None else {}
    context: dict[str, Any] = {
        "standing": standing,
        "names": [trust_name(level) for level in range(TOP + 1)],
        "following": following,
        "needs": [(need_name(need), measure.of(need), asked) for need, asked in needs.items()],
        "lapses": measure.lapses,
        "doubtful": doubtful(standing.level, measure),
    }
    return page(request, "members/trust.html", **context)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def me(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    form = PortraitForm(request.POST or None, initial=PortraitForm.of(guest.member))
    if request.method == "POST" and form.is_valid():
        portray(guest.member, form.portrait(), at=now())
        return HttpResponseRedirect(guest.ways.member(guest.member.handle))
    return page(request, "members/me.html", 422 if form.is_bound else 200, form=form)
