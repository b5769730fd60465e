"""Collections: all that the community shows, one of them, and one's own."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import shelves as acts
from parvis.community.models import Shelf, ShelfItem
from parvis.community.queries.shelves import ROWS, Shown, open_to_all, pieces, shelf_for, shelves
from parvis.community.queries.topics import post_numbered, topic_for
from parvis.community.rules.access import NOBODY
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.kinds.views.lists import after_in
from parvis.web.showing.forms import AddForm, NoteForm, ShelfForm
from parvis.web.showing.views.showcase import seen_by


@require_safe
@hosted
def everything(request: GuestRequest) -> HttpResponse:
    guest, after = seen_by(request), after_in(request)
    found = shelves(guest.house, guest.who, before=after.id if after else None)
    older = f"?after=0_{found[ROWS - 1].pk}" if len(found) > ROWS else ""
    return page(request, "showing/shelves.html", shelves=found[:ROWS], older=older, first=after is None)


@require_safe
@hosted
def shelf(request: GuestRequest, id: int) -> HttpResponse:
    return _page(request, shelf_at(request, id), AddForm(initial={"address": request.GET.get("address", "")[:2000]}))


@require_http_methods(["GET", "POST"])
@hosted_for_members
def new(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    if not guest.who.agreed:
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    form = ShelfForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.make_shelf(guest.member, **form.cleaned_data, at=now())
            return HttpResponseRedirect(guest.ways.collection(made.pk))
        except acts.ShelfFull:
            form.add_error(None, _("You keep twenty collections already: that is as many as one can look after."))
    return page(request, "showing/shelf_edit.html", 422 if form.is_bound else 200, form=form, shelf=None)


@require_http_methods(["GET", "POST"])
@hosted_for_members
def edit(request: GuestRequest, id: int) -> HttpResponse:
    found = own(request, id)
    form = ShelfForm(request.POST or None, initial={"name": found.name, "about": found.about})
    if request.method == "POST" and form.is_valid():
        acts.change_shelf(found, **form.cleaned_data)
        return HttpResponseRedirect(request.guest.ways.collection(id))
    return page(request, "showing/shelf_edit.html", 422 if form.is_bound else 200, form=form, shelf=found)


@require_POST
@hosted_for_members
def remove(request: GuestRequest, id: int) -> HttpResponse:
    """By its owner, or by a moderator."""
    guest, found = request.guest, shelf_at(request, id)
    if (
        guest.account is None
        or found.member is None
        or not (found.member_id == guest.who.member or guest.who.moderates)
    ):
        raise Http404
    acts.take_down(found, by=guest.account, at=now())
    return HttpResponseRedirect(guest.ways.collections())


@require_POST
@hosted_for_members
def add(request: GuestRequest, id: int) -> HttpResponse:
    guest, found = request.guest, own(request, id)
    form = AddForm(request.POST)
    if form.is_valid() and (piece := _piece(request, form)) is not None:
        try:
            kept, _new = acts.put_in_shelf(found, piece, at=now())
            return HttpResponseRedirect(f"{guest.ways.collection(id)}#i{kept.pk}")
        except acts.ShelfFull:
            form.add_error(None, _("Two hundred things are in it: begin another."))
    elif form.is_valid():
        form.add_error("address", _("This leads to nothing that you may read here, nor to a page of the web."))
    return _page(request, found, form, 422)


@require_POST
@hosted_for_members
def item(request: GuestRequest, id: int, item: int) -> HttpResponse:
    """`what`: up, down, note, out."""
    guest, found = request.guest, own(request, id)
    kept = ShelfItem.objects.filter(shelf=found, pk=item).first()
    what, form = request.POST.get("what", ""), NoteForm(request.POST)
    if kept is None or what not in ("up", "down", "note", "out") or not form.is_valid():
        raise Http404
    if what == "out":
        acts.take_out(kept)
        return HttpResponseRedirect(guest.ways.collection(id))
    if what == "note":
        acts.annotate(kept, form.cleaned_data["note"])
    else:
        acts.move_in_shelf(kept, -1 if what == "up" else 1)
    return HttpResponseRedirect(f"{guest.ways.collection(id)}#i{kept.pk}")


@require_safe
@hosted
def feed(request: GuestRequest, id: int) -> HttpResponse:
    """What passers-by may see of it, the last kept first."""
    guest, found = request.guest, shelf_at(request, id)
    seen = shelf_for(guest.house, NOBODY, id)
    if seen is None:
        raise Http404
    full = request.build_absolute_uri
    made = Atom1Feed(
        title=name_of(found), link=full(guest.ways.collection(id)), description=None, subtitle=about_of(found),
        feed_url=full(guest.ways.collection(id, "feed.atom")), language=guest.brand.language,
    )  # fmt: skip
    for one in sorted(pieces(guest.house, NOBODY, found), key=lambda one: (one.at, one.id), reverse=True)[:30]:
        made.add_item(
            title=one.title, link=full(where(request, one)), description=one.note, author_name=one.of or None,
            pubdate=one.at, updateddate=one.at, unique_id=f"{full(guest.ways.collection(id))}#i{one.id}",
        )  # fmt: skip
    answer = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def where(request: GuestRequest, one: Shown) -> str:
    if one.topic is None:
        return one.url
    slug, id, seq = one.topic
    return request.guest.ways.permalink(slug, id, seq) if seq else request.guest.ways.topic(slug, id)


def name_of(found: Shelf) -> str:
    return found.collection.name if found.collection else found.name


def about_of(found: Shelf) -> str:
    return found.collection.about if found.collection else found.about


def shelf_at(request: GuestRequest, id: int) -> Shelf:
    """Raises Http404."""
    found = shelf_for(request.guest.house, request.guest.who, id)
    if found is None:
        raise Http404
    return found


def own(request: GuestRequest, id: int) -> Shelf:
    """Raises Http404."""
    found = shelf_at(request, id)
    if found.member_id is None or found.member_id != request.guest.who.member:
        raise Http404
    return found


def _piece(request: GuestRequest, form: AddForm) -> acts.Piece | None:
    guest, told = request.guest, form.cleaned_data
    named = form.named(request.get_host(), guest.ways.base)
    if named.url:
        return acts.Piece(url=named.url, title=told["title"], note=told["note"])
    topic = topic_for(guest.house, guest.who, named.topic) if named.topic else None
    if topic is None or topic.space_id is None:
        return None
    post = post_numbered(topic, named.seq) if named.seq else None
    return None if named.seq and post is None else acts.Piece(topic=topic, post=post, note=told["note"])


def _page(request: GuestRequest, found: Shelf, form: AddForm, status: int = 200) -> HttpResponse:
    guest = request.guest
    mine = found.member_id is not None and found.member_id == guest.who.member
    shown = [(one, where(request, one)) for one in pieces(guest.house, guest.who, found)]
    return page(
        request, "showing/shelf.html", status, shelf=found, name=name_of(found), about=about_of(found), items=shown,
        mine=mine, form=form, fed=found.access == "public" and open_to_all(guest.house),
    )  # fmt: skip
