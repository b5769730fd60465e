"""What members made: a gallery, and each one's own."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import showcase as acts
from parvis.community.actions.uploads import QuotaFull
from parvis.community.models import Upload, Work
from parvis.community.queries.showcase import ROWS, works, works_of
from parvis.core.clock import now
from parvis.core.remaking import NotAPicture
from parvis.web.forum.bringing import picture_in
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.wording import picture_refusal
from parvis.web.kinds.views.lists import after_in
from parvis.web.showing.forms import MakingForm
from parvis.web.showing.views.showcase import seen_by


@require_safe
@hosted
def gallery(request: GuestRequest) -> HttpResponse:
    guest, after = seen_by(request), after_in(request)
    found = works(guest.brand.pk, before=after.id if after else None, hidden_too=guest.who.moderates)
    older = f"?after=0_{found[ROWS - 1].pk}" if len(found) > ROWS else ""
    return page(request, "showing/works.html", works=found[:ROWS], older=older, first=after is None)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def new(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    if not guest.who.agreed:
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    form, picture = _form(request)
    if picture is not None and form.is_valid():
        try:
            acts.show_work(guest.member, form.work(picture.kept), at=now())
            return HttpResponseRedirect(guest.ways.showcase("works"))
        except acts.TooManyWorks:
            form.add_error(None, _("You show sixty works already: take one down first."))
    return page(request, "showing/work.html", 422 if form.is_bound else 200, form=form, work=None)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def edit(request: GuestRequest, id: int) -> HttpResponse:
    guest, work = request.guest, own(request, id)
    form, picture = _form(request, work)
    if picture is not None and form.is_valid():
        acts.change_work(work, form.work(picture.kept))
        return HttpResponseRedirect(f"{guest.ways.showcase('works')}#w{id}")
    return page(request, "showing/work.html", 422 if form.is_bound else 200, form=form, work=work)


@require_POST
@hosted_for_members
def remove(request: GuestRequest, id: int) -> HttpResponse:
    acts.remove_work(own(request, id))
    return HttpResponseRedirect(request.guest.ways.showcase("works"))


@require_POST
@hosted_for_members
def hide(request: GuestRequest, id: int) -> HttpResponse:
    """By a moderator; `hidden` 0 brings it back."""
    guest = request.guest
    work = works_of(guest.brand.pk).filter(pk=id).first()
    if work is None or guest.account is None or not guest.who.moderates:
        raise Http404
    (acts.hide_work if request.POST.get("hidden") == "1" else acts.bring_back_work)(work, by=guest.account, at=now())
    return HttpResponseRedirect(f"{guest.ways.showcase('works')}#w{id}")


def own(request: GuestRequest, id: int) -> Work:
    """Raises Http404."""
    found = works_of(request.guest.brand.pk).filter(pk=id, member_id=request.guest.who.member or 0).first()
    if found is None:
        raise Http404
    return found


class Brought:
    """The picture that came with the form, if one did."""

    def __init__(self, kept: Upload | None = None) -> None:
        self.kept = kept


def _form(request: GuestRequest, work: Work | None = None) -> tuple[MakingForm, Brought | None]:
    """None beside it = it was not sent, or its picture is refused, as it says."""
    told = {name: getattr(work, name) for name in MakingForm.base_fields} if work else {}
    form = MakingForm(request.POST if request.method == "POST" else None, initial=told)
    if not form.is_bound:
        return form, None
    if "picture" not in request.FILES or not form.is_valid():
        return form, Brought()
    try:
        return form, Brought(picture_in(request, "picture"))
    except (NotAPicture, QuotaFull) as why:
        form.add_error("picture_alt", picture_refusal(why))
        return form, None
