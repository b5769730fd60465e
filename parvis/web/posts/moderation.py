"""What a moderator decides of a post from here: the verbs, the way back, and how far the last decision has gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parvis.connectors.contract import Act
from parvis.conversations.models import Moderation, Place, Post
from parvis.conversations.queries import last_decisions
from parvis.conversations.rules import ACTS
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.moderate import decidable, decide, moderated, moderated_here, undo
from parvis.web.ui.door import Desk, DeskRequest, screen


@dataclass(frozen=True, slots=True)
class Care:
    """What a page of posts of one place shows of moderation; `able`: who looks may decide, and the place obeys."""

    able: bool = False
    place: Place | None = None
    decisions: Mapping[int, Moderation] = field(default_factory=dict)

    def of(self, post: Post) -> bool:
        return self.place is not None and self.able and decidable(post, self.place) and post.deleted_at is None

    def acts(self, post: Post) -> Sequence[str]:
        return ACTS.get(post.standing, ())  # type: ignore[call-overload,no-any-return]  # written from the same literals


def care_of(desk: Desk, place: Place, posts: Sequence[Post]) -> Care:
    """One query where the place is moderated from here, none elsewhere."""
    if not (desk.may("posts.moderate") and moderated_here(place)):
        return Care()
    mine = [post.pk for post in posts if decidable(post, place)]
    return Care(True, place, last_decisions(desk.brand.pk, mine))


@screen(Permission.POSTS_MODERATE)
@require_POST
def moderate(request: DeskRequest, id: int) -> HttpResponse:
    found = _post(request, id)
    act = request.POST.get("act", "")
    if act not in list(Act):
        raise Http404
    decide(found, Act(act), by=request.desk.account, at=now())
    return _back(request, id)


@screen(Permission.POSTS_MODERATE)
@require_POST
def take_back(request: DeskRequest, id: int) -> HttpResponse:
    last = last_decisions(request.desk.brand.pk, [_post(request, id).pk]).get(id)
    if last is None or last.state != "done":
        raise Http404
    undo(last, by=request.desk.account, at=now())
    return _back(request, id)


def _post(request: DeskRequest, id: int) -> Post:
    """In sight, in a place that obeys us: elsewhere the verb does not exist."""
    found = moderated(request.desk.sight, id)
    if found is None:
        raise Http404
    return found


def _back(request: DeskRequest, id: int) -> HttpResponse:
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("post", brand=request.desk.brand.slug, id=id)
