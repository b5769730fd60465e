"""Which language a post is in, among those a brand reads; "" when it is another or cannot be told."""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from parvis.analysis.lexicon import telling
from parvis.analysis.tokens import Tokens
from parvis.core.memory import give_back

log = logging.getLogger(__name__)
SHORT = 40
_NEIGHBOURS = ("fr", "en", "es", "de", "it", "pt", "nl")
_LATIN = frozenset(
    ("fr", "en", "es", "de", "it", "pt", "nl", "ca", "br", "eu", "oc", "co", "pl", "ro", "sv", "da", "fi")
)
_FOREIGN = re.compile("[^\\W\\d_a-zà-ÿœ\u0100-\u024fºª]")
_LETTERS = re.compile("[^\\W\\d_]")


def language(read: Tokens, hint: str, languages: Sequence[str]) -> tuple[str, float]:
    """(ISO 639-1 or "", confidence 0–1). `hint`: what the source says of itself; it settles what the words leave open."""
    return _by_words(read, languages) or _by_model(read, hint if hint in languages else "", languages)


def likely(read: Tokens, hint: str, languages: Sequence[str]) -> str:
    """The same, but for a text without telling words the source is believed as it is: a tenth of the cost, for posts that
    are read again if anybody wants them."""
    if found := _by_words(read, languages):
        return found[0]
    return hint if hint in languages else _by_model(read, "", languages)[0]


def _by_words(read: Tokens, languages: Sequence[str]) -> tuple[str, float] | None:
    """None when the words that tell a language apart leave it open."""
    told = set(read.words)
    (best, code), (second, _) = _counted(told)
    if best >= 2 and best >= 2 * second:
        return (code, min(0.99, 0.8 + 0.05 * best)) if code in languages else ("", 0.0)
    if best == 1 and second == 0 and code in languages and len(told) <= 3:
        return code, 0.7
    return None


def _counted(told: set[str]) -> tuple[tuple[int, str], tuple[int, str]]:
    """The two languages with most telling words among these, and how many."""
    counts = dict.fromkeys(_NEIGHBOURS, 0)
    table = telling()
    for word in table.keys() & told:
        for code in table[word]:
            counts[code] += 1
    *_others, second, first = sorted(zip(counts.values(), counts, strict=True))
    return first, second


def _by_model(read: Tokens, hint: str, languages: Sequence[str]) -> tuple[str, float]:
    text = _wordy(read)
    if _elsewhere(text, languages):
        return "", 0.0
    if len(text) < SHORT and hint:
        return hint, 0.6
    if len(text) < SHORT // 2:
        return "", 0.0
    found, sure = _identifier(tuple(languages)).classify(text)
    if found == hint:
        return found, max(0.7, float(sure))
    if sure < (0.9 if len(text) < SHORT else 0.75):
        return (hint, 0.5) if hint else ("", 0.0)
    return (found, float(sure)) if found in languages else ("", 0.0)


def _wordy(read: Tokens) -> str:
    """The words alone: addresses, mentions and signs speak no language."""
    return " ".join(w for w in read.words[:120] if w[0].isalpha() and not w.startswith(("http", "www.")))


def _elsewhere(text: str, languages: Sequence[str]) -> bool:
    """Whether the letters are of a script that none of the languages uses."""
    if text.isascii() or not _LATIN.issuperset(languages):
        return False
    return len(_FOREIGN.findall(text)) * 2 > len(_LETTERS.findall(text))


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    """For these languages and their neighbours, so that the model can say that it is neither of ours.

    Loaded at the first post that needs it, with numpy, and cut to these languages: whole, it holds 100 MB for good, for
    languages in Latin letters less than ten.
    """
    langid = importlib.import_module("py3langid.langid")
    whole = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    whole.set_languages(sorted({*languages, *_NEIGHBOURS} & set(whole.labels)))
    cut = _cut(whole, languages)
    del whole
    give_back()
    return cut


def _cut(whole: Any, languages: tuple[str, ...]) -> Any:
    if _LATIN.issuperset(languages):
        langmodel = importlib.import_module("parvis.analysis.langmodel")
        try:
            return langmodel.Latin(whole)
        except langmodel.TooLarge:
            log.warning("the language model does not fit in two bytes: it is held whole")
    return type(whole)(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output,
        norm_probs=True, tk_row=whole.tk_row,
    )  # fmt: skip
