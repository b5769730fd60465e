"""What the demo brand needs beyond the intake: its house, its people with several names, its cases as they stand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from PIL import Image, ImageDraw, ImageOps

from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Place, Post, Stream
from parvis.core.accounts import keep_house
from parvis.core.models import Account, Brand, Department, Seat
from parvis.demo.model import DemoCase, DemoIdentity, DemoPerson, DemoPersona
from parvis.demo.scenario import Scenario
from parvis.engagement.models import Case, CaseEvent, EscalationStep, OpeningHours, ResponseTarget, Routing, TriageRule
from parvis.engagement.rules import Outcome
from parvis.listening.discovery.actions.frontier import NewLead, add_leads
from parvis.listening.discovery.models import Exploration, Host, Lead
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.rules import INTERRUPTED, LOOK_YOURSELF
from parvis.people.models import Identity, Note, Person

RESTING = timedelta(days=3650)
"""Demo places are nowhere: they are never due, so that the demo calls nobody."""
OUTCOMES = {
    "remboursé": Outcome.RESOLVED,
    "rappelé et remboursé": Outcome.RESOLVED,
    "geste commercial": Outcome.RESOLVED,
    "répondu par la communauté": Outcome.NO_ANSWER_NEEDED,
}
"""The story's own words for how a case ended; the others mean that it was answered."""
TARGETS = {"email": 24 * 60, "manual": 24 * 60, "feed": 8 * 60, "mastodon": 120, "bluesky": 120, "parvis": 240}
WEEK = [[[9 * 60, 12 * 60 + 30], [14 * 60, 19 * 60]]] * 5 + [[[10 * 60, 13 * 60]], []]
STEPS = ((75, "tell_assignee"), (100, "tell_lead"), (150, "raise"))
ASKED = frozenset({"exploitation", "bord"})
"""Departments that know what the team at the desk does not."""
QUESTION = "Que s’est-il passé à bord, et que peut-on promettre sans se dédire ?"


@dataclass(slots=True)
class House:
    """What was made, by the scenario's keys."""

    brand: Brand
    seats: dict[str, Seat] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)


@transaction.atomic
def settle(scenario: Scenario, password: str, slug: str, at: datetime) -> House:
    """Brand, team, departments, places, personas, targets."""
    brand = Brand.objects.create(
        name=scenario.brand.name, slug=slug, language="fr", languages=["fr", "en"], created_at=scenario.start
    )
    house = House(brand)
    house.departments = {d.key: Department.objects.create(brand=brand, name=d.name) for d in scenario.departments}
    sealed = make_password(password)
    for seat in scenario.seats:
        account, _ = Account.objects.update_or_create(
            email=seat.email, defaults={"name": seat.name, "password": sealed, "created_at": scenario.start}
        )
        house.seats[seat.key] = Seat.objects.create(
            account=account,
            brand=brand,
            role=seat.role,
            department=house.departments[seat.department],
            languages=list(seat.languages),
            created_at=scenario.start,
        )
    keep_house(next(seat for seat in house.seats.values() if seat.role == "owner").account, at=scenario.start)
    for persona in scenario.personas:
        quality = persona.signature["fr"].partition(", ")[2]
        house.personas[persona.seat] = Persona.objects.create(
            brand=brand, account=house.seats[persona.seat].account, name=persona.name, quality=quality
        )
    ResponseTarget.objects.bulk_create(
        [ResponseTarget(brand=brand, network=network, minutes=minutes) for network, minutes in TARGETS.items()]
    )
    OpeningHours.objects.create(brand=brand, week=WEEK, country="FR")
    EscalationStep.objects.bulk_create(
        [EscalationStep(brand=brand, unit="percent", amount=n, act=act, since=at) for n, act in STEPS]
    )
    _places(scenario, house, at)
    for held in house.seats.values():
        if held.role == "agency_guest":
            public = [place for place in house.places.values() if place.network != "email"]
            give_places(held, [place.pk for place in public[:4]], by=None, at=scenario.start)
    return house


def _places(scenario: Scenario, house: House, at: datetime) -> None:
    for place in scenario.places:
        made = Place.objects.create(
            brand=house.brand,
            network=place.network,
            kind=place.kind,
            remote_id=place.address,
            address=place.address,
            url=place.address if place.address.startswith("https") else "",
            name=place.name,
            language=place.language,
            owned=place.owned,
            visibility=place.visibility,
            settings={"demo": True, "support": {"listen": "no", "reply": "needs"}},
            created_at=scenario.start,
        )
        house.places[place.key] = made
        Stream.objects.create(brand=house.brand, place=made, due_at=at + RESTING, fetched_at=at, succeeded_at=at)


