"""What a page points to, and in what quality."""

from parvis.connectors.outward.pages import read_outward

PAGE = """<html lang="fr-FR"><head><title>Le quai</title>
<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="pingback" href="/xmlrpc.php">
<link rel="blogroll" type="text/xml" href="/amis.opml"></head><body>
<nav><a href="/blogroll">Liens</a></nav>
<article><p>Une nuit en <a href="https://couchette.example/post?utm_source=x">couchette</a>,
<a rel="sponsored" href="https://pub.example/">pub</a> <a rel="nofollow" href="https://non.example/">non</a></p></article>
<aside><h3>Blogs amis</h3><ul><li><a href="https://ami.example/">Ami</a></li></ul></aside>
<a rel="friend met" href="https://copain.example/">Copain</a> <a rel="me" href="https://piaille.example/@quai">moi</a>
<ol><li class="pingback"><a rel="nofollow ugc" href="https://citant.example/2026/nuit">Citant</a></li></ol>
<a href="javascript:alert(1)">x</a><a href="/photo.jpg">p</a></body></html>"""


def test_each_link_is_told_in_the_quality_that_says_most() -> None:
    told = read_outward(PAGE.encode(), "https://quai.example/", {"link": '<https://x.example/w>; rel="webmention"'})
    bonds = {p.address.removeprefix("https://"): p.bond for p in told.pointers}
    assert bonds == {
        "quai.example/blogroll": "page", "couchette.example/post?utm_source=x": "link", "ami.example/": "blogroll",
        "copain.example/": "blogroll", "piaille.example/@quai": "author", "citant.example/2026/nuit": "mention",
        "quai.example/amis.opml": "opml",
    }  # fmt: skip
    assert (told.title, told.language, told.ears) == ("Le quai", "fr-fr", ("pingback", "webmention"))
    assert [feed.address for feed in told.feeds] == ["https://quai.example/feed"]
    assert "couchette" in told.text
    assert "Liens" not in told.text


def test_a_page_that_asks_robots_not_to_follow_is_not_followed() -> None:
    told = read_outward(
        b'<meta name="robots" content="nofollow"><a href="https://a.example/">a</a>', "https://b.example/", {}
    )
    assert told.closed
    assert told.pointers == ()
