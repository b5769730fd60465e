"""2,000 labelled pairs of people, always the same: the truth is drawn first, then each side is written with its own noise.

A pair of one person: somebody with a name, habits and two accounts, who writes their name here so and there otherwise.
A pair of two: relatives, colleagues, namesakes, an organisation and its employee, two who like the same word, or nobody.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bench import people_names as names
from parvis.people.rules.profiles import Profile

T = TypeVar("T")
NETWORKS = ("mastodon", "bluesky", "email", "feed", "parvis", "manual")


@dataclass(frozen=True)
class Pair:
    a: Profile
    b: Profile
    same: bool
    kind: str
    held_out: bool


@dataclass(frozen=True)
class Human:
    """Whoever is behind: what they may write for each half of their name, and the habits of their accounts."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    script: str
    language: str
    nick: str
    year: str
    born: int

    def latin(self, dice: random.Random) -> tuple[str, str]:
        given = self.given[1:] if self.script != "latin" else self.given[:1]
        family = self.family[1:] if self.script != "latin" else self.family[:1]
        return dice.choice(given), dice.choice(family)


class Crowd:
    """People of one half: only every second name of each list."""

    def __init__(self, half: int) -> None:
        self.dice, self.half, self.last_id = random.Random(f"people {half}"), half, half * 1_000_000

    def mine(self, words: Sequence[T]) -> list[T]:
        return list(words[self.half :: 2])

    def human(self, *, script: str = "", family: tuple[str, ...] = ()) -> Human:
        dice = self.dice
        script = script or dice.choices(("fr", "en", "ru", "gr", "ar", "zh", "ja"), (44, 24, 8, 6, 8, 5, 5))[0]
        told: dict[str, tuple[list[tuple[str, ...]], list[tuple[str, ...]]]] = {
            "fr": (names.FR_GIVEN, [(f,) for f in names.FR_FAMILY]), "en": (names.EN_GIVEN, [(f,) for f in names.EN_FAMILY]),
            "ru": (names.CYRILLIC_GIVEN, names.CYRILLIC_FAMILY), "gr": (names.GREEK_GIVEN, names.GREEK_FAMILY),
            "ar": (names.ARABIC_GIVEN, names.ARABIC_FAMILY), "zh": (names.CHINESE_GIVEN, names.CHINESE_FAMILY),
            "ja": (names.JAPANESE_GIVEN, names.JAPANESE_FAMILY),
        }  # fmt: skip
        lists = told[script]
        given = dice.choice(self.mine(lists[0]))
        born = family or dice.choice(self.mine(lists[1]))
        if script in ("fr", "en") and not family and dice.random() < 0.5:
            roots, ends = (names.FR_ROOTS, names.FR_ENDS) if script == "fr" else (names.EN_ROOTS, names.EN_ENDS)
            born = (dice.choice(self.mine(roots)) + dice.choice(ends),)
        return Human(
            given, born, "latin" if script in ("fr", "en") else script, "en" if script == "en" else "fr",
            dice.choice(names.PSEUDONYMS) + dice.choice(("", "", str(dice.randrange(10, 99)), "_" + dice.choice("abcdefgh"))),
            dice.choice(("", "", str(dice.randrange(1, 95)).zfill(2), str(dice.randrange(1960, 2006)))), dice.randrange(10**6),
        )  # fmt: skip

    def id(self) -> int:
        self.last_id += 1
        return self.last_id


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("’", "").replace("œ", "oe")).encode("ascii", "ignore").decode()
    return folded.lower().replace("'", "")


def slip(text: str, dice: random.Random) -> str:
    """A slip of the finger."""
    if len(text) < 5:
        return text
    at = dice.randrange(1, len(text) - 2)
    kind = dice.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if kind == 1 else text[:at] + text[at] + text[at:]


