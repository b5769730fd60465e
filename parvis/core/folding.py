"""One way of folding text into words, for posts, watches and search alike, so that they cannot disagree.

Case and accents go, œ = oe, æ = ae, full-width and fancy letters become plain ones. Apostrophes, hyphens, underscores
and # separate words: l'avion → l avion, #tag = tag. A mention keeps its sign (@name) so that a watch may ask for it;
`bare` gives the word without it. Chinese and Japanese are cut by character, each emoji is a word, skin tones, zero-width
and bidirectional marks vanish. Indic and Thai vowel signs stay: they are part of the word.
"""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_APOSTROPHES = frozenset("'’‘ʼʻ`´ʹ＇")
_ALONE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]")
_VANISHING = re.compile(
    "[\u3099\u309a\ufe00-\ufe0f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)


def _plain(char: str) -> str:
    """The letters of `char` without case, accent or ornament; empty when nothing is left."""
    text = "".join(_LIGATURES.get(part, part) for part in char.casefold())
    text = "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))
    text = "".join(_LIGATURES.get(part, part) for part in text.casefold() if part not in _APOSTROPHES)
    return unicodedata.normalize("NFC", text)


def _folded(char: str) -> str:
    """What one character becomes: letters, "" (vanishes), " " (separates), or a word of its own between spaces."""
    category = unicodedata.category(char)
    if category == "Cf" or _VANISHING.match(char):
        return ""
    if category in ("Mn", "Me"):
        return "" if char < "\u0900" else char
    if category == "Mc":
        return char
    if char in _APOSTROPHES:
        return " "
    if _EMOJI.match(char):
        return f" {char} "
    plain = _plain(char)
    if plain == "@":
        return " @"
    if not plain or not plain.isalnum() or (category == "So" and len(plain) > 1):
        return " "
    if _ALONE.match(plain):
        return f" {plain if len(plain) == 1 else char} "
    return plain


def _exact(char: str) -> str:
    """As `_folded`, and separating exactly where it separates, but accents and ligatures are kept."""
    folded = _folded(char)
    if not folded or folded.startswith(" "):
        return folded
    return unicodedata.normalize("NFC", char.lower())


class _Table(dict[int, str]):
    """Filled as characters are met: at most one entry per character of Unicode."""

    def __missing__(self, code: int) -> str:
        result = self[code] = _folded(chr(code))
        return result


class _ExactTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        result = self[code] = _exact(chr(code))
        return result


_FOLD = _Table()
_EXACT = _ExactTable()


def folded_char(code: int) -> str:
    """What the character of this code becomes in a composed text: letters, "" (it vanishes), " " (it separates), " @"
    (the sign of a mention), or " x " (a word of its own)."""
    return _FOLD[code]


def composed(text: str) -> str:
    """The text in the form in which characters are folded one by one."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _words(separated: str) -> list[str]:
    words = separated.split()
    return [word for word in words if word != "@"] if "@" in words else words


def fold_tokens(text: str) -> list[str]:
    """The folded words of `text` in order; folding them again changes nothing."""
    return _words(composed(text).translate(_FOLD))


def exact_tokens(text: str) -> list[str]:
    """The same words at the same positions as `fold_tokens`, lower case (NFC) but with their accents."""
    return _words(composed(text).translate(_EXACT))


def bare(token: str) -> str:
    """A token without the sign of a mention: "@name" → "name"."""
    return token[1:] if token[0] == "@" else token


def _clusters(text: str) -> list[tuple[int, str]]:
    """(offset, characters) of the pieces of `text` that may be composed one by one, in order."""
    if unicodedata.is_normalized("NFC", text):
        return list(enumerate(text))
    pieces: list[tuple[int, str]] = []
    for offset, char in enumerate(text):
        if pieces:
            start, last = pieces[-1]
            together = unicodedata.normalize("NFC", last + char)
            apart = unicodedata.normalize("NFC", last) + unicodedata.normalize("NFC", char)
            if len(last) < 32 and (unicodedata.combining(char) or together != apart):
                pieces[-1] = (start, last + char)
                continue
        pieces.append((offset, char))
    return pieces


def fold_spans(text: str) -> list[tuple[str, int, int]]:
    """(token, start, end) of each of `fold_tokens(text)`, offsets in `text` as given. Slower: for pages, not for matching."""
    spans: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for offset, cluster in _clusters(text):
        after = offset + len(cluster)
        for part in re.split("( )", unicodedata.normalize("NFC", cluster).translate(_FOLD)):
            if part == " ":
                if word not in ("", "@"):
                    spans.append((word, start, end))
                word = ""
            elif part:
                start = start if word else offset
                word, end = word + part, after
    if word not in ("", "@"):
        spans.append((word, start, end))
    return spans
