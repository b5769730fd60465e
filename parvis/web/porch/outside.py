from __future__ import annotations

from django.urls import path

from parvis.web.porch.views import brands, forgotten, invitation, provider, second

urlpatterns = [
    path("login/second", second.second_factor, name="second-factor"),
    path("login/second/options", second.second_options, name="second-factor-options"),
    path("login/passkey", second.passkey, name="passkey"),
    path("login/passkey/options", second.passkey_options, name="passkey-options"),
    path("login/confirm", second.confirmation, name="confirm"),
    path("login/confirm/options", second.confirmation_options, name="confirm-options"),
    path("login/forgotten", forgotten.forgotten, name="forgotten"),
    path("login/forgotten/<str:told>/<str:token>", forgotten.choose, name="password-choose"),
    path("login/with/<slug:provider_id>", provider.begin, name="openid_connect_login"),
    path("login/with/<slug:provider_id>/back", provider.come_back, name="openid_connect_callback"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("brands/", brands.brands, name="brands"),
    path("brands/new", brands.new, name="brand-new"),
]
