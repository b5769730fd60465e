"""Names in any script: their words in Latin letters, and how likely two of them are one person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations
from typing import Literal

from anyascii import anyascii
from rapidfuzz.distance import DamerauLevenshtein

from parvis.core.folding import fold_tokens
from parvis.people.rules.east import east_asian, east_asian_part
from parvis.people.rules.frequent import GIVEN, ORGANISATION, SURNAMES
from parvis.people.rules.nicknames import FORMS, names_behind

How = Literal["same", "form", "script", "spelling", "initial", ""]
_PARTICLES = frozenset(
    [
        "al",
        "el",
        "ben",
        "bin",
        "ibn",
        "abu",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "d",
        "l",
        "van",
        "von",
        "der",
        "den",
        "da",
        "dos",
        "di",
        "mc",
        "mac",
        "st",
    ]
)
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "m", "mme", "mlle", "me", "sir", "maitre", "docteur"])
_GENERATION = {
    "jr": "younger", "junior": "younger", "fils": "younger", "ii": "younger", "iii": "younger", "younger": "younger",
    "sr": "elder", "senior": "elder", "pere": "elder", "elder": "elder",
}  # fmt: skip
_ARABIC = re.compile("[\u0590-\u07bf\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC_MUTE = str.maketrans(dict.fromkeys("اأإآءعئؤىةوي\u0640", ""))
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("sch|tsch|tch|sh|ch", "s"), ("zh|dj|j(?!$)", "j"), ("kh", "h"), ("gh|gu(?=[ei])", "g"), ("ph", "f"), ("th", "t"),
        ("dh", "d"), ("qu|ck|q|c(?=[^eiys]|$)", "k"), ("c", "s"), ("x", "ks"), ("ts|tz|cz", "z"), ("w", "v"),
        ("mp(?=[aeiou])|mb", "b"), ("gn", "n"), ("[aeiouyh]", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: Latin, folded. `bare`: from a script that writes consonants only."""

    text: str
    bare: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """`words` in their order, without titles and particles; `generation`: "" younger elder; `organisation`: not a human's."""

    words: tuple[Word, ...] = ()
    generation: str = ""
    organisation: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """`weight`: for (> 0) or against (< 0), natural logarithm of odds. `how`: the loosest way in which words were paired."""

    weight: float
    how: How = ""
    against: Literal["", "family", "given", "initial", "generation", "other"] = ""
    whole: bool = False
    frequent: bool = False


NOTHING = Match(0.0)


@lru_cache(maxsize=20_000)
def read(text: str) -> Name:
    """A display name as its words; a name of signs only has none."""
    text = re.sub(r"\S+@\S+\.\S+|https?://\S+|[(\[{][^)\]}]*[)\]}]|\s[|·•–—/]\s.*$", " ", text)
    text = unicodedata.normalize("NFC", text)
    words: list[Word] = []
    generation, organisation = "", False
    parts = [raw for raw in re.split(r"[^\w'’‘ʼ]+|_", text) if raw]
    for raw in parts:
        for word in _romanised(raw, alone=len(parts) == 1):
            if word.text in _GENERATION and words:
                generation = _GENERATION[word.text]
                continue
            if word.text in _TITLES and not words:
                continue
            organisation = organisation or word.text in ORGANISATION
            if word.text not in _PARTICLES and not word.text.isdigit():
                words.append(word)
    return Name(tuple(words[:6]), generation, organisation)


def _romanised(raw: str, *, alone: bool) -> list[Word]:
    if _EAST.search(raw):
        return [Word(w, foreign=True) for w in (east_asian(raw) if alone else [east_asian_part(raw)])]
    if _ARABIC.search(raw):
        bare = re.sub("^(ال|עה)", "", raw).translate(_ARABIC_MUTE)
        text = re.sub("[^a-z]", "", anyascii(bare).casefold())
        return [Word(text, bare=True, foreign=True)] if text else []
    latin = "".join(fold_tokens(raw)) if raw.isascii() or _is_latin(raw) else _fold_foreign(raw)
    return [Word(latin, foreign=not _is_latin(raw))] if latin else []


def _is_latin(raw: str) -> bool:
    return all(ord(c) < 0x250 or not c.isalpha() for c in unicodedata.normalize("NFKC", raw))


def _fold_foreign(raw: str) -> str:
    return re.sub("[^a-z0-9]", "", anyascii(unicodedata.normalize("NFKC", raw)).casefold())


