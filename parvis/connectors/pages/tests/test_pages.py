"""Saved pages: the article, and who says what under it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import ConnectorError, Rejected
from parvis.connectors.pages.article import read_page

LONG = (
    "Le train de nuit revient entre Paris et Berlin, et les voyageurs le prennent d'assaut dès l'ouverture des ventes. "
    * 4
)
WORDPRESS = f"""<!DOCTYPE html><html lang="fr-FR"><head><meta charset="utf-8"><title>Le train de nuit - Le blog</title>
<link rel="canonical" href="https://blog.example/train/"><meta property="article:published_time" content="2026-02-01T10:00:00+01:00">
<meta name="author" content="Zoé"></head><body><nav><a href="/">Accueil</a> <a href="/apropos">À propos</a></nav>
<article><h1>Le train de nuit</h1><div class="entry-content"><p>{LONG}</p><p>Voir <a href="/suite">la suite</a>.</p><p>{LONG}</p></div></article>
<div id="comments"><h2>3 commentaires</h2><ol class="commentlist">
<li class="comment even depth-1" id="li-comment-12"><div id="comment-12" class="comment-body"><div class="comment-author vcard">
<cite class="fn"><a href="https://al.example/" rel="nofollow">Alain</a></cite> dit :</div><div class="comment-meta commentmetadata">
<a href="#comment-12"><time datetime="2026-02-02T08:00:00+01:00">2 février</time></a></div><p>Bravo, <b>enfin</b> !</p>
<div class="reply"><a href="#">Répondre</a></div></div>
<ul class="children"><li class="comment odd" id="li-comment-13"><div id="comment-13" class="comment-body">
<div class="comment-author vcard"><cite class="fn">Zoé</cite></div><p>Merci Alain.</p></div></li></ul></li>
<li class="pingback" id="comment-14"><p>Ping : <a href="https://autre.example/">Autre blog</a></p></li></ol></div>
<footer>Mentions légales</footer></body></html>"""


def test_a_blog_page_gives_its_article_and_each_comment_under_the_one_it_answers() -> None:
    article, first, answer, ping = read_page(WORDPRESS.encode()).items
    assert (article.title, article.url, article.language) == (
        "Le train de nuit",
        "https://blog.example/train/",
        "fr-fr",
    )
    assert article.at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert article.author
    assert article.author.name == "Zoé"
    assert "voyageurs" in article.body
    assert "https://blog.example/suite" in article.body
    assert "Bravo" not in article.body
    assert "Accueil" not in article.body
    assert first.author
    assert (first.author.name, first.author.url, first.at) == (
        "Alain",
        "https://al.example/",
        datetime(2026, 2, 2, 7, tzinfo=UTC),
    )
    assert first.body == "<p>Bravo, <b>enfin</b> !</p>"
    assert (first.parent_id, answer.parent_id) == (article.remote_id, first.remote_id)
    assert answer.body == "<p>Merci Alain.</p>"
    assert "Autre blog" in ping.body
    assert {one.thread_id for one in (article, first, answer, ping)} == {"https://blog.example/train"}


def test_microformats_and_schema_are_understood() -> None:
    page = """<body><p>Un.</p><p>Deux.</p>
      <div class="u-comment h-cite" id="r1"><a class="p-author h-card" href="https://b.example">Bea</a>
        <time datetime="2026-01-01">1er</time><div class="e-content">Oui <a href="/x">x</a></div></div>
      <div itemscope itemtype="https://schema.org/Comment" id="r2"><span itemprop="author">Cy</span><p itemprop="text">Non</p></div></body>"""
    _, one, two = read_page(page.encode(), "https://blog.example/p").items
    assert one.author
    assert (one.author.name, one.body) == ("Bea", 'Oui <a href="https://blog.example/x">x</a>')
    assert two.author
    assert (two.author.name, two.body) == ("Cy", "Non")


def test_spip_is_understood() -> None:
    page = """<article><p>Un billet.</p><p>Sa suite.</p></article><ul class="forum">
      <li class="forum-fil"><div class="forum-top"><a href="#forum7" id="forum7">#</a><b class="crayon forum-qui-7">Bea</b></div>
        <div class="forum-message"><p><strong class="forum-titre">Sujet</strong></p>
        <div class="crayon forum-texte-7 forum-texte"><p>Pas d'accord.</p></div></div></li>
      <li class="forum-fil"><a id="forum8">#</a><div class="forum-texte"><p>Moi si.</p></div></li></ul>"""
    article, one, two = read_page(page.encode(), "https://blog.example/p").items
    assert "accord" not in article.body
    assert one.author
    assert (one.author.name, one.body, one.remote_id) == (
        "Bea",
        "<p>Pas d'accord.</p>",
        "https://blog.example/p#forum7",
    )
    assert (two.author, two.body) == (None, "<p>Moi si.</p>")


def test_a_page_read_twice_gives_the_same_ids() -> None:
    page = b"<article><p>Un.</p></article><div class='comment'><cite>A</cite><p>x</p></div><div class='comment'><cite>B</cite><p>y</p></div>"
    ids = [one.remote_id for one in read_page(page).items]
    assert ids == [one.remote_id for one in read_page(page).items]
    assert len(set(ids)) == 3


def test_a_page_in_an_old_encoding_is_read() -> None:
    page = "<html><head><meta charset=iso-8859-1></head><body><p>Été à Orléans</p><p>« ça »</p></body></html>".encode(
        "cp1252"
    )
    assert "Été à Orléans" in read_page(page).items[0].body


@pytest.mark.parametrize(
    "content", [b"<html></html>", b"<html><body><script>x()</script></body></html>", b"", b"\0\0", b"<!-- -->"]
)
def test_a_page_with_nothing_to_read_says_what_to_do(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        read_page(content)
    assert "paste it here" in str(refused.value.mend)


TAGS = st.sampled_from(
    ["<div class='comment' id='c1'>", "</div>", "<p>", "mot", "<li id='comment-1' class='comment'>", "<cite>", "<time datetime='x'>", "<html>",
     "<article>", "<base href='http://['>", "<a href='http://['>", "&#0;", "<svg>", "<![CDATA[", "<?php", "<!--", "\x00", "<table><p>", "<body>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(TAGS, max_size=20))
def test_arbitrary_markup_is_a_page_or_refused(pieces: list[str]) -> None:
    with suppress(ConnectorError):
        read_page("".join(pieces).encode(), "https://blog.example/")
