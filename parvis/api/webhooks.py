"""Webhooks: where the brand's news go, and the log of what went there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema, Status

from parvis.api.bounds import Address, Id, ShortName
from parvis.api.cursor import MOST, number_of
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.shapes import PageOf
from parvis.core import webhooks
from parvis.core.clock import now
from parvis.core.models import Delivery, Webhook
from parvis.core.roles import Permission
from parvis.flows.webhooks import last_hit, ping


class WebhookShape(Schema):
    """`failing_since`: the address has refused everything since then; after five days it is paused."""

    id: int
    name: str
    url: str
    topics: list[str]
    created_at: datetime
    paused_at: datetime | None
    failing_since: datetime | None


class WebhookMadeShape(WebhookShape):
    """`secret`: signs each delivery; told here and never again."""

    secret: str


class WebhookIn(Schema):
    name: ShortName
    url: Address
    topics: Annotated[
        list[Literal["case", "reply", "mention", "watch", "place", "person", "alert", "crisis"]],
        Field(min_length=1, max_length=8),
    ]


class DeliveryShape(Schema):
    """`state`: waiting, sent, failed. `status`: what the address answered last."""

    id: int
    event: str
    topic: str
    payload: dict[str, Any]
    state: str
    attempts: int
    status: int | None
    problem: str
    at: datetime
    due_at: datetime | None
    sent_at: datetime | None


class ArrivedShape(Schema):
    """False: the log says why."""

    arrived: bool


@router.get(
    "/brands/{brand}/webhooks",
    response=list[WebhookShape],
    operation_id="list_webhooks",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Who is told of what happens, by name",
)
def hooks(request: HttpRequest, brand: str) -> object:
    return webhooks.webhooks_of(enter(request, brand, Permission.TEAM_EDIT).brand.pk)


@router.post(
    "/brands/{brand}/webhooks",
    response={201: WebhookMadeShape},
    operation_id="add_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It hears what happens from now on; its secret is told here and never again",
)
def add(request: HttpRequest, response: HttpResponse, brand: str, body: WebhookIn) -> Status[WebhookMadeShape]:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    wish = _wish(body)
    made, secret = webhooks.add_webhook(caller.brand, wish, last_hit=last_hit(), by=caller.seat.account, at=now())
    response["Cache-Control"] = "no-store"
    return Status(201, WebhookMadeShape(**WebhookShape.from_orm(made).dict(), secret=secret))


@router.put(
    "/brands/{brand}/webhooks/{webhook}",
    response=WebhookShape,
    operation_id="change_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Another name, address, other news",
)
def change(request: HttpRequest, brand: str, webhook: Id, body: WebhookIn) -> Webhook:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = _found(caller, webhook)
    webhooks.change_webhook(found, _wish(body), by=caller.seat.account, at=now())
    return found


@router.post(
    "/brands/{brand}/webhooks/{webhook}/pause",
    response=WebhookShape,
    operation_id="pause_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="What happens meanwhile waits for it",
)
def pause(request: HttpRequest, brand: str, webhook: Id) -> Webhook:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    webhooks.pause_webhook(_found(caller, webhook), by=caller.seat.account, at=now())
    return _found(caller, webhook)


@router.post(
    "/brands/{brand}/webhooks/{webhook}/resume",
    response=WebhookShape,
    operation_id="resume_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It is told again, beginning with what waited",
)
def resume(request: HttpRequest, brand: str, webhook: Id) -> Webhook:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    webhooks.resume_webhook(_found(caller, webhook), by=caller.seat.account, at=now())
    return _found(caller, webhook)


@router.delete(
    "/brands/{brand}/webhooks/{webhook}",
    response=WebhookShape,
    operation_id="end_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It hears nothing more",
)
def end(request: HttpRequest, brand: str, webhook: Id) -> Webhook:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = _found(caller, webhook)
    webhooks.end_webhook(found, by=caller.seat.account, at=now())
    return found


@router.post(
    "/brands/{brand}/webhooks/{webhook}/test",
    response=ArrivedShape,
    operation_id="test_webhook",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="A test message, sent while the caller waits",
)
def test(request: HttpRequest, brand: str, webhook: Id) -> ArrivedShape:
    return ArrivedShape(arrived=ping(_found(enter(request, brand, Permission.TEAM_EDIT), webhook), now()) == "sent")


@router.get(
    "/brands/{brand}/webhooks/{webhook}/deliveries",
    response=PageOf[DeliveryShape],
    operation_id="list_deliveries",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="What was sent there, latest first",
)
def deliveries(
    request: HttpRequest, brand: str, webhook: Id, cursor: str = "", limit: int = 50
) -> PageOf[DeliveryShape]:
    found = _found(enter(request, brand, Permission.TEAM_EDIT), webhook)
    rows, size = Delivery.objects.filter(webhook=found).order_by("-pk"), max(1, min(limit, MOST))
    if cursor:
        rows = rows.filter(pk__lt=number_of(cursor))
    read = list(rows[: size + 1])
    items = [_told(one) for one in read[:size]]
    return PageOf[DeliveryShape](items=items, next=str(read[size - 1].pk) if len(read) > size else "")


@router.post(
    "/brands/{brand}/webhooks/{webhook}/deliveries/{delivery}/again",
    response=DeliveryShape,
    operation_id="send_delivery_again",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It leaves again within seconds, under the same id",
)
def again(request: HttpRequest, brand: str, webhook: Id, delivery: Id) -> DeliveryShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    rows = Delivery.objects.select_related("brand").filter(webhook=_found(caller, webhook), pk=delivery)
    found = rows.first()
    if found is None:
        raise Refused(404, "No such delivery")
    webhooks.send_delivery_again(found, by=caller.seat.account, at=now())
    found.refresh_from_db()
    return _told(found)


def _wish(body: WebhookIn) -> webhooks.Wish:
    try:
        parts = urlsplit(body.url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole:
        raise fault("url", "Give a whole address: https://…")
    return webhooks.Wish(body.name, body.url, list(dict.fromkeys(body.topics)))


def _found(caller: Caller, webhook: int) -> Webhook:
    rows = webhooks.webhooks_of(caller.brand.pk).select_related("brand", "credential")
    found = rows.filter(pk=webhook).first()
    if found is None:
        raise Refused(404, "No such webhook")
    return found


def _told(one: Delivery) -> DeliveryShape:
    problem = one.problem or {}
    return DeliveryShape(
        id=one.pk, event=one.event, topic=one.topic, payload=one.payload, state=one.state, attempts=one.attempts,
        status=one.status, problem=str(problem.get("text", "")) % (problem.get("params") or {}) if problem else "",
        at=one.at, due_at=one.due_at, sent_at=one.sent_at,
    )  # fmt: skip
