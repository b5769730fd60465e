"""Watches to begin with, made from what a brand says of itself. Pure: the person edits, keeps or drops each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.folding import fold_tokens
from parvis.core.messages import Message
from parvis.listening.query.formatter import quoted

OR = {"fr": "OU", "en": "OR"}
AND = {"fr": "ET", "en": "AND"}
NEAR = {"fr": "PROCHE", "en": "NEAR"}
ANGER = {
    "fr": "(arnaque* OU scandale* OU boycott* OU honteu* OU plainte*)",
    "en": "(scam* OR scandal* OR boycott* OR shame* OR complain*)",
}
ADVICE = {
    "fr": "(conseil* OU avis OU recommand* OU essayer OU compar*)",
    "en": "(advice OR review* OR recommend* OR tried OR compar*)",
}
MOST_RIVALS = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """`role`: brand, rival, topic, crisis. `key` names it within one page."""

    key: str
    name: Message
    role: str
    query: str
    why: Message


@dataclass(frozen=True, slots=True)
class Told:
    """What a brand says of itself. `site`: an address or a host, `rivals` and `words` as typed, one each."""

    name: str
    language: str
    site: str = ""
    rivals: Sequence[str] = ()
    words: Sequence[str] = ()


def proposals(told: Told) -> list[Proposal]:
    """In the order of their weight. Every query is valid; a name without a letter or figure gives none."""
    tongue = "fr" if told.language == "fr" else "en"
    name = told.name.strip()
    if not fold_tokens(name):
        return []
    said = _said(name, tongue)
    host = host_of(told.site)
    heard = f"{said} {OR[tongue]} link:{host}" if host else said
    found = [
        Proposal("brand", Message("%(brand)s", {"brand": name}), "brand", heard, _why_brand(name, host, tongue)),
        Proposal(
            "anger",
            Message("Anger about %(brand)s", {"brand": name}),
            "crisis",
            f"{_group(said)} {NEAR[tongue]}/15 {ANGER[tongue]}",
            Message("Your name close to words that announce trouble."),
        ),
        Proposal(
            "advice",
            Message("Who asks about %(brand)s", {"brand": name}),
            "topic",
            f"{_group(said)} {AND[tongue]} {ADVICE[tongue]}",
            Message("People who ask for advice or compare: they may like an answer."),
        ),
    ]
    return found + _rivals(told.rivals, tongue) + _topic(told.words, tongue)


def _why_brand(name: str, host: str, tongue: str) -> Message:
    if len(fold_tokens(name)) == 1:
        return Message(
            "Everything that is said with your name. If it is also a common word, add %(and)s and a word of your trade.",
            {"and": AND[tongue]},
        )
    if host:
        return Message("Everything that is said with your name, and who links to your site.")
    return Message("Everything that is said with your name.")


def _rivals(rivals: Sequence[str], tongue: str) -> list[Proposal]:
    names = list(dict.fromkeys(rival.strip() for rival in rivals if fold_tokens(rival)))[:MOST_RIVALS]
    why = Message("To compare: how much is said of them, and in what mood.")
    return [
        Proposal(f"rival{n}", Message("%(brand)s", {"brand": rival}), "rival", _said(rival, tongue), why)
        for n, rival in enumerate(names)
    ]


def _topic(words: Sequence[str], tongue: str) -> list[Proposal]:
    kept = list(dict.fromkeys(word.strip() for word in words if fold_tokens(word)))
    if not kept:
        return []
    query = f" {OR[tongue]} ".join(quoted(_plain(word)) for word in kept)
    name = Message("%(words)s", {"words": ", ".join(kept)[:100]})
    return [Proposal("topic", name, "topic", query, Message("What your market talks about, whoever is named."))]


def _said(name: str, tongue: str) -> str:
    """As people write it: the words, and in one as hashtags and handles have it."""
    plain, joined = _plain(name), "".join(fold_tokens(name))
    if len(fold_tokens(name)) < 2 or joined == plain.casefold():
        return quoted(plain)
    return f"{quoted(plain)} {OR[tongue]} {quoted(joined)}"


def _group(query: str) -> str:
    return f"({query})" if " " in query else query


def _plain(text: str) -> str:
    return " ".join(text.replace('"', " ").replace("*", " ").split())


def host_of(site: str) -> str:
    """`https://www.nocturne.example/contact` → `nocturne.example`; "" when it is no address."""
    found = re.match(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)", site.strip().lower())
    return found[1] if found else ""