def written(human: Human, dice: random.Random, *, shy: float) -> str:
    """How somebody writes their name on one account. `shy`: how often not at all, or not in full."""
    if dice.random() < shy:
        given = dice.choice(human.given)
        return dice.choice(("", "", human.nick, given, f"{given} {human.latin(dice)[1][0]}."))
    if human.script == "latin":
        given = dice.choice(human.given[1:]) if len(human.given) > 1 and dice.random() < 0.22 else human.given[0]
        family = human.family[0]
    elif dice.random() < 0.45:
        given, family = human.given[0], human.family[0]
    else:
        given, family = human.latin(dice)
    native = not given.isascii() and human.script in ("zh", "ja") and given == human.given[0]
    if native:
        return family + dice.choice(("", " ")) + given
    if dice.random() < 0.06:
        family = slip(family, dice)
    shape = dice.random()
    name = f"{given} {family}"
    if shape < 0.1:
        name = f"{family.upper()} {given}"
    elif shape < 0.17:
        name = f"{given[0]}. {family}"
    elif shape < 0.22:
        name = plain(name) if human.script == "latin" else name.lower()
    elif shape < 0.26:
        name = f"{given} {dice.choice('ABCDEFGLM')}. {family}"
    return name + dice.choice(("", "", "", "", "", " 🚆", " 🌙", " ✨", " (elle/she)", " | photographe"))


def handle(human: Human, dice: random.Random, *, year: bool | None = None) -> str:
    given, family = (plain(part).replace("-", "").replace(" ", "") or "moi" for part in human.latin(dice))
    if dice.random() < 0.28:
        return human.nick
    made = dice.choice(
        (f"{given}.{family}", f"{given}_{family}", f"{given}{family}", f"{given[0]}{family}", f"{given[0]}.{family}",
         f"{family}{given[0]}", given, f"{family}.{given}", f"{given}-{family}")
    )  # fmt: skip
    return made + (human.year if (dice.random() < 0.5 if year is None else year) else "")


def account(crowd: Crowd, human: Human, network: str, *, shy: float = 0.3, at: str = "") -> Profile:
    """One of somebody's accounts, as a connector would give it."""
    dice, word, number = crowd.dice, handle(human, crowd.dice), crowd.id()
    address = at or dice.choice(names.MAIL)
    host = names.HOSTS.get(network, "")
    shown = f"{word}@{address}" if network == "email" else f"{word}@{host}" if network == "mastodon" else word
    url = {"email": f"mailto:{shown}", "mastodon": f"https://{host}/@{word}", "manual": ""}.get(
        network, f"https://{host}/u/{word}" if dice.random() < 0.7 else ""
    )
    return Profile(
        identity_id=number, person_id=number, network=network, remote_id=f"{network}:{number}", handle=shown,
        name=written(human, dice, shy=shy), url=url,
        avatar_url=f"https://cdn.example/{network}/{number}.png" if dice.random() < 0.5 else "",
        languages=frozenset({human.language} if dice.random() < 0.85 else {"fr", "en"}) if dice.random() < 0.8 else frozenset(),
        places=frozenset(dice.sample(range(12), dice.randrange(1, 3))),
    )  # fmt: skip


def two_networks(dice: random.Random) -> tuple[str, str]:
    one = dice.choice(NETWORKS)
    return one, dice.choice([n for n in NETWORKS if n != one or dice.random() < 0.04])


