"""Dumps as forums write them, and as somebody writes them who means harm: nothing is executed, all is bounded and told."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import Rejected
from parvis.connectors.forums import bounds, site
from parvis.connectors.forums.bbcode import markdown
from parvis.connectors.forums.readers import READERS
from parvis.connectors.forums.records import Left, Line, Person, Post, Problem, Room, Topic
from parvis.connectors.forums.staging import Staging
from parvis.connectors.forums.words import discourse_words, html_words, mail_words
from parvis.connectors.net.client import Answer

PHPBB = rb"""-- MySQL dump
CREATE TABLE `old_users` (
  `user_id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `user_type` tinyint(2) NOT NULL DEFAULT '0',
  `username` varchar(255) NOT NULL DEFAULT '',
  `user_email` varchar(100) NOT NULL DEFAULT '',
  `user_regdate` int(11) NOT NULL,
  PRIMARY KEY (`user_id`),
  KEY `user_type` (`user_type`)
) ENGINE=InnoDB;
/*!40000 ALTER TABLE `old_users` DISABLE KEYS */;
INSERT INTO `old_users` VALUES (2,0,'L\'amie (1); DROP TABLE x;','lea@x.test',1400000000),(3,2,'Googlebot','',0);
DROP TABLE users;
INSERT INTO old_groups (group_id, group_name) VALUES (1,'GUESTS'),(2,'REGISTERED'),(9,'ADMINISTRATORS');
INSERT INTO old_acl_groups (group_id, forum_id, auth_option_id, auth_role_id, auth_setting) VALUES (1,5,0,17,0),(2,6,0,17,0),(1,6,0,16,0),(9,7,0,17,0);
INSERT INTO old_acl_users (user_id, forum_id) VALUES (2,7);
INSERT INTO old_forums (forum_id, forum_name, forum_type, left_id) VALUES (4,'Cat',0,1),(5,'Ouvert',1,2),(6,'Membres',1,4),(7,'Staff',1,6);
INSERT INTO old_topics (topic_id, forum_id, topic_title, topic_poster, topic_time, topic_status, topic_visibility) VALUES (7,5,'Train &amp; nuit',2,1400000100,1,1),(8,5,'Cach\xc3\xa9',2,1400000100,0,0);
INSERT INTO old_posts (post_id,topic_id,poster_id,post_time,post_text,bbcode_uid,post_visibility) VALUES
(9,7,2,1400000100,'[b:u1]Oui[/b:u1]\n[quote=&quot;Bob&quot;:u1]Qui ?[/quote:u1]','u1',1),
(10,7,2,1400000200,'trop','',1,'de valeurs'),
(11,7,1,1400000300,'<t>Invit\xc3\xa9</t>','',1);
INSERT INTO old_privmsgs (msg_id) VALUES (1),(2);
""".replace(rb"\xc3\xa9", "é".encode())


def said(kind: str, data: bytes) -> list[Line]:
    return list(READERS[kind](io.BytesIO(data), len(data)))


def of(lines: list[Line], wanted: type) -> list[Any]:
    return [line.said for line in lines if isinstance(line.said, wanted)]


def test_phpbb_tells_people_rooms_topics_and_posts(tmp_path: Path) -> None:
    lines = said("phpbb", PHPBB)
    (lea,) = of(lines, Person)
    assert (lea.handle, lea.email) == ("L'amie (1); DROP TABLE x;", "lea@x.test")
    (topic,) = of(lines, Topic)
    assert (topic.title, topic.closed, topic.paths) == ("Train & nuit", True, ("viewtopic?t=7",))
    first, guest = of(lines, Post)
    assert first.body == "**Oui**\n\n> **Bob**\n> Qui ?"
    assert (guest.body, guest.author) == ("Invité", "")
    assert [one.why for one in of(lines, Left)] == ["hidden", "messages", "messages"]
    assert [line.number for line in lines if isinstance(line.said, Problem)] == [21]
    with Staging(tmp_path / "s") as staging:
        list(staging.take(lines))
        rooms = [(room.name, room.access, n) for room, n in staging.rooms()]
    assert rooms == [("Ouvert", "public", 1), ("Membres", "members", 0), ("Staff", "private", 0)]


def test_without_rights_in_the_dump_every_room_is_private() -> None:
    assert {room.access for room in of(said("phpbb", PHPBB.replace(b"acl_groups", b"other")), Room)} == {"private"}


def backup(sql: bytes, name: str = "dump.sql.gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, content in (("uploads/a.png", b"x" * 5000), (name, gzip.compress(sql))):
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


COPIES = b"""CREATE TABLE public.posts (id integer);
COPY public.posts (id, user_id, topic_id, post_number, raw, created_at, reply_to_post_number, post_type) FROM stdin;
1\t5\t9\t1\tUn\\ttab\\nligne\t2020-01-01 10:00:00.5\t\\N\t1
2\t5\t9\t2\t[quote="lea, post:1, topic:9"]\\nUn\\n[/quote]\\nDeux\t2020-01-01 11:00:00\t1\t1
3\t5\t9\t3\tchut\t2020-01-01 12:00:00\t\\N\t4
4\t5\t9
\\.
"""


def test_a_discourse_backup_is_read_out_of_its_archive_or_alone() -> None:
    for data in (backup(COPIES), gzip.compress(COPIES), COPIES):
        lines = said("discourse", data)
        first, second = of(lines, Post)
        assert (first.body, first.paths) == ("Un\ttab\nligne", ("t/9/1", "p/1"))
        assert (second.body, second.parent) == ("> **lea**\n> Un\n\nDeux", "#1")
        assert of(lines, Left) == [Left("whispers")]
        assert [line.number for line in lines if isinstance(line.said, Problem)] == [6]
    with pytest.raises(Rejected, match="no dump"):
        said("discourse", backup(COPIES, "else.txt"))


MAILS = b"""From lea@x.test Thu Jan  1 10:00:00 2015
From: =?utf-8?q?L=C3=A9a?= <lea@x.test>
Subject: [liste] Le train
Message-ID: <a@x.test>
Date: Thu, 01 Jan 2015 10:00:00 +0100
Content-Type: text/plain; charset=iso-8859-1

Qui l'a *pris* ? \xe9crire \xe0 bob.martin@x.test
>From ici.

From bob@x.test Thu Jan  1 11:00:00 2015
From: bob@x.test
Subject: Re: [liste] Le train
Message-ID: <b@x.test>
In-Reply-To: <a@x.test>
Date: Thu, 01 Jan 2015 11:00:00 +0100

> Qui l'a pris ?
Moi.

From x@x.test Thu Jan  1 11:00:00 2015
From: x@x.test
Subject: Sans date

Perdu
"""


def test_mails_become_threads_with_quotes_and_masked_addresses() -> None:
    lines = said("mbox", MAILS)
    (topic,) = of(lines, Topic)
    assert topic.title == "Le train"
    first, second = of(lines, Post)
    assert first.body == "Qui l'a \\*pris\\* ? écrire à b…@x.test\nFrom ici."
    assert (second.body, second.topic, second.parent) == ("> Qui l'a pris ?\nMoi.", topic.remote, first.remote)
    assert [(one.name, one.email) for one in of(lines, Person)] == [("Léa", "lea@x.test"), ("b…", "bob@x.test")]
    assert [line.number for line in lines if isinstance(line.said, Problem)] == [3]


def test_a_table_tells_its_lines_even_over_several() -> None:
    lines = said("csv", 'topic,title,author,date,text\n1,Un,Léa,2020-01-01,"a\nb"\n2,Deux,,2020-01-01,c\n'.encode())
    assert [post.body for post in of(lines, Post)] == ["a\nb"]
    assert [(line.number, line.said.message.params) for line in lines if isinstance(line.said, Problem)] == [
        (4, {"column": "author"})
    ]
    with pytest.raises(Rejected, match="author"):
        said("csv", b"topic,title,date,text\n")


def test_bombs_lies_and_endless_lines_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SMALL", 100_000)
    for reader in ("discourse", "phpbb", "mbox", "csv"):
        with pytest.raises(Rejected, match="unpacks to more"):
            said(reader, gzip.compress(b"topic,title,author,date,text\n" + b"\n" * 3_000_000, 9))
        with pytest.raises(Rejected, match="damaged"):
            said(reader, gzip.compress(b"COPY " * 99)[:-20])
    with pytest.raises(Rejected, match="damaged"):
        said("archive", b"PK\x03\x04 no archive")


def test_a_value_of_a_million_letters_is_left_out_and_the_next_one_read() -> None:
    long = b"x" * 1_200_000
    sql = b"INSERT INTO p_users (user_id, username, user_regdate) VALUES (2,'%s',1),(3,'Bob',1400000000);" % long
    lines = said("phpbb", sql)
    assert [one.name for one in of(lines, Person)] == ["Bob"]
    assert len(of(lines, Problem)) == 1
    copies = COPIES.replace(b"Un\\ttab", long)
    assert [post.number for post in of(said("discourse", copies), Post)] == [2]


@pytest.mark.parametrize("kind", sorted(READERS))
@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=400) | st.text("'\"`\\(),;\n\t[]/*=<>aé", max_size=200).map(str.encode))
def test_no_bytes_make_a_reader_fall(kind: str, data: bytes) -> None:
    head = {"phpbb": b"INSERT INTO x_posts (post_id, a) VALUES (", "csv": b"topic,title,author,date,text\n", "mbox": b"From x\n",
            "discourse": b"COPY public.users (id, username) FROM stdin;\n"}.get(kind, b"")  # fmt: skip
    try:
        said(kind, head + data)
    except Rejected:
        pass


@settings(max_examples=30, deadline=None)
@given(text=st.text("[]/=*bquotelis\n <>&;'\"_`#-1.)|:", max_size=200))
def test_no_words_make_a_writer_fall(text: str) -> None:
    for write in (markdown, html_words, discourse_words, mail_words):
        assert isinstance(write(text), str)


def test_code_and_lists_and_links_of_bbcode() -> None:
    assert markdown("[code]a[b]*c*[/code]") == "```\na[b]*c*\n```"
    assert markdown("[list][*]un[*]deux[/list]") == "- un\n- deux"
    assert markdown("[url=javascript:alert(1)]ici[/url] [url]https://a.test/x_y[/url]") == "ici <https://a.test/x_y>"
    assert markdown("[u][b]x[/u] *y*") == "**x** \\*y\\*"
    assert markdown("<r><B><s>[b]</s>gras<e>[/b]</e></B> &amp; <E>:)</E></r>") == "**gras** & :)"


class Web:
    """A small Discourse."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, address: str, headers: object = None) -> Answer:
        self.asked.append(address)
        path = address.removeprefix("https://old.test").partition("?")[0]
        told = {
            "/categories.json": '{"category_list": {"categories": [{"id": 1, "name": "Cuisine", "slug": "cuisine"}]}}',
            "/latest.json": '{"topic_list": {"topics": [{"id": 9}]}}',
            "/t/9.json": '{"title": "Soupe", "created_at": "2020-01-01T10:00:00.000Z", "category_id": 1, "post_stream": {"stream": [1, 2],'
            ' "posts": [{"id": 1, "user_id": 5, "username": "Lea", "post_number": 1, "raw": "Oui", "created_at": "2020-01-01T10:00:00Z"}]}}',
            "/t/9/posts.json": '{"post_stream": {"posts": [{"id": 2, "user_id": 6, "username": "bob", "post_number": 2,'
            ' "cooked": "<p><b>Non</b></p>", "reply_to_post_number": 1, "created_at": "2020-01-01T11:00:00Z"}]}}',
        }  # fmt: skip
        return Answer(200, address, {}, told.get(path, "<html>").encode())


def test_a_site_is_asked_page_by_page_and_a_known_topic_not_again() -> None:
    web = Web()
    lines = list(site.read("old.test/", web, lambda _topic: False))
    first, second = of(lines, Post)
    assert (first.body, second.body, second.parent) == ("Oui", "**Non**", "#1")
    assert [room.name for room in of(lines, Room)] == ["Cuisine"]
    again = Web()
    assert of(list(site.read("old.test", again, lambda _topic: True)), Post) == []
    assert not [one for one in again.asked if "/t/" in one]
    with pytest.raises(Rejected, match="No Discourse answers"):
        list(site.read("https://else.test/", Web(), lambda _topic: False))
