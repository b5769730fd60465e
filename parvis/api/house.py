"""What was done in the brand, line by line; and the jobs of the installation that were given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from parvis.api.bounds import Id, Line
from parvis.api.cursor import MOST, number_of
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.router import router
from parvis.api.shapes import PageOf
from parvis.core.accounts import manages_everything
from parvis.core.clock import now
from parvis.core.jobs import failures
from parvis.core.jobs.registry import UnknownTask
from parvis.core.journal import lines_of, verify
from parvis.core.roles import Permission

ROWS = 50


class LineShape(Schema):
    """`by`: the name of who did it, "" = Parvis itself. `object` like "case:42"."""

    seq: int
    at: datetime
    by: str
    verb: str
    object: str
    data: dict[str, Any]


class CheckedShape(Schema):
    """`broken_at` None: every line fits the one before it."""

    broken_at: int | None


class JobShape(Schema):
    id: int
    task: str
    queue: str
    attempts: int
    finished_at: datetime | None


class JobDoneShape(Schema):
    """False: it is not among the failed any more."""

    done: bool


@router.get(
    "/brands/{brand}/journal",
    response=PageOf[LineShape],
    operation_id="list_journal",
    openapi_extra=asks(Permission.JOURNAL_SEE),
    summary="Who did what, latest first",
)
def journal(
    request: HttpRequest, brand: str, verb: Line = "", cursor: str = "", limit: int = ROWS
) -> PageOf[LineShape]:
    caller, size = enter(request, brand, Permission.JOURNAL_SEE), max(1, min(limit, MOST))
    before = number_of(cursor) if cursor else None
    found = lines_of(caller.brand, verb=verb, before=before, limit=size + 1)
    items = [
        LineShape(
            seq=one.seq, at=one.at, by=one.actor.name if one.actor else "", verb=one.verb, object=one.object,
            data=one.data,
        )
        for one in found[:size]
    ]  # fmt: skip
    return PageOf[LineShape](items=items, next=str(items[-1].seq) if len(found) > size else "")


@router.post(
    "/brands/{brand}/journal/check",
    response=CheckedShape,
    operation_id="check_journal",
    openapi_extra=asks(Permission.JOURNAL_SEE),
    summary="Whether every line fits the one before it: nothing was changed afterwards",
)
def check(request: HttpRequest, brand: str) -> CheckedShape:
    return CheckedShape(broken_at=verify(enter(request, brand, Permission.JOURNAL_SEE).brand))


@router.get(
    "/brands/{brand}/jobs/failed",
    response=list[JobShape],
    operation_id="list_failed_jobs",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Jobs of the installation that were given up, for who manages all its brands",
)
def jobs(request: HttpRequest, brand: str) -> object:
    _keeper(request, brand)
    return failures.failed()[:ROWS]


@router.post(
    "/brands/{brand}/jobs/{job}/retry",
    response=JobDoneShape,
    operation_id="retry_job",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It waits for its turn again",
)
def retry(request: HttpRequest, brand: str, job: Id) -> JobDoneShape:
    return _do(_keeper(request, brand), job, failures.retry)


@router.post(
    "/brands/{brand}/jobs/{job}/dismiss",
    response=JobDoneShape,
    operation_id="dismiss_job",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="It is forgotten",
)
def dismiss(request: HttpRequest, brand: str, job: Id) -> JobDoneShape:
    return _do(_keeper(request, brand), job, failures.dismiss)


def _keeper(request: HttpRequest, brand: str) -> Caller:
    """Jobs belong to no single brand: to who manages one of several they do not exist."""
    caller = enter(request, brand, Permission.TEAM_EDIT)
    if not manages_everything(caller.seat.account):
        raise Refused(404, "Jobs are shown to who manages every brand here")
    return caller


def _do(caller: Caller, job: int, act: Callable[..., bool]) -> JobDoneShape:
    try:
        return JobDoneShape(done=act(job, caller.brand, by=caller.seat.account, at=now()))
    except UnknownTask:
        raise Refused(409, "This version of Parvis has no such job any more: dismiss it") from None