@transaction.atomic
def come_in(people: Mapping[str, str], password: str, at: datetime) -> list[Account]:
    """Accounts without a seat, by address: members of the community, who sign in with the demo's password too."""
    sealed = make_password(password)
    return [
        Account.objects.create(email=email, name=name, language="fr", password=sealed, created_at=at)
        for email, name in people.items()
    ]


@transaction.atomic
def introduce(brand: Brand, people: Iterable[DemoPerson], personas: Iterable[DemoPersona], at: datetime) -> None:
    """People with all their identities: the intake then recognises each of their names."""
    listed: list[tuple[str, str, tuple[str, ...], str, tuple[DemoIdentity, ...]]] = [
        told
        for p in people
        for told in (
            [(i.name, p.stage, p.languages, p.note, (i,)) for i in p.identities]
            if p.apart
            else [(p.name, p.stage, p.languages, p.note, p.identities)]
        )
    ]
    listed += [(p.name, "", ("fr",), "", p.identities) for p in personas]
    rows = Person.objects.bulk_create(
        [
            Person(
                brand=brand,
                name=name,
                stage=stage,
                languages=list(languages),
                first_seen_at=at,
                last_seen_at=at,
            )
            for name, stage, languages, _note, _identities in listed
        ],
        batch_size=1000,
    )
    Note.objects.bulk_create(
        [
            Note(brand=brand, person=person, text=told[3], at=at)
            for person, told in zip(rows, listed, strict=True)
            if told[3]
        ]
    )
    Identity.objects.bulk_create(
        [_identity(brand, i, person, at) for person, told in zip(rows, listed, strict=True) for i in told[4]],
        batch_size=1000,
    )


def _identity(brand: Brand, identity: DemoIdentity, person: Person, at: datetime) -> Identity:
    return Identity(
        brand=brand,
        network=identity.network,
        remote_id=identity.remote_id,
        handle=identity.handle,
        name=identity.name,
        url=identity.url,
        about=identity.about,
        followers=identity.followers,
        verified=identity.verified,
        person=person,
        first_seen_at=at,
    )


@transaction.atomic
def trouble(place: Place, problem: Mapping[str, object], at: datetime) -> None:
    """A place that a person must mend."""
    Stream.objects.filter(place=place).update(problem=dict(problem), failures=4, fetched_at=at)


@transaction.atomic
def moved(place: Place, address: str) -> None:
    Place.objects.filter(pk=place.pk).update(address=address)


@transaction.atomic
def rules(house: House, scenario: Scenario, watches: Mapping[str, int]) -> None:
    """The scenario's triage rules, in its order."""
    for position, rule in enumerate(scenario.triage_rules):
        conditions: dict[str, object] = {}
        if rule.watch:
            conditions["watches"] = [watches[rule.watch]]
        if rule.places:
            conditions["places"] = [house.places[key].pk for key in rule.places]
        TriageRule.objects.create(
            brand=house.brand,
            name=rule.name,
            position=position,
            conditions=conditions,
            type=rule.type,
            department=house.departments[rule.department] if rule.department in ASKED else None,
        )


@transaction.atomic
def open_cases(house: House, scenario: Scenario, cases: Iterable[DemoCase], at: datetime) -> list[Case]:
    """Cases in every state, as the story left them."""
    told = list(cases)
    keys = {case.post for case in told}
    posts = {
        p.remote_id: p
        for p in Post.objects.filter(brand=house.brand, remote_id__in=keys).select_related("author", "place")
    }
    rows = [(_case(house, scenario, case, posts[case.post], at), case) for case in told if case.post in posts]
    Case.objects.bulk_create([row for row, _ in rows], batch_size=500)
    Routing.objects.bulk_create([_question(house, row) for row, _ in rows if row.department is not None])
    CaseEvent.objects.bulk_create(
        [e for row, case in rows for e in _events(house, scenario, row, case)], batch_size=500
    )
    return [row for row, _ in rows]


def _case(house: House, scenario: Scenario, case: DemoCase, post: Post, at: datetime) -> Case:
    opened = scenario.start + case.opened
    wait = timedelta(minutes=TARGETS.get(post.place.network, 480))
    open_now = case.state == "open"
    due = min(opened + wait, at - timedelta(minutes=20)) if case.late else max(opened + wait, at + wait / 3)
    first_reply = scenario.start + case.first_reply if case.first_reply is not None else None
    closed = scenario.start + case.closed if case.closed is not None else None
    return Case(
        brand=house.brand,
        thread_id=post.thread_id,
        place_id=post.place_id,
        post=post,
        author_id=post.author_id,
        person_id=post.author.person_id if post.author else None,
        type=case.type,
        state=case.state,
        assignee=house.seats[case.assignee] if case.assignee else None,
        department=house.departments[case.department] if _asked(case) else None,
        opened_by=_rule_for(scenario, house, case, post),
        opened_at=opened,
        waiting_since=opened if open_now else None,
        first_reply_at=first_reply,
        due_at=due if open_now else None,
        snoozed_until=at + timedelta(hours=9) if case.state == "snoozed" else None,
        closed_at=closed if case.state == "closed" else None,
        outcome=OUTCOMES.get(case.outcome, Outcome.ANSWERED) if case.state == "closed" else "",
        updated_at=closed or first_reply or opened,
    )


