"""The room: what is said by the hour, by whom, what we said, who does what, the checklist, the last acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.core.team import team_of
from parvis.engagement.actions import crisis as acts
from parvis.engagement.models import Crisis, CrisisRole, CrisisTask
from parvis.engagement.queries import crisis as reads
from parvis.engagement.rules.crisis import Role
from parvis.flows.crisis import names_in
from parvis.outbox.queries import personas_of
from parvis.web.crisis.forms import RoleForm, StatementForm
from parvis.web.crisis.found import back, crisis_of, thing_of
from parvis.web.crisis.words import lines_of, roles
from parvis.web.ui.door import DeskRequest, screen

ACTS = 8
BARS = 120
"""Hours drawn one by one; a longer crisis is drawn by its last ones."""


@screen(Permission.CRISIS_SEE)
@require_GET
def room(request: DeskRequest, id: int) -> HttpResponse:
    return show(request, crisis_of(request, id))


def show(
    request: DeskRequest, crisis: Crisis, *, statement: StatementForm | None = None, status: int = 200
) -> HttpResponse:
    """Thirteen queries, whatever there is to show."""
    at, sight, brand = now(), request.desk.sight, request.desk.brand
    seats = team_of(brand)
    events = reads.journal_of(crisis, limit=ACTS)
    uses = reads.uses_of(crisis)
    context: dict[str, Any] = {
        "crisis": crisis,
        "runs": request.desk.may(Permission.CRISIS_RUN) and crisis.closed_at is None,
        "watches": reads.watches_in(crisis),
        "hours": _hours(reads.hours_in(crisis, sight, at)),
        "speakers": reads.speakers_in(crisis, sight, at),
        "posts": reads.latest_posts(crisis, sight, at),
        "said": reads.said_in(crisis, sight, at),
        "lines": lines_of(events, names_in(brand, events, sight)),
        "roles": reads.roles_in(crisis),
        "role_names": dict(roles()),
        "role_form": RoleForm(roles=roles(), seats=list(seats)),
        "tasks": reads.tasks_of(crisis),
        "statements": [(one, uses.get(one.pk, 0)) for one in reads.statements_of(crisis)],
        "statement_form": statement or statement_form(request),
        "contacts": reads.contacts_of(crisis, sight),
    }
    return render(request, "crisis/room.html", context, status=status)


def statement_form(request: DeskRequest, data: Any = None, **more: Any) -> StatementForm:
    brand = request.desk.brand
    networks = Place.objects.filter(brand=brand, ended_at=None).values_list("network", flat=True).distinct()
    personas = list(personas_of(brand.pk, request.desk.account))
    return StatementForm(data, networks=sorted(set(networks)), personas=personas, **more)


def _hours(counted: dict[datetime, tuple[int, int]]) -> list[tuple[str, int, int]]:
    """(hour in words, posts, negative ones), the empty hours between too."""
    if not counted:
        return []
    last = max(counted)
    at = max(min(counted), last - timedelta(hours=BARS - 1))
    found = []
    while at <= last:
        n, bad = counted.get(at, (0, 0))
        found.append((date_format(timezone.localtime(at), "D j N, H:i"), n, bad))
        at += timedelta(hours=1)
    return found


def _act(anchor: str) -> Callable[[Callable[..., int]], Callable[..., HttpResponse]]:
    """A verb in the room: back where it was pressed; what a closed room refuses is said."""

    def wrap(do: Callable[..., int]) -> Callable[..., HttpResponse]:
        @screen(Permission.CRISIS_RUN)
        @require_POST
        def view(request: DeskRequest, id: int) -> HttpResponse:
            crisis_id = do(request, id)
            return back(request, crisis_id, anchor)

        return view

    return wrap


def closed_is_said(request: DeskRequest, act: Callable[[], object]) -> None:
    try:
        act()
    except acts.Closed:
        messages.warning(request, _("This room is closed: open it again to change something in it."))


@_act("crisis-journal")
def note(request: DeskRequest, id: int) -> int:
    crisis, text = crisis_of(request, id), request.POST.get("text", "").strip()
    if text:
        decision = request.POST.get("kind") == "decision"
        acts.write_journal(crisis, text, decision=decision, by=request.desk.account, at=now())
    return id


@_act("crisis-roles")
def give(request: DeskRequest, id: int) -> int:
    crisis = crisis_of(request, id)
    form = RoleForm(request.POST, roles=roles(), seats=list(team_of(request.desk.brand)))
    if form.is_valid():
        role, seat = Role(form.cleaned_data["role"]), form.seats[form.cleaned_data["seat"]]
        closed_is_said(request, lambda: acts.give_role(crisis, role, seat, by=request.desk.account, at=now()))
    return id


@_act("crisis-roles")
def end(request: DeskRequest, id: int) -> int:
    role = thing_of(request, CrisisRole, id)
    closed_is_said(request, lambda: acts.end_role(role, by=request.desk.account, at=now()))
    return role.crisis_id


@_act("crisis-tasks")
def add_task(request: DeskRequest, id: int) -> int:
    crisis, text = crisis_of(request, id), request.POST.get("text", "").strip()
    if text:
        try:
            closed_is_said(request, lambda: acts.add_task(crisis, text, by=request.desk.account, at=now()))
        except ValueError:
            messages.warning(request, _("A hundred lines at most: remove some first."))
    return id


@_act("crisis-tasks")
def tick(request: DeskRequest, id: int) -> int:
    line, done = thing_of(request, CrisisTask, id), request.POST.get("done") == "1"
    closed_is_said(request, lambda: acts.tick_task(line, done=done, by=request.desk.account, at=now()))
    return line.crisis_id


@_act("crisis-tasks")
def reword(request: DeskRequest, id: int) -> int:
    line, text = thing_of(request, CrisisTask, id), request.POST.get("text", "")
    closed_is_said(request, lambda: acts.reword_task(line, text, by=request.desk.account, at=now()))
    return line.crisis_id


@_act("crisis-tasks")
def remove_task(request: DeskRequest, id: int) -> int:
    line = thing_of(request, CrisisTask, id)
    closed_is_said(request, lambda: acts.remove_task(line, by=request.desk.account, at=now()))
    return line.crisis_id
