"""Ready answers: the caller's own, and those of the team for whom may edit its rules."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import DeletedShape
from parvis.api.together_shapes import MacroIn, MacroShape
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.engagement.actions.macros import MacroDraft, MacroNameTaken, add_macro, edit_macro, remove_macro
from parvis.engagement.models import Macro
from parvis.engagement.queries.macros import macros_of
from parvis.engagement.rules.macros import Acts, BadMacro

WORK = Permission.CASE_WORK
MACRO = "/brands/{brand}/macros/{macro}"


@router.get(
    "/brands/{brand}/macros",
    response=list[MacroShape],
    operation_id="list_macros",
    openapi_extra=asks(WORK),
    summary="Ready answers: the caller's own and the team's",
)
def macros(request: HttpRequest, brand: str) -> list[MacroShape]:
    caller = enter(request, brand, WORK)
    return [_shape(each) for each in macros_of(caller.brand.pk, caller.seat.account)]


@router.post(
    "/brands/{brand}/macros",
    response={201: MacroShape},
    operation_id="make_macro",
    openapi_extra=asks(WORK),
    summary="A ready answer; shared by who may edit the rules",
)
def make_macro(request: HttpRequest, brand: str, body: MacroIn) -> Status[MacroShape]:
    caller = enter(request, brand, WORK)
    draft = _written(caller, body)
    return Status(201, _kept(lambda: add_macro(caller.brand, draft, by=caller.seat.account, at=now())))


@router.put(
    MACRO,
    response=MacroShape,
    operation_id="change_macro",
    openapi_extra=asks(WORK),
    summary="Reword a ready answer, or change what it does",
)
def put_macro(request: HttpRequest, brand: str, macro: int, body: MacroIn) -> MacroShape:
    caller = enter(request, brand, WORK)
    found, draft = _tended(caller, macro), _written(caller, body)
    return _kept(lambda: edit_macro(found, draft, by=caller.seat.account, at=now()))


@router.delete(
    MACRO,
    response=DeletedShape,
    operation_id="remove_macro",
    openapi_extra=asks(WORK),
    summary="Take a ready answer away; answers written with it stay",
)
def delete_macro(request: HttpRequest, brand: str, macro: int) -> DeletedShape:
    caller = enter(request, brand, WORK)
    remove_macro(_tended(caller, macro), by=caller.seat.account, at=now())
    return DeletedShape(id=macro)


def _tended(caller: Caller, macro: int) -> Macro:
    rows = macros_of(caller.brand.pk, caller.seat.account).select_related("brand")
    found = one(rows, macro, "ready answer")
    if found.owner_id != caller.seat.account_id and not allows(caller.seat.role, Permission.RULES_EDIT):
        raise Refused(403, "This one belongs to the team: a manager may change it")
    return found


def _written(caller: Caller, body: MacroIn) -> MacroDraft:
    owner = None if may_share(caller, body.shared) else caller.seat.account
    return MacroDraft(body.name, body.body, owner, body.language, Acts.of(body.acts.model_dump()))


def may_share(caller: Caller, asked: bool) -> bool:
    """`asked`, if this seat shares with its team. Raises Refused(403)."""
    if asked and not allows(caller.seat.role, Permission.RULES_EDIT):
        raise Refused(403, "Your role does not share with the team")
    return asked


def _kept(save: Callable[[], Macro]) -> MacroShape:
    try:
        return _shape(save())
    except BadMacro as refused:
        raise Refused(422, str(refused.message), errors={refused.field: str(refused.message)}) from None
    except MacroNameTaken:
        raise Refused(409, "Another one has this name") from None


def _shape(macro: Macro) -> MacroShape:
    return MacroShape(
        id=macro.pk, name=macro.name, body=macro.body, language=macro.language, shared=macro.owner_id is None,
        acts=Acts.of(macro.acts).stored(),
    )  # fmt: skip
