"""Links to one page are one link, however they were shared."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parvis.conversations.links import canonical, link_key

PAGE = "https://lemonde.fr/article?a=1&b=2"


@pytest.mark.parametrize(
    "shared",
    [
        "http://www.lemonde.fr/article?b=2&a=1",
        "https://m.lemonde.fr/article/?a=1&b=2&utm_source=x&fbclid=9#comments",
        "HTTPS://LeMonde.fr:443/article?a=1&b=2&at_medium=mail&xtor=RSS",
        "https://amp.lemonde.fr/article/amp/?a=1&b=2",
        "  https://lemonde.fr./%61rticle.amp?a=1&b=2&amp=1 ",
    ],
)
def test_one_page_one_key(shared: str) -> None:
    assert canonical(shared) == PAGE
    assert link_key(canonical(shared)) == link_key(PAGE)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://www.google.com/amp/s/www.ouest-france.fr/train.amp.html", "https://ouest-france.fr/train.amp.html"),
        ("https://ouest-france-fr.cdn.ampproject.org/c/s/ouest-france.fr/train/amp", "https://ouest-france.fr/train"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", "https://youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://m.youtube.com/watch?feature=shared&v=dQw4w9WgXcQ", "https://youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://fr.m.wikipedia.org/wiki/%c3%89t%c3%a9", "https://fr.wikipedia.org/wiki/%C3%89t%C3%A9"),
        ("https://fr.wikipedia.org/wiki/Été#Histoire", "https://fr.wikipedia.org/wiki/%C3%89t%C3%A9"),
        ("https://mobile.twitter.com/zoe/status/1", "https://x.com/zoe/status/1"),
        ("http://pêche.example:8080/", "https://xn--pche-gpa.example:8080"),
        ("https://app.example/#!/page", "https://app.example#!/page"),
        ("https://m.fr/", "https://m.fr"),
        ("https://lemonde.fr/amplitude", "https://lemonde.fr/amplitude"),
        ("mailto:zoe@example.fr", ""),
        ("javascript:alert(1)", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_what_is_meant(address: str, page: str) -> None:
    assert canonical(address) == page


def test_other_pages_stay_others() -> None:
    pages = [
        "https://a.fr/1",
        "https://a.fr/2",
        "https://a.fr/1?p=2",
        "https://b.a.fr/1",
        "https://a.fr/1%2F2",
        "https://a.fr/1/2",
    ]
    assert len({canonical(page) for page in pages}) == len(pages)


ADDRESSES = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(
        ["a.fr", "www.m.a.fr", "m.amp.www.a.fr", "été.fr", "google.com", "x.cdn.ampproject.org", "[::1]", "youtu.be"]
    ),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(alphabet="/amp.htlsc%2Fé é+'", max_size=14).map(lambda path: "/" + path),
    st.text(alphabet="?&=#!ab%3é;+ utm_", max_size=14),
)


@settings(max_examples=150, deadline=None)
@given(ADDRESSES | st.text(max_size=40))
@example("https://a.fr/amp/amp/.amp//amp/")
@example("https://a.fr/?a=%ff&b=\udcff")
@example("https://google.com/amp/s/google.com/amp/s/a.fr/b?utm_x=1")
def test_twice_is_once(address: str) -> None:
    assert canonical(canonical(address)) == canonical(address)
