"""Whether a French post says tu or vous. Quotations do not count, nor « le ton », nor Gomez."""

from __future__ import annotations

import re

from parvis.analysis.lexicon import Hit, Hits
from parvis.analysis.tokens import Tokens

_QUOTES = re.compile('«[^»]*»|"[^"]*"|“[^”]*”')
_NOT_VERBS = frozenset(
    ["assez", "chez", "nez", "rez", "lez", "suez", "fez", "rodez", "gomez", "lopez", "sanchez", "martinez"]
)
_ARTICLES = frozenset(["le", "un", "ce", "du", "au", "bon", "même", "son", "mon", "quel"])
_OBJECTS = frozenset(["moi", "nous", "le", "la", "les", "lui", "en", "y", "toi"])
_BEFORE_BID = frozenset(["et", "alors", "donc", "puis", "allez", "bon", "ben", "bah", "stp", "sinon", "oui"])
_AFTER_BID = frozenset(
    [
        "un",
        "une",
        "le",
        "la",
        "les",
        "bien",
        "des",
        "pas",
        "bon",
        "nous",
        "à",
        "au",
        "l'",
        "moi",
        "ton",
        "ta",
        "tes",
        "ça",
        "ce",
        "cette",
        "en",
        "du",
        "juste",
    ]
)


def register(read: Tokens, hits: Hits) -> str:
    """tu, vous, mixed or none."""
    quoted = _quotations(read)
    said = _register(read, hits, quoted)
    return _register(read, hits, []) if said == "none" and quoted else said


def _register(read: Tokens, hits: Hits, quoted: list[tuple[int, int]]) -> str:
    said = [h for h in hits.get("tu", ()) if _counts(read, h, quoted) and not _is_noun(read, h)]
    said += [h for h in _elided(read) if _counts(read, h, quoted)]
    bids = [h for h in hits.get("bid", ()) if _bids(read, h) and _counts(read, h, quoted)]
    vous = [h for h in hits.get("vous", ()) if _counts(read, h, quoted)]
    pronouns = [h for h in vous if read.words[h.first] in ("vous", "votre", "vos")]
    informal, formal = len(said) + len(bids), len(vous) + _endings(read, quoted)
    if not informal and not formal:
        return "none"
    if informal and formal <= 1 and not pronouns:
        return "tu"
    return "tu" if informal > formal else "vous" if formal > informal else "mixed"


def _elided(read: Tokens) -> list[Hit]:
    """« je t’attends »."""
    return (
        [Hit(i, i + 1, 1.0, False) for i, word in enumerate(read.words) if word == "t'"] if "t'" in read.clean else []
    )


def _quotations(read: Tokens) -> list[tuple[int, int]]:
    """Unless the post is little else."""
    if not any(sign in read.clean for sign in '«"“'):
        return []
    found = [match.span() for match in _QUOTES.finditer(read.clean)]
    return found if len(read.clean) - sum(b - a for a, b in found) > 15 else []


def _counts(read: Tokens, hit: Hit, quoted: list[tuple[int, int]]) -> bool:
    return not any(a <= read.places[hit.first][0] < b for a, b in quoted)


def _is_noun(read: Tokens, hit: Hit) -> bool:
    """« le ton », « un tiens »; and the t of « a-t-il », which is nobody."""
    word, place = read.words[hit.first], read.places[hit.first][0]
    if word == "t":
        return True
    if word not in ("ton", "tiens", "tu") or not hit.first:
        return False
    before = read.words[hit.first - 1]
    return before in _ARTICLES and not (
        before == "ce" and read.clean[: read.places[hit.first - 1][0]].endswith("-") and place
    )


def _bids(read: Tokens, hit: Hit) -> bool:
    """An order to one person: « dis-moi », or at the head of a clause « passe une bonne journée »."""
    following = read.words[hit.last] if hit.last < len(read.words) else ""
    end = read.places[hit.last - 1][1]
    if following in _OBJECTS and read.clean[end : end + 1] == "-":
        return True
    if following not in _AFTER_BID:
        return False
    return hit.first == 0 or read.breaks(hit.first - 1) or read.words[hit.first - 1] in _BEFORE_BID


def _endings(read: Tokens, quoted: list[tuple[int, int]]) -> int:
    """Verbs in -ez; a name in the middle of a sentence keeps its capital and is left out."""
    if "ez" not in read.clean:
        return 0
    ending = [i for i, word in enumerate(read.words) if word.endswith("ez") and len(word) > 3]
    return sum([read.words[i] not in _NOT_VERBS and _verb_at(read, i, quoted) for i in ending])


def _verb_at(read: Tokens, index: int, quoted: list[tuple[int, int]]) -> bool:
    start = read.span(index, index + 1, 0).start
    named = read.given[start].isupper() and index > 0 and not read.breaks(index - 1)
    return not (named and not read.given.isupper()) and _counts(read, Hit(index, index + 1, 1, False), quoted)
