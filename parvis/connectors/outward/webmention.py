"""Webmention (W3C Recommendation, 12 January 2017): where a page hears of who cites it, and what a citing page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from parvis.connectors.contract import Gone, Rejected
from parvis.connectors.net import Web
from parvis.connectors.outward.looking import charset_of
from parvis.connectors.pages.tree import classes, elements, tree_of, words

REL: Final = "webmention"
ACCEPT: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
NAME, TITLE, EXCERPT = 120, 200, 300
_LINK: Final = re.compile(r"<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\*?(?:\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))?)*)")
_PARAMETER: Final = re.compile(r";\s*([\w-]+)\*?\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a page that cites says of itself. Plain text, tidied, bounded."""

    name: str
    title: str
    excerpt: str


def endpoint_of(web: Web, target: str) -> str:
    """Where `target` hears of who cites it; "" = nowhere. Raises ConnectorError."""
    answer = web.get(target, {"Accept": ACCEPT})
    charset = charset_of(answer)
    html = answer.body if answer.content_type.startswith(("text/html", "application/xhtml")) else b""
    return endpoint_in(html, answer.url, answer.headers, charset)


def endpoint_in(content: bytes, address: str, headers: Mapping[str, str], charset: str = "") -> str:
    """The header first, then the first `<link>` or `<a>` of the document; "" is an address too: the page's own."""
    for target, told in _LINK.findall(headers.get("link", "")):
        parameters = {name.lower(): quoted or plain for name, quoted, plain in reversed(_PARAMETER.findall(told))}
        if REL in parameters.get("rel", "").lower().split():
            return _web(_joined(address, target))
    if not content:
        return ""
    try:
        root = tree_of(content, charset)
    except Rejected:
        return ""
    base = _base(root, address)
    for element in elements(root):
        link = element.get("href") if element.tag in ("link", "a") else None
        if link is not None and REL in (element.get("rel") or "").lower().split():
            return _web(_joined(base, link))
    return ""


def tell(web: Web, endpoint: str, source: str, target: str) -> None:
    """That `source` speaks of `target`. Raises ConnectorError."""
    said = urlencode({"source": source, "target": target}).encode()
    web.post(endpoint, said, {"Content-Type": "application/x-www-form-urlencoded"})


def citation_at(web: Web, source: str, target: str) -> Citation | None:
    """What `source` says, if it links to `target`; None = it does not, or it is gone. Raises ConnectorError when nobody can
    say now."""
    try:
        answer = web.get(source, {"Accept": ACCEPT})
    except (Gone, Rejected) as error:
        if isinstance(error, Gone) or error.status == 404:
            return None
        raise
    if not answer.content_type.startswith(("text/html", "application/xhtml")):
        return None
    return citation_in(answer.body, answer.url, target, charset_of(answer))


def citation_in(content: bytes, address: str, target: str, charset: str = "") -> Citation | None:
    """The link has to be there letter for letter: a page that has the address in its words does not cite it."""
    try:
        root = tree_of(content, charset)
    except Rejected:
        return None
    base = _base(root, address)
    link = next((e for e, linked in _links(root, base) if linked == target), None)
    if link is None:
        return None
    entry = _entry(link, root)
    scope = entry if entry is not None else root
    title = _of_class(scope, "p-name") or next((words(e) for e in root.iter("title")), "")
    excerpt = _of_class(scope, "p-summary") or _of_class(scope, "e-content") or _around(link)
    return Citation(_author(scope, address)[:NAME], title[:TITLE], _cut(excerpt))


def _links(root: Any, base: str) -> Iterator[tuple[Any, str]]:
    for element in elements(root):
        for name in ("href", "src"):
            said = element.get(name) if element.tag in ("a", "img", "video", "audio", "source", "iframe") else None
            if said is not None:
                yield element, _joined(base, said)


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def _entry(link: Any, root: Any) -> Any:
    """The h-entry that the link stands in, else the first of the page."""
    around = (one for one in (link, *link.iterancestors()) if "h-entry" in classes(one))
    anywhere = (one for one in elements(root) if "h-entry" in classes(one))
    return next(chain(around, anywhere), None)


def _author(scope: Any, address: str) -> str:
    for element in elements(scope):
        if "p-author" in classes(element):
            named = _of_class(element, "p-name") or words(element)
            if named:
                return named
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _of_class(scope: Any, name: str) -> str:
    """The first that is not part of another thing inside: a name inside the author's card is the author's."""
    for element in elements(scope):
        if name in classes(element) and not any(one.startswith("h-") for one in _between(element, scope)):
            return words(element)
    return ""


def _between(element: Any, scope: Any) -> set[str]:
    """Classes of what holds the element, inside `scope`; of the element too, unless it is the scope."""
    found = classes(element) if element is not scope else set()
    for above in element.iterancestors():
        if above is scope:
            break
        found |= classes(above)
    return found


def _around(link: Any) -> str:
    for above in link.iterancestors():
        if above.tag in ("p", "li", "blockquote", "td", "dd", "div", "article", "section"):
            return words(above)
    return words(link)


def _base(root: Any, address: str) -> str:
    said = next((e.get("href") for e in elements(root) if e.tag == "base" and e.get("href")), "")
    return _joined(address, said) or address


def _web(address: str) -> str:
    """Only what can be asked: http or https, without a fragment."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts._replace(fragment="").geturl() if parts.scheme in ("http", "https") and parts.netloc else ""


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"
