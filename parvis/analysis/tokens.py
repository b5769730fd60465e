"""Text into tokens, once for all facets: words, elided words, addresses, mentions, tags, emoji, emoticons, punctuation.

Works on composed (NFC), lower-case text with straight apostrophes and without invisible marks; every token knows where
it stood in the text as given. Only the first `LIMIT` characters are read: what comes after changes no judgement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from parvis.analysis.judgement import Span

LIMIT = 10_000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
_APOSTROPHES = "’‘ʼ´`"
_TRIPLES = tuple(letter * 3 for letter in "eaouirsntlmcpgfhyxzjéè")
TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|(?:jusqu|lorsqu|puisqu|quoiqu|qu|[cdjlmnst])'(?=\w)"
    r"|\w+(?:'\w+)*"
    r"|[@#]\w+"
    r"|(?:>?:|=|;)[-'o]?(?:[()|/\[\]@]|[dpxs]\b)|<3|</3|\^_?\^|-_+-|\(:"
    r"|[.!?…,;:()«»\"\n]+"
    "|[\u2600-\u27bf\u2b50\u2b55\u2639\u263a\U0001f000-\U0001faff]"
)
BREAKS = frozenset('.!?…,;:()«»"\n')
STOPS = frozenset(".!?…\n")


@dataclass(slots=True)
class Tokens:
    """`words[i]` stands at `places[i]` (start, end) of `clean`; `span` gives its place in the text as given.

    `stretched`: whether a letter is drawn out somewhere, as in « troooop ».
    """

    given: str
    clean: str
    words: list[str]
    origins: list[int] | None
    stretched: bool
    found: list[tuple[int, int]] = field(default_factory=list)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Looked for when somebody asks: most words of most posts are never shown."""
        return self._until(len(self.words))

    def _until(self, last: int) -> list[tuple[int, int]]:
        """The places of the first `last` words at least. Each stands where it is first met after the one before: what lies
        between begins no token."""
        found, index = self.found, self.clean.index
        if len(found) < last:
            end = found[-1][1] if found else 0
            for word in self.words[len(found) : last]:
                start = index(word, end)
                end = start + len(word)
                found.append((start, end))
        return found

    def span(self, first: int, last: int, weight: float) -> Span:
        """Of the tokens `first` to `last`, the latter excluded."""
        places = self._until(last)
        start, end = places[first][0], places[last - 1][1]
        return (
            Span(start, end, weight) if self.origins is None else Span(self.origins[start], self.origins[end], weight)
        )

    def stretch(self, start: int, end: int, weight: float) -> Span:
        """Of the characters `start` to `end` of `clean`."""
        if self.origins is not None:
            start, end = self.origins[start], self.origins[end]
        return Span(start, end, weight)

    def breaks(self, index: int) -> bool:
        """Whether a clause ends at this token."""
        return self.words[index][0] in BREAKS

    def stops(self, index: int) -> bool:
        """Whether a sentence ends at this token."""
        return self.words[index][0] in STOPS

    def shouted(self, first: int, last: int) -> bool:
        """Whether these tokens were written in capitals, three letters or more."""
        places = self._until(last)
        start, end = places[first][0], places[last - 1][1]
        if self.origins is not None:
            start, end = self.origins[start], self.origins[end]
        return end - start > 2 and self.given[start].isupper() and self.given[start:end].isupper()


def tokens(text: str) -> Tokens:
    """Never fails, whatever the text."""
    given = text[:LIMIT]
    clean, origins = given, None
    if not given.isascii() and (_INVISIBLE.search(given) or not unicodedata.is_normalized("NFC", given)):
        clean, origins = _composed(given)
    lower = clean.lower()
    if len(lower) != len(clean):
        lower = "".join(char.lower()[0] for char in clean)
    for apostrophe in _APOSTROPHES:
        lower = lower.replace(apostrophe, "'")
    stretched = any(map(lower.__contains__, _TRIPLES))
    return Tokens(given, lower, TOKEN.findall(lower), origins, stretched)


def split(text: str) -> tuple[str, ...]:
    """The words of a lexicon's form, cut as posts are."""
    return tuple(tokens(text).words)


def _composed(text: str) -> tuple[str, list[int]]:
    """Composed and visible, with the origin of each character and the end of the text as the last entry."""
    parts: list[str] = []
    origins: list[int] = []
    for start, run in _runs(text):
        part = unicodedata.normalize("NFC", _INVISIBLE.sub("", run))
        parts.append(part)
        origins.extend([start] * len(part))
    origins.append(len(text))
    return "".join(parts), origins


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """A character and the marks that combine with it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, text[start:index]
            start = index
