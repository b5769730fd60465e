"""Jobs that were given up. They belong to the installation, not to a brand: who manages all its brands sees them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.accounts import manages_everything
from parvis.core.clock import now
from parvis.core.jobs import failures
from parvis.core.jobs.engine import engine
from parvis.core.jobs.registry import UnknownTask
from parvis.core.roles import Permission
from parvis.web.settings.views.page import show
from parvis.web.settings.words.jobs import error_words, task_words
from parvis.web.ui.door import DeskRequest, screen

ROWS = 50


@screen(Permission.TEAM_EDIT)
@require_GET
def jobs(request: DeskRequest) -> HttpResponse:
    if not manages_everything(request.desk.account):
        return show(request, "jobs", "settings_jobs", {"allowed": False})
    rows = [(job, task_words(job.task), error_words(job.error)) for job in failures.failed()[:ROWS]]
    context = {"allowed": True, "jobs": rows, "figures": engine().figures(now()), "shown": ROWS}
    return show(request, "jobs", "settings_jobs", context)


@screen(Permission.TEAM_EDIT)
@require_POST
def retry(request: DeskRequest, id: int) -> HttpResponse:
    return _do(request, id, failures.retry, _("The job waits for its turn."))


@screen(Permission.TEAM_EDIT)
@require_POST
def dismiss(request: DeskRequest, id: int) -> HttpResponse:
    return _do(request, id, failures.dismiss, _("The job is dismissed."))


def _do(request: DeskRequest, job_id: int, act: Callable[..., bool], done: str) -> HttpResponse:
    desk = request.desk
    if not manages_everything(desk.account):
        raise Http404
    try:
        found = act(job_id, desk.brand, by=desk.account, at=now())
    except UnknownTask:
        messages.error(request, _("This version of Parvis has no such job any more: dismiss it."))
    else:
        if found:
            messages.success(request, done)
        else:
            messages.info(request, _("This job is not among the failed ones any more."))
    return redirect("settings_jobs", brand=desk.brand.slug)
