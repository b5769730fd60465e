"""What one was told: the list, the figure beside the bell, and that one has looked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import notices as actions
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.notices import told_to
from parvis.web.notices.words import leads_to, sentence
from parvis.web.ui.door import DeskRequest, screen

PAGE = 40


@require_GET
@screen(Permission.INBOX_SEE)
def notices(request: DeskRequest) -> HttpResponse:
    desk, word = request.desk, request.GET.get("before", "")
    before = int(word) if word.isdecimal() and len(word) < 18 else None
    rows = told_to(desk.brand.pk, desk.account.pk, before=before, limit=PAGE + 1)
    asked = [notice.case_id for notice in rows if notice.case_id is not None]
    seen = set(visible_to(desk.seat).filter(pk__in=asked).values_list("pk", flat=True))
    lines = [
        (notice, sentence(notice), notice.case if notice.case_id in seen else None, leads_to(notice, desk.brand))
        for notice in rows[:PAGE]
    ]
    older = f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    context = {"lines": lines, "older": older, "any_unseen": any(n.seen_at is None for n in rows)}
    return render(request, "notices/list.html", context)


@require_GET
@screen(Permission.INBOX_SEE)
def bell(request: DeskRequest) -> HttpResponse:
    """The bell alone, when something was told."""
    return render(request, "notices/bell.html")


@require_POST
@screen(Permission.INBOX_SEE)
def seen(request: DeskRequest) -> HttpResponse:
    """One of them (`notice`), or all."""
    word = request.POST.get("notice", "")
    ids = [int(word)] if word.isdecimal() and len(word) < 18 else None
    actions.seen(request.desk.brand.pk, request.desk.account.pk, at=now(), ids=ids)
    return redirect("notices", brand=request.desk.brand.slug)
