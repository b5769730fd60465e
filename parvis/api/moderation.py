"""What a moderator decides of a post in a place that obeys us, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.router import router
from parvis.connectors.contract import Act
from parvis.conversations.models import Moderation, Post
from parvis.conversations.queries import last_decisions
from parvis.conversations.rules import ACTS
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.holding import MOST, decide_many, undo_many
from parvis.flows.moderate import decide, moderated
from parvis.flows.moderate import undo as take_back

DECIDE = Permission.POSTS_MODERATE
POST = "/brands/{brand}/posts/{post}"


class DecisionShape(Schema):
    """`state`: asked, done or failed; `before`: how the post stood, "" = published; `problem`: why it failed, in English."""

    id: int
    act: str
    before: str
    at: datetime
    state: str
    problem: str


class StandingShape(Schema):
    """`standing`: "" = published, held, spam or trash, as the place tells it; `acts`: what can be decided now."""

    post: int
    standing: str
    acts: list[str]
    last: DecisionShape | None


class DecideIn(Schema):
    """`because`: told to whoever wrote the post, in the brand's own community."""

    act: Literal["approve", "hold", "spam", "trash", "restore"]
    because: str = Field("", max_length=300)


class DecideManyIn(Schema):
    posts: list[int] = Field(min_length=1, max_length=MOST)
    act: Literal["approve", "spam", "trash"]
    because: str = Field("", max_length=300)


class DecidedShape(Schema):
    """`at`: by which all of it is taken back. Posts that are not moderated from here are left out."""

    at: datetime
    decisions: list[DecisionShape]


class TakeBackIn(Schema):
    at: datetime


@router.get(
    f"{POST}/moderation",
    response=StandingShape,
    operation_id="get_moderation",
    openapi_extra=asks(DECIDE),
    summary="How a post stands in its place, and what was last decided of it",
)
def standing(request: HttpRequest, brand: str, post: int) -> StandingShape:
    caller = enter(request, brand, DECIDE)
    found = _post(caller, post)
    last = last_decisions(caller.brand.pk, [found.pk]).get(found.pk)
    return StandingShape(
        post=found.pk,
        standing=found.standing,
        acts=list(ACTS.get(found.standing, ())),  # type: ignore[call-overload]  # written from the same literals
        last=_decision(last) if last else None,
    )


@router.post(
    f"{POST}/moderation",
    response={201: DecisionShape},
    operation_id="moderate_post",
    openapi_extra=asks(DECIDE),
    summary="Decide: the place is told in a moment; deciding the same twice asks once",
)
def moderate(request: HttpRequest, brand: str, post: int, body: DecideIn) -> Status[DecisionShape]:
    caller = enter(request, brand, DECIDE)
    made = decide(_post(caller, post), Act(body.act), by=caller.seat.account, at=now(), because=body.because)
    return Status(201, _decision(made))


@router.post(
    f"{POST}/moderation/undo",
    response={201: DecisionShape},
    operation_id="undo_moderation",
    openapi_extra=asks(DECIDE),
    summary="Back to how the post stood before the last decision, once that was carried out",
)
def undo(request: HttpRequest, brand: str, post: int) -> Status[DecisionShape]:
    caller = enter(request, brand, DECIDE)
    found = _post(caller, post)
    last = last_decisions(caller.brand.pk, [found.pk]).get(found.pk)
    if last is None or last.state != "done":
        raise Refused(409, "There is no decision that was carried out")
    return Status(201, _decision(take_back(last, by=caller.seat.account, at=now())))


@router.post(
    "/brands/{brand}/held/decide",
    response=DecidedShape,
    operation_id="decide_held",
    openapi_extra=asks(DECIDE),
    summary="Decide the same of many posts; `GET …/posts?standing=held` lists those that wait",
)
def decide_held(request: HttpRequest, brand: str, body: DecideManyIn) -> DecidedShape:
    caller, moment = enter(request, brand, DECIDE), now()
    at = moment.replace(microsecond=moment.microsecond // 1000 * 1000)  # as JSON tells it
    made = decide_many(caller.sight, body.posts, Act(body.act), by=caller.seat.account, at=at, because=body.because)
    return DecidedShape(at=at, decisions=[_decision(one) for one in made])


@router.post(
    "/brands/{brand}/held/undo",
    response=DecidedShape,
    operation_id="undo_held",
    openapi_extra=asks(DECIDE),
    summary="Take back what was decided of many posts at one moment, where nothing was decided since",
)
def undo_held(request: HttpRequest, brand: str, body: TakeBackIn) -> DecidedShape:
    caller, at = enter(request, brand, DECIDE), now()
    made = undo_many(caller.sight, caller.brand.pk, by=caller.seat.account, of=body.at, at=at)
    return DecidedShape(at=at, decisions=[_decision(one) for one in made])


def _post(caller: Caller, post: int) -> Post:
    found = moderated(caller.sight, post)
    if found is None:
        raise Refused(404, "No such post in a place that is moderated from here")
    return found


def _decision(made: Moderation) -> DecisionShape:
    said = made.problem or {}
    words = str(said.get("text", ""))
    return DecisionShape(
        id=made.pk,
        act=made.act,
        before=made.before,
        at=made.at,
        state=made.state,
        problem=words % said["params"] if said.get("params") else words,
    )
