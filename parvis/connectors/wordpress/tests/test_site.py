"""What stands behind an address, what is read there over time, and what our account may do: on the fake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parvis.connectors.contract import (
    Act,
    AuthExpired,
    Budget,
    Capability,
    Draft,
    Finding,
    Forbidden,
    Gone,
    Item,
    RateLimited,
    Rejected,
    Source,
)
from parvis.connectors.net import Reach
from parvis.connectors.recognise import describe
from parvis.connectors.testing.website import Reply
from parvis.connectors.wordpress.connector import WordPressConnector
from parvis.connectors.wordpress.tests.fake import FakeWordPress, fake_wordpress

REACH = Reach.allowing("127.0.0.1")
NETWORK = WordPressConnector(REACH)
BUDGET = Budget(requests=10, items=100, seconds=5)


@pytest.fixture
def fake() -> Iterator[FakeWordPress]:
    with fake_wordpress() as made:
        yield made


def source(fake: FakeWordPress, user: str = "") -> Source:
    root = f"{fake.site.address}/wp-json/"
    return Source(root, {"user": user}, {"password": f"mot de {user}"}) if user else Source(root)


def probe(fake: FakeWordPress, user: str = "") -> Finding:
    asked = source(fake, user)
    return NETWORK.probe(asked.address, asked.settings, asked.secrets)


def draft(fake: FakeWordPress, text: str = "Merci !", remote: str = "") -> Draft:
    thread = f"post-{fake.articles[-1]['id']}"
    return Draft("k", text, Item(remote or thread, thread, "?", at=datetime.now(UTC) - timedelta(days=1)), "Inès")


# From an address to a place


def test_any_page_of_the_site_leads_to_it(fake: FakeWordPress) -> None:
    found = describe(f"{fake.site.address}/un-article/", REACH)
    assert (found.network, found.kind, found.title) == ("wordpress", "site", "Le Journal de La Veilleuse")
    assert found.address == f"{fake.site.address}/wp-json/"
    assert found.url == fake.site.address


def test_a_page_says_it_in_its_head_too(fake: FakeWordPress) -> None:
    page = f'<html><head><link rel="https://api.w.org/" href="{fake.site.address}/?rest_route=/"></head><body>a</body></html>'
    fake.site.put("/vieux", page, "text/html")
    assert NETWORK.probe(f"{fake.site.address}/vieux", {}, {}).address == f"{fake.site.address}/?rest_route=/"


def test_the_feed_of_the_site_stays_a_choice(fake: FakeWordPress) -> None:
    link = f'<link rel="https://api.w.org/" href="{fake.site.address}/wp-json/"><link rel="alternate" type="application/rss+xml" title="Flux" href="/feed/">'
    fake.site.put("/", f"<html><head>{link}</head><body>a</body></html>", "text/html")
    assert describe(f"{fake.site.address}/", REACH).choices == (("Flux", f"{fake.site.address}/feed/"),)


def test_a_page_that_names_a_wordpress_which_does_not_open_is_read_as_a_feed(fake: FakeWordPress) -> None:
    link = '<link rel="https://api.w.org/" href="/ailleurs/"><link rel="alternate" type="application/rss+xml" href="/feed">'
    fake.site.put("/casse", f"<html><head>{link}</head><body>a</body></html>", "text/html")
    fake.site.pages["/ailleurs/"] = Reply(404, b"<html>rien</html>", {"Content-Type": "text/html"})
    fake.site.put("/feed", "<rss version='2.0'><channel><title>B</title><item><title>a</title></item></channel></rss>")
    assert describe(f"{fake.site.address}/casse", REACH).network == "feed"


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://blog.example/wp-json/", True),
        ("https://blog.example/journal/wp-json/wp/v2/posts", True),
        ("https://blog.example/?rest_route=/wp/v2/posts", True),
        ("https://blog.example/2026/01/bonjour/", False),
        ("contact@blog.example", False),
        ("https://[bad/wp-json/", False),
    ],
)
def test_an_address_is_known_by_its_form(address: str, ours: bool) -> None:
    assert NETWORK.recognise(address) is ours


# What we may do, and why not


def states(found: Finding) -> dict[str, str]:
    return {one.value: said.state for one, said in found.support.items()}


def reason(found: Finding, what: Capability) -> str:
    return str(found.support[what].reason)


def test_a_stranger_reads_and_is_told_what_a_password_would_add(fake: FakeWordPress) -> None:
    found = probe(fake)
    assert states(found) | {"listen": "yes", "reply": "needs", "moderate": "needs", "find_sent": "needs"} == states(
        found
    )
    assert "application password" in reason(found, Capability.LISTEN)


@pytest.mark.parametrize(
    ("user", "moderate", "why"),
    [("ines", "yes", "Approve"), ("paul", "yes", "Only below the articles of Paul"), ("lou", "no", "Editor")],
)
def test_each_role_is_told_what_it_may(fake: FakeWordPress, user: str, moderate: str, why: str) -> None:
    found = probe(fake, user)
    assert (states(found)["reply"], states(found)["moderate"]) == ("yes", moderate)
    assert why in reason(found, Capability.MODERATE)


def test_closed_comments_are_said_before_anyone_writes(fake: FakeWordPress) -> None:
    fake.articles[0]["comment_status"] = "closed"
    assert "closed" in reason(probe(fake, "ines"), Capability.REPLY)


def test_a_site_without_application_passwords_says_so(fake: FakeWordPress) -> None:
    fake.passwords_on = False
    assert "https" in reason(probe(fake), Capability.REPLY)
    with pytest.raises(Rejected) as refused:
        probe(fake, "ines")
    assert refused.value.field == "password"


def test_a_site_closed_to_strangers_asks_for_a_password(fake: FakeWordPress) -> None:
    said = b'{"code":"rest_login_required","message":"Connectez-vous","data":{"status":401}}'
    fake.site.otherwise = lambda _request: Reply(401, said, {"Content-Type": "application/json"})
    assert "own users only" in reason(probe(fake), Capability.LISTEN)


def test_a_wrong_password_is_said_at_once(fake: FakeWordPress) -> None:
    wrong = replace(source(fake, "ines"), secrets={"password": "autre"})
    with pytest.raises(AuthExpired) as refused:
        NETWORK.probe(wrong.address, wrong.settings, wrong.secrets)
    assert "Users → Profile" in str(refused.value.mend)


def test_a_password_without_its_user_is_refused_at_its_field(fake: FakeWordPress) -> None:
    with pytest.raises(Rejected) as refused:
        NETWORK.probe(source(fake).address, {}, {"password": "x"})
    assert refused.value.field == "user"


# What is read over time


def read(fake: FakeWordPress, cursor: str = "", user: str = "ines") -> tuple[dict[str, Item], str, tuple[str, ...]]:
    page = NETWORK.fetch(source(fake, user), cursor, BUDGET)
    assert not page.more
    return {item.remote_id: item for item in page.items}, page.cursor, page.deletions


def test_an_article_holds_the_thread_of_its_comments(fake: FakeWordPress) -> None:
    first = fake.comment("Quel quai ?")
    second = fake.comment("Le 3.", parent=first)
    items, _, _ = read(fake)
    article = items["post-2"]
    assert (article.kind, article.title, article.author and article.author.name) == (
        "article",
        "Le train de nuit",
        "Paul",
    )
    assert items[f"comment-{first}"].parent_id == "post-2"
    assert items[f"comment-{second}"].parent_id == f"comment-{first}"
    assert {item.thread_id for item in items.values()} == {"post-2"}
    assert items[f"comment-{first}"].url.endswith(f"#comment-{first}")


def test_what_bears_one_second_keeps_its_order(fake: FakeWordPress) -> None:
    at = datetime.now(UTC) - timedelta(days=1)
    fake.articles.clear()
    article = fake.write("Même seconde", at=at)
    numbers = [fake.comment(str(n), at=at) for n in range(12)]
    page = NETWORK.fetch(source(fake, "ines"), "", BUDGET)
    assert [item.remote_id for item in page.items] == [f"post-{article}", *(f"comment-{n}" for n in numbers)]


def test_a_pingback_and_a_trackback_are_of_their_own_kinds(fake: FakeWordPress) -> None:
    ping, track = fake.comment("Lu ailleurs", type="pingback"), fake.comment("Cité", type="trackback")
    items, _, _ = read(fake)
    assert (items[f"comment-{ping}"].kind, items[f"comment-{track}"].kind) == ("pingback", "trackback")


def test_what_the_account_wrote_in_wordpress_itself_is_ours(fake: FakeWordPress) -> None:
    ours, theirs = fake.comment("De nous", user=1), fake.comment("De Paul", user=2)
    items, _, _ = read(fake)
    assert items[f"comment-{ours}"].extra == {"direction": "out"}
    assert items[f"comment-{theirs}"].extra == {}


def test_a_stranger_hears_only_what_is_published(fake: FakeWordPress) -> None:
    fake.comment("retenu", status="hold")
    shown = fake.comment("publié")
    items, _, _ = read(fake, user="")
    assert set(items) == {"post-2", f"comment-{shown}"}


def test_a_comment_that_vanishes_is_given_as_deleted_once(fake: FakeWordPress) -> None:
    for user in ("ines", "lou", ""):
        number = fake.comment(f"bientôt effacé {user}")
        _, cursor, _ = read(fake, user=user)
        fake.comments = [row for row in fake.comments if row["id"] != number]
        _, cursor, gone = read(fake, cursor, user)
        assert gone == (f"comment-{number}",)
        assert read(fake, cursor, user)[2] == ()


def test_a_comment_that_is_taken_down_is_trash_to_us_and_gone_to_strangers(fake: FakeWordPress) -> None:
    number = fake.comment("retiré ensuite")
    (_, ours, _), (_, theirs, _) = read(fake), read(fake, user="")
    fake.comments[-1]["status"] = "trash"
    assert read(fake, ours)[0][f"comment-{number}"].standing == "trash"
    assert read(fake, theirs, "")[2] == (f"comment-{number}",)


def test_an_old_comment_is_heard_when_it_is_held_and_when_it_is_released(fake: FakeWordPress) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    number = fake.comment("vieux", at=long_ago)
    fake.comment("récent")
    _, cursor, _ = read(fake)
    fake.comments[0]["status"] = "hold"
    items, cursor, _ = read(fake, cursor)
    assert items[f"comment-{number}"].standing == "held"
    fake.comments[0]["status"] = "approved"
    assert read(fake, cursor)[0][f"comment-{number}"].standing == ""


def test_an_edit_is_heard(fake: FakeWordPress) -> None:
    number = fake.comment("avant")
    _, cursor, _ = read(fake)
    fake.comments[-1]["text"] = "après"
    fake.articles[0] |= {"content": {"rendered": "<p>Corrigé.</p>"}, "modified_gmt": datetime.now(UTC).isoformat()[:19]}
    items, _, _ = read(fake, cursor)
    assert "après" in items[f"comment-{number}"].body
    assert "Corrigé" in items["post-2"].body
    assert items["post-2"].edited_at


def test_many_comments_of_one_second_are_all_heard(fake: FakeWordPress) -> None:
    at = datetime.now(UTC) - timedelta(days=1)
    numbers = {f"comment-{fake.comment(f'importé {n}', at=at)}" for n in range(25)}
    cursor, heard = "", set()
    for _ in range(30):
        page = NETWORK.fetch(source(fake, "ines"), cursor, replace(BUDGET, items=4))
        heard |= {item.remote_id for item in page.items}
        cursor = page.cursor
        if not page.more:
            break
    assert numbers <= heard


def test_a_guest_is_told_by_the_print_of_their_mail_and_a_user_by_number(fake: FakeWordPress) -> None:
    avatar = {"author_avatar_urls": {"96": "https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef?s=96"}}
    one, two = fake.comment("a", **avatar), fake.comment("b", author_name="Z.", **avatar)
    known = fake.comment("c", user=3, author_name="Lou")
    items, _, _ = read(fake)
    authors = [items[f"comment-{number}"].author for number in (one, two, known)]
    assert all(authors)
    first, second, third = (author.remote_id if author else "" for author in authors)
    assert first == second == f"127.0.0.1:{fake.site.port}/guest/0123456789abcdef0123456789abcdef"
    assert third.endswith("/user/3")


# What is answered, and what is refused


def test_the_words_arrive_as_they_were_written_with_who_signs(fake: FakeWordPress) -> None:
    sent = NETWORK.send(source(fake, "ines"), replace(draft(fake, "1 < 2 & 3 > 2"), signature="Inès, La Veilleuse"))
    assert fake.comments[-1]["text"] == "1 &lt; 2 &amp; 3 &gt; 2\n\nInès, La Veilleuse"
    assert sent.url.endswith(sent.remote_id)


def test_saying_it_again_finds_what_arrived_the_first_time(fake: FakeWordPress) -> None:
    first = NETWORK.send(source(fake, "lou"), draft(fake))
    assert NETWORK.send(source(fake, "lou"), draft(fake)) == first
    assert len(fake.comments) == 1


def test_the_flood_limit_names_a_time(fake: FakeWordPress) -> None:
    fake.floods = True
    with pytest.raises(RateLimited) as refused:
        NETWORK.send(source(fake, "lou"), draft(fake))
    assert refused.value.until > datetime.now(UTC) + timedelta(seconds=15)


def test_closed_comments_a_trashed_article_and_no_password_are_each_their_own_refusal(fake: FakeWordPress) -> None:
    with pytest.raises(AuthExpired):
        NETWORK.send(source(fake), draft(fake))
    fake.articles[0]["comment_status"] = "closed"
    with pytest.raises(Rejected) as refused:
        NETWORK.send(source(fake, "ines"), draft(fake))
    assert refused.value.field == "reply_to"
    letter = draft(fake)
    fake.articles.clear()
    with pytest.raises(Gone):
        NETWORK.send(source(fake, "ines"), letter)


def test_a_low_role_cannot_moderate_and_nobody_moderates_articles(fake: FakeWordPress) -> None:
    number = fake.comment("x")
    with pytest.raises(Forbidden) as refused:
        NETWORK.moderate(source(fake, "lou"), f"comment-{number}", Act.SPAM)
    assert "Editor" in str(refused.value.mend)
    with pytest.raises(Rejected):
        NETWORK.moderate(source(fake, "ines"), "post-2", Act.TRASH)