@lru_cache(maxsize=20_000)
def sound(text: str) -> str:
    """The consonants one hears, so that spellings of one name meet: Youssef and Yusuf, Chostakovitch and Shostakovich."""
    for pattern, heard in _SOUNDS:
        text = pattern.sub(heard, text)
    return text


@lru_cache(maxsize=50_000)
def _pair(a: Word, b: Word) -> tuple[float, How]:
    """How alike two words are, 0 to 1."""
    if a.text == b.text and not a.bare and not b.bare:
        return (1.0, "same") if len(a.text) > 1 else (0.5, "initial")
    if len(a.text) == 1 or len(b.text) == 1:
        return (0.35, "initial") if a.text[0] == b.text[0] else (0.0, "")
    if a.bare or b.bare:
        return _pair_bare(a, b)
    if names_behind(a.text) & names_behind(b.text):
        return 0.85, "form"
    if a.text in FORMS and b.text in FORMS:
        return 0.0, ""
    if _shortened(a.text, b.text):
        return 0.6, "form"
    if not (a.foreign or b.foreign) and _feminine(a.text, b.text):
        return 0.0, ""
    if _one_slip(a.text, b.text):
        return 0.8, "spelling"
    if sound(a.text) == sound(b.text) and len(sound(a.text)) >= 2 and _starts_alike(a.text, b.text):
        return (0.8, "script") if a.foreign != b.foreign else (0.7, "spelling")
    if (a.foreign or b.foreign) and DamerauLevenshtein.normalized_similarity(a.text, b.text) >= 0.74:
        return 0.7, "script"
    return 0.0, ""


def _pair_bare(a: Word, b: Word) -> tuple[float, How]:
    heard = [_bare(w.text) for w in (a, b)]
    if a.bare and b.bare and a.text == b.text:
        return 0.95, "same"
    if heard[0] and heard[0] == heard[1]:
        return (0.75, "script") if len(heard[0]) >= 2 else (0.5, "script")
    return 0.0, ""


_ALIKE = (
    frozenset("iyje"),
    frozenset("ckqsx"),
    frozenset("uvwo"),
    frozenset("zs"),
    frozenset("gjz"),
    frozenset("ea"),
    frozenset("tc"),
    frozenset("kh"),
)


def _starts_alike(a: str, b: str) -> bool:
    return a[0] == b[0] or any(a[0] in alike and b[0] in alike for alike in _ALIKE)


def _one_slip(a: str, b: str) -> bool:
    """One slip of the finger in a word long enough; a feminine ending is none."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 5 or (longer.startswith(shorter) and longer[-1] in "aes"):
        return False
    return DamerauLevenshtein.distance(a, b, score_cutoff=2) <= (1 if len(longer) < 9 else 2)


def _shortened(a: str, b: str) -> bool:
    """Capu for Capucine, Josy for Josiane: a short form on no list, which is no name of its own."""
    short, long = sorted((a, b), key=len)
    if len(short) < 3 or len(long) - len(short) < 2 or _is_name(short):
        return False
    kept = re.sub(r"(.)\1$", r"\1", re.sub("(ie|y|o|i)$", "", short))
    return long.startswith(short) or (len(kept) >= 2 and kept != short and len(short) >= 4 and long.startswith(kept))


def _feminine(a: str, b: str) -> bool:
    """Paul and Paule, Martin and Martine are two people."""
    short, long = sorted((a, b), key=len)
    return long != short and long.startswith(short) and long[len(short) :] in ("e", "a", "ne", "le", "te", "se", "tte")


def _is_name(word: str) -> bool:
    return word in FORMS or word in GIVEN or word in SURNAMES


def _bare(text: str) -> str:
    """As a script without vowels writes it."""
    return re.sub("[wvyj]", "", sound(text.removesuffix("a")))


_FREQUENT_BARE = frozenset(_bare(word) for word in SURNAMES | GIVEN)


def rarity(word: str, *, bare: bool = False) -> float:
    """What sharing this word says."""
    if len(word) == 1:
        return 0.6
    if word in SURNAMES or word in GIVEN or (bare and _bare(word) in _FREQUENT_BARE):
        return 1.1
    return 1.7 if word in FORMS else 3.0


def _rarity(word: Word) -> float:
    return rarity(word.text, bare=word.bare)


def compare(a: Name, b: Name) -> Match:
    """Weight of two names. One word shared and others that differ speak against: a family, or a given name by chance."""
    if not a.words or not b.words:
        return NOTHING
    return max((_compared(x, y) for x in _joined(a) for y in _joined(b)), key=lambda match: match.weight)


def _joined(name: Name) -> list[Name]:
    """The name, and the name with two neighbours written as one word: Xiao Ming, Xiaoming."""
    told = [name]
    if len(name.words) == 3:
        x, y, z = name.words
        for words in ((_one(x, y), z), (x, _one(y, z))):
            told.append(replace(name, words=words))
    return told


def _one(x: Word, y: Word) -> Word:
    return Word(x.text + y.text, bare=x.bare or y.bare, foreign=x.foreign or y.foreign)


def _compared(a: Name, b: Name) -> Match:
    if len(a.words) > len(b.words):
        a, b = b, a
    paired = _assigned(a.words, b.words)
    matched = [(i, j, s, how) for i, j, s, how in paired if s > 0]
    if a.generation != b.generation and ((a.generation and b.generation) or len(matched) >= 2):
        return Match(-4.0, against="generation")
    if len(a.words) == 1:
        return _lone(a.words[0], b, matched)
    if len(matched) == len(a.words):
        return _whole(a, b, matched)
    return _conflict(a, b, matched)


def _assigned(a: Sequence[Word], b: Sequence[Word]) -> list[tuple[int, int, float, How]]:
    """The best pairing of `a`'s words with words of `b`, in any order."""
    best: list[tuple[int, int, float, How]] = []
    for order in permutations(range(len(b)), len(a)):
        tried = [(i, j, *_pair(a[i], b[j])) for i, j in enumerate(order)]
        if not best or sum(t[2] for t in tried) > sum(t[2] for t in best):
            best = tried
    return best


