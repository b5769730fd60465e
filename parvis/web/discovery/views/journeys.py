"""What one does with an exploration: let it rest, go on, stop it, send it out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import exploring
from parvis.listening.discovery.actions import explorations
from parvis.web.discovery.views.explorations import found
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.PLACES_EDIT)
@require_POST
def pause(request: DeskRequest, id: int) -> HttpResponse:
    explorations.pause(found(request, id), by=request.desk.account, at=now())
    return _back(request, id, _("It rests, and keeps its way in mind."))


@screen(Permission.PLACES_EDIT)
@require_POST
def resume(request: DeskRequest, id: int) -> HttpResponse:
    exploring.go_on(found(request, id), by=request.desk.account, at=now())
    return _back(request, id, _("It goes on where it was."))


@screen(Permission.PLACES_EDIT)
@require_POST
def stop(request: DeskRequest, id: int) -> HttpResponse:
    explorations.stop(found(request, id), by=request.desk.account, at=now())
    return _back(request, id, _("Stopped; what it found stays."))


@screen(Permission.PLACES_EDIT)
@require_POST
def again(request: DeskRequest, id: int) -> HttpResponse:
    if not exploring.again(found(request, id), by=request.desk.account, at=now()):
        return _back(request, id, _("It is on its way already."))
    return _back(request, id, _("It sets out again: what it finds first now will be marked as new."))


@screen(Permission.PLACES_EDIT)
@require_POST
def monthly(request: DeskRequest, id: int) -> HttpResponse:
    explorations.repeat_monthly(found(request, id), by=request.desk.account, at=now())
    return _back(request, id, _("It sets out again every month, and marks what is new."))


@screen(Permission.PLACES_EDIT)
@require_POST
def once(request: DeskRequest, id: int) -> HttpResponse:
    explorations.repeat_no_more(found(request, id), by=request.desk.account, at=now())
    return _back(request, id, _("It does not set out again by itself."))


@screen(Permission.PLACES_EDIT)
@require_POST
def delete(request: DeskRequest, id: int) -> HttpResponse:
    explorations.delete(found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("The exploration is deleted; places that you accepted, and refusals, stay."))
    return redirect("explorations", brand=request.desk.brand.slug)


def _back(request: DeskRequest, id: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("exploration", brand=request.desk.brand.slug, id=id)
