"""From an empty installation to a closed case, as a person lives it: a real process, a real mail server, Chromium, in French."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers, why_not
from parvis.connectors.email.tests.mail_servers import running as mail_running
from parvis.connectors.testing.website import website
from tests.browser import DESK, PHONE, console_errors, screenshot
from tests.journeys.blog import NAME, POSTS, open_blog
from tests.journeys.correspondent import Correspondent, said
from tests.processes.house import House
from tests.processes.served import Site, running

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.slow]
OURS = f"contact@{DOMAIN}"
SOON = 15_000


@pytest.fixture
def mail() -> Iterator[MailServers]:
    reason = why_not()
    if reason:
        pytest.skip(f"no real mail servers: {reason}")
    with mail_running() as servers:
        yield servers


@pytest.fixture
def blog() -> Iterator[str]:
    with website() as site:
        yield open_blog(site)


@pytest.fixture
def house(tmp_path: Path, mail: MailServers) -> Iterator[House]:
    """Nothing in it; it trusts the private mail server and may go to this machine."""
    made = House(tmp_path, "")
    made.env |= {
        "PARVIS_LANGUAGE": "fr",
        "PARVIS_ALLOW_PRIVATE_HOSTS": "localhost,127.0.0.1",
        "SSL_CERT_FILE": str(mail.ca),
    }
    yield made
    made.close()


def test_from_nothing_to_a_closed_case(chromium: Browser, house: House, mail: MailServers, blog: str) -> None:
    alice = Correspondent(mail, "alice", "Alice Éluard")
    with running(house) as site:
        desk = Visitor(chromium, site)
        desk.sign_in()
        desk.listens_to_a_blog(blog)
        desk.listens_to_a_mailbox(mail)
        desk.is_written_to(alice)
        desk.watches("« train de nuit »", catches=POSTS[0][0])
        desk.answers(alice)
        desk.is_written_to_again(alice)
        desk.phone_answers(alice)
        desk.closes()
        desk.reads_the_journal()
        desk.leave()
        assert site.interrupt() < 3
    with running(house) as site:
        assert "mot de passe" not in site.said, "told once only"
        again = Visitor(chromium, site, desk)
        again.finds_everything()
        again.leave()


class Visitor:
    """The owner at the desk, and later with a phone. The journey leaves `password`, `brand` and `case` behind it."""

    def __init__(self, chromium: Browser, site: Site, before: Visitor | None = None) -> None:
        self.chromium, self.site = chromium, site
        self.address = f"http://127.0.0.1:{site.port}"
        self.context: BrowserContext = chromium.new_context(
            base_url=self.address,
            viewport=DESK,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            storage_state=before.context.storage_state() if before else None,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(SOON)
        self.errors = console_errors(self.page)
        self.brand: str = before.brand if before else ""
        self.case: str = before.case if before else ""

    def leave(self) -> None:
        self.page.goto("about:blank")
        assert self.errors == []

    def go(self, path: str) -> Page:
        self.page.goto(f"/b/{self.brand}/{path}")
        return self.page

    def sign_in(self) -> None:
        told = re.search(r"(\S+@\S+) .*mot de passe (\S+)", self.site.said)
        assert told, self.site.said
        page = self.page
        page.goto("/")
        screenshot(page, "journey-01-sign-in")
        page.get_by_label("Adresse").fill(told[1])
        page.get_by_label("Mot de passe").fill(told[2])
        page.get_by_role("button", name="Se connecter").click()
        expect(page).to_have_url(re.compile(r"/b/[\w-]+/"))
        self.brand = page.url.split("/b/")[1].split("/")[0]
        self.go("inbox/")
        expect(page.get_by_role("heading", name="Personne n’attend de réponse")).to_be_visible()
        screenshot(page, "journey-02-inbox-empty")

    def listens_to_a_blog(self, address: str) -> None:
        page = self.page
        page.get_by_role("main").get_by_role("link", name="Voir où vous écoutez").click()
        page.get_by_label("Adresse").fill(address)
        page.get_by_role("button", name="Examiner").click()
        page.get_by_role("button", name="Examiner").click()
        expect(page.get_by_role("heading", name=NAME)).to_be_visible()
        screenshot(page, "journey-03-blog-recognised", full=True)
        page.get_by_role("button", name="Écouter ce lieu").click()
        expect(page.locator("#recent .list > li")).to_have_count(len(POSTS), timeout=SOON)
        expect(page.get_by_role("heading", name="À l’écoute")).to_be_visible()
        screenshot(page, "journey-04-blog-read", full=True)

    def listens_to_a_mailbox(self, mail: MailServers) -> None:
        page = self.go("places/add")
        page.get_by_label("Adresse").fill(OURS)
        page.get_by_role("button", name="Examiner").click()
        password = page.get_by_label("Mot de passe")
        expect(password).to_be_visible()
        screenshot(page, "journey-05-mailbox-needs", full=True)
        expect(page.get_by_text("Ces serveurs sont devinés")).to_be_visible()
        for label, value in {
            "Serveur de réception (IMAP)": "localhost",
            "Port de réception": str(mail.imaps),
            "Protection à la réception": "tls",
            "Serveur d’envoi (SMTP)": "localhost",
            "Port d’envoi": str(mail.smtp),
            "Protection à l’envoi": "starttls",
        }.items():
            page.get_by_label(label).fill(value)
        password.fill("sésame")
        page.get_by_role("button", name="Écouter ce lieu").click()
        expect(page.locator("#id_need-password-error")).to_contain_text("refuse l’identifiant ou le mot de passe")
        screenshot(page, "journey-06-mailbox-refused", full=True)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Écouter ce lieu").click()
        expect(page).to_have_url(re.compile(r"/places/\d+/$"))
        expect(page.get_by_role("heading", name="À l’écoute")).to_be_visible(timeout=SOON)
        screenshot(page, "journey-07-mailbox-read", full=True)

    def is_written_to(self, alice: Correspondent) -> None:
        page = self.go("inbox/")
        page.evaluate("window.neverReloaded = true")
        time.sleep(4)  # a person does not write in the very second in which the mailbox was added
        began = time.monotonic()
        alice.write(
            OURS, "Un vélo à bord ?", "Bonjour,\n\nPuis-je prendre mon vélo dans le train de samedi ?\n\nAlice\n"
        )
        row = page.locator(".case-row", has_text="Alice Éluard")
        expect(row).to_be_visible(timeout=SOON)
        assert time.monotonic() - began < 10, "seconds, not the next reading"
        assert page.evaluate("window.neverReloaded"), "live"
        screenshot(page, "journey-08-case-came")
        row.get_by_role("link").first.click()
        expect(page.locator("#talk")).to_contain_text("Dossier ouvert par la règle")
        screenshot(page, "journey-09-case")
        self.case = page.url.split("/inbox/")[1].split("?")[0]

    def watches(self, query: str, *, catches: str) -> None:
        page = self.go("watches/new")
        page.get_by_label("Nom").fill("La nuit")
        page.locator("#id_query").press_sequentially(query, delay=5)
        expect(page.locator(".sample mark").first).to_be_visible()
        screenshot(page, "journey-10-watch-tried", full=True)
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("#hits .list > li", has_text=catches)).to_be_visible(timeout=SOON)
        expect(page.locator("#back section")).to_have_count(0, timeout=SOON)
        screenshot(page, "journey-11-watch-caught", full=True)

    def answers(self, alice: Correspondent) -> None:
        page = self.go(f"inbox/{self.case}")
        signature = page.locator("#signature").inner_text()
        assert signature.startswith("L’équipe, ")
        self._answer(page, "Bonjour Alice, oui : réservez une place vélo, elle est gratuite.")
        got = alice.await_mail(1)
        words = said(got)
        assert "réservez une place vélo" in words
        assert signature in words
        assert got["Subject"] == "Re: Un vélo à bord ?"
        assert OURS in got["From"]
        question = self._ids_of(alice)[0]
        assert got["In-Reply-To"] == question
        assert question in got["References"]
        expect(page.locator(".outgoing")).to_have_count(0, timeout=SOON)
        screenshot(page, "journey-12-answered")

    def _answer(self, page: Page, words: str) -> None:
        before = page.locator(".post-ours").count()
        page.locator("#reply").fill(words)
        page.get_by_role("button", name="Envoyer", exact=True).click()
        expect(page.locator(".post-ours")).to_have_count(before + 1, timeout=SOON)
        expect(page.locator(".post-ours").last).to_contain_text(words[:30])

    def _ids_of(self, alice: Correspondent) -> list[str]:
        box = alice.servers.maildir("contact")
        raw = [one.read_text("utf-8", "replace") for one in (*(box / "new").iterdir(), *(box / "cur").iterdir())]
        return [found[1] for found in (re.search(r"^Message-ID: (\S+)", one, re.M | re.I) for one in raw) if found]

    def is_written_to_again(self, alice: Correspondent) -> None:
        page = self.page
        expect(page.locator(".thread-head")).to_contain_text("En attente")
        alice.write(OURS, "Re: Un vélo à bord ?", "Merci ! Et un tandem, est-ce possible ?\n", alice.inbox()[-1])
        expect(page.locator("#talk")).to_contain_text("un tandem", timeout=SOON)
        expect(page.locator("#list .case-row")).to_have_count(1, timeout=SOON)
        self.go(f"inbox/{self.case}")
        expect(page.locator("#talk")).to_contain_text("Le dossier s’est rouvert")
        expect(page.locator(".thread-head")).to_contain_text("À répondre")
        screenshot(page, "journey-13-came-back")

    def phone_answers(self, alice: Correspondent) -> None:
        context = self.chromium.new_context(
            base_url=self.address, viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-FR",
            storage_state=self.context.storage_state(),
        )  # fmt: skip
        page = context.new_page()
        errors = console_errors(page)
        page.goto(f"/b/{self.brand}/inbox/")
        screenshot(page, "journey-14-phone-list")
        page.locator(".case-row .list-title").first.tap()
        expect(page.locator("#reply")).to_be_visible()
        screenshot(page, "journey-15-phone-case")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        self._answer(page, "Un tandem aussi, dans le fourgon : prévenez-nous la veille.")
        screenshot(page, "journey-16-phone-answered")
        assert "prévenez-nous la veille" in said(alice.await_mail(2))
        page.goto("about:blank")
        context.close()
        assert errors == []

    def closes(self) -> None:
        page = self.go(f"inbox/{self.case}")
        page.locator("summary", has_text="Clore").click()
        page.get_by_role("button", name="Résolu").click()
        expect(page.get_by_text("a clos le dossier")).to_be_visible()
        screenshot(page, "journey-17-closed")

    def reads_the_journal(self) -> None:
        page = self.go("settings/journal")
        screenshot(page, "journey-18-journal", full=True)
        page.get_by_role("button", name="Vérifier la chaîne").click()
        expect(page.get_by_text("Chaque ligne du journal")).to_be_visible()
        screenshot(page, "journey-19-journal-verified")

    def finds_everything(self) -> None:
        page = self.go("posts/")
        expect(page.locator(".list > li")).to_have_count(len(POSTS) + 4)
        page = self.go(f"inbox/{self.case}")
        expect(page.get_by_text("a clos le dossier")).to_be_visible()
        self.go("watches/")
        expect(page.get_by_role("link", name="La nuit").first).to_be_visible()
        self.go("places/")
        expect(page.get_by_text("Tout va bien").first).to_be_visible()
        screenshot(page, "journey-20-second-start")
