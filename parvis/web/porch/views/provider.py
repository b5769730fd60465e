"""Sign-in through a provider: there, and back."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.web.porch.engine import speaking
from parvis.web.porch.oidc import TYING
from parvis.web.ui.door import open_to_all
from parvis.web.ui.views import safe_next

TIE = "tie"
"""In the session and in the link that its owner's page shows: only from there is a provider tied to an account."""


def _engine(name: str) -> Any:
    """allauth's part for providers, loaded by the first who signs in so: it brings an HTTP client."""
    import_module("allauth.socialaccount.providers").registry.load()
    return import_module(f"allauth.socialaccount.{name}")


def _known(provider_id: str) -> dict[str, Any]:
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        if app["provider_id"] == provider_id:
            return dict(app)
    raise Http404


@open_to_all
@require_GET
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A link, not a form: our policy lets no form lead to another house, not even by way of us."""
    app = _known(provider_id)
    tie = request.session.get(TIE, "")
    if request.user.is_authenticated and tie and constant_time_compare(request.GET.get(TIE, ""), tie):
        request.session[TYING] = provider_id
    adapter = _engine("adapter").get_adapter(request)
    failures = import_module("requests").RequestException, KeyError, ValueError
    with speaking(request):
        try:
            provider = adapter.get_provider(request, provider_id)
            answer: HttpResponse = provider.redirect(request, process="login", next_url=safe_next(request))
        except failures:
            messages.error(request, _("%(name)s does not answer. Try again in a minute.") % {"name": app["name"]})
            return HttpResponseRedirect(reverse("sign-in"))
    return answer


@open_to_all
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    _known(provider_id)
    oauth2 = _engine("providers.oauth2.views")
    openid = import_module("allauth.socialaccount.providers.openid_connect.views")
    with speaking(request):
        made = oauth2.OAuth2CallbackView.adapter_view(openid.OpenIDConnectOAuth2Adapter(request, provider_id))
        answer: HttpResponse = made(request)
    return answer
