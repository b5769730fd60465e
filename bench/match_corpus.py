"""A frozen corpus of short posts, and watches that ask for its words. No text of anybody: words are made of syllables.

Calibrated on what public streams look like: some 15 words a post, 58 posts in 100 not in plain ASCII, a word in 20,000
posts beside one in 20, phrases that are said again, mentions, hashtags, addresses, emoji, a little Japanese. At 100,000
watches a post is, to an engine that knows how rare each word is, a candidate of some 57 of them. Changing anything here
makes the figures of two versions incomparable: `FROZEN` is the digest that a test holds it to.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from itertools import accumulate

from parvis.listening.matching import Document

FROZEN = "c4968b30a452c5dd"
_CONSONANTS = "bcdfgjlmnprstv"
_VOWELS = ("a", "e", "i", "o", "u", "e", "i", "ou", "an", "on", "en", "in")
_ACCENTS = str.maketrans("eau", "éàù")
_BRAND = [
    "na",
    "vo",
    "ri",
    "ka",
    "lu",
    "tex",
    "mo",
    "sy",
    "pra",
    "del",
    "zo",
    "fi",
    "bel",
    "cor",
    "dax",
    "ino",
    "ex",
    "ia",
    "on",
    "um",
]
_ELISIONS = ("l'", "d'", "qu’", "j'", "l’", "c’")
_ENDS = ("", "", ".", ".", "!", "?", " !!", "…")
VOCABULARY, AUTHORS = 120_000, 30_000


class Corpus:
    """Posts and watches from one seed; the same on every machine."""

    def __init__(self, seed: int = 3) -> None:
        self.dice = random.Random(seed)
        self.words = self._words()
        self._weights = list(accumulate(1 / (rank + 6) ** 1.03 for rank in range(len(self.words))))
        self._said: list[list[str]] = []
        self._rare = frozenset(self.words[300:])

    def _words(self) -> list[str]:
        dice = self.dice
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            syllables = 1 + int(dice.expovariate(0.6)) % 5
            word = "".join(dice.choice(_CONSONANTS) + dice.choice(_VOWELS) for _ in range(syllables))
            made[word + dice.choice(("", "", "s", "r", "t", "x"))] = None
        return sorted(made, key=lambda word: len(word) + dice.random() * 6)

    def posts(self, count: int) -> list[Document]:
        return [self._post() for _ in range(count)]

    def _post(self) -> Document:
        dice = self.dice
        words = dice.choices(self.words, cum_weights=self._weights, k=max(3, int(dice.gauss(13.6, 5.5))))
        if dice.random() < 0.35 and len(self._said) > 50:
            said = self._said[int(dice.random() ** 2 * len(self._said))]
            place = dice.randrange(len(said) - 2)
            words[:3] = said[place : place + 3]
        if len(self._said) < 20_000:
            self._said.append(list(words))
        language = dice.choices(("en", "fr", "es", "de"), (54, 33, 8, 5))[0]
        if language != "en" and dice.random() < 0.77:
            words = [word.translate(_ACCENTS) if len(word) % 4 == 1 else word for word in words]
        text = " ".join(self._dressed(words)) + dice.choice(_ENDS)
        if dice.random() < 0.0125:
            text += " 任天堂の新しい製品"
        return Document(text, (self._author(),), language=lambda: language, network="bluesky", kind="post")

    def _dressed(self, words: list[str]) -> list[str]:
        dice = self.dice
        if dice.random() < 0.25:
            words[dice.randrange(len(words))] = dice.choice(_ELISIONS) + dice.choice(words)
        if dice.random() < 0.3:
            words.append("#" + dice.choice(words).replace("'", "").replace("’", ""))
        if dice.random() < 0.45:
            words.insert(0, f"@user{int(dice.paretovariate(0.7))}")
        if dice.random() < 0.2:
            words.append(dice.choice("😂😭🔥❤👏🤡"))
        if dice.random() < 0.15:
            words.append("https://t.co/" + "".join(dice.choice(_CONSONANTS) for _ in range(8)))
        if dice.random() < 0.5:
            words[0] = words[0].capitalize()
        return words

    def _author(self) -> str:
        return f"user{int(AUTHORS * self.dice.random() ** 2):05}"

    def watches(self, count: int) -> list[str]:
        """Queries as people write them: brands and their contexts, exclusions, phrases, languages, authors."""
        return [self._watch() for _ in range(count)]

    def _ranked(self, least: int, most: int) -> str:
        """A word whose rank lies between; the more frequent ones are asked for more often."""
        power = 1 - 0.8
        low, high = (least + 1) ** power, most**power
        return self.words[min(most - 1, int(((high - low) * self.dice.random() + low) ** (1 / power)) - 1)]

    def _brand(self) -> str:
        if self.dice.random() < 0.35:
            return "".join(self.dice.choice(_BRAND) for _ in range(self.dice.randrange(3, 5)))
        return self._ranked(520, 40_000)

    def _context(self) -> str:
        return self._ranked(60, 6_000)

    def _common(self) -> str:
        return self._ranked(10, 1_500)

    def _phrase(self) -> str:
        if self.dice.random() < 0.7 and self._said:
            said = self.dice.choice(self._said)
            place = self.dice.randrange(len(said) - 1)
            if not self._rare.isdisjoint(said[place : place + 2]):
                return f'"{said[place]} {said[place + 1]}"'
        return f'"{self._brand()} {self._context()}"'

    def _any(self, word: Callable[[], str], least: int, most: int) -> str:
        found = list(dict.fromkeys(word() for _ in range(self.dice.randint(least, most))))
        return found[0] if len(found) == 1 else f"({' OR '.join(found)})"

    def _watch(self) -> str:
        dice, brand, context, any_ = self.dice, self._brand, self._context, self._any
        name = brand()
        shapes: tuple[tuple[float, Callable[[], str]], ...] = (
            (0.20, lambda: name),
            (0.15, self._phrase),
            (0.25, lambda: f"{name if dice.random() < 0.8 else self._phrase()} {any_(context, 2, 8)}"),
            (0.13, lambda: f'({name} OR @{name} OR "{name} {context()}" OR {brand()}) -{any_(self._common, 1, 4)}'),
            (0.06, lambda: f"{name if dice.random() < 0.7 else context()} NEAR/{dice.choice((3, 5, 8))} {context()}"),
            (0.05, lambda: f"{name[: dice.randint(6, 8)]}* {any_(context, 1, 4)}"),
            (0.06, lambda: f"{any_(brand, 1, 3)} lang:{dice.choice(('fr', 'fr', 'fr', 'en', 'es', 'de'))}"),
            (0.04, lambda: f"({name} OR {self._phrase()}) lang:{dice.choice(('fr', 'en'))}"),
            (0.03, lambda: f"author:{self._author()} {any_(context, 1, 4)}"),
            (0.03, lambda: f"{any_(brand, 8, 20)} {any_(context, 10, 30)} -{any_(self._common, 3, 8)}"),
        )
        return dice.choices([shape for _, shape in shapes], [share for share, _ in shapes])[0]()


def digest(corpus: Corpus) -> str:
    """What the first posts and watches of a new corpus are, in a few letters."""
    told = [post.text for post in corpus.posts(500)] + corpus.watches(500)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
