"""The whole community as one file: asked for, made, fetched."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.models import ArchiveOut
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.archive import ask, path_of
from parvis.web.hosting.views.house import community_at
from parvis.web.ui.door import DeskRequest, screen

OWN = Permission.COMMUNITY_ARCHIVE
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@screen(OWN)
def archives(request: DeskRequest) -> HttpResponse:
    community_at(request)
    desk = request.desk
    if request.method == "POST":
        sealed = request.POST.get("sealed") == "1"
        ask(desk.brand, sealed=sealed, language=translation.get_language() or "fr", by=desk.account, at=now())
        messages.success(request, _("The archive is being made."))
        return redirect("archives", brand=desk.brand.slug)
    made = list(ArchiveOut.objects.filter(brand=desk.brand).select_related("by").order_by("-pk")[:SHOWN])
    context = {"made": made, "waiting": any(one.ready_at is None for one in made)}
    return render(request, "bringing/archives.html", context)


@require_safe
@screen(OWN)
def file(request: DeskRequest, id: int) -> HttpResponse:
    made = ArchiveOut.objects.filter(brand=request.desk.brand, pk=id).exclude(ready_at=None).first()
    if made is None or not path_of(made).exists():
        raise Http404
    name = f"{request.desk.brand.slug}-{made.at:%Y-%m-%d}.zip"
    return cast(HttpResponse, FileResponse(path_of(made).open("rb"), as_attachment=True, filename=name))
