"""What a field of a query and a field of a post have in common: short keys, equal where they may match.

A key holds a colon, which no folded word does, so keys of words and of fields live in one set.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parvis.core.folding import bare, fold_tokens
from parvis.listening.matching.interface import Document
from parvis.listening.query.ast import Field


def name_words(text: str) -> list[str]:
    """The words of a name, a handle or a place, without the signs of mentions."""
    return [bare(token) for token in fold_tokens(text)]


def address(url: str) -> str:
    """Host and path in lower case, without scheme, "www." nor final slash."""
    return re.sub(r"^[a-z][a-z0-9+.-]*://", "", url.strip().lower()).removeprefix("www.").rstrip("/")


def host(url: str) -> str:
    """The host of an address, without port nor account."""
    return re.split(r"[/?#]", address(url))[0].rpartition("@")[2].partition(":")[0].removeprefix("www.")


def _domains(url: str) -> list[str]:
    """blog.example.org → blog.example.org, example.org, org: site: takes the subdomains of what it names."""
    labels = host(url).split(".")
    return [".".join(labels[start:]) for start in range(len(labels))] if labels != [""] else []


def _tag(text: str) -> list[str]:
    return ["".join(name_words(text))]


def _lower(text: str) -> list[str]:
    return [text.lower()] if text else []


VALUES: dict[str, tuple[Callable[[Document], tuple[str, ...]], Callable[[str], list[str]]]] = {
    "author": (lambda document: document.authors, name_words),
    "place": (lambda document: document.places, name_words),
    "tag": (lambda document: document.tags, _tag),
    "site": (lambda document: (document.site,), _domains),
    "link": (lambda document: document.links, _domains),
    "network": (lambda document: (document.network,), _lower),
    "kind": (lambda document: (document.kind,), _lower),
}
"""Field → (its values in a post, the keys of one value). Language, dates and followers have no key."""


def wanted_keys(field: Field) -> list[str]:
    """The keys that a matching post has, all of them; one or more."""
    if field.name == "link":
        return [f"link:{host(field.value)}"]
    if field.name == "site":
        return [f"site:{field.value}"]
    return [f"{field.name}:{part}" for part in VALUES[field.name][1](field.value)]


def keys_suffice(field: Field) -> bool:
    """Whether having the keys is enough to match."""
    if field.name == "link":
        return "/" not in field.value and host(field.value) == field.value
    return len(wanted_keys(field)) == 1


def holds(field: Field, document: Document) -> bool:
    """Whether `document` matches, its keys being there: the words of a name in a row, the path of an address."""
    if field.name == "link":
        return any(_leads_to(field.value, address(link)) for link in document.links)
    wanted = name_words(field.value)
    values = VALUES[field.name][0](document)
    return any(_in_a_row(wanted, name_words(value)) for value in values)


def _in_a_row(wanted: list[str], words: list[str]) -> bool:
    size = len(wanted)
    return any(words[start : start + size] == wanted for start in range(len(words) - size + 1))


def _leads_to(wanted: str, found: str) -> bool:
    """The address itself or a page below it, on the same host or one of its subdomains."""
    place = found.find(wanted)
    if place < 0 or "/" in found[:place] or (place and found[place - 1] != "."):
        return False
    return found[place + len(wanted) :][:1] in ("", "/", "?", "#", ":")
