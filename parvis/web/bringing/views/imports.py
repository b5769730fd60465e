"""A forum comes in: given, looked at, let in, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.bringing import NotNow, lead_on
from parvis.community.models import Bringing
from parvis.community.queries.oldways import target_of
from parvis.connectors.contract import Rejected
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import bringing_in
from parvis.web.bringing.forms import AddressesForm, ChoiceForm, ForumForm, SiteForm
from parvis.web.bringing.words import ACCESS, LEFT
from parvis.web.hosting.views.house import community_at
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say

EDIT = Permission.COMMUNITY_EDIT
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def bringings(request: DeskRequest) -> HttpResponse:
    community_at(request)
    if request.method != "POST":
        return _page(request)
    form = ForumForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    told, desk = form.cleaned_data, request.desk
    made = bringing_in.begin_file(
        desk.brand, told["kind"], told["file"].file, told["file"].name, origin=told["origin"], by=desk.account, at=now()
    )
    return redirect("bringing", brand=desk.brand.slug, id=made.pk)


@require_POST
@screen(EDIT)
def site(request: DeskRequest) -> HttpResponse:
    community_at(request)
    form, desk = SiteForm(request.POST), request.desk
    if form.is_valid():
        try:
            made = bringing_in.begin_site(desk.brand, form.cleaned_data["address"], by=desk.account, at=now())
        except Rejected as problem:
            form.add_error("address", say(problem.message))
        else:
            return redirect("bringing", brand=desk.brand.slug, id=made.pk)
    return _page(request, site_form=form, status=422)


@require_safe
@screen(EDIT)
def bringing(request: DeskRequest, id: int) -> HttpResponse:
    made = _found(request, id)
    left = [(LEFT.get(why, why), n) for why, n in made.counts.get("left", {}).items()]
    context = {"made": made, "form": ChoiceForm(), "left": left, "accesses": ACCESS}
    return render(request, "bringing/one.html", context)


@require_POST
@screen(EDIT)
def let_in(request: DeskRequest, id: int) -> HttpResponse:
    community_at(request)
    made, form = _found(request, id), ChoiceForm(request.POST)
    if form.is_valid():
        try:
            bringing_in.let_in(made, form.said(), by=request.desk.account, at=now())
        except NotNow:
            messages.error(request, _("It cannot be brought in now: look at it again."))
    return _back(request, made)


@require_POST
@screen(EDIT)
def go_on(request: DeskRequest, id: int) -> HttpResponse:
    made = _found(request, id)
    bringing_in.go_on(made)
    return _back(request, made)


@require_POST
@screen(EDIT)
def undo(request: DeskRequest, id: int) -> HttpResponse:
    made = _found(request, id)
    try:
        bringing_in.let_go(made, by=request.desk.account, at=now())
        messages.success(request, _("All that it brought is being taken away."))
    except NotNow:
        messages.error(request, _("It is being taken away already."))
    return _back(request, made)


@require_POST
@screen(EDIT)
def addresses(request: DeskRequest) -> HttpResponse:
    """A list of the team's: where old addresses lead."""
    community_at(request)
    form, desk = AddressesForm(request.POST), request.desk
    if not form.is_valid():
        return _page(request, addresses_form=form, status=422)
    found = [(old, target_of(desk.brand.pk, new)) for old, new in form.pairs()]
    if missing := [old for old, target in found if target is None]:
        told = {"lines": ", ".join(missing[:5])}
        form.add_error("table", _("The new address leads nowhere for: %(lines)s") % told)
        return _page(request, addresses_form=form, status=422)
    rows = [(old, *target) for old, target in found if target is not None]
    n = lead_on(desk.brand, rows, by=desk.account, at=now())
    messages.success(request, ngettext("%(n)s address leads on.", "%(n)s addresses lead on.", n) % {"n": n})
    return redirect("bringings", brand=desk.brand.slug)


def _found(request: DeskRequest, id: int) -> Bringing:
    made = Bringing.objects.select_related("brand").filter(brand=request.desk.brand, pk=id).first()
    if made is None:
        raise Http404
    return made


def _back(request: DeskRequest, made: Bringing) -> HttpResponseRedirect:
    return redirect("bringing", brand=request.desk.brand.slug, id=made.pk)


def _page(
    request: DeskRequest, *, form: ForumForm | None = None, site_form: SiteForm | None = None,
    addresses_form: AddressesForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    earlier = Bringing.objects.filter(brand=request.desk.brand).order_by("-pk")[:SHOWN]
    context = {
        "earlier": list(earlier), "form": form or ForumForm(), "site_form": site_form or SiteForm(),
        "addresses_form": addresses_form or AddressesForm(),
        "archives": request.desk.may(Permission.COMMUNITY_ARCHIVE),
    }  # fmt: skip
    return render(request, "bringing/list.html", context, status=status)
