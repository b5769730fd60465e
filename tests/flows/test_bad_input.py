"""Whatever the world sends: said clearly in both languages, nothing lost, the other places go on."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Budget, Item, Page, Rejected
from parvis.connectors.email.tests.scripted_server import greeting, imap_saying
from parvis.connectors.manual.tables import BadLine, read_table
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.streams import claim
from parvis.conversations.health import Health, Signs, State, health
from parvis.conversations.models import Place, Post, Revision, Stream
from parvis.core import credentials
from parvis.core.messages import Message
from parvis.core.models import Brand
from parvis.flows import intake
from parvis.flows.intake import Taken, poll, take_in, take_page
from tests.flows.sentences import assert_said_in_both_languages

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
"""Yesterday: connectors judge dates by the clock of the machine."""
LATER = NOON + timedelta(hours=7)
XML = "application/rss+xml"


def entry(n: int, text: str = "bonjour", extra: str = "") -> str:
    return (
        f"<item><guid>p{n}</guid><title>Billet {n}</title><link>http://blog.example/{n}</link>"
        f"<description>{text}</description><pubDate>{NOON:%d %b %Y} 08:0{n % 10}:00 GMT</pubDate>{extra}</item>"
    )


def feed(*entries: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    channel = f"<title>Blog</title><link>http://blog.example/</link>{''.join(entries)}"
    return f'{head}<rss version="2.0"><channel>{channel}</channel></rss>'


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as served:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", served.host)
        yield served


def stream_at(brand: Brand, address: str, name: str = "Blog") -> Stream:
    place, _ = add_place(brand, NewPlace("feed", "feed", address, address, name), by=None, at=NOON)
    return Stream.objects.get(place=place)


def health_of(stream: Stream, at: datetime) -> Health:
    place = Place.objects.get(pk=stream.place_id)
    return health(
        Signs(
            fetched_at=stream.fetched_at,
            succeeded_at=stream.succeeded_at,
            last_post_at=place.last_post_at,
            failures=stream.failures,
            due_at=stream.due_at,
            problem=stream.problem,
            paused=place.paused_at is not None,
            ended=place.ended_at is not None,
        ),
        at,
    )


# What cannot be read at all ------------------------------------------------------------------------------------------


def always(reply: Reply) -> Callable[[Website], Reply]:
    return lambda _site: reply


def xml(body: bytes | str, **headers: str) -> Reply:
    return Reply(200, body.encode() if isinstance(body, str) else body, {"Content-Type": XML, **headers})


def loop(site: Website) -> Reply:
    site.pages["/round"] = Reply(302, b"", {"Location": site.at("/feed")})
    return Reply(302, b"", {"Location": site.at("/round")})


def endless(site: Website) -> Reply:
    for n in range(30):
        site.pages[f"/hop{n}"] = Reply(302, b"", {"Location": site.at(f"/hop{n + 1}")})
    return Reply(302, b"", {"Location": site.at("/hop0")})


def away(address: str) -> Callable[[Website], Reply]:
    return always(Reply(302, b"", {"Location": address}))


def trickle(_site: Website) -> Reply:
    return Reply(200, (b"<" for _ in range(10_000)), {"Content-Type": XML}, pause=0.05)


LOGIN_PAGE = b"<!doctype html><html><head><title>Connexion</title></head><body><form>Mot de passe</form></body></html>"
BOMB = gzip.compress(b"<rss>" + b"0" * 60_000_000)
CUT_GZIP = gzip.compress(feed(entry(1)).encode())[:-20]
UNREADABLE: dict[str, Callable[[Website], Reply]] = {
    "empty": always(xml(b"")),
    "blank": always(xml(b" \n\t ")),
    "malformed": always(xml("<<rss <chan>nel ]]> && </item")),
    "binary": always(xml(bytes(range(256)) * 40)),
    "broken JSON feed": always(Reply(200, b'{"version": "https://jsonfeed.org/version/1.1", "items": [', {})),
    "HTML instead of the feed": always(Reply(200, LOGIN_PAGE, {"Content-Type": "text/html"})),
    "HTML that says it is XML": always(xml(LOGIN_PAGE)),
    "HTML to an API call": always(Reply(200, LOGIN_PAGE, {"Content-Type": "application/feed+json"})),
    "50 MB": always(xml(feed(*[entry(1, "x" * 1_000_000)] * 50))),
    "gzip bomb": always(xml(BOMB, **{"Content-Encoding": "gzip"})),
    "cut gzip": always(xml(CUT_GZIP, **{"Content-Encoding": "gzip"})),
    "unknown compression": always(xml(b"x", **{"Content-Encoding": "br"})),
    "redirect loop": loop,
    "endless redirects": endless,
    "redirect to a private address": away("http://10.0.0.1/"),
    "redirect to the machine itself": away("http://localhost/"),
    "redirect to a cloud's metadata": away("http://169.254.169.254/latest/meta-data/"),
    "redirect to a private address of six parts": away("http://[::1]/"),
    "redirect to a file": away("file:///etc/passwd"),
    "slow body": trickle,
    "401": always(Reply(401)),
    "403": always(Reply(403)),
    "404": always(Reply(404)),
    "429": always(Reply(429, b"", {"Retry-After": "60"})),
    "500": always(Reply(500, LOGIN_PAGE, {"Content-Type": "text/html"})),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_source_that_turns_bad_says_so_loses_nothing_and_comes_back(
    brand: Brand, site: Website, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "Budget", lambda: Budget(seconds=1.5 if name == "slow body" else 20))
    other = stream_at(brand, site.put("/other", feed(entry(7)), XML), "Voisin")
    stream = stream_at(brand, site.put("/feed", feed(entry(1), entry(2)), XML))
    assert poll(stream.pk, NOON) == Taken(new=2)
    before = Stream.objects.get(pk=stream.pk)

    site.pages["/feed"] = UNREADABLE[name](site)
    started = time.monotonic()
    assert poll(stream.pk, LATER) == Taken()
    assert time.monotonic() - started < 10

    after = Stream.objects.get(pk=stream.pk)
    assert after.cursor == before.cursor
    assert after.failures == 1
    assert after.due_at > LATER
    assert after.lease_until is None
    assert Post.objects.filter(place_id=stream.place_id, deleted_at=None).count() == 2
    told = health_of(after, LATER)
    assert told.state in (State.WAITING, State.FAILING)
    assert_said_in_both_languages(told.message)
    assert_said_in_both_languages(told.mend)
    assert poll(other.pk, LATER) == Taken(new=1), "the other places go on"

    site.put("/feed", feed(entry(3), entry(1), entry(2)), XML)
    assert poll(stream.pk, after.due_at) == Taken(new=1)
    assert health_of(Stream.objects.get(pk=stream.pk), after.due_at).state is State.OK


@pytest.mark.django_db
def test_a_first_reading_that_fails_says_so_too(brand: Brand, site: Website) -> None:
    stream = stream_at(brand, site.put("/feed", LOGIN_PAGE, "text/html"))
    poll(stream.pk, NOON)
    told = health_of(Stream.objects.get(pk=stream.pk), NOON)
    assert told.state is State.FAILING
    assert_said_in_both_languages(told.message)
    assert_said_in_both_languages(told.mend)


@pytest.mark.django_db
def test_our_own_defect_is_kept_with_its_place_and_stops_no_other(
    brand: Brand, site: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = stream_at(brand, site.put("/feed", feed(entry(1)), XML))

    def broken(_network: str) -> object:
        class Broken:
            def fetch(self, *_: object) -> Page:
                raise ZeroDivisionError("secret-of-the-traceback")

        return Broken()

    with monkeypatch.context() as defect:
        defect.setattr(intake, "connector_for", broken)
        poll(stream.pk, NOON)
    told = health_of(Stream.objects.get(pk=stream.pk), NOON)
    assert told.state is State.FAILING
    assert_said_in_both_languages(told.message)
    assert_said_in_both_languages(told.mend)
    assert "secret" not in told.message.render()


# What can be read in part --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Odd:
    """A feed that is wrong somewhere. `new`: the posts that it gives all the same; `noticed`: whether a person is told."""

    body: bytes | str
    new: int
    noticed: bool = True
    holds: str = ""


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE rss [{}]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LOL = DOCTYPE.format(f'<!ENTITY l0 "haha">{LAUGHS}')
OUTSIDE = DOCTYPE.format('<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://169.254.169.254/">')
NAKED = "<item><description>Sans rien du tout</description></item>"
RTL = "\u202eﻢﺮﺤﺑﺍ\u202c مرحبا بكم في القطار\u200b\u200d\ufeff \u2066abc\u2069"
ODD: dict[str, Odd] = {
    "truncated": Odd(feed(entry(1, "entier"), entry(2))[:-120], 1, holds="entier"),
    "latin bytes called UTF-8": Odd(feed(entry(1, "été à Orléans")).encode("latin-1"), 1, False, "été à Orléans"),
    "UTF-16 without a word": Odd(feed(entry(1, "été"), head="").encode("utf-16"), 1, False, "été"),
    "UTF-8 called latin": Odd(
        feed(entry(1, "été"), head='<?xml version="1.0" encoding="iso-8859-1"?>').encode(), 1, False, "t"
    ),
    "a billion laughs": Odd(feed(entry(1, "&l9;"), head=LOL), 1),
    "quadratic blowup": Odd(feed(entry(1, "&a;" * 5000), head=DOCTYPE.format(f'<!ENTITY a "{"a" * 50_000}">')), 1),
    "an external entity": Odd(feed(entry(1, "avant &x;&y; après"), head=OUTSIDE), 1),
    "without id, date or author": Odd(feed(NAKED), 1, holds="Sans rien du tout"),
    "1899": Odd(feed(entry(1).replace(f"{NOON.year}", "1899")), 1),
    "2199": Odd(feed(entry(1).replace(f"{NOON.year}", "2199")), 1),
    "no date that means anything": Odd(feed(entry(1).replace(f"{NOON:%d %b %Y}", "Hier soir")), 1),
    "one id twice": Odd(feed(entry(1, "neuf"), entry(1, "ancien")), 1, False),
    "one id for two pages": Odd(feed(entry(1), entry(1).replace("example/1", "example/2")), 2),
    "200 kB": Odd(feed(entry(1, "mot " * 50_000)), 1, False, "mot mot"),
    "zero-width and right-to-left": Odd(feed(entry(1, RTL)), 1, False, "مرحبا"),
    "5,000 emoji in a line": Odd(feed(entry(1, "👩‍👩‍👧‍👦" * 5000)), 1, False, "👩‍👩‍👧‍👦"),
    "NUL and other controls": Odd(feed(entry(1, "a\x00b\x08c\x0bd &#0; &#xD800;")), 1, False),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ODD)
def test_what_can_be_kept_of_an_odd_feed_is_kept_and_the_oddity_told(brand: Brand, site: Website, name: str) -> None:
    odd = ODD[name]
    stream = stream_at(brand, site.put("/feed", odd.body, XML))
    started = time.monotonic()
    assert poll(stream.pk, NOON) == Taken(new=odd.new)
    assert time.monotonic() - started < 10
    stream.refresh_from_db()
    post = Post.objects.filter(place_id=stream.place_id).order_by("pk")[0]
    assert odd.holds in post.text
    assert len(post.source) < 400_010
    assert "root:" not in post.source
    assert post.at <= NOON
    assert NOON - post.at < timedelta(days=1)
    assert bool(stream.notices) == odd.noticed, stream.notices
    for notice in stream.notices:
        assert_said_in_both_languages(Message(**notice))
    assert poll(stream.pk, NOON + timedelta(days=1)) == Taken(), "read again, nothing is doubled"


@pytest.mark.django_db
def test_an_entity_bomb_stays_small(brand: Brand, site: Website) -> None:
    stream = stream_at(brand, site.put("/feed", ODD["a billion laughs"].body, XML))
    poll(stream.pk, NOON)
    assert len(Post.objects.get().source) < 10_000


@pytest.mark.django_db
def test_an_edit_upstream_keeps_the_earlier_wording(brand: Brand, site: Website) -> None:
    stream = stream_at(brand, site.put("/feed", feed(entry(1, "avant")), XML))
    poll(stream.pk, NOON)
    site.put("/feed", feed(entry(1, "après")), XML)
    assert poll(stream.pk, LATER) == Taken(edited=1)
    assert Post.objects.get().text == "après"
    assert [r.text for r in Revision.objects.all()] == ["avant"]


@pytest.mark.django_db
def test_a_deletion_upstream_empties_the_post_and_keeps_the_rest(brand: Brand) -> None:
    stream = claim(stream_at(brand, "http://b.example/feed").pk, NOON)
    assert stream is not None
    take_page(stream, Page((Item("p1", "t1", "un"), Item("p2", "t1", "deux")), cursor="1", more=True), NOON)
    assert take_page(stream, Page((), cursor="2", deletions=("p1", "never seen")), LATER).deleted == 1
    assert [(p.remote_id, p.text, p.deleted_at) for p in Post.objects.order_by("pk")] == [
        ("p1", "", LATER),
        ("p2", "deux", None),
    ]
    assert Revision.objects.get().text == "un"


# E-mail --------------------------------------------------------------------------------------------------------------


def mailbox(brand: Brand, port: int, password: str = "faux-mot-de-passe") -> Stream:
    sealed = credentials.keep(
        brand, network="email", name="contact@example.test", secrets={"password": password}, at=NOON
    )
    settings = {"imap_host": "127.0.0.1", "imap_port": str(port), "imap_security": "none"}
    new = NewPlace("email", "mailbox", "contact@example.test", "contact@example.test", "Courriel", settings=settings)
    place, _ = add_place(brand, new, by=None, at=NOON, credential=sealed)
    return Stream.objects.get(place=place)


@pytest.mark.django_db
def test_a_wrong_password_is_said_with_the_mend_and_never_shown(
    brand: Brand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    caplog.set_level("DEBUG")
    with imap_saying("NO [AUTHENTICATIONFAILED] Authentication failed") as port:
        stream = mailbox(brand, port)
        assert poll(stream.pk, NOON) == Taken()
    stream.refresh_from_db()
    assert stream.problem is not None
    assert stream.problem["kind"] == "AuthExpired"
    told = health_of(stream, NOON)
    assert told.state is State.FAILING
    assert_said_in_both_languages(told.message)
    assert_said_in_both_languages(told.mend)
    assert "faux-mot-de-passe" not in caplog.text + str(stream.problem)


@pytest.mark.django_db
def test_a_web_server_where_a_mailbox_was_awaited_is_told_apart(brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with greeting("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>Bad Request</html>") as port:
        stream = mailbox(brand, port)
        assert poll(stream.pk, NOON) == Taken()
    stream.refresh_from_db()
    told = health_of(stream, NOON)
    assert told.state in (State.FAILING, State.WAITING)
    assert stream.problem is not None
    assert stream.problem["kind"] != "Defect"
    assert_said_in_both_languages(told.message)
    assert_said_in_both_languages(told.mend)


@pytest.mark.django_db
def test_a_forged_mail_under_a_known_id_changes_nothing_and_is_told(brand: Brand) -> None:
    stream = claim(mailbox(brand, 9).pk, NOON)
    assert stream is not None
    mail = Item("m1@poste", "m1@poste", "Voici mon RIB.", kind="mail", author=Author("ana@poste.example", "Ana"))
    forged = Item("m1@poste", "m1@poste", "Mon RIB a changé.", kind="mail", author=Author("ana@poste.example", "Ana"))
    assert take_page(stream, Page((mail,), cursor="1", more=True), NOON).new == 1
    assert take_page(stream, Page((forged,), cursor="2", more=True), NOON) == Taken()
    assert Post.objects.get().text == "Voici mon RIB."
    stream.refresh_from_db()
    [notice] = stream.notices
    assert_said_in_both_languages(Message(**notice))


@pytest.mark.django_db
def test_our_own_mail_coming_back_from_the_folder_of_sent_mails_is_no_oddity(brand: Brand) -> None:
    stream = claim(mailbox(brand, 9).pk, NOON)
    assert stream is not None
    sent = Item("k1@nous", "m1@poste", "Bonjour Ana,\n\nCamille", kind="mail", extra={"direction": "out"})
    copy = Item("k1@nous", "m1@poste", "Bonjour Ana,", kind="mail", extra={"direction": "out"})
    take_page(stream, Page((sent,), cursor="1", more=True), NOON)
    take_page(stream, Page((copy,), cursor="2", more=True), NOON)
    stream.refresh_from_db()
    assert stream.notices == []


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_hand(brand: Brand) -> Place:
    place, _ = add_place(brand, NewPlace("manual", "hand", "hand", "hand", "À la main"), by=None, at=NOON)
    return place


@pytest.mark.django_db
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_its_delimiter_and_encoding(by_hand: Place, delimiter: str, encoding: str) -> None:
    rows = [["auteur", "texte", "date"], ["Zoé", "Très déçue, réponse attendue à Orléans", "2026-03-01"]]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)
    items = [row for row in read_table(content) if not isinstance(row, BadLine)]
    assert take_in(by_hand, items, NOON).new == 1
    post = Post.objects.get()
    assert post.text == "Très déçue, réponse attendue à Orléans"
    assert post.author is not None
    assert post.author.name == "Zoé"


@pytest.mark.parametrize(
    "content",
    [b"", b"nom,prix\nbillet,12\n", b"\x89PNG\r\n\x1a\n" + bytes(200), b"%PDF-1.7 \x00\x01", b'[{"prix": 1}]'],
    ids=["empty", "wrong columns", "picture", "PDF", "JSON of something else"],
)
def test_a_file_that_is_no_table_of_posts_is_refused_in_both_languages(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        list(read_table(content))
    assert_said_in_both_languages(refused.value.message)
    assert_said_in_both_languages(refused.value.mend)


@pytest.mark.django_db
def test_bad_lines_are_told_by_number_and_the_good_ones_kept(by_hand: Place) -> None:
    content = "texte;date\nBonne ligne;2026-03-01\n;2026-03-01\nAutre bonne ligne;le 99 brumaire\n"
    rows = list(read_table(content.encode()))
    bad = [row for row in rows if isinstance(row, BadLine)]
    assert bad
    for line in bad:
        assert_said_in_both_languages(line.message)
    kept = take_in(by_hand, [row for row in rows if not isinstance(row, BadLine)], NOON)
    assert kept.new == 3 - len(bad)
