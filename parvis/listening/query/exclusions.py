"""What a watch could leave out, and leaving it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from parvis.core.folding import bare, fold_tokens
from parvis.listening.query.ast import And, Near, Node, Not, Or, Words, conjunction, negation
from parvis.listening.query.errors import QueryError
from parvis.listening.query.formatter import quoted
from parvis.listening.query.parser import Query, parse
from parvis.listening.query.stopwords import STOP_WORDS
from parvis.listening.query.words import Piece, clean, pieces


def terms_for_exclusion(
    documents_tokens: Iterable[Iterable[str]], query: Query, *, most: int = 12, least: int = 2
) -> list[tuple[str, int]]:
    """(word, number of matching posts that have it), most frequent first: words beside the query, stop words aside.

    `documents_tokens`: `fold_tokens` of posts that the query matched. At most `most` words, each in at least `least` posts.
    """
    asked = list(_pieces(query.ast))
    counts: Counter[str] = Counter()
    for tokens in documents_tokens:
        counts.update({bare(token) for token in tokens})
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    telling = (e for e in ranked if e[1] >= least and _telling(e[0]) and not any(_covers(p, e[0]) for p in asked))
    return [entry for entry, _ in zip(telling, range(most), strict=False)]


def besides(query: Query, words: Iterable[str]) -> list[str]:
    """Those of `words` that the query does not ask for itself, in their order."""
    asked = list(_pieces(query.ast))
    folded = {word: bare("".join(fold_tokens(word))) for word in words}
    return [word for word, plain in folded.items() if not any(_covers(piece, plain) for piece in asked)]


def exclude(text: str, term: str) -> str:
    """The query `text` less the posts that contain `term`. Raises QueryError when `text`, or the result, does not parse."""
    term = clean(term.replace("*", " "))
    wanted = conjunction([parse(text).ast, negation(Words(term))])
    for candidate in (f"{text.rstrip()} -{quoted(term)}", f"({text.strip()}) -{quoted(term)}"):
        query = _parsed(candidate)
        if query and query.ast == wanted:
            return candidate
    return parse(f"({text.strip()}) -{quoted(term)}").text


def _parsed(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError:
        return None


def _pieces(node: Node) -> Iterable[Piece]:
    match node:
        case Words():
            yield from pieces(node)
        case Near(left, right):
            yield from _pieces(left)
            yield from _pieces(right)
        case Not(part):
            yield from _pieces(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _pieces(part)


def _telling(word: str) -> bool:
    return word not in STOP_WORDS and not word.isdigit() and (len(word) > 2 or not word.isascii())


def _covers(piece: Piece, word: str) -> bool:
    return word.startswith(piece.folded) if piece.prefix else word == bare(piece.folded)
