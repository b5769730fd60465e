"""What a brand's corrections taught its reading: versions, how each was judged, which one reads."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.cursor import page_size
from parvis.api.door import Refused, asks, enter
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import PageOf
from parvis.conversations.actions.learning import give_up_head, use_head
from parvis.conversations.actions.second import Wish, end_reader
from parvis.conversations.models import BrandHead, SecondReader
from parvis.conversations.taught import head_in_use, reader_of, versions_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.learning import TooFew, ask_to_learn
from parvis.flows.second import refusals, start_second

SEE, EDIT = Permission.SETTINGS_SEE, Permission.RULES_EDIT
HEAD = "/brands/{brand}/reading/versions/{head}"
SIZE = 50


class FacetShape(Schema):
    """`facet`: "" = posts that nobody corrected. `before`, `after`: the share right, on what the weights had not seen."""

    facet: str
    n: int
    before: float
    after: float


class HeadShape(Schema):
    """`reads`: it reads what comes now."""

    id: int
    version: int
    reads: bool
    corrections: int
    before: float
    after: float
    facets: list[FacetShape]
    trained_at: datetime
    used_from: datetime | None
    given_up_at: datetime | None


class AskedShape(Schema):
    asked: bool


@router.get(
    "/brands/{brand}/reading/versions",
    response=PageOf[HeadShape],
    operation_id="list_reading_versions",
    openapi_extra=asks(SEE),
    summary="What corrections taught, version by version, newest first",
)
def versions(request: HttpRequest, brand: str, cursor: str = "", limit: int = SIZE) -> PageOf[HeadShape]:
    caller = enter(request, brand, SEE)
    rows, size = versions_of(caller.brand.pk), page_size(limit)
    if cursor:
        rows = rows.filter(version__lt=_number(cursor))
    found = list(rows[: size + 1])
    used = head_in_use(caller.brand.pk)
    onward = str(found[size - 1].version) if len(found) > size else ""
    return PageOf[HeadShape](items=[_shape(head, used) for head in found[:size]], next=onward)


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 9:
        raise Refused(400, "This cursor is not one of ours")
    return int(cursor)


@router.post(
    "/brands/{brand}/reading/learn",
    response={202: AskedShape},
    operation_id="learn_reading",
    openapi_extra=asks(EDIT),
    summary="Learn from the corrections now: a new version, by a job",
)
def learn(request: HttpRequest, brand: str) -> Status[AskedShape]:
    caller = enter(request, brand, EDIT)
    try:
        ask_to_learn(caller.brand, by=caller.seat.account)
    except TooFew as error:
        raise Refused(409, "There are too few corrections to learn from") from error
    return Status(202, AskedShape(asked=True))


@router.post(
    f"{HEAD}/use",
    response=HeadShape,
    operation_id="use_reading_version",
    openapi_extra=asks(EDIT),
    summary="This version reads from now on",
)
def use(request: HttpRequest, brand: str, head: int) -> HeadShape:
    caller = enter(request, brand, EDIT)
    found = one(_rows(caller.brand.pk), head, "version")
    use_head(found, by=caller.seat.account, at=now())
    return _shape(found, head_in_use(caller.brand.pk))


@router.post(
    f"{HEAD}/give-up",
    response=HeadShape,
    operation_id="give_up_reading_version",
    openapi_extra=asks(EDIT),
    summary="This version no longer reads: the one used before it does",
)
def give_up(request: HttpRequest, brand: str, head: int) -> HeadShape:
    caller = enter(request, brand, EDIT)
    found = one(_rows(caller.brand.pk), head, "version")
    if not give_up_head(found, by=caller.seat.account, at=now()):
        raise Refused(409, "This version does not read")
    return _shape(_rows(caller.brand.pk).get(pk=head), head_in_use(caller.brand.pk))


def _rows(brand_id: int) -> QuerySet[BrandHead]:
    return versions_of(brand_id).select_related("brand")


def _shape(head: BrandHead, used: tuple[int, int, str] | None) -> HeadShape:
    plain: dict[str, Any] = {
        name: getattr(head, name)
        for name in ("version", "corrections", "before", "after", "trained_at", "used_from", "given_up_at")
    }
    facets = [FacetShape(**row) for row in head.figures.get("facets", [])]
    return HeadShape(id=head.pk, reads=used is not None and used[0] == head.pk, facets=facets, **plain)


class ReaderIn(Schema):
    """`kind`: chat (a model behind `address`, which must be agreed to: the words of posts go there, masked) | onnx.

    `tokens`, `money`: a day, at most; `price`: of a million tokens, in `currency` (ISO 4217).
    """

    kind: str
    model: str
    address: str = ""
    key: str = ""
    tokens: int = 0
    price: Annotated[Decimal, Field(gt=0, le=10_000, decimal_places=4)] | None = None
    money: Annotated[Decimal, Field(gt=0, le=100_000, decimal_places=2)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"
    agreed: bool = False


class ReaderShape(Schema):
    """`spent`, `cost`: today, in tokens and in money. `problem`: why it did not answer last, "" when all is well."""

    kind: str
    model: str
    address: str
    tokens_a_day: int
    price: Decimal | None
    money_a_day: Decimal | None
    currency: str
    spent: int
    cost: Decimal | None
    answered: int
    answered_at: datetime | None
    failed_at: datetime | None
    problem: str
    ended_at: datetime | None


@router.get(
    "/brands/{brand}/reading/second",
    response=ReaderShape,
    operation_id="get_second_reader",
    openapi_extra=asks(SEE),
    summary="The second reader, and how it does",
)
def get_reader(request: HttpRequest, brand: str) -> ReaderShape:
    return _reader_shape(_reader(enter(request, brand, SEE).brand.pk))


@router.post(
    "/brands/{brand}/reading/second",
    response={201: ReaderShape},
    operation_id="start_second_reader",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Let a back end read after the heads, in the place of the one that did",
)
def start_reader(request: HttpRequest, brand: str, body: ReaderIn) -> Status[ReaderShape]:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    wish = Wish(body.kind, body.model, body.address, body.key, body.tokens, body.price, body.money, body.currency)
    if errors := refusals(wish, agreed=body.agreed):
        raise Refused(422, "This second reader cannot be let in", errors=errors)
    return Status(201, _reader_shape(start_second(caller.brand, wish, by=caller.seat.account, at=now())))


@router.post(
    "/brands/{brand}/reading/second/end",
    response=ReaderShape,
    operation_id="end_second_reader",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It reads no more; what it read stays",
)
def stop_reader(request: HttpRequest, brand: str) -> ReaderShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = _reader(caller.brand.pk)
    end_reader(found, by=caller.seat.account, at=now())
    found.refresh_from_db()
    return _reader_shape(found)


def _reader(brand_id: int) -> SecondReader:
    found = reader_of(brand_id)
    if found is None:
        raise Refused(404, "There is no second reader")
    return found


def _reader_shape(reader: SecondReader) -> ReaderShape:
    problem = reader.problem or {}
    spent = reader.spent if reader.spent_on == now().date() else 0
    return ReaderShape(
        kind=reader.kind, model=reader.model, address=reader.address, tokens_a_day=reader.tokens_a_day,
        price=reader.price, money_a_day=reader.money_a_day, currency=reader.currency, spent=spent, cost=reader.cost(spent), answered=reader.answered,
        answered_at=reader.answered_at, failed_at=reader.failed_at,
        problem=str(problem.get("text", "")) % problem.get("params", {}) if problem else "", ended_at=reader.ended_at,
    )  # fmt: skip
