"""`parvis listen` from outside: every kind of source, every way to be wrong."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from parvis.connectors.manual import tables
from parvis.connectors.testing.website import Reply, Website, website
from parvis.core.clock import now
from parvis.flows.ears import Ear
from parvis.flows.listen import listen
from parvis.listening.matching import matcher
from parvis.site.command import main
from parvis.site.words import _

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>La Nocturne</title>
<item><guid>n1</guid><title>Le train de nuit revient</title><author>ines@nocturne.example (Inès)</author>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate><link>https://nocturne.example/1</link><description>Quelle joie pour nous tous !</description></item>
<item><guid>n2</guid><title>La météo</title><description>Il pleut sur la ville.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Sleepers</title><id>x</id><entry><id>a1</id>
<title>A night train at last</title><updated>2026-03-02T10:00:00Z</updated><author><name>Ada</name></author>
<content type="html">&lt;p&gt;I really love the &lt;b&gt;night train&lt;/b&gt;, thank you!&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Voies",
        "items": [
            {"id": "j1", "content_text": "Le train de nuit est en retard.", "date_published": "2026-03-02T10:00:00Z"}
        ],
    }
)
MBOX = """From zoe@example.org Mon Mar  2 10:00:00 2026
From: Zoé <zoe@example.org>
Subject: Train de nuit
Message-ID: <m1@example.org>
Date: Mon, 2 Mar 2026 10:00:00 +0100
Content-Type: text/plain; charset=utf-8

Mon train de nuit a été supprimé, c'est une honte.

From leo@example.org Mon Mar  2 11:00:00 2026
From: Leo <leo@example.org>
Subject: Merci
Message-ID: <m2@example.org>
Date: Mon, 2 Mar 2026 11:00:00 +0100

