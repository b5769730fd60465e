"""The people of the demo: a named cast, then as many invented ones as the scale asks for."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import accumulate
from random import Random

from parvis.demo.model import DemoIdentity, DemoPerson, Language, Stage
from parvis.demo.names import CAST, FIRST, LAST, NICK

PEOPLE = 400
APART = 28
"""One in so many is still several people to the team: what the screen of possible matches shows."""
_NETWORKS = ("feed", "email", "manual", "mastodon", "bluesky", "parvis")
_SHARES = (18, 16, 24, 13, 11, 18)
_STAGES: tuple[Stage, ...] = ("customer", "prospect", "fan", "ambassador", "influencer", "partner")
_STAGE_SHARES = (58, 25, 11, 4, 1, 1)
_HOSTS = {
    "feed": "https://quai9.example/membre/{}",
    "manual": "https://page.example/{}",
    "mastodon": "https://rails.example/@{}",
    "bluesky": "https://ciel.example/profile/{}.ciel.example",
    "parvis": "https://lequai.laveilleuse.example/@{}",
}


def people(scale: int) -> tuple[DemoPerson, ...]:
    """`400 * scale` people, always the same; one in seven has several identities."""
    rng = Random("cast")
    cast = [
        _person(key, name, _stage(stage), _language(language), networks, key, note, rng)
        for key, (name, stage, language, networks, note) in CAST.items()
    ]
    return (*cast, *(_anyone(number, rng) for number in range(len(cast), PEOPLE * scale)))


def _stage(stage: str) -> Stage:
    return next(known for known in _STAGES if known == stage)


def _language(language: str) -> Language:
    return "en" if language == "en" else "fr"


def _anyone(number: int, rng: Random) -> DemoPerson:
    language: Language = "en" if number % 7 in (2, 5) else "fr"
    name = f"{rng.choice(FIRST[language])} {rng.choice(LAST[language]).replace('-', ' ')}"
    networks = [_NETWORKS[number % 6] if number < 60 else rng.choices(_NETWORKS, _SHARES)[0]]
    if number % 7 == 0:
        others = [network for network in _NETWORKS if network not in networks]
        networks += rng.sample(others, rng.choice((1, 1, 2)))
    made = _person(
        f"p{number}",
        name,
        rng.choices(_STAGES, _STAGE_SHARES)[0],
        language,
        tuple(networks),
        _nick(name, number, rng),
        "",
        rng,
    )
    return _apart(made, number) if number % APART == 0 and len(networks) > 1 else made


def _apart(person: DemoPerson, number: int) -> DemoPerson:
    """Somebody whose accounts are still several people here; every second one says where else they are."""
    first, second, *others = person.identities
    if number % (2 * APART) == 0:
        address = first.url.removeprefix("mailto:")
        told = {"fr": f"Aussi par ici : {address}", "en": f"Also here: {address}"}[person.languages[0]]
        second = replace(second, about=told)
    return replace(person, identities=(first, replace(second, name=person.name), *others), apart=True)


def _nick(name: str, number: int, rng: Random) -> str:
    first, last = name.split(" ")[0], name.split(" ")[-1]
    plain = unicodedata.normalize("NFKD", f"{first}.{last}").encode("ascii", "ignore").decode().lower().replace("'", "")
    short = plain.split(".")[0]
    return (
        str(rng.choice((plain, plain.replace(".", "_"), f"{short}_{rng.choice(NICK)}", f"{rng.choice(NICK)}{short}")))
        + f"{number}"
    )


def _person(
    key: str, name: str, stage: Stage, language: Language, networks: tuple[str, ...], nick: str, note: str, rng: Random
) -> DemoPerson:
    languages: tuple[Language, ...] = ("fr", "en") if rng.random() < 0.15 else (language,)
    languages = languages if languages[0] == language else ("en", "fr")
    identities = tuple(_identity(key, name, stage, network, nick, rng) for network in networks)
    return DemoPerson(key, name, stage, languages, identities, note)


def _identity(key: str, name: str, stage: Stage, network: str, nick: str, rng: Random) -> DemoIdentity:
    followers = None
    if network in ("mastodon", "bluesky"):
        followers = int(rng.lognormvariate(9.5 if stage == "influencer" else 4.8, 1.1))
    handle = {
        "email": f"{nick}@courrier.example",
        "mastodon": f"{nick}@rails.example",
        "bluesky": f"{nick}.ciel.example",
    }.get(network, nick)
    shown = nick if network in ("feed", "parvis") and rng.random() < 0.6 and key not in CAST else name
    url = f"mailto:{handle}" if network == "email" else _HOSTS[network].format(nick)
    return DemoIdentity(
        f"{key}/{network}",
        network,
        handle,
        shown,
        url,
        f"{network}:{key}",
        followers,
        verified=network in ("email", "parvis"),
    )


class Pools:
    """Who may speak on a network in a language; some speak far more than others."""

    def __init__(self, everyone: tuple[DemoPerson, ...]) -> None:
        self.names: dict[str, str] = {}
        members: dict[tuple[str, str], list[str]] = {}
        for person in everyone:
            for identity in person.identities:
                self.names[identity.key] = person.name
                members.setdefault((identity.network, person.languages[0]), []).append(identity.key)
        self._members = members
        self._weights = {
            pool: list(accumulate(1 / (rank % 400 + 4) ** 0.7 for rank in range(len(keys))))
            for pool, keys in members.items()
        }

    def draw(self, network: str, language: Language, rng: Random) -> str:
        """An identity's key."""
        pool = (network, language)
        return rng.choices(self._members[pool], cum_weights=self._weights[pool])[0]
