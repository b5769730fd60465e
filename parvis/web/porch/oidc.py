"""Sign-in through a provider. allauth does the talking (state, PKCE, tokens); who comes in is decided by `core.elsewhere`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core import elsewhere
from parvis.core.clock import now
from parvis.core.elsewhere import NotLetIn, Vouched, Welcomed, Why
from parvis.core.models import Account, Invitation
from parvis.core.roles import Role
from parvis.flows.seating import accept
from parvis.web.ui.arrival import arrive, knock
from parvis.web.ui.views import inside

COMING = "coming"
"""In a session that came from the door of a community: who is not known gets an account without a seat."""
TYING = "tying"
"""In a session whose owner asked for it on their own page: the provider to tie."""


def because(why: Why, name: str) -> str:
    return {
        Why.UNPROVEN: _("%(name)s does not confirm your e-mail address: Parvis cannot know who you are."),
        Why.UNKNOWN: _("Nobody has invited the address that %(name)s knows you by. Ask an owner of your team."),
        Why.CLOSED: _("This account is closed. Ask an owner of your team to open it again."),
        Why.TIE_FIRST: _("You have an account already: sign in as usual, then connect %(name)s under “Your account”."),
        Why.TAKEN: _("This sign-in at %(name)s belongs to another account here."),
    }[why] % {"name": name}


class Doorkeeper(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth asks it when the provider has answered; it always answers itself, so that none of allauth's pages is met."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        app = sociallogin.provider.app
        proven = [one.email for one in sociallogin.email_addresses if one.verified is True]
        claims = sociallogin.account.extra_data
        told = claims.get("userinfo") or claims.get("id_token") or {}
        vouched = Vouched(app.provider_id, sociallogin.account.uid, proven, str(told.get("name") or ""))
        onward = inside(request, sociallogin.state.get("next") or "")
        anybody = request.session.pop(COMING, False) is True
        try:
            if request.user.is_authenticated:
                # Tied only where they asked for it on their own page: a link from elsewhere must not tie anything.
                if request.session.pop(TYING, None) == app.provider_id:
                    elsewhere.tie(request.user, vouched)
                elif elsewhere.account_of(vouched, Welcomed(), _accept, at=now()) != request.user:
                    raise NotLetIn(Why.TAKEN)
                answer = arrive(request, request.user, onward, strong=request.session.get("strong") is True)
            else:
                account = elsewhere.account_of(vouched, _welcomed(app.settings, anybody), _accept, at=now())
                vouches = app.settings.get("second_factor") is True
                answer = arrive(request, account, onward, strong=True) if vouches else knock(request, account, onward)
        except NotLetIn as refused:
            messages.error(request, because(refused.why, app.name))
            answer = HttpResponseRedirect(onward if request.user.is_authenticated else reverse("sign-in"))
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        said = _("%(name)s did not let you in. Try again, or sign in another way.")
        messages.error(request, said % {"name": getattr(getattr(provider, "app", None), "name", "OpenID Connect")})
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("sign-in")))


def _accept(invitation: Invitation, account: Account, at: datetime) -> object:
    return accept(invitation, account, at=at)


def _welcomed(settings: dict[str, Any], anybody: bool) -> Welcomed:
    try:
        role = Role(settings.get("role", Role.OBSERVER))
    except ValueError:
        role = Role.OBSERVER
    # Nobody becomes an owner by a line in a file.
    return Welcomed(
        settings.get("domains", ()), settings.get("brand", ""), Role.OBSERVER if role is Role.OWNER else role, anybody
    )
