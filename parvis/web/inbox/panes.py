"""What each of the three panes shows: the list, the thread, the person. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.conversations.models import Place
from parvis.conversations.queries import posts_by, thread_posts
from parvis.core.models import Department, Seat
from parvis.engagement import queries as cases
from parvis.engagement.models import Case
from parvis.engagement.queries.families import case_answered_by, standing_apart
from parvis.engagement.queries.presence import last_outgoing, others_at
from parvis.engagement.queries.views import views_of
from parvis.engagement.rules.bulk import MOST
from parvis.engagement.rules.mentions import handle_of
from parvis.flows.dossier import family_seen
from parvis.flows.reply import by_hand_only
from parvis.outbox import queries as outbox
from parvis.outbox.letters import signature_of
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.rules import composed
from parvis.people.models import Person
from parvis.people.queries import identities_of, notes_of
from parvis.web.inbox import words
from parvis.web.inbox.address import Shown, after_word, read_kept
from parvis.web.inbox.aside import away, family, limits_of
from parvis.web.inbox.rows import bulk_acts, lines
from parvis.web.inbox.timeline import timeline
from parvis.web.posts.moderation import care_of
from parvis.web.ui.door import Desk
from parvis.web.ui.wording import network_name

PAGE = 30
THREAD = 30


def list_pane(
    desk: Desk, shown: Shown, at: datetime, *, open_case: int | None = None, team: Sequence[Seat] | None = None
) -> dict[str, Any]:
    """`team`: as `team_of` tells it, where the caller has it already."""
    team = team_of(desk) if team is None else team
    filters = narrowed_for(desk, shown)
    rows = cases.inbox(desk.brand.pk, filters, at, after=shown.after, limit=PAGE + 1)
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    here = others_at(desk.seat, [row.pk for row in rows[:PAGE]], at)
    address = reverse("inbox", kwargs={"brand": desk.brand.slug})
    counts = cases.counts(desk.brand.pk, desk.seat.pk, at, filters.only)
    return {
        "shown": shown,
        "rows": lines(rows[:PAGE], address, shown.query(), open_case, here),
        "more": after_word(cases.after_of(more, shown.filters)) if more else "",
        "counts": counts,
        "whole": _whole_view(desk, shown, filters, at, len(rows), counts),
        "bulk_acts": bulk_acts,
        "most": MOST,
        "kept_views": [(view, read_kept(view.asked, desk.seat.pk).query()) for view in views_of(desk.seat)],
        "figures": {},
        "figured": False,
        "bulk": None,
        "list_team": team,
        "views": words.VIEWS,
        "types": words.TYPES,
        "states": words.STATES,
        "open_case": open_case,
        **narrowing(desk, shown, team),
        "at": at,
    }


def narrowed_for(desk: Desk, shown: Shown) -> cases.Filters:
    """The filters, over what this seat may see."""
    return replace(shown.filters, only=cases.routed(desk.seat))


def _whole_view(
    desk: Desk, shown: Shown, filters: cases.Filters, at: datetime, rows: int, counts: Mapping[Any, int]
) -> int:
    """How many cases the whole view holds, at most COUNTED: asked of the database only when nothing here says so."""
    if rows <= PAGE and shown.after is None:
        return rows
    known = counts.get(filters.view)
    if known is not None and known < cases.COUNTED and not shown.narrowed:
        return known
    return cases.selected(desk.brand.pk, filters, at).order_by()[: cases.COUNTED].count()


def narrowing(desk: Desk, shown: Shown, team: Sequence[Seat]) -> dict[str, Any]:
    """What one may filter by, and the filters that stand, each with the address without it."""
    places = [(place.pk, place.name) for place in places_of(desk)]
    seats = [(seat.pk, seat.account.name) for seat in team]
    filters = shown.filters
    names: dict[str, object] = {
        "place": dict(places).get(filters.place_id or 0, _("Place")),
        "assignee": dict(seats).get(filters.assignee_id or 0, _("In whose hands")),
        "type": words.TYPES.get(filters.type, ""),
        "network": network_name(filters.network),
        "department": _("Department"),
        "watch": _("Watch"),
        "q": _("“%(words)s”") % {"words": filters.text},
    }
    standing = [(names[name], shown.query(**{name: None})) for name in shown.parameters() if name != "view"]
    return {"place_choices": places, "seat_choices": seats, "narrowed": standing}


def case_pane(
    desk: Desk, case: Case, shown: Shown, at: datetime, *, strand: Case | None = None, before: int | None = None
) -> dict[str, Any]:
    """`strand`: the conversation that is read, where the case has several."""
    strand, team = strand or case, team_of(desk)
    return {
        "case": case,
        "shown": shown,
        "types": words.TYPES,
        "states": words.STATES,
        "outcomes": words.OUTCOMES,
        "at": at,
        "team": team,
        "departments": Department.objects.filter(brand=desk.brand).order_by("name"),
        "here_line": words.here_line(others_at(desk.seat, [case.pk], at).get(case.pk, [])),
        "callable": [[handle_of(seat.account.name), seat.account.name] for seat in team if seat != desk.seat],
        **away(desk, case, at),
        **family(desk, case, strand),
        **talk(desk, case, strand, before=before),
        **composer(desk, case, strand),
        **person_pane(desk, case),
    }


def talk(desk: Desk, case: Case, strand: Case, *, before: int | None = None) -> dict[str, Any]:
    """The thread and what is on its way out. `before`: a sequence number, for earlier posts."""
    limits = limits_of(desk, case)
    posts = thread_posts(desk.brand.pk, strand.thread_id, before_seq=before, limit=THREAD)
    if limits is not None and not limits.whole_thread:
        posts = [post for post in posts if post.pk == strand.post_id]
    history = cases.history_of(case, cases.routed(desk.seat))
    if limits is not None and not limits.notes:
        history = [event for event in history if event.kind != "note" or event.actor_id == desk.account.pk]
    ours = outbox.sent_posts_of(desk.brand.pk, strand.thread_id)
    underway = outbox.underway_of(desk.brand.pk, strand.thread_id) if before is None else []
    return {
        "care": care_of(desk, strand.place, posts),
        "entries": timeline(posts, history, ours),
        "earlier": posts[0].seq if posts and posts[0].seq > 1 and (limits is None or limits.whole_thread) else None,
        "before": before,
        "underway": [Underway.of(message, strand) for message in underway],
        "moving": any(message.state in ("queued", "sending") for message in underway),
        "event_line": words.event_line,
    }


@dataclass(frozen=True, slots=True)
class Underway:
    """A message that has not ended, with the words that the public will read."""

    message: Outgoing
    words: str

    @classmethod
    def of(cls, message: Outgoing, case: Case) -> Underway:
        signed = signature_of(message.persona, case.brand.name, language_of(case))
        return cls(message, composed(message.body, signed))


def composer(desk: Desk, case: Case, strand: Case) -> dict[str, Any]:
    """The reply box: the draft as it stands, and who may sign it, each with the line that the public will read."""
    if not desk.may("reply.send"):
        nothing: dict[str, Any] = {"draft": None, "personas": [], "by_hand": False, "elsewhere": None}
        return {**nothing, "known": 0, "crossing": None, "macro": None}
    draft = outbox.draft_of(desk.brand.pk, strand.thread_id, desk.account)
    elsewhere = _elsewhere(draft, case) if draft else None
    return {
        "known": last_outgoing(strand),
        "crossing": None,
        "macro": None,
        "draft": None if elsewhere else draft,
        "elsewhere": elsewhere,
        "personas": signatures(desk, strand),
        "by_hand": by_hand_only(Outgoing(place=strand.place)),
    }


def _elsewhere(draft: Outgoing, case: Case) -> Case | None:
    """A thread has one draft of mine: the other case on it that this one answers, where the thread was split."""
    if not standing_apart(case):
        return None
    answered = case_answered_by(draft.reply_to)
    return answered if answered and answered.pk != case.pk else None


def signatures(desk: Desk, case: Case) -> list[tuple[Persona, str]]:
    language = language_of(case)
    return [(persona, signature_of(persona, desk.brand.name, language)) for persona in outbox.personas_for(desk.seat)]


def language_of(case: Case) -> str:
    """The language of the conversation: what its author wrote in."""
    return case.post.language or case.place.language or case.brand.language


def person_pane(desk: Desk, case: Case) -> dict[str, Any]:
    limits, person = limits_of(desk, case), person_of(case)
    if person is None or (limits is not None and not limits.person):
        return {"person": None, "kept_back": person is not None}
    sight = desk.sight
    identities = list(identities_of(desk.brand.pk, person.pk, None if sight.whole else sight.identities()))
    return {
        "person": person,
        "identities": identities,
        "notes": notes_of(desk.brand.pk, family_seen(sight, person.pk), limit=3),
        "recent": posts_by(desk.brand.pk, [i.pk for i in identities], limit=10, sight=sight),
        "other_cases": [c for c in cases.cases_of_person(desk.seat, person.pk) if c.pk != case.pk],
    }


def person_of(case: Case) -> Person | None:
    """Whom the case is about: a merge moves identities, so the author's own person is the truth."""
    return case.post.author.person if case.post.author else case.person


def places_of(desk: Desk) -> QuerySet[Place]:
    return desk.sight.places().filter(ended_at=None).only("pk", "name", "network").order_by("name")


def team_of(desk: Desk) -> list[Seat]:
    seats = Seat.objects.select_related("account").filter(brand=desk.brand, ended_at=None)
    return sorted(seats, key=lambda seat: (seat.pk != desk.seat.pk, seat.account.name.casefold()))
