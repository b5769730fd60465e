"""The dossier of a person: what its page shows, whoever asks for it and whatever form comes back with an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from parvis.conversations.echo_queries import folded
from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.queries import promises_to
from parvis.engagement.rules import standing
from parvis.flows.dossier import KINDS, Entry, Kind, Known, Sought, family_seen, timeline
from parvis.flows.portrait import Portrait, portrait
from parvis.people.families import merges_of
from parvis.people.models import Consent, Identity, Person
from parvis.people.queries import acts_of, identities_of, notes_of, people_of
from parvis.people.rules import STAGES
from parvis.web.people.dossier_forms import ConsentForm, NoteForm, PromiseForm
from parvis.web.people.forms import PersonForm
from parvis.web.people.matching import certainty, of_person
from parvis.web.people.words import channel_name, kept_name, kind_name, purpose_name
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import Desk, DeskRequest
from parvis.web.ui.wording import day_names, mood_name, stage_name

ROWS = 40


def known_to(desk: Desk) -> QuerySet[Identity] | None:
    """The only identities that this seat may know; None = every one."""
    return None if desk.sight.whole else desk.sight.identities()


def found(request: DeskRequest, id: int) -> Person:
    """Raises Http404 for nobody whom this seat may know."""
    who = people_of(request.desk.brand.pk, known_to(request.desk)).filter(pk=id).first()
    if who is None:
        raise Http404
    who.brand = request.desk.brand
    return who


def stages() -> dict[str, str]:
    return {code: stage_name(code) for code in STAGES}


def show(request: DeskRequest, who: Person, *, status: int = 200, **given: forms.Form) -> HttpResponse:
    """The page. `given`: a form that came back with errors, by its name (person, note, consent, promise)."""
    desk, at, asked = request.desk, now(), request.GET
    identities = list(identities_of(desk.brand.pk, who.pk, known_to(desk)))
    whom = Known(desk.brand.pk, family_seen(desk.sight, who.pk), [identity.pk for identity in identities])
    figures = portrait(desk.brand.pk, desk.brand.timezone, whom.identities, desk.sight)
    figure = asked.get("figure", "")
    sought = Sought(
        kind=asked.get("kind", "") if asked.get("kind", "") in KINDS else "",
        place_id=_number(asked.get("place", "")),
        only=figures.behind(figure) if figure else None,
        kinds=[kind for kind in KINDS if kind != "case" or desk.may(Permission.INBOX_SEE)],
    )
    rows = timeline(whom, desk.seat, sought, after=cursor_of(asked.get("after", "")), limit=ROWS + 1)
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    context = {
        "person": who,
        "identities": identities,
        "rows": _together(rows[:ROWS], desk.sight),
        "older": cursor_after(request, last.at, last.key) if last else "",
        "portrait": figures,
        "figure": figure,
        "figure_words": _figure_words(figure, figures),
        "sought": sought,
        "kinds": _pills(sought),
        "hours": hours_of(figures),
        "months": months_of(figures),
        "acts": acts_of(desk.brand.pk, whom.family),
        "notes": notes_of(desk.brand.pk, whom.family),
        "alike": of_person(desk.brand.pk, who.pk, at) if desk.may(Permission.PEOPLE_EDIT) else [],
        "certainty": certainty,
        "merges": merges_of(desk.brand.pk, whom.family) if desk.sight.whole else [],
        "channel_name": channel_name,
        "purpose_name": purpose_name,
        **_promises(request, whom.family, at),
        **_forms(request, who, given),
    }
    context["leave"] = current(context["acts"])
    return render(request, "people/person.html", context, status=status)


def _together(rows: Sequence[Entry], sight: Sight) -> list[Entry]:
    """Of posts that say the same, the latest of them on this page, with their number."""
    posts = [row.thing for row in rows if isinstance(row.thing, Post)]
    shown = {post.pk for post in folded(posts, sight)}
    return [row for row in rows if not isinstance(row.thing, Post) or row.thing.pk in shown]


def _forms(request: DeskRequest, who: Person, given: Mapping[str, forms.Form]) -> dict[str, Any]:
    """Those for what this seat may change."""
    if not request.desk.may(Permission.PEOPLE_EDIT):
        return {"may_edit": False, "wrong": ""}
    source = request.GET.get("promise", "")
    said = {"name": who.name, "stage": who.stage}
    return {
        "may_edit": True,
        "wrong": next(iter(given), ""),
        "form": given.get("person") or PersonForm(said, stage_names=stages()),
        "note_form": given.get("note") or NoteForm(),
        "consent_form": given.get("consent") or ConsentForm(),
        "promise_form": given.get("promise")
        or PromiseForm(initial={"source": source, "owner": request.desk.seat.pk}, seats=seats_of(request)),
        "promising": bool(source),
    }


def seats_of(request: DeskRequest) -> list[Seat]:
    rows = Seat.objects.filter(brand=request.desk.brand, ended_at=None).select_related("account")
    return list(rows.order_by("account__name", "pk"))


def _promises(request: DeskRequest, family: Any, at: datetime) -> dict[str, Any]:
    told = []
    for promise in promises_to(request.desk.brand.pk, family):
        stands = standing(promise.due_at, promise.kept_at, promise.broken_at, at)
        told.append((promise, stands.value, kept_name(stands)))
    return {"promises": told}


def current(acts: list[Consent]) -> list[Consent]:
    """The act that counts for each channel and purpose: the latest. `acts`: newest first."""
    latest: dict[tuple[str, str], Consent] = {}
    for act in acts:
        latest.setdefault((act.channel, act.purpose), act)
    return sorted(latest.values(), key=lambda act: (act.purpose, act.channel))


def hours_of(figures: Portrait) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """(day, its hours as (posts, shade 0–4, query of their address)), Monday first."""
    table = figures.hours
    top = max(max(day) for day in table) or 1
    return [
        (name, [(n, _shade(n, top), urlencode({"figure": f"hour:{day}-{hour}"})) for hour, n in enumerate(table[day])])
        for day, name in enumerate(day_names())
    ]


def _shade(n: int, top: int) -> int:
    return 0 if n == 0 else 1 + min(3, (n * 4 - 1) // top)


def months_of(figures: Portrait) -> list[tuple[str, int, list[tuple[str, int, str]]]]:
    """(month, posts, moods as (mood, posts, query of their address)), the latest first."""
    told = []
    for month, moods in reversed(figures.months):
        code = f"{month:%Y-%m}"
        parts = [(mood, n, urlencode({"figure": f"month:{code}:{mood}"})) for mood, n in moods.items()]
        told.append((date_format(month, "F Y"), sum(moods.values()), parts))
    return told


def _pills(sought: Sought) -> list[tuple[str, str, bool, None]]:
    place = {"place": sought.place_id} if sought.place_id is not None else {}
    codes: list[Kind | str] = ["", *sought.kinds]
    return [
        (
            kind_name(code),
            f"?{urlencode({**place, **({'kind': code} if code else {})})}#said",
            sought.kind == code,
            None,
        )
        for code in codes
    ]


def _figure_words(figure: str, figures: Portrait) -> str:
    """What a figure counts, in words; "" for none."""
    kind, _, value = figure.partition(":")
    match kind:
        case "mood":
            return mood_name(value)
        case "hour":
            day, _, hour = value.partition("-")
            names = day_names()
            return (
                f"{names[int(day)]}, {int(hour):02}:00" if day.isdecimal() and int(day) < 7 and hour.isdecimal() else ""
            )
        case "month":
            month, _, mood = value.partition(":")
            said = next((one for one, _moods in figures.months if f"{one:%Y-%m}" == month), None)
            return ", ".join(filter(None, (date_format(said, "F Y") if said else month, mood_name(mood))))
        case "watch":
            return next((watch.name for watch, _n in figures.watches if str(watch.pk) == value), "")
    return value


def zone_of(request: DeskRequest) -> Any:
    """The brand's, which the door has set."""
    return timezone.get_current_timezone()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
