"""Ready answers: reworded and removed by their owner, those of the team by who may edit its rules."""

from __future__ import annotations

from django.http import HttpRequest

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.together import macro_draft, macro_shape
from parvis.api.together_shapes import MacroIn, MacroShape
from parvis.api.watches_shapes import DeletedShape
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.engagement.actions.macros import MacroNameTaken, edit_macro, remove_macro
from parvis.engagement.models import Macro
from parvis.engagement.queries.macros import macros_of
from parvis.engagement.rules.macros import BadMacro


@router.put(
    "/brands/{brand}/macros/{macro}",
    response=MacroShape,
    operation_id="change_macro",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Another wording; answers written with it stay",
)
def change(request: HttpRequest, brand: str, macro: Id, body: MacroIn) -> MacroShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    found, draft = _own(caller, macro), macro_draft(caller, body)
    try:
        return macro_shape(edit_macro(found, draft, by=caller.seat.account, at=now()))
    except BadMacro as refused:
        raise fault(refused.field, str(refused.message)) from None
    except MacroNameTaken:
        raise fault("name", "Another one has this name", status=409) from None


@router.delete(
    "/brands/{brand}/macros/{macro}",
    response=DeletedShape,
    operation_id="remove_macro",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="It is gone; answers written with it stay",
)
def remove(request: HttpRequest, brand: str, macro: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    remove_macro(_own(caller, macro), by=caller.seat.account, at=now())
    return DeletedShape(id=macro)


def _own(caller: Caller, macro: int) -> Macro:
    """Raises Refused: 404 for somebody else's own, 403 for the team's where the role does not edit it."""
    rows = macros_of(caller.brand.pk, caller.seat.account).select_related("brand")
    found = rows.filter(pk=macro).first()
    if found is None:
        raise Refused(404, "No such ready answer")
    if found.owner_id is None and not allows(caller.seat.role, Permission.RULES_EDIT):
        raise Refused(403, "This one belongs to the team: a manager may change it")
    return found