def one_person(crowd: Crowd) -> Pair:
    """Most people leave a trace of their other account; a quarter leave none but how they call themselves."""
    dice, human = crowd.dice, crowd.human()
    first, second = two_networks(dice)
    a, b = account(crowd, human, first, shy=0.22), account(crowd, human, second, shy=0.22)
    trace = dice.random()
    kind = "names only"
    if trace < 0.14 and (a.url or a.network == "email"):
        b, kind = (
            replace(
                b,
                about=f"{dice.choice(('', 'Aussi ici : ', 'Me: ', 'blog → '))}{a.url.removeprefix('mailto:')} {human.nick}",
            ),
            "link",
        )
    elif trace < 0.26:
        mail = f"{handle(human, dice)}@{dice.choice(names.MAIL)}"
        spoiled = (
            mail.replace("@", f"+{dice.choice(('forum', 'news', 'rail'))}@") if dice.random() < 0.3 else mail.title()
        )
        a, b = (
            replace(a, network="email", handle=mail, url=f"mailto:{mail}"),
            replace(b, about=f"{spoiled} · DM ouverts"),
        )
        kind = "address"
    elif trace < 0.40:
        picture = f"https://photos.example/{human.born}.jpg"
        a, b, kind = replace(a, avatar_url=picture), replace(b, avatar_url=picture), "picture"
    elif trace < 0.58:
        word = handle(human, dice, year=True)
        a, b, kind = _named(a, word), _named(b, word), "handle"
    elif trace < 0.66:
        site = f"https://{plain(human.latin(dice)[1]).replace(' ', '')}{human.born}.example"
        a, b, kind = replace(a, about=f"Mon site {site}/"), replace(b, url=site), "site"
    return Pair(a, b, True, kind, bool(crowd.half))


def _named(profile: Profile, word: str) -> Profile:
    """The same account under a handle."""
    _, at, host = profile.handle.partition("@")
    return replace(
        profile, handle=f"{word}{at}{host}", url="" if profile.network != "email" else f"mailto:{word}@{host}"
    )


def relatives(crowd: Crowd) -> Pair:
    """Father and son, sisters, a couple: one family name, sometimes one mailbox host, sometimes the same first letter."""
    dice = crowd.dice
    one = crowd.human(script=dice.choice(("fr", "en", "fr", "ru", "ar", "ja")))
    script = {"latin": "en" if one.language == "en" else "fr"}.get(one.script, one.script)
    other = crowd.human(script=script, family=one.family)
    while other.given == one.given:
        other = crowd.human(script=script, family=one.family)
    if dice.random() < 0.12:  # named after the father
        other = replace(one, nick=other.nick, year=other.year, born=other.born)
    first, second = two_networks(dice)
    host = f"famille-{plain(one.latin(dice)[1]).replace(' ', '')}.example" if dice.random() < 0.3 else ""
    a, b = account(crowd, one, first, shy=0.05, at=host), account(crowd, other, second, shy=0.05, at=host)
    if other.given == one.given:
        a, b = (
            replace(a, name=f"{one.given[0]} {one.family[0]}"),
            replace(b, name=f"{one.given[0]} {one.family[0]} {dice.choice(('Jr', 'fils', 'II'))}"),
        )
    if a.handle == b.handle:  # one mailbox is one person
        b = replace(b, handle=f"x{b.handle}", url=f"mailto:x{b.handle}" if second == "email" else b.url)
    return Pair(a, replace(b, places=a.places), False, "relatives", bool(crowd.half))


def colleagues(crowd: Crowd) -> Pair:
    """One employer: one host of mail, one site, often one logo."""
    dice, firm = crowd.dice, crowd.dice.choice(names.COMPANIES)
    host = f"{firm}{crowd.half}.example"
    first, second = dice.choice((("email", "email"), two_networks(dice), ("email", dice.choice(NETWORKS))))
    a, b = (account(crowd, crowd.human(), network, shy=0.05, at=host) for network in (first, second))
    if a.handle == b.handle:  # one mailbox is one person
        b = replace(b, handle=f"x{b.handle}", url=f"mailto:x{b.handle}" if second == "email" else b.url)
    logo = f"https://{host}/logo.png"
    if dice.random() < 0.6:
        a, b = replace(a, avatar_url=logo), replace(b, avatar_url=logo)
    if dice.random() < 0.6:
        a, b = replace(a, about=f"Chez https://{host}"), replace(b, about=f"Équipe de https://www.{host}/")
    return Pair(a, b, False, "colleagues", bool(crowd.half))


