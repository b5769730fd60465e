"""Working together: who is where, notes, ready answers, kept views, notices, many cases at once."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.together_shapes import (
    BulkIn,
    BulkShape,
    HereShape,
    MacroIn,
    MacroShape,
    NoteIn,
    NoteShape,
    NoticeShape,
    SeenIn,
    SeenShape,
    UndoIn,
    UndoShape,
    ViewIn,
    ViewShape,
)
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.engagement.actions import notices as noticed
from parvis.engagement.actions.bulk import TooLateToUndo
from parvis.engagement.actions.cases import By, MergedAway, NotInBrand, NotInFuture
from parvis.engagement.actions.macros import MacroDraft, MacroNameTaken, add_macro
from parvis.engagement.actions.notes import leave_note
from parvis.engagement.actions.views import TooManyViews, ViewNameTaken, save_view
from parvis.engagement.models import Bulk, BulkCase, Macro, SavedView
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.macros import macros_of
from parvis.engagement.queries.notices import told_to
from parvis.engagement.queries.presence import others_at
from parvis.engagement.queries.views import views_of
from parvis.engagement.rules.bulk import KINDS, MOST, Act
from parvis.engagement.rules.macros import Acts, BadMacro
from parvis.flows.bulk import act_on_many, take_back


@router.get(
    "/brands/{brand}/cases/{case}/presence",
    response=list[HereShape],
    operation_id="who_is_here",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Colleagues who have this case open now",
)
def who_is_here(request: HttpRequest, brand: str, case: int) -> list[HereShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    _check_seen(caller, case)
    here = others_at(caller.seat, [case], now()).get(case, [])
    return [HereShape(name=one.name, typing=one.typing) for one in here]


@router.post(
    "/brands/{brand}/cases/{case}/notes",
    response={201: NoteShape},
    operation_id="leave_note",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="A note for the team; colleagues named with @ find a notice",
)
def note(request: HttpRequest, brand: str, case: int, body: NoteIn) -> Status[NoteShape]:
    caller = enter(request, brand, Permission.CASE_WORK)
    _check_seen(caller, case)
    if not body.text.strip():
        raise Refused(422, "A note needs words")
    try:
        left = leave_note(caller.brand, case, body.text, By(caller.seat.account, now()))
    except MergedAway as refused:
        raise Refused(409, f"The case is part of case {refused.case.pk} now") from None
    told, blind = ([seat.pk for seat in seats] for seats in (left.told, left.blind))
    return Status(201, NoteShape(id=left.event.pk, told=told, blind=blind))


@router.get(
    "/brands/{brand}/macros",
    response=list[MacroShape],
    operation_id="list_macros",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Ready answers: the caller's own and the team's",
)
def macros(request: HttpRequest, brand: str) -> list[MacroShape]:
    caller = enter(request, brand, Permission.CASE_WORK)
    return [macro_shape(one) for one in macros_of(caller.brand.pk, caller.seat.account)]


@router.post(
    "/brands/{brand}/macros",
    response={201: MacroShape},
    operation_id="make_macro",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="A ready answer; shared by who may edit the rules",
)
def make_macro(request: HttpRequest, brand: str, body: MacroIn) -> Status[MacroShape]:
    caller = enter(request, brand, Permission.CASE_WORK)
    draft = macro_draft(caller, body)
    try:
        return Status(201, macro_shape(add_macro(caller.brand, draft, by=caller.seat.account, at=now())))
    except BadMacro as refused:
        raise fault(refused.field, str(refused.message)) from None
    except MacroNameTaken:
        raise fault("name", "Another one has this name", status=409) from None


@router.get(
    "/brands/{brand}/views",
    response=list[ViewShape],
    operation_id="list_views",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Kept views of the inbox: the caller's own and the team's",
)
def views(request: HttpRequest, brand: str) -> list[ViewShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    return [_view(one) for one in views_of(caller.seat)]


@router.post(
    "/brands/{brand}/views",
    response={201: ViewShape},
    operation_id="keep_view",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Filters of the inbox under a name",
)
def keep_view(request: HttpRequest, brand: str, body: ViewIn) -> Status[ViewShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    if not body.name.strip():
        raise Refused(422, "A view needs a name")
    seat = None if _shares(caller, body.shared) else caller.seat
    asked = {name[:20]: value[:100] for name, value in list(body.asked.items())[:12]}
    try:
        made = save_view(caller.brand, body.name, asked, seat=seat, by=caller.seat.account, at=now())
    except ViewNameTaken:
        raise Refused(409, "Another view has this name") from None
    except TooManyViews:
        raise Refused(409, "There are too many views: remove one first") from None
    return Status(201, _view(made))


@router.get(
    "/brands/{brand}/notices",
    response=list[NoticeShape],
    operation_id="list_notices",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="What the caller was told, latest first",
)
def notices(request: HttpRequest, brand: str, before: int | None = None) -> list[NoticeShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    rows = told_to(caller.brand.pk, caller.seat.account_id, before=before)
    return [NoticeShape(id=n.pk, kind=n.kind, case=n.case_id, at=n.at, seen_at=n.seen_at) for n in rows]


@router.post(
    "/brands/{brand}/notices/seen",
    response=SeenShape,
    operation_id="see_notices",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="The caller has looked at these notices, or at all",
)
def see_notices(request: HttpRequest, brand: str, body: SeenIn) -> SeenShape:
    caller = enter(request, brand, Permission.INBOX_SEE)
    return SeenShape(seen=noticed.seen(caller.brand.pk, caller.seat.account_id, at=now(), ids=body.notices))


@router.post(
    "/brands/{brand}/cases/bulk",
    response={201: BulkShape},
    operation_id="act_on_many",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="One act on many cases; what has another version than the one given is left as it is",
)
def bulk(request: HttpRequest, brand: str, body: BulkIn) -> Status[BulkShape]:
    caller = enter(request, brand, Permission.CASE_WORK)
    kind, _sep, value = body.act.partition(":")
    act = next((Act(one, value) for one in KINDS if one == kind), None)
    if act is None or len(body.cases) > MOST:
        raise Refused(422, "No such act, or too many cases")
    asked = {one.id: one.version for one in body.cases}
    seen = visible_to(caller.seat).filter(pk__in=list(asked)).values_list("pk", flat=True)
    try:
        made = act_on_many(caller.brand, [(pk, asked[pk]) for pk in seen], act, by=caller.seat.account, at=now())
    except (NotInBrand, NotInFuture, ValueError, TypeError):
        raise Refused(422, "That cannot be done to a case") from None
    return Status(201, _bulk(made))


@router.post(
    "/brands/{brand}/cases/bulk/undo",
    response=UndoShape,
    operation_id="undo_on_many",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Each case as it stood before, if nobody changed it since",
)
def undo(request: HttpRequest, brand: str, body: UndoIn) -> UndoShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    mine = Bulk.objects.filter(brand=caller.brand, account=caller.seat.account, undone_at=None).order_by("-pk")
    chosen = (mine.filter(pk=body.bulk) if body.bulk is not None else mine).first()
    if chosen is None:
        return UndoShape(undone=None)
    try:
        take_back(chosen, by=caller.seat.account, at=now())
    except TooLateToUndo:
        return UndoShape(undone=None)
    chosen.refresh_from_db()
    return UndoShape(undone=_bulk(chosen))


def _check_seen(caller: Caller, case: int) -> None:
    if not visible_to(caller.seat).filter(pk=case).exists():
        raise Refused(404, "No such case")


def _shares(caller: Caller, asked: bool) -> bool:
    if asked and not allows(caller.seat.role, Permission.RULES_EDIT):
        raise Refused(403, "Your role does not share with the team")
    return asked


def macro_draft(caller: Caller, body: MacroIn) -> MacroDraft:
    """Raises Refused where the role does not share with the team."""
    if not body.name.strip():
        raise fault("name", "A ready answer needs a name")
    owner = None if _shares(caller, body.shared) else caller.seat.account
    return MacroDraft(body.name, body.body, owner, body.language, Acts.of(body.acts))


def macro_shape(macro: Macro) -> MacroShape:
    return MacroShape(
        id=macro.pk, name=macro.name, body=macro.body, language=macro.language, shared=macro.owner_id is None,
        acts=macro.acts,
    )  # fmt: skip


def _view(view: SavedView) -> ViewShape:
    return ViewShape(id=view.pk, name=view.name, shared=view.seat_id is None, asked=view.asked)


def _bulk(bulk: Bulk) -> BulkShape:
    rows = list(BulkCase.objects.filter(bulk=bulk).values_list("case_id", "state"))
    return BulkShape(
        id=bulk.pk, act=bulk.act, at=bulk.at, undone_at=bulk.undone_at,
        done=sum(state in ("done", "back", "kept") for _pk, state in rows),
        todo=sum(state == "todo" for _pk, state in rows),
        left=[pk for pk, state in rows if state in ("stale", "kept")],
    )  # fmt: skip
