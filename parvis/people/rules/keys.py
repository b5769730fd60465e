"""Keys under which identities that may be one person's meet: nobody is compared with everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parvis.people.rules.frequent import GIVEN
from parvis.people.rules.handles import name_in
from parvis.people.rules.likeness import name_key
from parvis.people.rules.names import Name, sound
from parvis.people.rules.nicknames import FORMS, forms_beside, names_behind
from parvis.people.rules.profiles import Profile, is_role, pieces, squeezed

MOST = 24
"""Keys of one identity."""


def keys_of(profile: Profile) -> list[str]:
    """ "kind:value", each once, the most telling first."""
    return list(dict.fromkeys(_keys(profile)))[:MOST]


def wanted(keys: Iterable[str]) -> list[str]:
    """The keys under which identities that resemble one with `keys` stand: a name meets the handles that it makes."""
    sought = dict.fromkeys(keys)
    for key in list(sought):
        kind, _, value = key.partition(":")
        if kind == "handle":
            sought[f"spelt:{value}"] = None
        elif kind == "spelt":
            del sought[key]
            sought[f"handle:{value}"] = None
    return list(sought)


def _keys(profile: Profile) -> Iterator[str]:
    for mail in sorted(profile.mails):
        yield f"mail:{mail}"
        local = squeezed(mail.partition("@")[0])
        if len(local) >= 5 and not is_role(mail):
            yield f"handle:{local.rstrip('0123456789')}"
    if profile.page:
        yield f"page:{profile.page}"
    for link in sorted(profile.links)[:6]:
        yield f"page:{link}"
    if profile.picture:
        yield f"picture:{profile.picture}"
    for stem in map(squeezed, profile.stems):
        if len(stem) >= 4 and stem not in FORMS and stem not in GIVEN:
            yield f"handle:{stem}"
    if name := name_key(profile):
        yield f"name:{name}"
    yield from _heard(profile.words)
    yield from _heard(name_in(profile))
    yield from _run_together(profile)


def _heard(name: Name) -> Iterator[str]:
    """A word by its consonants, with the other's first sound: spellings, scripts, initials and forms meet there."""
    words = name.words
    if len(words) == 1 and len(words[0].text) >= 5 and words[0].text not in GIVEN:
        yield f"lone:{words[0].text}"
    if len(words) < 2 or len(words) > 5:
        return
    for word in words:
        if len(word.text) < 3 and not word.bare:
            continue
        heard = _plain_sound(word.text)
        for other in words:
            if other is not word:
                yield from (f"heard:{heard} {start}" for start in _starts(other.text))


def _plain_sound(text: str) -> str:
    """As consonant scripts write it, so that they meet the others."""
    return "".join(c for c in sound(text) if c not in "wvyj") or text[:1]


def _starts(text: str) -> list[str]:
    behind = names_behind(text) if len(text) > 1 else frozenset((text,))
    return sorted({_first(name) for name in behind} | {_first(text)})[:3]


def _first(text: str) -> str:
    return (_plain_sound(text) or text)[:1] if len(text) > 1 else text


def _run_together(profile: Profile) -> Iterator[str]:
    """The handles that a name makes: jeandupont, dupontjean, jdupont, dupontj."""
    words = [w.text for w in profile.words.words if not w.bare]
    if len(words) >= 2:
        first, last = words[0], words[-1]
        for one, other in ((first, last), (last, first)):
            yield f"spelt:{one}{other}"
            yield f"spelt:{one[0]}{other}"
            yield f"spelt:{one}{other[0]}"
        for form in forms_beside(first)[:6]:
            yield f"spelt:{form}{last}"
    else:
        parts = pieces(profile.stem)
        if len(parts) == 2:
            yield f"spelt:{parts[1]}{parts[0]}"
