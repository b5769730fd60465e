"""The house's own mail, from one variable."""

from __future__ import annotations

import pytest

from parvis.site.mail import BadMailServer, mail_settings


def test_without_a_server_nothing_is_sent() -> None:
    assert mail_settings({}) == (False, {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"})


@pytest.mark.parametrize(
    ("given", "port", "tls", "ssl"),
    [
        ("smtp://a%40b.example:s%3Acret@mail.example", 587, True, False),
        ("smtps://a%40b.example:s%3Acret@mail.example", 465, False, True),
        ("smtp://a%40b.example:s%3Acret@mail.example:2525?tls=no", 2525, False, False),
    ],
)
def test_an_address_says_all(given: str, port: int, tls: bool, ssl: bool) -> None:
    sends, made = mail_settings({"PARVIS_SMTP": given})
    assert sends
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == ("mail.example", port)
    assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == (tls, ssl)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("a@b.example", "s:cret")
    assert made["DEFAULT_FROM_EMAIL"] == "a@b.example"


@pytest.mark.parametrize("given", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:none"])
def test_what_is_no_address_of_a_server_is_told_at_the_start(given: str) -> None:
    with pytest.raises(BadMailServer):
        mail_settings({"PARVIS_SMTP": given})