def _asked(case: DemoCase) -> bool:
    """Whether those who run the trains are asked about it now."""
    return case.state == "open" and case.department in ASKED


def _question(house: House, row: Case) -> Routing:
    ines = house.seats["ines"].account
    asked = row.opened_at + timedelta(minutes=25)
    return Routing(
        brand=house.brand, case=row, department=row.department, asked_by=ines, question=QUESTION, asked_at=asked
    )


def _rule_for(scenario: Scenario, house: House, case: DemoCase, post: Post) -> str:
    """The rule that would have opened it there, "" = somebody did."""
    fits = (
        rule.name
        for rule in scenario.triage_rules
        if rule.type == case.type
        and (not rule.places or post.place_id in {house.places[key].pk for key in rule.places})
    )
    return next(fits, "")


def _events(house: House, scenario: Scenario, row: Case, case: DemoCase) -> list[CaseEvent]:
    events = [CaseEvent(case=row, at=row.opened_at, kind="opened", data={"post": row.post_id, "rule": row.opened_by})]
    who = house.seats[case.assignee] if case.assignee else None
    if who:
        said = {"seat": who.pk, "name": who.account.name}
        events.append(
            CaseEvent(case=row, at=row.opened_at + timedelta(minutes=6), actor=who.account, kind="assigned", data=said)
        )
    if case.note:
        actor = who.account if who else house.seats["ines"].account
        when = (row.first_reply_at or row.opened_at) + timedelta(minutes=9)
        events.append(CaseEvent(case=row, at=when, actor=actor, kind="note", data={"text": case.note}))
    if row.closed_at:
        events.append(
            CaseEvent(
                case=row,
                at=row.closed_at,
                actor=who.account if who else None,
                kind="closed",
                data={"outcome": row.outcome},
            )
        )
    return events


@transaction.atomic
def leave_unfinished(house: House, cases: list[Case], texts: Mapping[str, str], at: datetime) -> None:
    """One message in each state that a person must know: draft, unconfirmed, failed. `texts`: body by state."""
    ines = house.seats["ines"].account
    # A network that takes answers from programs: elsewhere a message cannot be in doubt.
    programs = {place.pk for place in house.places.values() if place.network in ("email", "mastodon", "bluesky")}
    waiting = [c for c in cases if c.state == "open" and c.place_id in programs]
    for (state, body), case in zip(texts.items(), waiting, strict=False):
        Outgoing.objects.create(
            brand=house.brand,
            place_id=case.place_id,
            thread_id=case.thread_id,
            reply_to_id=case.post_id,
            persona=house.personas["ines"],
            author=ines,
            body=body,
            state=state,
            key=uuid.uuid5(uuid.NAMESPACE_URL, f"{house.brand.slug}/{state}/{case.pk}").hex,
            problem={
                "text": INTERRUPTED.text,
                "params": {},
                "mend": {"text": LOOK_YOURSELF.text, "params": {}},
            }
            if state != "draft"
            else None,
            doubted=state == "unconfirmed",
            attempts=0 if state == "draft" else 1,
            created_at=at - timedelta(minutes=40),
            updated_at=at - timedelta(minutes=38),
        )


@transaction.atomic
def walked(one: Exploration, seen: Sequence[NewLead], *, pages: int, at: datetime) -> None:
    """An exploration as it stands once these were seen."""
    add_leads(one, seen, at)
    Host.objects.filter(exploration=one).update(entered_at=at, pages=F("pages") + 3)
    Lead.objects.filter(exploration=one).update(done_at=at, outcome="page")
    Exploration.objects.filter(pk=one.pk).update(pages=pages, stepped_at=at)


def sky(above: str, below: str) -> bytes:
    """A picture for what the community shows: the moon over two hills and a line."""
    drawn = ImageOps.colorize(Image.linear_gradient("L").resize((960, 480)), above, below)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((640, 90, 740, 190), fill="#fff3d6")
    pen.polygon([(0, 480), (0, 360), (260, 250), (520, 390), (760, 280), (960, 360), (960, 480)], fill=above)
    pen.rectangle((0, 430, 960, 440), fill="#fff3d6")
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
