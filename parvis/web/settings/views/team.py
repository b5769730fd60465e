"""Seats and departments."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.conversations.actions.seats import give_places
from parvis.core import invitations, team
from parvis.core.clock import now
from parvis.core.models import Department, Invitation, Seat
from parvis.core.roles import Permission, Role
from parvis.flows.leaving import desk_of, leave
from parvis.flows.seating import change
from parvis.web.settings.forms.team import DepartmentForm, NewSeatForm, SeatForm
from parvis.web.settings.views.page import show
from parvis.web.settings.words.codes import LANGUAGES
from parvis.web.settings.words.roles import role_sentence
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import role_name


@screen(Permission.SETTINGS_SEE)
@require_GET
def people(request: DeskRequest) -> HttpResponse:
    return team_page(request)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    form = NewSeatForm(request.POST or None, brand=desk.brand, by=desk.seat)
    if request.method != "POST" or not form.is_valid():
        return _seat_page(request, form)
    said = form.cleaned_data
    try:
        welcome = team.seat_person(desk.brand, said["email"], said["name"], form.quality(), by=desk.seat, at=now())
    except team.AlreadySeated:
        form.add_error("email", _("This person has a seat in your team already."))
    except team.AccountClosed:
        form.add_error("email", _("This account was closed. Have it opened again on the server first."))
    except team.OwnersOnly:
        form.add_error("role", _owners_only())
    else:
        give_places(welcome.seat, form.places(), by=desk.account, at=now())
        # Said on the page itself, never in the session: the password is shown once and kept nowhere.
        answer = team_page(request, welcome=welcome)
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return _seat_page(request, form)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    desk, seat = request.desk, _seat(request, id)
    form = SeatForm(request.POST or None, brand=desk.brand, by=desk.seat, seat=seat)
    if request.method != "POST" or not form.is_valid():
        return _seat_page(request, form, seat)
    try:
        change(seat, form.quality(), form.places(), by=desk.seat, at=now())
    except team.LastOwner:
        form.add_error("role", _last_owner())
    except team.OwnersOnly:
        form.add_error("role", _owners_only())
    else:
        messages.success(request, _("Saved. It counts from their next page on."))
        return redirect("settings_team", brand=desk.brand.slug)
    return _seat_page(request, form, seat)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: DeskRequest, id: int) -> HttpResponse:
    """What waits on their desk, who takes it over; then the seat ends."""
    seat = _seat(request, id)
    colleagues = [one for one in team.team_of(request.desk.brand) if one.pk != seat.pk and one.account.is_active]
    if request.method != "POST":
        heirs = [(str(one.pk), f"{one.account.name} · {role_name(one.role)}") for one in colleagues]
        context = {"seat": seat, "waiting": desk_of(seat), "heirs": heirs}
        return show(request, "leaving", "settings_team", context)
    heir = next((one for one in colleagues if str(one.pk) == request.POST.get("heir", "")), None)
    try:
        leave(seat, heir, by=request.desk.seat, at=now())
    except team.OwnSeat:
        messages.error(request, _("This is your own seat: ask another manager to end it."))
    except team.LastOwner:
        messages.error(request, _last_owner())
    except team.OwnersOnly:
        messages.error(request, _owners_only())
    else:
        messages.success(request, _("%(name)s has no seat here any more.") % {"name": seat.account.name})
    return redirect("settings_team", brand=request.desk.brand.slug)


@screen(Permission.TEAM_EDIT)
@require_POST
def department_add(request: DeskRequest) -> HttpResponse:
    form = DepartmentForm(request.POST)
    if form.is_valid():
        try:
            team.add_department(request.desk.brand, form.cleaned_data["name"], by=request.desk.account, at=now())
            return redirect("settings_team", brand=request.desk.brand.slug)
        except team.DepartmentNameTaken:
            form.add_error("name", _("There is a department of this name."))
    return team_page(request, new_department=form)


@screen(Permission.TEAM_EDIT)
@require_POST
def department_rename(request: DeskRequest, id: int) -> HttpResponse:
    department, form = _department(request, id), DepartmentForm(request.POST)
    if form.is_valid():
        try:
            team.rename_department(department, form.cleaned_data["name"], by=request.desk.account, at=now())
            return redirect("settings_team", brand=request.desk.brand.slug)
        except team.DepartmentNameTaken:
            form.add_error("name", _("There is a department of this name."))
    return team_page(request, renamed=(id, form))


@screen(Permission.TEAM_EDIT)
@require_POST
def department_remove(request: DeskRequest, id: int) -> HttpResponse:
    team.remove_department(_department(request, id), by=request.desk.account, at=now())
    messages.success(request, _("The department is removed. Its cases and seats stay."))
    return redirect("settings_team", brand=request.desk.brand.slug)


def team_page(
    request: DeskRequest,
    *,
    welcome: team.Welcome | None = None,
    new_department: DepartmentForm | None = None,
    renamed: tuple[int, DepartmentForm] | None = None,
    invited: Invitation | None = None,
    link: str = "",
    mailed: bool | None = None,
) -> HttpResponse:
    """`link`: of the invitation just made, shown only now; `mailed` None = nobody asked for a mail."""
    brand = request.desk.brand
    renaming = dict([renamed] if renamed else [])
    context = {
        "team": team.team_of(brand),
        "languages": {code: str(name) for code, name in LANGUAGES.items()},
        "roles": [(role.value, role_sentence(role)) for role in Role],
        "departments": [
            (d, renaming.get(d.pk) or DepartmentForm(initial={"name": d.name}, auto_id=f"department_{d.pk}_%s"))
            for d in team.departments_of(brand)
        ],
        "renaming": renamed[0] if renamed else None,
        "new_department": new_department or DepartmentForm(),
        "welcome": welcome,
        "invitations": [(one, one.expires_at <= now()) for one in invitations.open_of(brand)],
        "invited": invited,
        "link": link,
        "mailed": mailed,
        "mails": settings.MAILS,
    }
    return show(request, "team", "settings_team", context, status=422 if new_department or renamed else 200)


def _seat_page(request: DeskRequest, form: SeatForm, seat: Seat | None = None) -> HttpResponse:
    context = {"form": form, "seat": seat, "roles": [(role.value, role_sentence(role)) for role in Role]}
    return show(request, "seat", "settings_team", context, status=422 if form.is_bound else 200)


def _seat(request: DeskRequest, id: int) -> Seat:
    seat = (
        Seat.objects.select_related("account", "brand").filter(brand=request.desk.brand, pk=id, ended_at=None).first()
    )
    if seat is None:
        raise Http404
    return seat


def _department(request: DeskRequest, id: int) -> Department:
    found = Department.objects.select_related("brand").filter(brand=request.desk.brand, pk=id).first()
    if found is None:
        raise Http404
    return found


def _last_owner() -> str:
    return _("The brand would have no owner left. Make somebody else an owner first.")


def _owners_only() -> str:
    return _("Only an owner gives or takes away the role of owner.")
