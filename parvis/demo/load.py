"""The demo brand as rows: its story goes through the same intake as the world's."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from parvis.connectors.contract import Author, Item
from parvis.conversations.rules import EARLIEST
from parvis.core.messages import Message
from parvis.core.models import Account, Brand
from parvis.demo import actions, alarm, habits, lessons, news, outside, shelf, square
from parvis.demo.actions import House
from parvis.demo.house import BURST_DAY, CRISIS_DAY, DAYS
from parvis.demo.model import DemoCase, DemoIdentity, DemoPerson, DemoPersona, DemoPost, DemoWatch
from parvis.demo.scenario import POSTS, Scenario, build
from parvis.flows.intake import take_in
from parvis.flows.likeness import look_again
from parvis.listening.actions import matched_back, save_watch
from parvis.listening.bursts.actions import look
from parvis.listening.bursts.places.actions import look_at_places

SLUG = "la-veilleuse"
WHO = "ines@laveilleuse.example"
BATCH = 500
HERE = ZoneInfo("Europe/Paris")
Progress = Callable[[int, int], None]

DRAFT = (
    "Bonjour, merci d’avoir pris le temps de nous écrire. J’ai transmis à l’équipage et je reviens vers vous demain "
    "matin avec une réponse précise."
)
DOUBTFUL = "Bonjour, votre dossier est bien arrivé. Le remboursement part aujourd’hui, comptez trois jours ouvrés."


def load(at: datetime, *, scale: int = 1, progress: Progress = lambda done, top: None) -> str:
    """The sign-in to show. Loads the brand when it is not there: whole or not at all, so that a load which was cut short
    leaves nothing behind and the next one begins anew. Until its end, other writers of an SQLite house wait."""
    secret = _password(settings.DATA)
    if not loaded():
        with transaction.atomic():
            tell(build(scale=scale, today=at.astimezone(HERE).date() + timedelta(days=1)), secret, at, progress)
    return f"{WHO}  ·  {secret}"


def loaded() -> bool:
    return Brand.objects.filter(slug=SLUG).exists()


def _password(data: Path) -> str:
    """One for the whole team, made at the first load and kept beside the database, for its owner's eyes only."""
    path = data / "demo.password"
    if not path.exists():
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"veilleuse-{secrets.token_hex(3)}\n")
    return path.read_text().strip()


def tell(scenario: Scenario, password: str, at: datetime, progress: Progress) -> House:
    """House, people, watches, the posts of ninety days up to now, then the cases as they stand."""
    house = actions.settle(scenario, password, SLUG, at)
    actions.introduce(house.brand, scenario.people, scenario.personas, scenario.start)
    by = house.seats["ines"].account
    watches = {w.key: _watch(house, w, by, scenario.start) for w in scenario.watches}
    _posts(scenario, house, at, progress)
    _take_statistics()
    actions.rules(house, scenario, watches)
    cases = actions.open_cases(house, scenario, _cases_by(scenario, at), at)
    actions.leave_unfinished(house, cases, {"draft": DRAFT, "unconfirmed": DOUBTFUL}, at)
    habits.take_up(house, cases, at)
    lessons.teach(house, at)
    shelf.fill(house, watches, at)
    alarm.ring(house, watches, scenario.start, at)
    news.announce(house, at)
    _health(scenario, house, at)
    square.open_house(house, password, at)
    look_again(house.brand.pk, at)
    _bursts(scenario, house, at)
    outside.explore(house.brand, by, watches["train-de-nuit"], at)
    return house


def _take_statistics() -> None:
    """PostgreSQL plans by its statistics, and takes none of what a transaction is still writing: with those of an empty
    house, a look among thousands of posts takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _bursts(scenario: Scenario, house: House, at: datetime) -> None:
    """What Parvis would have noticed, had it been there: in the days of the story that stand out, and lately."""
    for day in (*range(BURST_DAY, BURST_DAY + 3), *range(CRISIS_DAY + 1, CRISIS_DAY + 4), *range(DAYS - 2, DAYS + 1)):
        for moment in (scenario.start + timedelta(days=day, hours=hour, minutes=50) for hour in range(3, 24, 5)):
            if moment <= at:
                look(house.brand.pk, moment)
    look(house.brand.pk, at)
    look_at_places(house.brand.pk, at)


def _cases_by(scenario: Scenario, at: datetime) -> list[DemoCase]:
    """Those whose story is told so far."""
    now = at - scenario.start
    return [c for c in scenario.cases() if max(c.opened, c.first_reply or c.opened, c.closed or c.opened) <= now]


def _said_by(post: DemoPost, scenario: Scenario, at: datetime) -> bool:
    """Today's story is told up to now; where it is quiet, nothing is said any more."""
    quiet = news.QUIET_FOR if post.place == news.QUIET_PLACE else timedelta(0)
    return scenario.start + post.at <= at - quiet


def _watch(house: House, watch: DemoWatch, by: Account, at: datetime) -> int:
    """Saved before the first post, it has no past to be matched with."""
    saved = save_watch(house.brand, name=watch.name, query=watch.query, role=watch.role, by=by, at=at)
    matched_back(saved.pk, version=saved.version, to=EARLIEST)
    return saved.pk


def _posts(scenario: Scenario, house: House, at: datetime, progress: Progress) -> None:
    """In time order within each place, in batches as an import gives them."""
    speakers: list[DemoPerson | DemoPersona] = [*scenario.people, *scenario.personas]
    authors = {i.key: _author(i) for p in speakers for i in p.identities}
    waiting: dict[str, list[Item]] = {key: [] for key in house.places}
    done, top = 0, POSTS * scenario.scale
    for post in (post for post in scenario.posts() if _said_by(post, scenario, at)):
        batch = waiting[post.place]
        batch.append(_item(post, scenario.start, authors))
        if len(batch) == BATCH:
            done += _flush(house, post.place, batch)
            progress(done, top)
    for key, batch in waiting.items():
        if batch:
            done += _flush(house, key, batch)
            progress(done, top)


def _flush(house: House, key: str, batch: list[Item]) -> int:
    number, latest = len(batch), max(item.at for item in batch if item.at)
    take_in(house.places[key], batch, latest + timedelta(minutes=1))
    batch.clear()
    return number


def _author(identity: DemoIdentity) -> Author:
    return Author(
        remote_id=identity.remote_id,
        name=identity.name,
        handle=identity.handle,
        url=identity.url,
        followers=identity.followers,
        verified=identity.verified,
    )


def _item(post: DemoPost, start: datetime, authors: dict[str, Author]) -> Item:
    return Item(
        remote_id=post.key,
        thread_id=post.thread,
        body=post.text,
        kind=post.kind,
        title=post.title or ("" if post.parent else post.thread_title),
        folded=post.folded,
        author=authors[post.author],
        parent_id=post.parent or "",
        at=start + post.at,
        url=post.url,
        language=post.language,
        metrics=post.metrics,
        extra={"direction": post.direction},
    )


def _health(scenario: Scenario, house: House, at: datetime) -> None:
    """Most places are well; one wants its password, one has moved, one has gone quiet by itself."""
    for place in scenario.places:
        made = house.places[place.key]
        if place.health.state == "expired":
            said = Message(
                "The mail server refuses the user name or the password of %(address)s.", {"address": place.name}
            )
            mend = Message("Give the password of the mailbox again; the user name is often the whole address.")
            problem = {
                "kind": "AuthExpired",
                "text": said.text,
                "params": dict(said.params),
                "mend": {"text": mend.text, "params": {}},
            }
            actions.trouble(made, problem, at)
        elif place.health.state == "moved":
            actions.moved(made, place.health.moved_to)
