"""What members of the demo brand's community say to each other in private, what waits for a moderator, what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.community.actions.reports import report
from parvis.community.models import Community, Member, Topic
from parvis.community.queries.house import House, who_is
from parvis.community.rules.reports import Why
from parvis.conversations.models import Post
from parvis.flows.hosting import answer_topic, hear, reword_post
from parvis.flows.messaging import begin_conversation

LATE = "Ma correspondance est de 14 minutes, est-ce raisonnable ?"
FOUND = "J’ai gardé toutes les correspondances de la ligne dans un tableau."
LINKED = f"{FOUND} Il est ici : https://correspondances.example/nuit"


def whisper(
    community: Community, house: House, topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime
) -> None:
    """Conversations of the last days, newest last."""
    _talk(community, members, at - timedelta(days=2), "Réservation à mon nom d’épouse", (
        ("lea", "ines", "Bonjour Inès, ma réservation est au nom de Martin-Cot. Est-ce que le contrôleur acceptera ma carte au nom de Martin ?"),
        ("ines", "", "Oui, sans difficulté. Je l’ai tout de même noté sur votre dossier : rien à faire de votre côté. Bon voyage !"),
        ("lea", "", "Merci, me voilà rassurée."),
    ))  # fmt: skip
    asked = _talk(community, members, at - timedelta(hours=9), "", (
        ("camille", "lea", "Coucou Léa, tu aurais encore la petite lampe dont tu parlais ? Je te la rachèterais volontiers."),
        ("lea", "", "Je te l’offre, elle dort dans un tiroir. Vendredi sur le quai ?"),
    ))  # fmt: skip
    said = _say(
        asked,
        None,
        members["camille"],
        "Avec joie. Je t’appelle au numéro que tu m’as donné : 06 00 00 00 00.",
        at,
        "n",
    )
    report(
        asked, said, members["lea"], why=Why.PRIVATE, words="Mon numéro, par mégarde : pouvez-vous le retirer ?", at=at
    )
    _wait(house, topics[LATE], members["nadia"], at - timedelta(hours=3))


def _talk(
    community: Community,
    members: Mapping[str, Member],
    at: datetime,
    title: str,
    lines: tuple[tuple[str, str, str], ...],
) -> Topic:
    first, to, words = lines[0]
    key = f"demo-private-{first}-{to}"
    made = begin_conversation(community, members[first], [members[to]], title=title, body=words, key=key, at=at)
    for n, (who, _to, said) in enumerate(lines[1:], 1):
        _say(made.topic, None, members[who], said, at + timedelta(minutes=31 * n), f"{key}-{n}")
    return made.topic


def _say(topic: Topic, house: House | None, member: Member, words: str, at: datetime, key: str) -> Post:
    room = house.rooms[topic.space_id] if house is not None and topic.space_id is not None else None
    who = who_is(member.brand, member.account)
    return answer_topic(topic, room, who, member, body=words, key=f"demo-{key}", parent=None, at=at).post


def _wait(house: House, topic: Topic, member: Member, at: datetime) -> None:
    """A link that came in later."""
    post = _say(topic, house, member, FOUND, at, "late")
    who = who_is(member.brand, member.account)
    reword_post(topic, house.rooms[topic.space_id or 0], who, member, post, body=LINKED, at=at + timedelta(minutes=4))
    hear(post_id=post.pk)