def namesakes(crowd: Crowd) -> Pair:
    """One name, two people: seven times in eight a name that many bear."""
    dice = crowd.dice
    script = dice.choice(("fr", "en", "fr", "en", "zh", "ru", "ar"))
    human = crowd.human(script=script)
    if dice.random() < 0.875:
        given, family = (dice.choice(self_half(_forms(part), crowd.half)) for part in names.FREQUENT[script])
        human = replace(human, given=given, family=family)
    twin = replace(human, nick=crowd.human().nick, year=f"{dice.randrange(10, 99)}", born=dice.randrange(10**6))
    first, second = two_networks(dice)
    return Pair(
        account(crowd, human, first, shy=0.1),
        account(crowd, twin, second, shy=0.1),
        False,
        "namesakes",
        bool(crowd.half),
    )


def self_half(words: Sequence[tuple[str, ...]], half: int) -> Sequence[tuple[str, ...]]:
    return words[half::2]


def _forms(text: str) -> list[tuple[str, ...]]:
    return [tuple(word.split("|")) for word in text.split()]


def house_and_hand(crowd: Crowd) -> Pair:
    """An organisation's account, and somebody who speaks of it or works there."""
    dice, human = crowd.dice, crowd.human(script=crowd.dice.choice(("fr", "en")))
    firm = dice.choice(names.COMPANIES)
    family = human.family[0]
    shown = dice.choice(
        (
            f"Office du tourisme de {family}",
            f"Café {family}",
            f"{family} & fils SARL",
            f"Éditions {family}",
            f"{family} Travel Ltd",
        )
    )
    first, second = two_networks(dice)
    a, b = account(crowd, human, first, shy=0.05), account(crowd, human, second, shy=0.05)
    b = replace(_named(b, plain(shown).replace(" ", "").replace("&", "")[:18]), name=shown, kind="human")
    if dice.random() < 0.4:
        page = f"https://{firm}{crowd.half}.example"
        a, b = replace(a, about=page), replace(b, url=page)
    return Pair(a, b, False, "organisation", bool(crowd.half))


def one_word(crowd: Crowd) -> Pair:
    """Two who like the same word, a given name with other numbers, or two who only sound alike."""
    dice = crowd.dice
    one, other = crowd.human(), crowd.human()
    first, second = two_networks(dice)
    a, b = account(crowd, one, first, shy=0.5), account(crowd, other, second, shy=0.5)
    draw = dice.random()
    if draw < 0.35:
        given = plain(one.given[0]) or "sam"
        a, b = _named(a, f"{given}{dice.randrange(10, 99)}"), _named(b, f"{given}{dice.randrange(10, 99)}")
        a, b = replace(a, name=given.title()), replace(b, name=given.title())
    elif draw < 0.6:
        word = dice.choice(names.PSEUDONYMS)
        a, b = _named(a, word + str(dice.randrange(10, 50))), _named(b, word + str(dice.randrange(50, 99)))
    elif draw < 0.8:
        pairs = (
            ("Michel", "Michelle"),
            ("Martin", "Martine"),
            ("Daniel", "Danielle"),
            ("Paul", "Paule"),
            ("Joel", "Noel"),
            ("Marc", "Marie"),
        )
        left, right = dice.choice(pairs)
        a, b = replace(a, name=f"{left} {one.family[-1]}"), replace(b, name=f"{right} {one.family[-1]}")
    return Pair(a, b, False, "alike", bool(crowd.half))


def strangers(crowd: Crowd) -> Pair:
    first, second = two_networks(crowd.dice)
    return Pair(
        account(crowd, crowd.human(), first),
        account(crowd, crowd.human(), second),
        False,
        "strangers",
        bool(crowd.half),
    )


DIFFERENT: tuple[tuple[Callable[[Crowd], Pair], int], ...] = (
    (relatives, 130), (colleagues, 90), (namesakes, 110), (house_and_hand, 40), (one_word, 70), (strangers, 60),
)  # fmt: skip


def pairs() -> list[Pair]:
    """Half are of one person; half are held out, with other names."""
    made: list[Pair] = []
    for half in (0, 1):
        crowd = Crowd(half)
        made += [one_person(crowd) for _ in range(500)]
        made += [draw(crowd) for draw, n in DIFFERENT for _ in range(n)]
    return made
