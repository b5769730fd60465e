"""Passkeys in a real browser, with the virtual authenticator that it has for tests."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from parvis.core.models import Seat
from parvis.web.porch.tests.scene import PASSWORD, with_password
from tests.browser import axe, screenshot, wear

SECURITY = "/b/nocturne/account/security/"


@pytest.fixture
def authenticator(browser_page: Page) -> tuple[Any, str]:
    return device_in(browser_page)


def device_in(page: Page) -> tuple[Any, str]:
    """A device of the browser's own, which says yes to every question."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return talk, talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in_by_password(page: Page, seat: Seat) -> None:
    page.goto("/login")
    page.get_by_label("Adresse e-mail").fill(seat.account.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_a_passkey_is_added_named_used_and_removed(
    browser_page: Page, ines: Seat, authenticator: tuple[Any, str]
) -> None:
    page, (talk, device) = browser_page, authenticator
    with_password(ines.account)
    wear(page, parvis_language="fr")
    sign_in_by_password(page, ines)
    page.goto(SECURITY)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Nom").fill("Ordinateur du bureau")
    axe(page)
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.locator(".security-codes li")).to_have_count(10)
    screenshot(page, "codes")
    axe(page)
    page.get_by_role("link", name="Terminé").click()
    expect(page.get_by_text("Ordinateur du bureau")).to_be_visible()
    screenshot(page, "security", full=True)
    axe(page)
    assert len(talk.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    # The key alone.
    page.context.clear_cookies()
    wear(page, parvis_language="fr")
    page.goto("/login?next=/b/nocturne/posts/")
    screenshot(page, "sign-in-with-passkey")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    # The whole address: that of the form ends the same way, so that one would not wait at all.
    page.wait_for_url(re.compile(r"^[^?]+/b/nocturne/posts/$"))

    # The key after the password.
    page.context.clear_cookies()
    wear(page, parvis_language="fr")
    sign_in_by_password(page, ines)
    page.wait_for_url("**/login/second")
    axe(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/b/nocturne/today/**")

    page.goto(SECURITY)
    page.get_by_text("Ordinateur du bureau").click()
    page.get_by_role("button", name="Retirer", exact=True).click()
    page.get_by_role("button", name="Retirer la clé d’accès").click()
    expect(page.get_by_text("Ordinateur du bureau")).to_have_count(0)
    assert not Authenticator.objects.exists()


def test_a_key_of_a_removed_passkey_opens_nothing(chromium: Browser, live_server: Any, ines: Seat) -> None:
    """In a page of its own: a browser tells its console of the 422 that is expected here."""
    context = chromium.new_context(base_url=live_server.url, locale="fr-FR")
    page = context.new_page()
    device_in(page)
    with_password(ines.account)
    wear(page, parvis_language="fr")
    sign_in_by_password(page, ines)
    page.goto(f"{SECURITY}keys/add")
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.locator(".security-codes li")).to_have_count(10)
    Authenticator.objects.all().delete()
    context.clear_cookies()
    wear(page, parvis_language="fr")
    page.goto("/login")
    with page.expect_response("**/login/passkey") as answer:
        page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    assert answer.value.status == 422
    expect(page.get_by_role("alert").filter(has_text="inconnue")).to_be_visible()
    page.goto("about:blank")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_signing_in_are_accessible_on_a_phone(phone_page: Page, ines: Seat, theme: str) -> None:
    page = phone_page
    with_password(ines.account)
    wear(page, parvis_language="fr", parvis_theme=theme)
    sign_in_by_password(page, ines)
    for where in (SECURITY, f"{SECURITY}totp", "/login/confirm", "/brands/"):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
        axe(page)
        screenshot(page, f"phone-{theme}-{where.strip('/').replace('/', '-')}", full=True)
