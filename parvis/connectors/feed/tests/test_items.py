"""Ids that stay, dates that can be believed, comments under their article."""

from __future__ import annotations

from parvis.connectors.feed.items import Under
from parvis.connectors.feed.tests.test_parsing import item, items, notices, rss


def test_an_entry_without_id_date_and_author_keeps_one_id() -> None:
    bare = "<item><title>Sans rien</title><description>texte</description></item>"
    (one,) = items(rss(bare))
    _, again = sorted(
        items(rss("<item><title>Autre</title><description>x</description></item>", bare)), key=lambda i: i.title
    )
    assert one.remote_id == again.remote_id
    assert one.remote_id.startswith("parvis:")
    assert (one.at, one.author, one.thread_id) == (None, None, one.remote_id)
    assert "without an id: 1" in notices(rss(bare))
    assert "without a date: 1" in notices(rss(bare))


def test_an_edited_entry_without_id_is_another_one() -> None:
    (one,) = items(rss("<item><description>avant</description></item>"))
    (two,) = items(rss("<item><description>après</description></item>"))
    assert one.remote_id != two.remote_id


def test_a_link_serves_as_id() -> None:
    (one,) = items(rss("<item><link>https://blog.example/a</link><description>x</description></item>"))
    assert one.remote_id == "https://blog.example/a"


def test_impossible_dates_are_left_out_and_counted() -> None:
    document = rss(
        item("<pubDate>Sun, 31 Dec 1899 10:00:00 GMT</pubDate>", "a", "/a"),
        item("<pubDate>Tue, 01 Jan 2199 10:00:00 GMT</pubDate>", "b", "/b"),
        item("<pubDate>Sat, 28 Feb 2026 10:00:00 GMT</pubDate>", "c", "/c"),
    )
    assert [one.at is None for one in sorted(items(document), key=lambda one: one.remote_id)] == [True, True, False]
    assert "cannot be: 2" in notices(document)


def test_one_id_twice_is_one_item_in_its_latest_form() -> None:
    (one,) = items(
        rss(
            item("<description>avant</description><pubDate>Sat, 28 Feb 2026 10:00:00 GMT</pubDate>"),
            item("<description>après</description><pubDate>Sat, 28 Feb 2026 11:00:00 GMT</pubDate>"),
        )
    )
    assert one.body == "après"


def test_pages_that_share_an_id_by_mistake_are_told_apart() -> None:
    document = rss(item("", "same", "/a"), item("", "same", "/b"))
    found = items(document)
    assert len({one.remote_id for one in found}) == 2
    assert items(document) == found
    assert "share one id" in notices(document)


def test_empty_entries_are_left_out_and_counted() -> None:
    document = rss(item(), "<item></item>", '<item><guid isPermaLink="false">x</guid></item>')
    assert len(items(document)) == 1
    assert "left out: 2" in notices(document)


def test_items_come_oldest_first_and_undated_ones_stay_beside_their_neighbour() -> None:
    document = rss(
        item("<pubDate>Sat, 28 Feb 2026 10:00:00 GMT</pubDate>", "new", "/1"),
        item("", "undated", "/2"),
        item("<pubDate>Fri, 27 Feb 2026 10:00:00 GMT</pubDate>", "old", "/3"),
    )
    assert [one.remote_id for one in items(document)] == ["old", "undated", "new"]


def test_a_comment_feed_joins_the_thread_of_its_article() -> None:
    (article,) = items(rss(item("", "https://blog.example/?p=1", "https://blog.example/un/?utm_source=rss")))
    (comment,) = items(
        rss(
            "<item><title>Par : Bob</title><link>https://blog.example/un/comment-page-2/#comment-5</link>"
            "<guid>c5</guid><description>bravo</description></item>"
        )
    )
    assert comment.thread_id == article.thread_id
    assert (comment.kind, comment.title) == ("comment", "")
    assert comment.author
    assert comment.author.name == "Bob"


def test_a_comment_of_the_whole_site_names_its_article() -> None:
    (comment,) = items(
        rss(
            "<item><title>Commentaires sur Le train de nuit par Zoé</title><link>https://blog.example/un/#comment-5</link></item>"
        )
    )
    assert comment.title == "Le train de nuit"
    assert comment.author
    assert comment.author.name == "Zoé"


def test_comments_read_for_an_article_belong_to_it() -> None:
    (comment,) = items(rss(item("<description>x</description>")), Under("https://blog.example/un", "g0"))
    assert (comment.kind, comment.thread_id, comment.parent_id) == ("comment", "https://blog.example/un", "g0")


def test_an_answer_in_atom_names_what_it_answers() -> None:
    (answer,) = items(
        rss(
            item(
                '<thr:in-reply-to ref="tag:blog,1" href="https://blog.example/billet.html"/>',
                "tag:blog,2",
                "/billet.html?c=2",
            )
        )
    )
    assert (answer.kind, answer.parent_id) == ("comment", "tag:blog,1")
    assert answer.thread_id == "https://blog.example/billet.html"


def test_entries_that_link_to_the_site_itself_have_threads_of_their_own() -> None:
    one, two = items(
        rss(item("", "a", "https://blog.example/"), item("<title>b</title>", "b", "https://blog.example/"))
    )
    assert {one.thread_id, two.thread_id} == {"a", "b"}


def test_authors_written_as_mail_are_known_by_it() -> None:
    for written in ("zoe@blog.example (Zoé)", "Zoé &lt;Zoe@blog.example&gt;"):
        (one,) = items(rss(item(f"<author>{written}</author>")))
        assert one.author
        assert (one.author.name, one.author.remote_id) == ("Zoé", "zoe@blog.example")


def test_scripts_are_no_links() -> None:
    (one,) = items(rss("<item><link>javascript:alert(1)</link><guid>x</guid><title>t</title></item>"))
    assert one.url == ""
