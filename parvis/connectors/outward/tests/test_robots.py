"""robots.txt as RFC 9309 has it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.outward.robots import fits, read_robots

EVERYBODY = "User-agent: *\n"


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /prive/", "/prive/a", False),
        ("Disallow: /prive/", "/public", True),
        ("Disallow: /\nAllow: /blog", "/blog/1", True),
        ("Disallow: /a*/x$", "/abc/x", False),
        ("Disallow: /a*/x$", "/abc/xy", True),
        ("Disallow: /*?jour=", "/agenda?jour=3", False),
        ("Disallow:", "/all", True),
        ("Disallow: /caf%C3%A9", "/café/1", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /p\nAllow: /p", "/p", True),
        ("Disallow: /", "/robots.txt", True),
    ],
)
def test_the_longest_rule_decides(rules: str, path: str, allowed: bool) -> None:
    assert read_robots(EVERYBODY + rules).allows(f"https://a.example{path}") is allowed


def test_what_names_us_goes_before_what_is_for_everybody() -> None:
    said = read_robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Parvis/1\nDisallow: /x # no\nCrawl-delay: 7"
    )
    assert said.allows("https://a.example/y")
    assert not said.allows("https://a.example/x")
    assert said.delay == 7


@settings(max_examples=60)
@given(st.text("ab*$/", max_size=8), st.text("ab/$", max_size=10))
def test_a_pattern_fits_as_the_slow_way_of_trying_everything_says(pattern: str, path: str) -> None:
    def slow(p: str, s: str) -> bool:
        if p == "$":
            return not s
        if not p:
            return True
        if p[0] == "*":
            return any(slow(p[1:], s[n:]) for n in range(len(s) + 1))
        return bool(s) and s[0] == p[0] and slow(p[1:], s[1:])

    assert fits(pattern, path) is slow(pattern, path)


@given(st.text(max_size=200))
@settings(max_examples=40)
def test_no_text_breaks_it(text: str) -> None:
    read_robots(text).allows("https://a.example/é?b=%zz")
