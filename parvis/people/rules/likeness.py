"""Whether two people are one: a score, a confidence, and the evidence in words. Pure; nothing here decides anything.

Each piece of evidence adds its weight, the natural logarithm of odds, to a prior against: most pairs are two people.
What hangs together counts once (a handle made of a name). The weights were set by hand on the first half of
`bench/people.py` and are judged on the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parvis.core.messages import Message
from parvis.people.rules.handles import handles_match, names_match
from parvis.people.rules.names import Match
from parvis.people.rules.profiles import Profile, is_home, is_role, squeezed, vouched_address

PRIOR = -4.0
SUGGEST = 0.70
"""Confidence from which a pair is proposed."""
LIKELY, STRONG = 0.90, 0.98
"""Confidence from which it is called likely, then very likely."""
MOST_PAIRS = 16
"""Pairs of identities looked at between two people."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`weight` > 0 speaks for one person, < 0 for two."""

    kind: str
    weight: float
    message: Message


@dataclass(frozen=True, slots=True)
class Around:
    """What only the house knows. `shared`: how many identities bear a key (an avatar, a name…), by "kind:value".

    `talked`: pairs of identities (lower id first) of which one answered the other.
    """

    shared: Mapping[str, int] = field(default_factory=dict)
    talked: frozenset[tuple[int, int]] = frozenset()

    def bearers(self, kind: str, value: str) -> int:
        return self.shared.get(f"{kind}:{value}", 2)


ALONE = Around()


@dataclass(frozen=True, slots=True)
class Likeness:
    score: float
    confidence: float
    evidence: tuple[Evidence, ...]

    @property
    def proposed(self) -> bool:
        return self.confidence >= SUGGEST


def compare_people(a: Sequence[Profile], b: Sequence[Profile], around: Around = ALONE) -> Likeness:
    """Two people by their identities: of each kind of evidence, what weighs most; a denial counts where nothing agrees."""
    found: dict[str, Evidence] = {}
    pairs = [(x, y) for x in a for y in b][:MOST_PAIRS]
    for x, y in pairs:
        for evidence in _evidence(x, y, around):
            kept = found.get(evidence.kind)
            if kept is None or _stronger(evidence, kept):
                found[evidence.kind] = evidence
    listed = sorted(found.values(), key=lambda e: -abs(e.weight))
    score = PRIOR + sum(e.weight for e in listed)
    return Likeness(round(score, 3), round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 4), tuple(listed))


_DENIALS = {"network", "talk", "organisation", "generation"}
"""Kinds of which the strongest word against counts, whatever other pairs say."""


def _stronger(new: Evidence, kept: Evidence) -> bool:
    return new.weight < kept.weight if new.kind in _DENIALS else new.weight > kept.weight


def same_vouched(a: Profile, b: Profile) -> str:
    """The address for which both networks vouch; "" when there is none. The only ground for joining without a person.

    Two identities of one network never qualify: there, one address under two ids was given anew to somebody else.
    """
    address = vouched_address(a)
    return address if address and address == vouched_address(b) and a.network != b.network else ""


def _evidence(a: Profile, b: Profile, around: Around) -> Iterable[Evidence]:
    names = names_match(a, b)
    yield from _mails(a, b)
    yield from _links(a, b, around)
    yield from _picture(a, b, around)
    yield from _names(a, b, names, around)
    yield from _handles(a, b, names, around)
    yield from _heard(a, b, around)
    yield from _against(a, b, around)


def _mails(a: Profile, b: Profile) -> Iterable[Evidence]:
    same = sorted(a.mails & b.mails, key=is_role)
    if same and not is_role(same[0]):
        yield Evidence("address", 9.5, Message("Same e-mail address: %(address)s", {"address": same[0]}))
    elif same:
        yield Evidence(
            "address",
            0.5,
            Message("Same e-mail address, but several people read it: %(address)s", {"address": same[0]}),
        )


def _links(a: Profile, b: Profile, around: Around) -> Iterable[Evidence]:
    for one, other in ((a, b), (b, a)):
        if one.page and not is_home(one.page) and one.page in other.links | {other.page}:
            n = around.bearers("page", one.page)
            yield Evidence(
                "link",
                8.0 if n <= 3 else 1.0,
                Message("The profile of one names the page of the other: %(page)s", {"page": one.page}),
            )
            return
    homes = (a.links | {a.page}) & (b.links | {b.page}) - {""}
    if homes:
        home = min(homes)
        n = around.bearers("page", home)
        yield Evidence("link", 4.5 if n <= 2 else 0.6, Message("Both name the same site: %(page)s", {"page": home}))


