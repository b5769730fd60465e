"""The look of the community, chosen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.community.actions.looks import PICTURES, DomainTaken, dress
from parvis.community.actions.looks import hang as hang_it
from parvis.community.models import Look
from parvis.community.rules.looks import HOUSE, Colours, Light, tokens
from parvis.core.clock import now
from parvis.core.remaking import LARGEST, NotAPicture
from parvis.core.roles import Permission
from parvis.flows.looks import hang_picture
from parvis.web.dressing.forms import DressForm
from parvis.web.forum.wording import picture_refusal
from parvis.web.hosting.views.house import community_at
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.COMMUNITY_EDIT


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def look(request: DeskRequest) -> HttpResponse:
    community = community_at(request)
    if request.method != "POST":
        return _page(request)
    form = DressForm(request.POST)
    if form.is_valid():
        try:
            dress(community, form.said(), by=request.desk.account, at=now())
            messages.success(request, _("Saved."))
            return redirect("dressing", brand=request.desk.brand.slug)
        except DomainTaken:
            form.add_error("domain", _("Another community of this house stands at this name."))
    return _page(request, form=form, status=422)


@require_POST
@screen(EDIT)
def hang(request: DeskRequest, where: str) -> HttpResponse:
    """`picture`: what hangs there from now on; `without`: nothing."""
    community = community_at(request)
    if where not in PICTURES:
        raise Http404
    by, at, file = request.desk.account, now(), request.FILES.get("picture")
    try:
        if "without" in request.POST:
            hang_it(community, where, None, by=by, at=at)
        elif file is None:
            raise NotAPicture("empty")
        elif (file.size or 0) > LARGEST:
            raise NotAPicture("too_heavy")
        else:
            hang_picture(community, where, file.read(), by=by, at=at)
    except NotAPicture as why:
        return _page(request, refused={where: picture_refusal(why)}, status=422)
    messages.success(request, _("Saved."))
    return redirect("dressing", brand=request.desk.brand.slug)


@require_safe
@screen(EDIT)
def sample(request: DeskRequest) -> HttpResponse:
    """What is worn, by day and by night, as a drawing."""
    worn = _look(request)
    colours = {light: Colours(**worn.colours[light]) for light in Light} if worn and worn.colours else HOUSE
    shown = [(light.value, tokens(colours[light], light)) for light in Light]
    response = render(request, "dressing/sample.svg.html", {"shown": shown}, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _look(request: DeskRequest) -> Look | None:
    return Look.objects.filter(brand=request.desk.brand).first()


def _page(
    request: DeskRequest, *, form: DressForm | None = None, refused: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    community, worn = community_at(request), _look(request)
    context = {
        "community": community,
        "worn": worn,
        "form": form or DressForm(initial=DressForm.of(worn)),
        "refused": refused or {},
        "places": [
            ("logo", _("Logo, by day"), _("Wide, on a transparent ground. It takes the place of the name at the top.")),
            ("logo_dark", _("Logo, by night"), _("For the dark look, if the other cannot be seen there.")),
            ("emblem", _("Emblem"), _("Square: the sign in the tab of a browser, and the icon of the app.")),
        ],
    }
    return render(request, "dressing/look.html", context, status=status)
