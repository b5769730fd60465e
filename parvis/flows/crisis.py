"""A crisis: noticed by reckoning, opened by a person with what the first hours ask for, its journal taken away."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions import cases
from parvis.engagement.actions import crisis as acts
from parvis.engagement.actions.cases import AlreadyOpen, By
from parvis.engagement.actions.crisis import Room
from parvis.engagement.models import Case, Crisis, CrisisContact, CrisisEvent, CrisisProposal
from parvis.engagement.queries import crisis as reads
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.escalation import leads_of
from parvis.engagement.queries.families import of_post, standing_on
from parvis.engagement.rules.crisis import WINDOW, proposes, score, threshold
from parvis.engagement.rules.crisis_words import CHECKLIST, event_said, role_said
from parvis.listening.models import Watch
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.queries import draft_of
from parvis.people.models import Person

log = logging.getLogger(__name__)
BEFORE = timedelta(hours=2)
"""A room opened from a proposal shows a little of what came before its day."""


class NoPrivateWay(Exception):
    """They never wrote to us where only we read: a message to them would be public."""


@task(every=timedelta(minutes=10))
def look_for_crises() -> None:
    """Every brand that listens for itself or for dangers. It proposes; it opens nothing."""
    at = now()
    for brand_id in reads.brands_listening():
        try:
            look(brand_id, at)
        except Exception:
            log.exception("looking for a crisis of brand %s", brand_id)


def look(brand_id: int, at: datetime) -> CrisisProposal | None:
    """The proposal that stands, new or not. While a room is open nothing is proposed."""
    if reads.open_crises(brand_id):
        return None
    weighed = reads.weigh(brand_id, at)
    reckoned, decisions = score(weighed.measures), reads.decisions_of(brand_id)
    if not proposes(reckoned.points, decisions, at):
        return None
    brand = Brand.objects.get(pk=brand_id)
    return acts.propose(brand, reckoned, threshold(decisions), weighed.watches, leads_of(brand_id), at=at)


def open_room(
    brand: Brand,
    name: str,
    watches: Sequence[Watch],
    *,
    language: str = "",
    proposal: CrisisProposal | None = None,
    began_at: datetime | None = None,
    by: Account,
    at: datetime,
) -> Crisis:
    """A room with the checklist of the first hours in `language`. Raises crisis.NoWatch, crisis.Decided."""
    spoken = language if language in ("fr", "en") else brand.language
    began = began_at or ((proposal.at if proposal else at) - WINDOW - BEFORE)
    with override(spoken):
        lines = tuple(line.render(_) for line in CHECKLIST)
    return acts.open_crisis(brand, Room(name, watches, began, spoken, lines, proposal), by=by, at=at)


@transaction.atomic
def prepare_message(contact: CrisisContact, text: str, *, me: Seat, at: datetime) -> Case:
    """A draft to them in their last private conversation with us, in its case. A person reads it and sends it, or not.

    Raises NoPrivateWay.
    """
    post = reads.private_post_of(contact.brand_id, contact.person_id)
    if post is None:
        raise NoPrivateWay
    standing = of_post(standing_on(post.brand_id, post.thread_id), post.pk, post.parent_id, contact.person_id)
    case = standing
    if case is None:
        try:
            case = cases.open_case(post, By(me.account, at))
        except AlreadyOpen as open_already:
            case = open_already.case
    if not visible_to(me).filter(pk=case.pk).exists():
        raise NoPrivateWay
    draft = draft_of(post.brand_id, post.thread_id, me.account)
    body = f"{draft.body.rstrip()}\n\n{text}" if draft and draft.body.strip() else text
    writing = Writing(body=body, persona=draft.persona if draft else None, version=draft.version if draft else 0)
    save_draft(post, writing, by=me.account, at=at)
    return case


# The journal, taken away --------------------------------------------------------------------------------------------


def names_in(brand: Brand, events: Sequence[CrisisEvent], sight: Sight | None = None) -> dict[str, str]:
    """What the ids in a journal stand for today: "seat:3", "person:7". Two queries. Whom `sight` does not know has no name."""
    seat_ids = {int(event.data["seat"]) for event in events if event.data.get("seat")}
    people_ids = {int(event.data["person"]) for event in events if event.data.get("person")}
    people_ids |= {int(pk) for event in events for pk in event.data.get("people", [])}
    seats = Seat.objects.filter(brand=brand, pk__in=seat_ids).values_list("pk", "account__name")
    people = Person.objects.filter(brand=brand, pk__in=people_ids)
    if sight is not None and not sight.whole:
        people = people.filter(pk__in=sight.identities().values("person_id"))
    names = {f"seat:{pk}": name for pk, name in seats}
    return names | {f"person:{pk}": name for pk, name in people.values_list("pk", "name")}


def said_of(event: CrisisEvent, names: Mapping[str, str]) -> str:
    """What was done, in the reader's words."""
    role = role_said(str(event.data.get("role", ""))).render(_)
    return event_said(event.kind, event.data, names, role).render(_)


def as_markdown(crisis: Crisis, sight: Sight | None = None) -> str:
    """The whole journal, oldest first, and the post-mortem, in the language of whoever asks."""
    events = list(reversed(reads.journal_of(crisis)))
    names, zone = names_in(crisis.brand, events, sight), ZoneInfo(crisis.brand.timezone)
    lines = [f"# {_line(crisis.name)}", ""]
    for title, text in _post_mortem(crisis):
        lines += [f"## {title}", "", text, ""]
    lines += [f"## {_('Journal')}", ""]
    for event in events:
        who = event.actor.name if event.actor else "Parvis"
        said, text = said_of(event, names), str(event.data.get("text", ""))
        lines.append(f"- **{event.at.astimezone(zone):%Y-%m-%d %H:%M}** · {_line(who)} · {_line(said)}")
        lines += [f"  > {part}" for part in text.splitlines()]
    return "\n".join(lines) + "\n"


def _post_mortem(crisis: Crisis) -> list[tuple[str, str]]:
    told = (
        (_("What happened"), crisis.happened),
        (_("What worked"), crisis.worked),
        (_("What to change"), crisis.to_change),
    )
    return [(title, text) for title, text in told if text]


def _line(text: str) -> str:
    return " ".join(text.split())


def as_csv(crisis: Crisis, sight: Sight | None = None) -> str:
    """at, who, what, text: one line an act, oldest first."""
    events = list(reversed(reads.journal_of(crisis)))
    names = names_in(crisis.brand, events, sight)
    page = io.StringIO()
    table = csv.writer(page)
    table.writerow(["at", "who", "kind", "what", "text"])
    for event in events:
        who, said = event.actor.name if event.actor else "", said_of(event, names)
        row = [event.at.isoformat(timespec="seconds"), who, event.kind, said, str(event.data.get("text", ""))]
        table.writerow([_harmless(cell) for cell in row])
    return page.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet reckons what begins so."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
