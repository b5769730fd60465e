"""From an address to a place: every answer of the world has its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.connectors.contract import AuthExpired, Finding, Rejected
from parvis.connectors.email.connector import EmailConnector
from parvis.connectors.testing.website import Reply, Request, Website, website
from parvis.conversations.models import Place, Post
from parvis.core.credentials import secrets_of
from parvis.core.messages import Message
from parvis.core.models import Brand, Credential, Seat
from parvis.flows.intake import poll

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Le blog du rail</title>
<link>{site}/</link><description>d</description><language>fr</language>
<item><title>Le retour du train de nuit</title><link>{site}/1</link><guid>1</guid><description>Nocturne repart vers Vienne.</description></item>
</channel></rss>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as made:
        made.put("/feed.xml", RSS.format(site=made.address), "application/rss+xml")
        made.put(
            "/other.xml",
            RSS.format(site=made.address).replace("Le blog du rail", "Commentaires"),
            "application/rss+xml",
        )
        made.put(
            "/",
            '<html><head><title>Rail</title><link rel="alternate" type="application/rss+xml" title="Billets" href="/feed.xml">'
            '<link rel="alternate" type="application/rss+xml" title="Brèves" href="/other.xml"></head><body>Bonjour</body></html>',
            "text/html",
        )
        yield made


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def send(desk: Client, path: str, **said: Any) -> tuple[int, str]:
    answer = desk.post(f"/b/nocturne/places/{path}", said)
    return answer.status_code, answer.content.decode()


def test_a_page_is_recognised_and_its_feed_added(desk: Client, brand: Brand, site: Website) -> None:
    status, text = send(desk, "add", address=site.at("/"))
    assert status == 200
    assert "Le blog du rail" in text
    assert "Brèves" in text
    assert "Copy the answer" not in text or "copy the answer" in text.lower()
    status, _ = send(desk, "confirm", address=site.at("/"), name="Le rail", choice="")
    place = Place.objects.get()
    assert status == 302
    assert (place.name, place.address, place.language) == ("Le rail", site.at("/feed.xml"), "fr")


def test_another_address_found_there_may_be_chosen(desk: Client, brand: Brand, site: Website) -> None:
    send(desk, "confirm", address=site.at("/"), choice=site.at("/other.xml"))
    assert Place.objects.get().address == site.at("/other.xml")


def test_a_chosen_address_that_is_gone_is_said_at_the_field(desk: Client, brand: Brand, site: Website) -> None:
    status, text = send(desk, "confirm", address=site.at("/"), choice=site.at("/nothing.xml"))
    assert status == 422
    assert 'id="id_address-error"' in text


def test_adding_a_place_twice_says_so_and_doubles_nothing(desk: Client, brand: Brand, site: Website) -> None:
    for _time in range(2):
        send(desk, "confirm", address=site.at("/feed.xml"))
    assert Place.objects.count() == 1
    assert "already" in desk.get(f"/b/nocturne/places/{Place.objects.get().pk}/").content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "required"),
        ("deux mots", "is not an address"),
        ("http://127.0.0.1:9/", ""),
        ("http://169.254.169.254/latest", ""),
    ],
)
def test_a_bad_address_is_said_at_its_field(desk: Client, brand: Brand, address: str, words: str) -> None:
    status, text = send(desk, "add", address=address)
    assert status == 422
    assert words in text.split('id="id_address-error"')[1]
    assert not Place.objects.exists()


def test_htmx_receives_the_error_as_a_success_so_that_it_is_shown(desk: Client, brand: Brand) -> None:
    answer = desk.post("/b/nocturne/places/add", {"address": "deux mots"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "id_address-error" in answer.content.decode()


def test_a_network_without_connector_is_told_plainly(desk: Client, brand: Brand) -> None:
    status, text = send(desk, "add", address="https://x.com/nocturne")
    assert status == 200
    assert "no connector" in text
    send(desk, "confirm", address="https://x.com/nocturne", name="X")
    assert Place.objects.get().network == "manual"


def mailbox(monkeypatch: pytest.MonkeyPatch, refuse: Exception | None) -> list[str]:
    """E-mail that needs no server: it accepts or refuses whatever password it is given."""
    seen: list[str] = []
    first = EmailConnector.probe

    def probe(self: EmailConnector, address: str, settings: Any, secrets: Any) -> Finding:
        if not secrets.get("password"):
            return first(self, address, {"imap_host": "imap.nocturne.example", **settings}, secrets)
        seen.append(secrets["password"])
        if refuse:
            raise refuse
        return first(self, address, settings, {})

    monkeypatch.setattr(EmailConnector, "probe", probe)
    return seen


def needs(**said: str) -> dict[str, str]:
    usual = {
        "user": "contact@nocturne.example",
        "imap_host": "imap.nocturne.example",
        "imap_port": "993",
        "imap_security": "tls",
        "folder": "INBOX",
    }
    return {f"need-{name}": value for name, value in {**usual, **said}.items()}


def test_a_mailbox_asks_its_password_and_tries_it(desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = mailbox(monkeypatch, None)
    _status, text = send(desk, "add", address="contact@nocturne.example")
    assert 'type="password"' in text
    status, _text = send(desk, "confirm", address="contact@nocturne.example", **needs(password=" Sésame 42"))
    assert status == 302
    assert seen == [" Sésame 42"]
    place = Place.objects.get()
    assert place.credential is not None
    assert secrets_of(place.credential)["password"] == " Sésame 42"
    assert "Sésame" not in str(place.settings)


def test_a_wrong_password_is_said_at_the_password_and_not_echoed(
    desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox(monkeypatch, AuthExpired(Message("The password was refused."), Message("Make an app password.")))
    status, text = send(desk, "confirm", address="contact@nocturne.example", **needs(password="Sésame-42"))
    assert status == 422
    assert "Make an app password." in text.split('id="id_need-password-error"')[1][:300]
    assert "Sésame" not in text
    assert not Place.objects.exists()
    assert not Credential.objects.exists()


def test_a_wrong_server_is_said_at_the_server(desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox(monkeypatch, Rejected(Message("No such server."), "imap_host"))
    _status, text = send(desk, "confirm", address="contact@nocturne.example", **needs(password="x"))
    assert "No such server." in text.split('id="id_need-imap_host-error"')[1][:300]
    assert '<details class="more" open>' in text


def test_a_missing_password_is_asked_for(desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox(monkeypatch, None)
    status, text = send(desk, "confirm", address="contact@nocturne.example", **needs(password=""))
    assert status == 422
    assert 'id="id_need-password-error"' in text


def test_a_password_is_renewed_only_when_it_works(desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox(monkeypatch, None)
    send(desk, "confirm", address="contact@nocturne.example", **needs(password="old"))
    place = Place.objects.get()
    told = {"address": "contact@nocturne.example", **needs(password="new")}
    with monkeypatch.context() as wrong:
        mailbox(wrong, AuthExpired(Message("The password was refused.")))
        status, text = send(desk, f"{place.pk}/settings", **told)
        assert status == 422
        assert "The password was refused." in text.split('id="id_need-password-error"')[1][:300]
        assert place.credential is not None
        assert secrets_of(Credential.objects.get())["password"] == "old"
    status, _text = send(desk, f"{place.pk}/settings", **told)
    assert status == 302
    assert secrets_of(Credential.objects.get())["password"] == "new"


def test_settings_change_without_typing_the_password_again(
    desk: Client, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = mailbox(monkeypatch, None)
    send(desk, "confirm", address="contact@nocturne.example", **needs(password="old"))
    place = Place.objects.get()
    send(desk, f"{place.pk}/settings", address="contact@nocturne.example", **needs(password="", folder="Clients"))
    place.refresh_from_db()
    assert place.settings["folder"] == "Clients"
    assert seen == ["old", "old"]


def test_a_place_that_came_from_a_list_is_given_its_password(desk: Client, brand: Brand, site: Website) -> None:
    listed = f'<opml version="2.0"><body><outline type="rss" text="A" xmlUrl="{guarded_feed(site)}"/></body></opml>'
    desk.post("/b/nocturne/places/import", {"file": SimpleUploadedFile("l.opml", listed.encode())})
    place = Place.objects.get()
    poll(place.streams.get().pk, datetime.now(UTC))
    assert "Give the password again" in desk.get(f"/b/nocturne/places/{place.pk}/").content.decode()
    told = {"address": place.address, "need-user": "ines", "need-password": "faux"}
    status, text = send(desk, f"{place.pk}/settings", **told)
    assert status == 422
    assert "need-password-error" in text
    status, _text = send(desk, f"{place.pk}/settings", **{**told, "need-password": "Sésame"})
    assert status == 302
    poll(place.streams.get().pk, datetime.now(UTC))
    assert Post.objects.filter(place=place).count() == 1


def guarded_feed(site: Website) -> str:
    """ines:Sésame opens it."""

    def guarded(request: Request) -> Reply:
        if request.headers.get("authorization") != "Basic aW5lczpTw6lzYW1l":
            return Reply(401, b"who is it?", {"WWW-Authenticate": 'Basic realm="x"'})
        return Reply(200, RSS.format(site=site.address).encode(), {"Content-Type": "application/rss+xml"})

    site.pages["/guarded.xml"] = guarded
    return site.at("/guarded.xml")


def test_a_feed_behind_a_password_is_added_from_its_pasted_address(desk: Client, brand: Brand, site: Website) -> None:
    address = guarded_feed(site)
    status, text = send(desk, "add", address=address)
    assert status == 200
    assert 'name="need-user"' in text
    assert 'type="password" name="need-password"' in text
    told = {"address": address, "name": "", "choice": "", "need-user": "ines", "need-password": "faux"}
    status, text = send(desk, "confirm", **told)
    assert (status, "need-password-error" in text, "faux" in text) == (422, True, False)
    status, _text = send(desk, "confirm", **{**told, "need-password": "Sésame"})
    assert status == 302
    place = Place.objects.get()
    assert place.name == "Le blog du rail", "named by the feed once it is open"
    assert "Sésame" not in str(place.settings)
    assert secrets_of(Credential.objects.get()) == {"user": "ines", "password": "Sésame"}
    poll(place.streams.get().pk, datetime.now(UTC))
    assert Post.objects.filter(place=place).count() == 1


def test_guessed_mail_servers_are_shown_and_known_ones_stay_folded(desk: Client, brand: Brand) -> None:
    _status, guessed = send(desk, "add", address="bonjour@nocturne.invalid")
    assert '<details class="more" open>' in guessed
    assert "These servers are guesses" in guessed
    _status, known = send(desk, "add", address="nocturne@gmail.com")
    assert '<details class="more">' in known
    assert "These servers are guesses" not in known


def test_a_feed_that_moved_is_given_its_new_address(desk: Client, brand: Brand, site: Website) -> None:
    send(desk, "confirm", address=site.at("/feed.xml"))
    place = Place.objects.get()
    status, text = send(desk, f"{place.pk}/settings", address=site.at("/gone.xml"))
    assert status == 422
    assert 'id="id_address-error"' in text
    status, _text = send(desk, f"{place.pk}/settings", address=site.at("/other.xml"))
    place.refresh_from_db()
    assert (status, place.address) == (302, site.at("/other.xml"))


def test_an_article_is_captured_with_its_comments(desk: Client, brand: Brand, site: Website) -> None:
    place = Place.objects.create(
        brand=brand, network="manual", kind="page", remote_id="x", address=site.at("/article"), name="Article", created_at=brand.created_at
    )  # fmt: skip
    body = (
        "<html><head><title>Nuit</title></head><body><article><h1>Nuit</h1><p>"
        + "Le train de nuit revient. " * 20
        + "</p></article></body></html>"
    )
    site.put("/article", body, "text/html")
    for _time in range(2):
        desk.post(f"/b/nocturne/places/{place.pk}/read")
    assert Post.objects.filter(place=place).count() == 1


OPML = """<opml version="2.0"><head><title>l</title></head><body><outline text="Rail">
<outline type="rss" text="A" xmlUrl="https://a.example/feed"/><outline type="rss" text="B" xmlUrl="https://b.example/feed"/></outline>
<outline type="rss" text="C" xmlUrl="javascript:alert(1)"/></body></opml>"""


def test_a_list_says_what_was_added_known_and_left_out(desk: Client, brand: Brand) -> None:
    for added, known in ((2, 0), (0, 2)):
        answer = desk.post("/b/nocturne/places/import", {"file": SimpleUploadedFile("l.opml", OPML.encode())})
        text = answer.content.decode()
        assert f'<span class="figure-value">{added}</span><span class="figure-label">places added' in text
        assert f'<span class="figure-value">{known}</span><span class="figure-label">already there' in text
        assert "Lines whose address is no web address: 1." in text
    assert Place.objects.filter(tags=["Rail"]).count() == 2
    exported = desk.get("/b/nocturne/places/export.opml")
    assert 'xmlUrl="https://a.example/feed"' in exported.content.decode()
    assert "attachment" in exported.headers["Content-Disposition"]


@pytest.mark.parametrize(("content", "words"), [(b"not a list", "not a list of feeds"), (b"", "The file is empty")])
def test_a_bad_list_is_said_at_the_file(desk: Client, brand: Brand, content: bytes, words: str) -> None:
    answer = desk.post("/b/nocturne/places/import", {"file": SimpleUploadedFile("l.opml", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode().split('id="id_file-error"')[1]
