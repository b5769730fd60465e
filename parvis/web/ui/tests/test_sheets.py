"""All sheets are one sheet in the end: a class that two screens define would dress both, by chance of order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from django.test import Client

from parvis.web.ui.assets import sheets, style_url

SELECTOR = re.compile(r"(?:^|[{};])([^{};@]*)\{")
CONDITION = re.compile(r":(?:not|has|where)\([^()]*\)")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def defined(css: str) -> set[str]:
    """The classes that a sheet dresses: those of the last part of each of its selectors."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found: set[str] = set()
    for selectors in SELECTOR.findall(css):
        while (plain := CONDITION.sub("", selectors)) != selectors:
            selectors = plain
        for selector in re.split(r",(?![^(]*\))", plain):
            found |= set(CLASS.findall(re.split(r"[\s>+~](?![^(]*\))", selector.strip())[-1]))
    return found


def collisions(css: Mapping[str, str]) -> Iterator[str]:
    """`css`: screen → its sheets. What `ui` defines is everybody's: a screen may adjust it, two screens may."""
    homes = defaultdict(set)
    for screen, text in css.items():
        for name in defined(text):
            homes[name].add(screen)
    for name, screens in sorted(homes.items()):
        if len(screens) > 1 and "ui" not in screens:
            yield f".{name}: {', '.join(sorted(screens))}"


def test_no_two_screens_define_the_same_class() -> None:
    css: dict[str, str] = defaultdict(str)
    for sheet in sheets():
        css[sheet.parent.parent.name] += sheet.read_text()
    assert len(css) > 4
    assert list(collisions(css)) == []


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (".card-x { color: red; }", "@media (width < 3rem) { .card-x:hover, .b { color: blue; } }", [".card-x: one, other"]),
        (".shared .mine { color: red; }", ".shared > .yours { color: blue; }", []),
        ("/* .a { } */ .b:not(.c, :has(.d)) { color: red; }", ".c, .d, .a { color: blue; }", []),
        (".a :is(.b, .c) { color: red; }", ".d .c { color: blue; }", [".c: one, other"]),
    ],
)  # fmt: skip
def test_a_collision_is_told(one: str, other: str, told: list[str]) -> None:
    assert list(collisions({"one": one, "other": other})) == told


@pytest.mark.django_db
def test_a_page_names_its_sheet_in_its_headers_and_its_scripts_come_last(client: Client) -> None:
    page = client.get("/login")
    assert page.headers["Link"] == f"<{style_url()}>; rel=preload; as=style"
    assert f'<link rel="stylesheet" href="{style_url()}">' in page.content.decode()
    assert "<script" not in page.content.decode().partition("<main")[0]
    assert "Link" not in client.get("/login", headers={"HX-Request": "true"}).headers
    assert "Link" not in client.get("/favicon.svg").headers
