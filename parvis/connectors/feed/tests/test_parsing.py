"""Feeds of every dialect, and everything that is wrong with feeds."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import ConnectorError, Item, Rejected
from parvis.connectors.feed.documents import read_document
from parvis.connectors.feed.items import Under, to_items
from parvis.connectors.feed.parsing import NotAFeed, parse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://blog.example/feed"


def rss(*items: str, channel: str = "") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"'
        ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:thr="http://purl.org/syndication/thread/1.0">'
        f"<channel><title>Un blog</title><link>https://blog.example/</link>{channel}{''.join(items)}</channel></rss>"
    )


def item(inner: str = "", guid: str = "g1", link: str = "/un") -> str:
    return f"<item><title>Un</title><link>{link}</link><guid>{guid}</guid>{inner}</item>"


def items(document: str | bytes, under: Under | None = None) -> tuple[Item, ...]:
    content = document.encode() if isinstance(document, str) else document
    return to_items(parse(content), ADDRESS, NOW, under)[0]


def notices(document: str | bytes) -> str:
    content = document.encode() if isinstance(document, str) else document
    return " ".join(map(str, to_items(parse(content), ADDRESS, NOW)[1]))


def test_an_entry_of_rss_becomes_an_article_with_its_own_thread() -> None:
    (one,) = items(
        rss(
            item(
                "<dc:creator>Zoé</dc:creator><pubDate>Sat, 28 Feb 2026 10:00:00 +0100</pubDate><category>train</category>"
                '<description>court</description><content:encoded><![CDATA[<p>Long <a href="/x">x</a></p>]]></content:encoded>'
                "<slash:comments>3</slash:comments><wfw:commentRss>/un/feed</wfw:commentRss>"
            ),
            channel="<language>fr-FR</language>",
        )
    )
    assert (one.remote_id, one.thread_id, one.kind, one.title) == ("g1", "https://blog.example/un", "article", "Un")
    assert one.body == '<p>Long <a href="https://blog.example/x">x</a></p>'
    assert one.at == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert one.author
    assert (one.author.name, one.author.remote_id) == ("Zoé", "blog.example/zoé")
    assert (one.url, one.language, one.tags, one.metrics) == (
        "https://blog.example/un",
        "fr-fr",
        ("train",),
        {"comments": 3},
    )
    assert one.extra == {"comments_feed": "https://blog.example/un/feed"}


def test_an_entry_of_atom_keeps_its_author_and_its_edit() -> None:
    (one,) = items(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>T</title><link href="https://blog.example/"/>'
        "<entry><id>urn:1</id><title type='html'>A &amp;amp; &lt;b>B&lt;/b></title><link href='https://blog.example/a'/>"
        "<author><name>Al</name><uri>https://al.example/</uri></author><published>2026-02-01T10:00:00Z</published>"
        "<updated>2026-02-02T10:00:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>ici</div>"
        "</content></entry></feed>"
    )
    assert (one.title, one.language) == ("A & B", "fr")
    assert one.author
    assert (one.author.remote_id, one.author.url) == ("https://al.example", "https://al.example/")
    assert one.edited_at == datetime(2026, 2, 2, 10, tzinfo=UTC)
    assert one.body.startswith("<div")


def test_old_rdf_is_read() -> None:
    (one,) = items(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>'
        '<item rdf:about="https://blog.example/1"><title>Un</title><link>https://blog.example/1</link>'
        "<description>corps</description><dc:date>2026-02-01T10:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert (one.url, one.body, one.at) == ("https://blog.example/1", "corps", datetime(2026, 2, 1, 10, tzinfo=UTC))


def test_json_feed_is_read_and_odd_items_are_counted() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "fr",
        "items": [
            {"id": 7, "url": "https://blog.example/7", "content_text": "a < b", "date_published": "2026-02-01T10:00:00+01:00",
             "authors": [{"name": "Al", "url": "https://al.example", "avatar": "https://al.example/a.png"}], "tags": ["x", 3]},
            "odd", 12,
        ],
    }  # fmt: skip
    (one,) = items(json.dumps(document))
    assert (one.remote_id, one.body, one.format, one.tags) == ("7", "a < b", "text", ("x",))
    assert one.author
    assert one.author.avatar_url == "https://al.example/a.png"
    assert "could not be read: 2" in notices(json.dumps(document))


@pytest.mark.parametrize(
    "document", ['{"version": ', '{"a": 1}', '{"items": 3}', "{" * 5000, '{"items": [' + "[" * 100_000]
)
def test_json_that_is_no_feed_is_said_to_be_none(document: str) -> None:
    with pytest.raises(Rejected):
        parse(document.encode())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "iso-8859-15"]
)
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "utf-16", "nonsense"])
def test_the_real_encoding_wins_over_the_declared_one(encoding: str, declared: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    document = rss(item("<description>Été à Orléans, ça « marche » très bien, où que l'on aille.</description>"))
    raw = document.replace('version="1.0"', f'version="1.0"{said}').encode(encoding)
    assert items(raw)[0].body == "Été à Orléans, ça « marche » très bien, où que l'on aille."


def test_a_page_mixed_from_two_encodings_stays_readable() -> None:
    raw = (
        rss(item("<description>été ÉTÉ là où çà œ LATIN</description>"))
        .encode()
        .replace(b"LATIN", "hélas".encode("cp1252"))
    )
    assert items(raw)[0].body == "été ÉTÉ là où çà œ hélas"


def test_other_alphabets_are_recognised() -> None:
    russian = "Наверное, единственное, во что сегодня можно верить безоговорочно, так это в то, что новый год наступит."
    raw = rss(item(f"<description>{russian * 5}</description>")).encode("koi8-r")
    assert items(raw.replace(b'version="1.0"', b'version="1.0" encoding="koi8-r"', 1))[0].body.startswith("Наверное")


def test_characters_that_xml_forbids_and_names_it_does_not_know_are_mended() -> None:
    (one,) = items(
        "\n\n<b>PHP warning</b>"
        + rss(item("<description>A&nbsp;B &eacute; AT&T \x00\x08 &unknown; &#233;</description>"))
    )
    assert one.body == "A\xa0B é AT&T  &unknown; é"


def test_an_address_in_cdata_keeps_its_ampersands() -> None:
    assert items(rss(item(link="<![CDATA[https://blog.example/?a=1&b=2]]>")))[0].url == "https://blog.example/?a=1&b=2"


def test_a_cut_feed_gives_its_whole_entries() -> None:
    whole = rss(*(item("<description>x</description>", f"g{n}", f"/{n}") for n in range(5)))
    cut = whole[: whole.index("g4")]
    assert [one.remote_id for one in items(cut)] == ["g3", "g2", "g1", "g0"]
    assert "cut off" in notices(cut)
    assert "cut off" not in notices(whole)


@pytest.mark.parametrize("at", range(60, 900, 70))
def test_a_feed_cut_anywhere_never_breaks_the_reader(at: int) -> None:
    whole = rss(*(item("<description><![CDATA[<p>é</p>]]></description>", f"g{n}", f"/{n}") for n in range(5))).encode()
    mends = []
    try:
        parse(whole[:at])
    except Rejected as error:
        mends.append(error.mend)
    assert all(mends)


BOMB = "<!DOCTYPE lolz [<!ENTITY lol 'lol'>" + "".join(
    f"<!ENTITY lol{n} '{f'&lol{n - 1};' * 10 if n > 1 else '&lol;' * 10}'>" for n in range(1, 12)
)


def test_entities_do_not_blow_up() -> None:
    started = time.process_time()
    document = BOMB + "]>" + rss(item("<description>&lol11; fin</description>")).replace('<?xml version="1.0"?>', "")
    (one,) = items(document)
    assert len(one.body) < 100
    assert "fin" in one.body
    assert "entities of its own" in notices(document)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "declared", ["SYSTEM 'file:///etc/hostname'", "SYSTEM 'http://127.0.0.1:1/x'", "PUBLIC 'x' 'file:///etc/hostname'"]
)
def test_no_file_or_address_is_read_for_an_entity(declared: str) -> None:
    document = f"<!DOCTYPE rss [<!ENTITY x {declared}><!ENTITY % y {declared}> %y; ]>" + rss(
        item("<description>[&x;]</description>")
    ).replace('<?xml version="1.0"?>', "")
    with open("/etc/hostname") as file:
        secret = file.read().strip()
    (one,) = items(document)
    assert one.body == "[&x;]"
    assert secret not in one.body


def test_a_doctype_without_end_is_no_feed() -> None:
    with pytest.raises(NotAFeed):
        parse((BOMB + rss(item())).encode())


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n", b"hello", b"<a/>", b"\x89PNG\r\n", b"%PDF-1.4", b"<?xml version='1.0'?>", b"[]", b"\0\0\0\0"],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotAFeed) as refused:
        parse(content)
    assert refused.value.mend
    assert refused.value.field == "address"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><body>hi</body></html>",
        "<html>",
        '<?xml version="1.0"?><!DOCTYPE html><html>x</html>',
        "\ufeff <HTML>",
    ],
)
def test_a_page_where_a_feed_is_awaited_names_the_mend(page: str) -> None:
    with pytest.raises(NotAFeed, match="page for people") as refused:
        parse(page.encode())
    assert "looks for the feed" in str(refused.value.mend)


def test_an_empty_feed_is_a_feed() -> None:
    assert items(rss()) == ()
    assert "no entries" in notices(rss())


def test_fifty_megabytes_are_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(Rejected, match="larger than 20 MB"):
        parse(b"<rss>" + b"x" * 50_000_000)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "nasty",
    [
        "<rss>" * 20_000,
        "<rss><channel>" + "<item>" * 20_000,
        "<rss><channel>" + "<![CDATA[" * 50_000,
        "<rss><channel><item><title>" + "&" * 300_000,
        "<rss" + " a='b'" * 50_000 + ">",
        "<!DOCTYPE x [" + "]" * 100_000,
        "<rss><channel>" + "<!--" * 80_000,
        "<rss><channel><item><description>" + "<" * 100_000,
    ],
)
def test_no_document_takes_long_for_its_size(nasty: str) -> None:
    started = time.process_time()
    with suppress(Rejected):
        parse(nasty.encode())
    assert time.process_time() - started < 3


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_arbitrary_bytes_are_a_feed_or_refused(content: bytes) -> None:
    with suppress(ConnectorError):
        to_items(parse(content), ADDRESS, NOW)


PIECES = st.sampled_from(
    ["<rss>", "<channel>", "<item>", "</item>", "</channel>", "</rss>", "<title>", "</title>", "<link>http://[", "<guid>", "</guid>",
     "<pubDate>", "Mon, 99 Foo 99999", "</pubDate>", "<![CDATA[", "]]>", "&", "&#x110000;", "&#0;", "<feed xmlns='http://www.w3.org/2005/Atom'>",
     "<entry>", "</entry>", "<id>", "<updated>", "0000-00-00T99:99:99Z", "99999-01-01", "<link href='http://[::1'/>", "\x00", "é", "<!DOCTYPE a [",
     "<?xml version='1.0' encoding='utf-16'?>", "{", '{"items":[{"id":{},"url":[]}]}', "<content type='xhtml'>", "<!--", "-->", "\ud800"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_arbitrary_pieces_of_feeds_are_a_feed_or_refused(pieces: list[str]) -> None:
    with suppress(ConnectorError):
        read_document("".join(pieces).encode("utf-8", "surrogatepass"), NOW, ADDRESS)
