"""Triage rules: read in order, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.bounds import Id, Line, Name
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PostShape
from parvis.api.team import department_for
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import settings as acts
from parvis.engagement.models import TriageRule
from parvis.engagement.queries import rules_of
from parvis.engagement.rules import BadCondition, CaseType, Rule, check_conditions
from parvis.engagement.trial import try_in_place

SHOWN = 20


class RuleShape(Schema):
    """`conditions`: as they were given; `opens` False = no case is opened, and no further rule is asked."""

    id: int
    name: str
    conditions: dict[str, Any]
    opens: bool
    type: str
    priority: int
    department: int | None
    question: str
    paused_at: datetime | None


class ConditionsIn(Schema):
    """All must hold; of a list, one. Ids of watches and places; codes of networks, intents, moods, kinds, languages."""

    watches: list[Id] | None = None
    places: list[Id] | None = None
    networks: list[Line] | None = None
    intents: list[Line] | None = None
    sentiment: list[Line] | None = None
    kinds: list[Line] | None = None
    language: list[Line] | None = None
    watched: bool | None = None
    place_is_ours: bool | None = None
    reply_to_us: bool | None = None
    mentions_question: bool | None = None
    held: bool | None = None
    author_is_known: bool | None = None
    min_followers: Annotated[int, Field(ge=0, le=10**9)] | None = None


class RuleIn(Schema):
    """`type` "" = by what the post says. `department`: its cases go there at once, with `question`."""

    name: Name
    conditions: ConditionsIn = Field(default_factory=ConditionsIn)
    opens: bool = True
    type: CaseType | Literal[""] = ""
    priority: Annotated[int, Field(ge=-1, le=2)] = 0
    department: Id | None = None
    question: Annotated[Line, Field(max_length=2000)] = ""

    def asked(self) -> dict[str, Any]:
        return self.conditions.model_dump(exclude_none=True)


class RuleTryIn(RuleIn):
    """`rule`: in whose place it is tried; null = at the end."""

    rule: Id | None = None


class RuleTrialShape(Schema):
    """`decides`: posts for which it is the first that fits; `overruled`: those that a rule before it takes."""

    looked_at: int
    decides: int
    overruled: int
    opens: int
    posts: list[PostShape]


class OrderIn(Schema):
    """The first that fits decides. Rules that are not named follow, in the order they had."""

    rules: Annotated[list[Id], Field(max_length=500)]


@router.get(
    "/brands/{brand}/rules",
    response=list[RuleShape],
    operation_id="list_rules",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="Rules in the order in which they are asked",
)
def rules(request: HttpRequest, brand: str) -> list[RuleShape]:
    return [_told(one) for one in rules_of(enter(request, brand, Permission.SETTINGS_SEE).brand.pk)]


@router.post(
    "/brands/{brand}/rules",
    response={201: RuleShape},
    operation_id="add_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="One more rule, after the others",
)
def add(request: HttpRequest, brand: str, body: RuleIn) -> Status[RuleShape]:
    caller = enter(request, brand, Permission.RULES_EDIT)
    draft = _draft(caller, body)
    return Status(201, _kept(lambda: acts.add_rule(caller.brand, draft, by=caller.seat.account, at=now())))


@router.put(
    "/brands/{brand}/rules/order",
    response=list[RuleShape],
    operation_id="order_rules",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="In which order they are asked",
)
def order(request: HttpRequest, brand: str, body: OrderIn) -> list[RuleShape]:
    caller = enter(request, brand, Permission.RULES_EDIT)
    acts.order_rules(caller.brand, body.rules, by=caller.seat.account, at=now())
    return [_told(one) for one in rules_of(caller.brand.pk)]


@router.post(
    "/brands/{brand}/rules/try",
    response=RuleTrialShape,
    operation_id="try_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="What a rule would do, tried on the latest posts; nothing is kept",
)
def try_one(request: HttpRequest, brand: str, body: RuleTryIn) -> RuleTrialShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    if body.rule is not None:
        _found(caller, body.rule)
    try:
        asked = Rule(body.name, check_conditions(body.asked()), body.opens, str(body.type), body.priority)
    except BadCondition as bad:
        raise fault(f"conditions.{bad.field}", str(bad.message)) from None
    seen = try_in_place(caller.brand.pk, asked, body.rule)
    return RuleTrialShape(
        looked_at=seen.looked_at, decides=seen.decides, overruled=seen.overruled, opens=len(seen.opened),
        posts=[shape_of(post) for post in seen.opened[:SHOWN]],
    )  # fmt: skip


@router.put(
    "/brands/{brand}/rules/{rule}",
    response=RuleShape,
    operation_id="change_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="It decides on the posts that come from now on; cases that it opened stay",
)
def change(request: HttpRequest, brand: str, rule: Id, body: RuleIn) -> RuleShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    found, draft = _found(caller, rule), _draft(caller, body)
    return _kept(lambda: acts.edit_rule(found, draft, by=caller.seat.account, at=now()))


@router.post(
    "/brands/{brand}/rules/{rule}/pause",
    response=RuleShape,
    operation_id="pause_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Posts pass it by",
)
def pause(request: HttpRequest, brand: str, rule: Id) -> RuleShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    acts.pause_rule(_found(caller, rule), by=caller.seat.account, at=now())
    return _told(_found(caller, rule))


@router.post(
    "/brands/{brand}/rules/{rule}/resume",
    response=RuleShape,
    operation_id="resume_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="It is at work again",
)
def resume(request: HttpRequest, brand: str, rule: Id) -> RuleShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    acts.resume_rule(_found(caller, rule), by=caller.seat.account, at=now())
    return _told(_found(caller, rule))


@router.delete(
    "/brands/{brand}/rules/{rule}",
    response=DeletedShape,
    operation_id="remove_rule",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="Cases that it opened stay, with its name",
)
def remove(request: HttpRequest, brand: str, rule: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    acts.remove_rule(_found(caller, rule), by=caller.seat.account, at=now())
    return DeletedShape(id=rule)


def _found(caller: Caller, rule: int) -> TriageRule:
    found = TriageRule.objects.select_related("brand").filter(brand=caller.brand, pk=rule).first()
    if found is None:
        raise Refused(404, "No such rule")
    return found


def _draft(caller: Caller, body: RuleIn) -> acts.RuleForm:
    return acts.RuleForm(
        name=body.name, conditions=body.asked(), opens=body.opens, type=str(body.type), priority=body.priority,
        department=department_for(caller, body.department), question=body.question,
    )  # fmt: skip


def _kept(act: Callable[[], TriageRule]) -> RuleShape:
    try:
        return _told(act())
    except BadCondition as bad:
        raise fault(f"conditions.{bad.field}", str(bad.message)) from None
    except acts.RuleNameTaken:
        raise fault("name", "Another rule has this name", status=409) from None


def _told(one: TriageRule) -> RuleShape:
    return RuleShape(
        id=one.pk, name=one.name, conditions=one.conditions, opens=one.opens, type=one.type, priority=one.priority,
        department=one.department_id, question=one.question, paused_at=one.paused_at,
    )  # fmt: skip