def _lone(word: Word, other: Name, matched: list[tuple[int, int, float, How]]) -> Match:
    if not matched:
        return Match(-0.5, against="other") if len(other.words) > 1 and word.text in FORMS else NOTHING
    _, _, alike, how = matched[0]
    known = _is_name(word.text) or len(word.text) < 5
    whole = len(other.words) == 1
    return Match((0.4 if known else 2.4 if whole else 1.4) * alike, how=how, whole=whole and not known, frequent=known)


_LOOSE: tuple[How, ...] = ("initial", "spelling", "script", "form", "same")


def _whole(a: Name, b: Name, matched: list[tuple[int, int, float, How]]) -> Match:
    weight = sum(min(_rarity(a.words[i]), _rarity(b.words[j])) * s for i, j, s, _ in matched)
    weight -= 0.5 * (len(b.words) - len(matched))
    how = min((m[3] for m in matched), key=_LOOSE.index)
    if how != "initial" and any(a.words[i].foreign != b.words[j].foreign for i, j, _, _ in matched):
        how = "script"
    if sum(m[3] == "initial" for m in matched) == len(matched):
        return Match(0.3, how="initial")
    frequent = all(_frequent(a.words[i]) and _frequent(b.words[j]) for i, j, _, _ in matched)
    return Match(weight, how=how, whole=True, frequent=frequent)


def _frequent(word: Word) -> bool:
    return _is_name(word.text) or len(word.text) == 1


def _conflict(a: Name, b: Name, matched: list[tuple[int, int, float, How]]) -> Match:
    if any(w.foreign for w in (*a.words, *b.words)):
        # Another script: what we do not pair may be a reading that we do not know.
        return Match(-2.5 if matched else -1.5, against="other")
    if not matched:
        # Words that nobody is called by may be a pen name.
        pen_name = any(not any(_is_name(w.text) for w in name.words) for name in (a, b))
        return Match(-2.0 if pen_name else -4.0, against="other")
    initials = {w.text for w in (*a.words, *b.words) if len(w.text) == 1}
    if initials:
        return Match(-4.0, against="initial")
    rest = [
        {w.text[:2] for n, w in enumerate(name.words) if n not in {m[at] for m in matched}}
        for at, name in ((0, a), (1, b))
    ]
    kept = a.words[matched[0][0]].text
    if rest[0] & rest[1] and kept not in GIVEN:
        # Perhaps a pet name of the other: rather relatives, but not surely.
        return Match(-2.5, against="family")
    return Match(-4.5, against="given" if kept in GIVEN or (kept in FORMS and kept not in SURNAMES) else "family")
