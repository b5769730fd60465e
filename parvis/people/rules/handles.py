"""How handles resemble each other, and the names that they spell."""

from __future__ import annotations

from itertools import permutations, product
from math import log

from parvis.people.rules.frequent import GIVEN, SURNAMES
from parvis.people.rules.names import Match, Name, Word, compare, rarity
from parvis.people.rules.nicknames import FORMS, forms_beside
from parvis.people.rules.profiles import Profile, digits_of, pieces, squeezed


def spelled(stem: str, name: Name) -> float:
    """The weight of a handle that spells this name: whole (jeandupont), with an initial (jdupont). 0 when it does not."""
    letters = squeezed(stem)
    words = [w.text for w in name.words if not w.bare][:3]
    best = 0.0
    for size in (3, 2):
        for order in permutations(words, size):
            for chosen in product(*[_written(word) for word in order]):
                if "".join(form for form, _ in chosen) == letters and any(len(form) > 2 for form, _ in chosen):
                    best = max(best, sum(weight for _, weight in chosen))
    return best


def _written(word: str) -> list[tuple[str, float]]:
    """A word whole, as its initial, or as a form of the same name."""
    forms = [(word, rarity(word)), (word[0], 0.3)]
    if word in FORMS:
        forms += [(form, 0.8 * rarity(word)) for form in forms_beside(word)]
    return forms


def name_in(profile: Profile) -> Name:
    """The name that a handle shows by itself: two words or more, kept apart by signs or capitals."""
    words = [w for w in pieces(profile.stem) if len(w) > 1 or len(pieces(profile.stem)) == 2]
    return Name(tuple(Word(w) for w in words[:4])) if len(words) >= 2 else Name()


def names_match(a: Profile, b: Profile) -> Match:
    """The better of names with names and of the name of one with the handle of the other."""
    told = compare(a.words, b.words)
    if told.against and len(a.words.words) > 1 and len(b.words.words) > 1:
        return told
    crossed = [told]
    for one, other in ((a, b), (b, a)):
        weight = spelled(other.stem, one.words) if len(one.words.words) > 1 else 0.0
        if weight:
            crossed.append(Match(weight, how="form", whole=True, frequent=weight < 3.2))
        elif name_in(other).words:
            found = compare(one.words, name_in(other))
            if found.weight > 0:
                crossed.append(Match(found.weight * 0.9, how=found.how, whole=found.whole, frequent=found.frequent))
    return max(crossed, key=lambda match: match.weight)


def handles_match(a: Profile, b: Profile, bearers: int) -> tuple[float, str]:
    """(weight, "same", "style" or "numbers"). A handle made of its bearer's name says little beyond the name.

    `bearers`: how many identities of the house have a handle of these letters.
    """
    shared = [letters for s in a.stems for t in b.stems if len(letters := squeezed(s)) >= 4 and letters == squeezed(t)]
    if not shared:
        return (0.0, "")
    shown = _worth(shared[0], a, b) - 0.9 * log(max(1, bearers - 1))
    numbers = {digits_of(a.handle), digits_of(b.handle)} - {""}
    if len(numbers) == 2:
        return (min(0.2 * shown, 0.4) - 0.8, "numbers")
    if digits_of(a.handle) == digits_of(b.handle):
        return (shown + (2.0 if numbers else 0.0), "same")
    return (0.6 * shown, "style")


def _worth(letters: str, a: Profile, b: Profile) -> float:
    words = {w.text for p in (a, b) for w in (*p.words.words, *name_in(p).words)}
    if letters in FORMS or letters in GIVEN or letters in SURNAMES or letters in words:
        return 0.5
    if any(_of_name(letters, p) for p in (a, b)) or _names_alone(letters, a):
        return 1.6
    return min(1.2 + 0.4 * len(letters), 6.0)


def _names_alone(letters: str, profile: Profile) -> bool:
    words = [w.text for w in name_in(profile).words]
    return letters == "".join(words) and any(w in FORMS or w in GIVEN or w in SURNAMES for w in words)


def _of_name(letters: str, profile: Profile) -> bool:
    return bool(profile.words.words) and (
        spelled(letters, profile.words) > 0 or spelled(profile.stem, profile.words) > 0
    )
