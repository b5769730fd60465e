"""Journeys in Chromium: a served house, a page that collects its own errors, screenshots, and axe.

Fixtures `browser_page` (desk, 1440 px) and `phone_page` (390 px). Every page fails its test at the end when its console
had an error. `screenshot(page, name)` writes to `screenshots/` when PARVIS_SCREENSHOTS is set. `axe(page)` asserts that
axe-core finds nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from parvis.core.models import Account
from parvis.core.sessions import SessionStore

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
"""The first is Chromium without its own windows, which nobody sees here: half the time."""
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
AXE = ROOT / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread; our calls are plain


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    yield from _page(chromium, live_server.url, DESK)


@pytest.fixture
def phone_page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    yield from _page(chromium, live_server.url, PHONE, is_mobile=True, has_touch=True)


def _page(chromium: Browser, url: str, size: ViewportSize, **more: Any) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=url, viewport=size, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce", **more
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors = console_errors(page)
    yield page
    page.goto("about:blank")  # closes the stream of events before the server goes
    context.close()
    assert errors == [], errors


def console_errors(page: Page) -> list[str]:
    """What the page complains of, as it goes: console errors (CSP breaches are among them) and uncaught exceptions."""
    errors: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # Until the server of events runs beside the test server, its address answers 404: not the page's fault.
        if message.type == "error" and "/events" not in message.location.get("url", ""):
            errors.append(f"{message.text} ({message.location})")

    page.on("console", heard)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def sign_in(page: Page, account: Account, *, language: str = "fr", theme: str = "light") -> None:
    """A session for this account, its language and its light; the sign-in page has its own test."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    wear(page, **{settings.SESSION_COOKIE_NAME: str(session.session_key)}, parvis_language=language, parvis_theme=theme)


def wear(page: Page, **cookies: str) -> None:
    """Cookies for the test server."""
    for name, value in cookies.items():
        page.context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])


def screenshot(page: Page, name: str, *, full: bool = False) -> None:
    """`screenshots/<name>.png`, when PARVIS_SCREENSHOTS is set."""
    if os.environ.get("PARVIS_SCREENSHOTS"):
        folder = ROOT / "screenshots"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=full)


def axe(page: Page) -> None:
    """Asserts that axe finds no violation. The file is evaluated, since the page's policy refuses an added script."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    wrong = [
        f"{v['id']}: {v['help']} · "
        + " · ".join(n["html"][:160] + " " + n["failureSummary"][:200] for n in v["nodes"][:3])
        for v in found["violations"]
    ]
    assert wrong == [], "\n".join(wrong)