def _picture(a: Profile, b: Profile, around: Around) -> Iterable[Evidence]:
    if a.picture and a.picture == b.picture:
        n = around.bearers("picture", a.picture)
        if n <= 2:
            yield Evidence("picture", 5.5, Message("Same picture"))
        else:
            yield Evidence("picture", 0.3, Message("Same picture, but %(n)s people bear it", {"n": n}))


_HOW = {
    "same": Message("Same name: %(one)s"),
    "form": Message("Two forms of one name: %(one)s, %(other)s"),
    "script": Message("One name in two scripts: %(one)s, %(other)s"),
    "spelling": Message("Two spellings of one name: %(one)s, %(other)s"),
    "initial": Message("An initial that fits: %(one)s, %(other)s"),
}
_AGAINST = {
    "family": Message("Same family name, another given name: %(one)s, %(other)s"),
    "given": Message("Same given name, another family name: %(one)s, %(other)s"),
    "initial": Message("Initials that differ: %(one)s, %(other)s"),
    "generation": Message("One is said to be the elder or the younger: %(one)s, %(other)s"),
    "other": Message("Other names: %(one)s, %(other)s"),
}


def _names(a: Profile, b: Profile, names: Match, around: Around) -> Iterable[Evidence]:
    said: dict[str, str | int] = {"one": shown(a), "other": shown(b)}
    if names.against:
        kind = "generation" if names.against == "generation" else "name"
        yield Evidence(kind, names.weight, replace(_AGAINST[names.against], params=said))
    elif names.weight > 0:
        weight = names.weight - _crowd(a, b, around)
        yield Evidence("name", round(weight, 2), replace(_HOW[names.how or "form"], params=said))
        if names.frequent and names.whole:
            yield Evidence("frequent", -0.3, Message("Many people are called so"))


def _crowd(a: Profile, b: Profile, around: Around) -> float:
    """What a name loses when several of the house's own people bear it."""
    key = name_key(a) or name_key(b)
    return 0.9 * math.log(max(1, around.bearers("name", key) - 1)) if key else 0.0


def name_key(profile: Profile) -> str:
    words = sorted(w.text for w in profile.words.words if len(w.text) > 1)
    return " ".join(words) if len(words) >= 2 else ""


def shown(profile: Profile) -> str:
    return profile.name or profile.handle or profile.remote_id


def _handles(a: Profile, b: Profile, names: Match, around: Around) -> Iterable[Evidence]:
    weight, how = handles_match(a, b, around.bearers("handle", squeezed(a.stem)))
    if not how:
        return
    said: dict[str, str | int] = {"one": a.handle or a.remote_id, "other": b.handle or b.remote_id}
    if names.against and weight > 0:
        weight *= 0.5
    text = {
        "same": Message("Same handle: %(one)s, %(other)s"),
        "style": Message("Handles of one make: %(one)s, %(other)s"),
        "numbers": Message("The same handle with other numbers: %(one)s, %(other)s"),
    }[how].text
    yield Evidence("handle", round(weight, 2), Message(text, said))


def _heard(a: Profile, b: Profile, around: Around) -> Iterable[Evidence]:
    if a.languages and b.languages and not a.languages & b.languages:
        yield Evidence("language", -0.8, Message("They write in different languages"))
    together = a.places & b.places
    if together:
        yield Evidence("place", 0.5, Message("Both speak in the same place"))


def _against(a: Profile, b: Profile, around: Around) -> Iterable[Evidence]:
    if _organisation(a) != _organisation(b):
        yield Evidence("organisation", -4.0, Message("One is an organisation, the other a person"))
    pair = (min(a.identity_id, b.identity_id), max(a.identity_id, b.identity_id))
    if pair in around.talked:
        if a.verified and b.verified and a.network == b.network:
            yield Evidence("talk", -7.0, Message("Two verified identities of one network, who answer each other"))
        else:
            yield Evidence("talk", -2.5, Message("They answer each other"))
    if a.network == b.network and a.network not in ("email", "manual", "feed", "web"):
        both = a.verified and b.verified
        yield Evidence("network", -3.0 if both else -1.6, Message("Two identities on one network"))


def _organisation(profile: Profile) -> bool:
    mail = next(iter(profile.mails), "") if profile.network == "email" else ""
    return profile.kind == "organisation" or profile.words.organisation or (bool(mail) and is_role(mail))
