from __future__ import annotations

from django.urls import path

from parvis.web.porch.views import security

urlpatterns = [
    path("account/security/", security.security, name="security"),
    path("account/security/keys/options", security.key_options, name="own-key-options"),
    path("account/security/keys/add", security.key_add, name="own-key-add"),
    path("account/security/keys/<int:passkey>/name", security.key_name, name="own-key-name"),
    path("account/security/keys/<int:passkey>/remove", security.key_remove, name="own-key-remove"),
    path("account/security/totp", security.totp, name="totp"),
    path("account/security/totp/remove", security.totp_remove, name="totp-remove"),
    path("account/security/codes", security.codes, name="codes"),
    path("account/security/codes/new", security.codes_new, name="codes-new"),
    path("account/security/providers/<slug:provider>/remove", security.untie, name="tie-remove"),
    path("account/sessions/end", security.sessions_end, name="sessions-end"),
    path("account/sessions/<slug:session>/end", security.session_end, name="session-end"),
]
