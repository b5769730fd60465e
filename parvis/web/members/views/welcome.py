"""Who has no account yet: by e-mail, by a passkey, by a provider."""

from __future__ import annotations

from math import ceil

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.arrival import invitation_of
from parvis.community.actions.members import HandleTaken, check_handle
from parvis.community.models import Member, MemberInvitation
from parvis.community.rules.arrival import Joining
from parvis.core.clock import now
from parvis.flows import arrival
from parvis.flows.arrival import LinkEnded
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.joining import onward_in
from parvis.web.members.forms import WelcomeForm
from parvis.web.porch.oidc import COMING
from parvis.web.ui.arrival import arrive
from parvis.web.ui.floods import address_waits, machine_waits
from parvis.web.ui.views import providers

CAME = "came"
"""In the session of whoever asked to come in: their address."""


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def welcome(request: GuestRequest) -> HttpResponse:
    """The same answer whether the address is known or not."""
    guest, onward = request.guest, onward_in(request)
    word, link = invited(request)
    if guest.account is not None:
        return HttpResponseRedirect(guest.ways.join(onward, word))
    joining = Joining(guest.community.joining)
    shut = joining is Joining.INVITED and link is None
    form = WelcomeForm(request.POST or None, joining=joining, mails=settings.MAILS)
    said, status = "", 200
    if request.method == "POST" and not shut:
        if wait := machine_waits(request, "sign-up"):
            said, status = _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": ceil(wait)}, 429
        elif form.is_valid() and _handle_free(guest.brand.pk, form):
            _sign_up(request, form, link)
            return _shown(page(request, "members/sent.html", email=form.cleaned_data["email"], mails=settings.MAILS))
        else:
            status = 422
    context = {"form": form, "onward": onward, "word": word, "shut": shut, "refused": said, "providers": providers()}
    return _shown(page(request, "members/welcome.html", status, **context))


def _sign_up(request: GuestRequest, form: WelcomeForm, link: MemberInvitation | None) -> None:
    said, guest = form.cleaned_data, request.guest
    request.session[CAME] = said["email"].lower()
    if address_waits("sign-up", said["email"]):
        return
    arrival.sign_up(
        guest.community, said["email"], form.asked(), said["password"] or None,
        language=translation.get_language() or "fr", link=link, at=now(),
    )  # fmt: skip


def _handle_free(brand_id: int, form: WelcomeForm) -> bool:
    """Handles are public: who has one may be said."""
    try:
        check_handle(brand_id, form.cleaned_data["handle"])
    except HandleTaken:
        form.add_error("handle", _("This handle is taken, or cannot be one. Try another."))
        return False
    return True


def invited(request: GuestRequest) -> tuple[str, MemberInvitation | None]:
    """The secret of the team's link, if one was brought, and the link while it is good."""
    word = (request.POST.get("invitation") or request.GET.get("invitation", ""))[:100]
    return word, invitation_of(request.guest.brand.pk, word, now())


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def confirm(request: GuestRequest, token: str) -> HttpResponse:
    """A button, not the link itself: mail programs open links to look at them. From another browser than the one that
    asked, with the password that was chosen: else somebody could choose it for another's address, and wait for their press."""
    guest = request.guest
    try:
        made = arrival.signed_up(guest.brand.pk, token)
        asks = request.session.get(CAME) != made.email and is_password_usable(made.password)
        if request.method != "POST":
            return _shown(page(request, "members/confirm.html", made=made, asks=asks, refused=""))
        if wait := machine_waits(request, "confirm"):
            said = _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": ceil(wait)}
            return _shown(page(request, "members/confirm.html", 429, made=made, asks=asks, refused=said))
        if asks and not check_password(request.POST.get("password", ""), made.password):
            said = _("This is not the password that was chosen with this address.")
            return _shown(page(request, "members/confirm.html", 422, made=made, asks=asks, refused=said))
        account, came = arrival.confirm(guest.community, token, at=now())
    except LinkEnded:
        return _shown(page(request, "members/ended.html", 410))
    inside = guest.ways.steps() if isinstance(came, Member) else guest.ways.join()
    onward = inside if account.has_usable_password() else f"{guest.ways.passkey()}?{urlencode({'next': inside})}"
    return arrive(request, account, onward, strong=False)


@require_safe
@hosted
def elsewhere(request: GuestRequest, provider: str) -> HttpResponse:
    """To the provider, and back into this house: who was never here gets an account on the way."""
    word, link = invited(request)
    if provider not in dict(providers()):
        raise Http404
    if Joining(request.guest.community.joining) is Joining.INVITED and link is None:
        raise Http404
    request.session[COMING] = True
    onward = urlencode({"next": request.guest.ways.join(onward_in(request), word)})
    return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[provider])}?{onward}")


def _shown(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
