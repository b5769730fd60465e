"""Why a post was caught: a piece of it with the words that were asked for, marked."""

from __future__ import annotations

from markupsafe import Markup, escape

from parvis.conversations.models import Post
from parvis.flows.documents import document_of_post
from parvis.listening.matching import evidence
from parvis.listening.query import Node, QueryError
from parvis.listening.query.errors import Span

BEFORE, LENGTH = 90, 320


def excerpt(post: Post, ast: Node) -> Markup:
    """About LENGTH characters around the first word found, each found word in <mark>."""
    document = document_of_post(post)
    spans = evidence(ast, document)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    if start:
        start = document.text.rfind(" ", 0, start) + 1
    end = min(len(document.text), start + LENGTH)
    return marked(document.text, spans, start, end)


def marked(text: str, spans: tuple[Span, ...], start: int, end: int) -> Markup:
    """`text` from `start` to `end`, nothing of it markup, with `spans` marked."""
    parts = [Markup("… ") if start else Markup("")]
    place = start
    for first, last in spans:
        if first < place or last > end:
            continue
        parts += [escape(text[place:first]), Markup("<mark>{}</mark>").format(text[first:last])]
        place = last
    parts += [escape(text[place:end]), Markup(" …") if end < len(text) else Markup("")]
    return Markup("").join(parts)


def pointed(text: str, problem: QueryError) -> tuple[str, str, str]:
    """The query before, at and after the fault; what is at fault is never empty, so that it can be underlined."""
    start, end = problem.position
    start, end = min(start, len(text)), min(max(end, start), len(text))
    return text[:start], text[start:end] or "␣", text[end:]
