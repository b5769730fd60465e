"""What the demo's community decides together: a question solved, ideas wanted and answered, a poll, an evening, a contest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parvis.community.actions import happenings as events
from parvis.community.actions import ideas, polls, questions
from parvis.community.actions.contests import ContestForm, enter, set_contest
from parvis.community.actions.happenings import HappeningForm
from parvis.community.actions.polls import PollForm
from parvis.community.models import Member, Topic
from parvis.community.queries.topics import post_in, posts_on
from parvis.community.rules.happenings import Answer
from parvis.community.rules.ideas import Status
from parvis.community.rules.polls import Asks, Question, Shows
from parvis.conversations.models import Post

BIKE, PLUG, BREAD = (
    "Peut-on emmener un vélo non démonté ?",
    "Une prise par couchette",
    "Un petit-déjeuner avec du pain d’ici",
)
DAWN, EVENING, PHOTO = (
    "Le lever de soleil sur la Durance",
    "Une soirée à quai, à Paris-Austerlitz",
    "Votre plus belle arrivée",
)
VIEW = Question(
    1, "De quel côté dormez-vous ?", Asks.RANKED, {1: "Fenêtre de droite", 2: "Fenêtre de gauche", 3: "Couloir"}
)


def gather(topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime) -> None:
    """`topics`: by title."""
    _solved(topics[BIKE], members, at)
    _wanted(topics, members, at)
    _asked(topics[DAWN], members, at)
    _evening(topics[EVENING], members, at)
    _contest(topics[PHOTO], members, at)


def _solved(topic: Topic, members: Mapping[str, Member], at: datetime) -> None:
    answer = _post(topic, 3)
    questions.accept(topic, answer, by=members["tom"], at=at)
    for who in ("tom", "nadia", "camille"):
        questions.vote(topic, answer, members[who], at=at)


def _wanted(topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime) -> None:
    by = members["ines"].account
    for title, wanting in ((PLUG, ("lea", "tom", "nadia", "yann")), (BREAD, ("camille", "nadia"))):
        for who in wanting:
            ideas.want(topics[title], members[who], at=at)
    if by is not None:
        word = "Une prise et un port USB par place, à la rénovation du printemps."
        ideas.take_step(topics[PLUG], Status.PLANNED, word=word, by=by, at=at - timedelta(days=2))


def _asked(topic: Topic, members: Mapping[str, Member], at: datetime) -> None:
    form = PollForm([VIEW], anonymous=True, shows=Shows.NOW)
    poll = polls.make_poll(topic, form, by=members["lea"], at=at - timedelta(days=4))
    for who, ranks in (("lea", (1, 2, 3)), ("yann", (1, 3, 2)), ("tom", (2, 1, 3)), ("camille", (1, 2, 3))):
        order = {str(id): rank for id, rank in enumerate(ranks, 1)}
        polls.cast(poll, members[who], {"1": order}, at=at - timedelta(days=3))


def _evening(topic: Topic, members: Mapping[str, Member], at: datetime) -> None:
    by = members["ines"].account
    if by is None:
        return
    local = (at + timedelta(days=16)).astimezone(ZoneInfo("Europe/Paris"))
    starts = local.replace(hour=19, minute=0, second=0, microsecond=0)
    place = "Paris-Austerlitz, quai 7"
    form = HappeningForm(starts, starts + timedelta(hours=3), "Europe/Paris", place, seats=3)
    events.set_happening(topic, form, by=by, at=at - timedelta(days=3))
    for who in ("lea", "tom", "nadia", "yann"):
        events.answer(topic, members[who], Answer.YES, at=at - timedelta(days=2))


def _contest(topic: Topic, members: Mapping[str, Member], at: datetime) -> None:
    by = members["ines"].account
    if by is None:
        return
    form = ContestForm(
        "La Veilleuse SAS, 2 quai d’Austerlitz, Paris", "Un aller-retour en cabine", "240 €", 1, "vote",
        at - timedelta(days=6), at + timedelta(days=10), age_days=3,
    )  # fmt: skip
    set_contest(topic, form, by=by, at=at - timedelta(days=6))
    for who, words in (("camille", "Gap sous la neige, et le chauffeur du car qui nous attendait."), ("yann", "Port-Bou, la mer juste après le tunnel.")):  # fmt: skip
        enter(topic, members[who], words=words, at=at - timedelta(days=5))


def _post(topic: Topic, seq: int) -> Post:
    found = post_in(topic, next(one.id for one in posts_on(topic.pk, 1) if one.seq == seq))
    assert found is not None
    return found
