"""Posts per CPU-second against many watches: synthetic posts in French and English, queries drawn from their words.

Run alone: python -m bench.matching
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from parvis.core.folding import fold_tokens
from parvis.listening.matching import Document, matcher
from parvis.listening.matching.tests.oracle import Oracle
from parvis.listening.query import parse
from parvis.listening.query.stopwords import STOP_WORDS

AIMS = {100: None, 1_000: 30_000, 10_000: 14_000}
"""Watches → posts per CPU-second that the engine should reach."""


class World:
    """Words with the frequencies of a language, posts made of them, and watches that ask for them."""

    def __init__(self, seed: int = 7) -> None:
        self.dice = random.Random(seed)
        self.common = sorted(STOP_WORDS)
        self.dice.shuffle(self.common)
        self.rare = self._invented(60_000)
        words = self.common + self.rare
        self._words, self._weights = words, list(accumulate(1 / (rank + 6) ** 1.03 for rank in range(len(words))))

    def _invented(self, count: int) -> list[str]:
        starts, middles = (
            ["b", "c", "d", "f", "g", "j", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "br", "tr"],
            ["a", "e", "i", "o", "u", "é", "è", "ou", "an", "on", "en", "ai", "eau"],
        )
        made: dict[str, None] = {}
        while len(made) < count:
            syllables = 1 + min(int(self.dice.expovariate(0.6)), 4)
            word = "".join(self.dice.choice(starts) + self.dice.choice(middles) for _ in range(syllables))
            made[word + self.dice.choice(["", "", "s", "r", "t", "x"])] = None
        return sorted(made, key=lambda word: len(word) + self.dice.random() * 6)

    def posts(self, count: int) -> list[Document]:
        return [self._post() for _ in range(count)]

    def _post(self) -> Document:
        dice = self.dice
        words = dice.choices(self._words, cum_weights=self._weights, k=max(3, int(dice.gauss(18, 6))))
        if dice.random() < 0.3:
            words.append("#" + dice.choice(words))
        if dice.random() < 0.3:
            words.insert(0, f"@user{int(dice.paretovariate(0.7)) % 9999}")
        if dice.random() < 0.3:
            words[-1] = dice.choice(["l’", "d'", "qu’"]) + words[-1]
        if dice.random() < 0.2:
            words.append(dice.choice("😂❤👏🚆"))
        language = "fr" if dice.random() < 0.6 else "en"
        author = f"user{int(dice.paretovariate(0.6)) % 20_000}"
        return Document(" ".join(words).capitalize() + ".", (author,), language=lambda: language, network="feed")

    def watches(self, count: int) -> list[str]:
        return [self._watch() for _ in range(count)]

    def _word(self) -> str:
        return self.rare[int(len(self.rare) * self.dice.random() ** 3)]

    def _watch(self) -> str:
        dice, word = self.dice, self._word
        phrase = f'"{dice.choice(self.common)} {word()}"'
        shapes: Sequence[Callable[[], str]] = (
            word,
            lambda: phrase,
            lambda: f'"{word()} {dice.choice(self.common)} {word()}"',
            lambda: " OR ".join(word() for _ in range(dice.randrange(2, 6))),
            lambda: f"({word()} OR {word()}) {word()}",
            lambda: f"{word()} -{word()} -{word()} lang:fr",
            lambda: f"({phrase} OR {word()}) AND ({word()} OR {word()} OR {dice.choice(self.common)})",
            lambda: f"{word()} NEAR/5 {word()}",
            lambda: f"{(word() + 'aaa')[:5]}* {dice.choice(self.common)}",
            lambda: f"{word()} author:user{dice.randrange(20_000)}",
        )
        return dice.choice(shapes)()


def _rate(work: Callable[[list[Document]], object], batches: Sequence[list[Document]]) -> float:
    """Posts per second of CPU, the median over batches never seen before, as in life."""
    rates = []
    for batch in batches:
        start = time.process_time()
        work(batch)
        rates.append(len(batch) / (time.process_time() - start))
    return statistics.median(rates)


def run() -> list[dict[str, Any]]:
    """One object per case: value in posts per CPU-second; ratio against the naive oracle at 100 watches."""
    world = World()
    before, batches = world.posts(5_000), [world.posts(4_000) for _ in range(3)]
    naive, few, sample = Oracle(), world.watches(100), world.posts(200)
    for id, text in enumerate(few):
        naive.add(id, parse(text).ast)
    slow = _rate(naive.match, [sample])
    cases = [_case("fold only", _rate(lambda posts: [fold_tokens(post.text) for post in posts], batches), None, slow)]
    for count, aim in AIMS.items():
        engine = matcher()
        for id, text in enumerate(few if count == 100 else world.watches(count)):
            engine.add(id, parse(text).ast)
        engine.match(before)
        if count == 100 and engine.match(sample) != naive.match(sample):
            raise AssertionError("the engine and the oracle disagree")
        hits = len(engine.match(before)) / len(before)
        cases.append(_case(f"{count} watches, {hits:.2f} hits a post", _rate(engine.match, batches), aim, slow))
    return cases


def _case(name: str, value: float, aim: int | None, slow: float) -> dict[str, Any]:
    return {
        "case": name,
        "value": round(value),
        "unit": "posts/CPU-s",
        "ratio": round(value / slow, 1),
        "against": f"the naive oracle at 100 watches: {slow:.0f}",
        "aim": f"≥ {aim:,}" if aim else "",
        "ok": None if aim is None else value >= aim,
    }


if __name__ == "__main__":
    for case in run():
        print(case)