Rien à dire.
"""
CSV = "Texte;Auteur;Date;Lien\nLe train de nuit est annulé;Zoé;02/03/2026;https://a.example/1\nBonjour;Léo;;\n"
LINES = (
    '{"text":"Il y a un train de nuit propre et qui part bien","author":"Max","id":"l1"}\n{"text":"Rien","id":"l2"}\n'
)
PAGE = """<!doctype html><html lang="fr"><head><title>Le blog</title></head><body><article><h1>Dormir en roulant</h1>
<p>Un billet assez long pour que l'on y reconnaisse un article et non un menu, avec plusieurs phrases entières.</p>
<p>On y parle de voyages lents, de gares la nuit et de petits déjeuners pris au bord des voies.</p></article>
<ol class="comment-list"><li class="comment" id="comment-7"><cite class="fn">Zoé</cite>
<time datetime="2026-03-02T10:00:00Z"></time><div class="comment-content"><p>Vive le train de nuit !</p></div></li></ol>
</body></html>"""
WATCH = '"train de nuit" OR "night train"'
FILES = {
    "feed.xml": RSS, "atom.xml": ATOM, "feed.json": JSON_FEED, "box.mbox": MBOX, "table.csv": CSV, "rows.jsonl": LINES,
    "page.html": PAGE,
}  # fmt: skip


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["listen", *map(str, arguments)], input=stdin)


def caught(*arguments: str | Path, stdin: bytes | None = None) -> list[dict[str, Any]]:
    """The posts that pass, when all goes well."""
    result = run("--json", *arguments, stdin=stdin)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def texts(*arguments: str | Path, stdin: bytes | None = None) -> list[str]:
    return [post["text"] for post in caught(*arguments, stdin=stdin)]


def real(*arguments: str | Path, language: str = "en", **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "parvis.site.command", "listen", *map(str, arguments)],
        capture_output=True, check=False, timeout=60, **more,
        env={**os.environ, "PARVIS_LANGUAGE": language, "TZ": "UTC", "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip


GUIDES = {"en": ("listen.md", "reviews.csv"), "fr": ("fr/ecouter.md", "avis.csv")}


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_shows_what_the_command_prints(tmp_path: Path, language: str) -> None:
    name, table = GUIDES[language]
    guide = (Path(__file__).parents[1] / "docs" / name).read_text(encoding="utf-8")
    (tmp_path / table).write_text(re.findall(r"```csv\n(.*?)```", guide, re.S)[0], encoding="utf-8")
    shown = re.findall(r"```console\n\$ parvis listen (.*?)\n(.*?)```", guide, re.S)
    assert len(shown) == 2
    for arguments, printed in shown:
        ran = real(*shlex.split(arguments), language=language, cwd=tmp_path)
        assert (ran.stdout.decode(), ran.returncode) == (printed, 0)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as one:
        yield one


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_kind_gives_the_post_that_matches(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    found = caught("--watch", WATCH, tmp_path / name)
    assert len(found) == 1
    assert found[0]["watches"] == [WATCH]
    assert found[0]["language"] in ("fr", "en")
    assert found[0]["mood"]["label"] in ("negative", "neutral", "positive")


@pytest.mark.parametrize("name", FILES)
def test_the_name_of_a_file_does_not_matter_nor_does_a_pipe(tmp_path: Path, name: str) -> None:
    (tmp_path / "anything").write_text(FILES[name], encoding="utf-8")
    assert texts("-w", WATCH, tmp_path / "anything") == texts("-w", WATCH, "-", stdin=FILES[name].encode())


def test_what_is_printed_names_place_author_date_language_and_mood(tmp_path: Path) -> None:
    (tmp_path / "m.mbox").write_text(MBOX, encoding="utf-8")
    first, words = run("-w", WATCH, tmp_path / "m.mbox").stdout.splitlines()[:2]
    place, author, date, language, mood = first.split(" · ")
    assert (place, author, language) == (str(tmp_path / "m.mbox"), "Zoé", "fr")
    assert date.startswith("2026-03-02")
    assert mood == _("Negative")
    assert "train de nuit" in words


def test_without_a_watch_every_post_is_printed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    assert texts(tmp_path / "t.csv") == ["Le train de nuit est annulé", "Bonjour"]


def test_with_several_watches_each_post_says_which_ones_it_met(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    found = caught("-w", "train", "-w", "annul*", "-w", "bonjour", tmp_path / "t.csv")
    assert [post["watches"] for post in found] == [["train", "annul*"], ["bonjour"]]
    assert " · train · annul*" in run("-w", "train", "-w", "annul*", tmp_path / "t.csv").stdout


@pytest.mark.parametrize(
    ("watch", "authors"),
    [
        ("author:zoé", ["Zoé"]),
        ("train lang:en", ["Ada"]),
        ("train after:2026-03-01 before:2026-03-03", ["Zoé", "Ada"]),
        ("train network:manual", ["Zoé"]),
        ("place:sleepers", ["Ada"]),
        ("site:a.example", ["Zoé"]),
        ("train followers:>10", []),
        ("train SAUF annulé", ["Ada"]),
    ],
)
def test_the_fields_of_a_watch_work_here_too(tmp_path: Path, watch: str, authors: list[str]) -> None:
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "a.xml").write_text(ATOM, encoding="utf-8")
    found = caught("-w", watch, tmp_path / "t.csv", tmp_path / "a.xml")
    assert [post["author"]["name"] for post in found] == authors


def test_a_comment_of_a_saved_page_stands_under_its_article(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    article, comment = caught(tmp_path / "p.html")
    assert (article["kind"], comment["kind"]) == ("article", "comment")
    assert comment["parent"] == article["id"]
    assert (comment["author"]["name"], comment["at"]) == ("Zoé", "2026-03-02T10:00:00+00:00")


def test_a_maildir_is_one_source(tmp_path: Path) -> None:
    for number, part in enumerate(("cur", "new")):
        (tmp_path / part).mkdir()
        mail = MBOX.split("From leo")[0].split("\n", 1)[1].replace("m1@", f"m{number}@")
        (tmp_path / part / f"{number}.eml").write_text(mail, encoding="utf-8")
    assert [post["network"] for post in caught("-w", "train", tmp_path)] == ["email", "email"]


def test_a_post_that_stands_twice_is_printed_once(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(LINES + LINES, encoding="utf-8")
    assert [post["id"] for post in caught(tmp_path / "rows.jsonl")] == ["l1", "l2"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["table.csv", "feed.xml"])
def test_the_wrong_encoding_is_seen_through(tmp_path: Path, encoding: str, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name].encode(encoding))
    assert len(caught("-w", WATCH, tmp_path / name)) == 1
    assert "météo" in "".join(p["title"] for p in caught(tmp_path / name)) or name == "table.csv"


def test_writing_from_right_to_left_and_control_marks_do_not_reach_the_terminal(tmp_path: Path) -> None:
    row = {
        "text": "train \u202eetiun\u202c \u009b2J fin",
        "author": "\u001b[31mZoé\ud800",
        "url": "https://a.example/x",
    }
    (tmp_path / "r.jsonl").write_text(json.dumps(row), encoding="utf-8")
    shown = run(tmp_path / "r.jsonl").stdout
    assert not {"\u202e", "\u009b", "\u001b", "\ud800"} & set(shown)
    assert "Zoé" in shown
    assert real("--json", tmp_path / "r.jsonl").returncode == 0


def test_a_large_table_is_read_a_block_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [json.dumps({"id": n, "text": f"Le train n° {n} « éàü »"}, ensure_ascii=False) for n in range(900)]
    (tmp_path / "r.jsonl").write_text("\n".join([*rows, "{broken"]), encoding="utf-8")
    (tmp_path / "t.csv").write_text("id,text\n" + "".join(f'{n},"é ""{n}""\nà"\n' for n in range(900)))
    whole = {name: texts(tmp_path / name) for name in ("r.jsonl", "t.csv")}
    monkeypatch.setattr(tables, "BLOCK", 1009)
    assert len(whole["r.jsonl"]) == len(whole["t.csv"]) == 900
    assert {name: texts(tmp_path / name) for name in whole} == whole
    assert _("Line %(number)s was left out.") % {"number": 901} in run(tmp_path / "r.jsonl").stderr


def test_a_few_bad_lines_are_told_one_by_one_and_many_by_their_number(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"text":"bien"}\n' + "{\n" * 40, encoding="utf-8")
    result = run(tmp_path / "r.jsonl")
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 6
    assert _("Lines left out in all: %(count)s.") % {"count": 40} in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.xml", b"", "The file is empty."),
        ("blank.csv", b"\xef\xbb\xbf \r\n", "The file is empty."),
        ("notes.txt", b"just some words", "What this holds cannot be told."),
        ("photo.jpg", bytes(range(256)) * 9, "What this holds cannot be told."),
        ("table.csv", b"prix;poids\n1;2\n", "No column holds the text. Columns found: %(found)s."),
        ("sheet.csv", b"PK\x03\x04rest", "This is a spreadsheet, not a CSV file."),
        ("mail.mbox", b"hello\n\nyou", "%(name)s holds no mail: an mbox file begins with “From ”, a saved mail with its headers."),
        ("other.json", b'{\n"a": 1\n}', "This is JSON, but not a feed."),
        ("cut.json", b'{\n"version": "https://jsonfeed.org/version/1", "items": [', "This JSON document is damaged: %(where)s."),
        ("none.opml", b"<opml><head/><body/></opml>", "This list names no feed."),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_posts_is_refused_in_words_and_the_others_go_on(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.xml").write_text(RSS, encoding="utf-8")
    result = run("-w", "train", tmp_path / name, tmp_path / "good.xml")
    assert result.exit_code == 1
    assert _(said).partition("%(")[0] in result.stderr
    assert "Le train de nuit revient" in result.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nowhere.xml", "There is no such file."),
        (".", "This is a folder, and no Maildir."),
        ("ftp://example.org/feed", "Addresses that begin like “%(start)s” cannot be read."),
    ],
)
def test_a_source_that_cannot_be_read_is_named(source: str, said: str, tmp_path: Path) -> None:
    result = run(tmp_path if source == "." else source)
    assert result.exit_code == 1
    assert _(said).partition("%(")[0] in result.stderr


@pytest.mark.parametrize(
    ("language", "said", "mend"),
    [
        ("fr", "Ce guillemet n’est jamais fermé.", 'Essayez : "train de nuit"'),
        ("en", "This quotation mark is never closed.", 'Try: "train de nuit"'),
    ],
)
def test_a_wrong_query_is_pointed_at_and_mended_in_both_languages(
    tmp_path: Path, language: str, said: str, mend: str
) -> None:
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    ran = real("-w", 'gare "train de nuit', tmp_path / "t.csv", language=language)
    shown = ran.stderr.decode().replace("\u202f", " ").replace("\xa0", " ").splitlines()
    assert ran.returncode == 2
    assert shown[:2] == ['gare "train de nuit', "     ^"]
    assert said in shown[2]
    assert mend.replace('"train', 'gare "train') in shown[3]
    assert ran.stdout == b""


@pytest.mark.parametrize("watch", ["-bonjour", "", "lang:fr", "OR"])
def test_a_watch_without_a_positive_term_is_refused(tmp_path: Path, watch: str) -> None:
    (tmp_path / "t.csv").write_text(CSV, encoding="utf-8")
    assert run(f"--watch={watch}", tmp_path / "t.csv").exit_code == 2


@pytest.mark.parametrize("codes", ["", "français", "fr;en"])
def test_languages_that_are_no_codes_are_refused(codes: str) -> None:
    assert run("--languages", codes, "-").exit_code == 2


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Il n’y a pas de fichier de ce nom."), ("en", "There is no such file.")]
)
def test_errors_speak_the_language_of_the_terminal(language: str, said: str) -> None:
    assert said in real("nowhere", language=language).stderr.decode()


def test_whoever_reads_only_the_first_line_hears_no_complaint(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("".join(f'{{"text":"train {n} {"x" * 200}"}}\n' for n in range(5000)))
    command = f"{sys.executable} -m parvis.site.command listen -w train {tmp_path}/r.jsonl | head -1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr, ran.stdout.count(b"\n")) == (0, b"", 1)


# On the web


def test_a_feed_is_read_by_its_address(site: Website) -> None:
    found = caught("-w", "train", site.put("/feed", RSS))
    assert [(post["place"], post["url"]) for post in found] == [("La Nocturne", "https://nocturne.example/1")]
    assert len(site.requests) == 1


def test_the_feed_of_a_page_is_found(site: Website) -> None:
    site.put("/feed", RSS)
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>x</body></html>'
    assert texts("-w", "train", site.put("/", page, "text/html")) == ["Quelle joie pour nous tous !"]


def test_a_page_without_feed_is_told_with_the_mend(site: Website) -> None:
    result = run(site.put("/", "<html><body><p>x</p></body></html>", "text/html"))
    assert result.exit_code == 1
    assert _("No feed was found at this address.") in result.stderr
    assert "→" in result.stderr


def test_a_list_of_feeds_opens_into_each_and_a_dead_one_stops_nothing(
    site: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", f"127.0.0.1:{site.port}")
    addresses = [site.put("/a", RSS), site.at("/dead"), site.put("/b", ATOM)]
    outlines = "".join(f'<outline type="rss" text="F{n}" xmlUrl="{a}"/>' for n, a in enumerate(addresses))
    (tmp_path / "list.opml").write_text(f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>')
    result = run("--json", "-w", WATCH, tmp_path / "list.opml")
    assert [json.loads(line)["place"] for line in result.stdout.splitlines()] == ["F0", "F2"]
    assert result.exit_code == 1
    assert addresses[1] in result.stderr


def test_a_list_of_feeds_leads_nowhere_private(site: Website, tmp_path: Path) -> None:
    outline = f'<outline type="rss" xmlUrl="{site.put("/a", RSS)}"/>'
    (tmp_path / "list.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    assert run(tmp_path / "list.opml").exit_code == 1
    assert site.requests == []


def test_an_address_that_redirects_to_a_private_one_is_refused(site: Website) -> None:
    with website() as inside:
        inside.put("/feed", RSS)
        site.pages["/feed"] = Reply(302, b"", {"Location": inside.at("/feed")})
        page = (
            f'<html><head><link rel="alternate" type="application/rss+xml" href="{inside.at("/feed")}"></head></html>'
        )
        result = run(site.at("/feed"), site.put("/", page, "text/html"))
        assert result.exit_code == 1
        assert result.stdout == ""
        assert inside.requests == []


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_what_a_site_refuses_is_told(site: Website, status: int) -> None:
    site.pages["/feed"] = Reply(status, b"no")
    result = run(site.at("/feed"))
    assert result.exit_code == 1
    assert site.at("/feed") in result.stderr


def test_a_feed_is_asked_again_in_its_rhythm_and_gives_only_what_is_new(site: Website) -> None:
    site.put("/feed", RSS)
    ear, at = Ear(site.at("/feed"), typed=site.at("/feed")), now()

    def heard() -> list[str]:
        return [one.post.title for one in listen(ear, matcher(), at, ("fr",), lambda read: None)]

    assert len(heard()) == 2
    assert ear.next_at is not None
    assert not ear.is_due(at)
    at = ear.next_at
    assert ear.is_due(at)
    item = "<item><guid>n3</guid><title>Une troisième</title><description>x</description></item>"
    site.put("/feed", RSS.replace("<item>", item + "<item>", 1))
    assert heard() == ["Une troisième"]
    assert heard() == []


# Going on


@pytest.mark.slow
def test_a_file_that_grows_is_followed_until_ctrl_c(tmp_path: Path) -> None:
    rows = tmp_path / "r.jsonl"
    rows.write_text(LINES, encoding="utf-8")
    command = [sys.executable, "-m", "parvis.site.command", "listen", "--json", "--follow", str(rows)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = [json.loads(process.stdout.readline())["id"] for _ in range(2)]
        with rows.open("a", encoding="utf-8") as file:
            file.write('{"text":"Encore un train","id":"l3"}\n')
        third = json.loads(process.stdout.readline())["id"]
        rows.touch()
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=10)
    assert [*first, third] == ["l1", "l2", "l3"]
    assert (rest, errors, process.returncode) == ("", "", 0)


def test_following_a_pipe_ends_with_the_pipe() -> None:
    assert texts("--follow", "-", stdin=LINES.encode()) == ["Il y a un train de nuit propre et qui part bien", "Rien"]


@pytest.mark.slow
def test_a_file_that_comes_later_is_awaited_and_complained_of_once(tmp_path: Path) -> None:
    later = tmp_path / "later.jsonl"
    command = [sys.executable, "-m", "parvis.site.command", "listen", "--json", "--follow", str(later)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        time.sleep(4)
        later.write_text(LINES, encoding="utf-8")
        assert json.loads(process.stdout.readline())["id"] == "l1"
        process.send_signal(signal.SIGINT)
        _rest, errors = process.communicate(timeout=10)
    assert errors.count(str(later)) == 1
    assert process.returncode == 0
