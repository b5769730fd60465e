"""An article is written, shown to those who work on it, and let out."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions import articles as acts
from parvis.community.actions.topics import new_key
from parvis.community.actions.uploads import QuotaFull
from parvis.community.models import Article, Space, Upload
from parvis.community.queries.articles import Manuscript, categories_of, manuscript_for
from parvis.community.queries.naming import previewed
from parvis.community.rules.access import Refusal, Room, may_link, why_not_begin
from parvis.community.rules.articles import State, count_words, minutes
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
from parvis.core.remaking import NotAPicture
from parvis.flows.articles import CannotGoOut, publish, schedule
from parvis.web.articles.forms import HourForm, WriteForm, told_of
from parvis.web.articles.wording import held
from parvis.web.forum.bringing import fits, picture_in, posted
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import room_at
from parvis.web.forum.wording import picture_refusal, refusal


@require_http_methods(["GET", "POST"])
@hosted_for_members
def new(request: GuestRequest, space: str) -> HttpResponse:
    guest, at = request.guest, now()
    room = room_at(guest, space)
    assert guest.member is not None
    if room.kind is not Kind.ARTICLES:
        raise Http404
    refused = why_not_begin(room, guest.who, at=at)
    if refused is Refusal.CHARTER and request.method != "POST":
        return HttpResponseRedirect(guest.ways.charter(request.get_full_path()))
    told_with, problem = posted(request)
    begun = {"key": new_key(), "comments": True, "authors": f"@{guest.member.handle}"}
    form = WriteForm(guest.brand.pk, room.id, categories_of(room.id), False, told_with, initial=begun)
    if refused is None and request.method == "POST" and _fits(form, problem, cover := _cover(request)):
        if "preview" in request.POST:
            shown = previewed(
                guest.brand.pk, form.cleaned_data["body"], space_id=room.id, links=may_link(room, guest.who)
            )
            return _page(request, room, form, preview=shown)
        made = acts.write_article(
            Space.objects.get(pk=room.id), guest.member, form.article(cover.kept), key=form.cleaned_data["key"], at=at
        )
        return _go_on(request, room, form, made)
    status = 403 if refused else 422 if form.is_bound else 200
    return _page(request, room, form, status=status, refused=refusal(refused))


@require_http_methods(["GET", "POST"])
@hosted_for_members
def edit(request: GuestRequest, id: int) -> HttpResponse:
    """What stands around it stays here once it is out; its words are a post then."""
    guest, at = request.guest, now()
    found = manuscript_at(request, id)
    article, room = found.article, found.room
    assert guest.member is not None
    out = article.topic_id is not None
    if not out and found.state is not State.DRAFT and not found.may_publish and request.method == "POST":
        raise Http404
    told_with, problem = posted(request)
    begun = told_of(article, found.authors)
    form = WriteForm(guest.brand.pk, room.id, categories_of(room.id), out, told_with, initial=begun)
    if request.method != "POST" or not _fits(form, problem, cover := _cover(request)):
        return _page(request, room, form, status=422 if form.is_bound else 200, found=found)
    if "preview" in request.POST and not out:
        shown = previewed(guest.brand.pk, form.cleaned_data["body"], space_id=room.id, links=may_link(room, guest.who))
        return _page(request, room, form, found=found, preview=shown)
    told = form.article(cover.kept)
    if article.topic is not None:
        acts.describe_article(article, told, at=at)
        return HttpResponseRedirect(guest.ways.topic(article.topic.slug, article.topic.pk))
    acts.change_article(article, told, by=guest.member, at=at)
    return _go_on(request, room, form, article)


@require_POST
@hosted_for_members
def act(request: GuestRequest, id: int) -> HttpResponse:
    """`what`: back (with a word), hold, discard."""
    guest, found = request.guest, manuscript_at(request, id)
    account, article = guest.account, found.article
    what = request.POST.get("what", "")
    assert account is not None
    runs = guest.who.arranges or guest.who.moderates
    if what == "back" and runs:
        acts.give_back(article, word=request.POST.get("word", ""), by=account, at=now())
    elif what == "hold" and found.may_publish:
        acts.hold_back(article)
    elif what == "discard" and (article.made_by_id == guest.who.member or runs) and article.topic_id is None:
        acts.throw_away(article)
        return HttpResponseRedirect(guest.ways.drafts(found.room.slug))
    else:
        raise Http404
    return HttpResponseRedirect(guest.ways.article(id))


@require_safe
@hosted_for_members
def preview(request: GuestRequest, id: int) -> HttpResponse:
    """As it will stand."""
    guest, found = request.guest, manuscript_at(request, id)
    article = found.article
    if article.topic is not None:
        return HttpResponseRedirect(guest.ways.topic(article.topic.slug, article.topic.pk))
    html = previewed(guest.brand.pk, article.body, space_id=article.space_id, links=may_link(found.room, guest.who))
    return page(
        request, "articles/preview.html", room=found.room, found=found, article=article, html=html,
        minutes=minutes(count_words(article.body)),
    )  # fmt: skip


def manuscript_at(request: GuestRequest, id: int) -> Manuscript:
    """Raises Http404, also where it exists and this guest may not know of it."""
    found = manuscript_for(request.guest.house, request.guest.who, id)
    if found is None:
        raise Http404
    return found


class Cover:
    """The picture that came, or why it was not taken."""

    def __init__(self, kept: Upload | None = None, refused: str = "") -> None:
        self.kept, self.refused = kept, refused


def _cover(request: GuestRequest) -> Cover:
    if "cover" not in request.FILES:
        return Cover()
    try:
        return Cover(picture_in(request, "cover"))
    except (NotAPicture, QuotaFull) as why:
        return Cover(refused=picture_refusal(why))


def _fits(form: WriteForm, problem: str, cover: Cover) -> bool:
    if cover.refused and form.is_valid():
        form.add_error("cover_alt", cover.refused)
    return fits(form, problem) and not cover.refused


def _go_on(request: GuestRequest, room: Room, form: WriteForm, article: Article) -> HttpResponse:
    """Saved: what was asked beside it is done now."""
    guest, at = request.guest, now()
    found, account, what = manuscript_at(request, article.pk), guest.account, request.POST.get("act", "")
    assert account is not None
    hour = HourForm(request.POST)
    if what == "propose":
        acts.propose_article(article, at=at)
    elif what == "schedule" and found.may_publish:
        if not hour.is_valid():
            return _page(request, room, form, status=422, found=found, hour=hour)
        schedule(article, hour.cleaned_data["due"], by=account, at=at)
    elif what == "publish" and found.may_publish:
        try:
            topic = publish(article, by=account, at=at)
        except CannotGoOut as problem:
            form.add_error(None, held(problem.why.value))
            return _page(request, room, form, status=409, found=found)
        return HttpResponseRedirect(guest.ways.topic(topic.slug, topic.pk))
    return HttpResponseRedirect(guest.ways.article(article.pk))


def _page(
    request: GuestRequest, room: Room, form: WriteForm, *, status: int = 200, found: Manuscript | None = None,
    preview: str = "", refused: str = "", hour: HourForm | None = None,
) -> HttpResponse:  # fmt: skip
    who = request.guest.who
    state = found.state if found else State.DRAFT
    may_publish = found.may_publish if found else who.team
    title = _("Write an article") if found is None else found.article.title
    return page(
        request, "articles/write.html", status, room=room, form=form, found=found, preview=preview, refused=refused,
        hour=hour or HourForm(), state=state, may_publish=may_publish, title=title,
        word=held(found.article.word) if found else "",
        fixed=found is not None and state is not State.DRAFT and not may_publish,
    )  # fmt: skip
