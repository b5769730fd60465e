"""The community and the rest of the web, as the team decides: sites that show its comments, pages that speak of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.embeds import CannotList, end_site, list_site
from parvis.community.actions.webmentions import decide as decide_of
from parvis.community.models import Member
from parvis.community.queries.embeds import sites_of
from parvis.community.queries.rooms import community_for, member_named
from parvis.community.queries.webmentions import ROWS, mentions_for_team
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.openweb.forms import SiteForm
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_safe
@screen(EDIT)
def openweb(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_POST
@screen(EDIT)
def add(request: DeskRequest) -> HttpResponse:
    _opened(request)
    brand, form = request.desk.brand, SiteForm(request.POST, brand_id=request.desk.brand.pk)
    if form.is_valid():
        told = form.cleaned_data
        author = member_named(brand.pk, told["author"])
        if author is None:
            form.add_error("author", _("Nobody here has this handle. It stands under their name in the community."))
        elif (problem := _listed(request, form, author)) is not None:
            form.add_error("site", problem)
        else:
            messages.success(request, _("Listed. Put the line into its pages: comments open with the first visit."))
            return redirect("openweb", brand=brand.slug)
    return _page(request, form=form, status=422)


@require_POST
@screen(EDIT)
def end(request: DeskRequest, id: int) -> HttpResponse:
    site = sites_of(request.desk.brand.pk).filter(pk=id).first()
    if site is None:
        raise Http404
    end_site(site, by=request.desk.account, at=now())
    messages.success(request, _("This site shows nothing of the community any more. What was said stays in the space."))
    return redirect("openweb", brand=request.desk.brand.slug)


@require_POST
@screen(EDIT)
def decide(request: DeskRequest, id: int) -> HttpResponse:
    mention = mentions_for_team(request.desk.brand.pk).filter(pk=id).first()
    if mention is None:
        raise Http404
    decide_of(mention, show=request.POST.get("show") == "1", by=request.desk.account, at=now())
    return redirect("openweb", brand=request.desk.brand.slug)


def _listed(request: DeskRequest, form: SiteForm, author: Member) -> str | None:
    """What is wrong with it; None = it is listed."""
    told = form.cleaned_data
    try:
        list_site(told["space"], author, told["site"], by=request.desk.account, at=now())
    except CannotList as refused:
        words = {
            "address": _("This is no address of a site: it begins with https:// and has no question mark."),
            "listed": _("This site is listed already."),
            "closed": _("Everybody must be able to read the space."),
        }
        return words[refused.why]
    return None


def _opened(request: DeskRequest) -> None:
    """Raises Http404 where no community is open."""
    found = community_for(request.desk.brand.pk)
    if found is None or found.ended_at is not None:
        raise Http404


def _page(request: DeskRequest, *, form: SiteForm | None = None, status: int = 200) -> HttpResponse:
    _opened(request)
    brand, word = request.desk.brand, request.GET.get("after", "")
    after = int(word) if word.isascii() and word.isdecimal() and len(word) < 18 else None
    rows = list(mentions_for_team(brand.pk, after=after)[: ROWS + 1])
    own = Member.objects.filter(brand=brand, account=request.desk.account, left_at=None).first()
    context = {
        "sites": list(sites_of(brand.pk)[:100]),
        "script": request.build_absolute_uri(f"/c/{brand.slug}/embed.js"),
        "frame": request.build_absolute_uri(f"/c/{brand.slug}/embed"),
        "form": form or SiteForm(brand_id=brand.pk, initial={"author": own.handle if own else ""}),
        "mentions": rows[:ROWS],
        "older": f"?after={rows[ROWS - 1].pk}" if len(rows) > ROWS else "",
    }
    return render(request, "openweb/desk.html", context, status=status)
