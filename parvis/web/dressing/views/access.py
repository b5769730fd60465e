"""What the community says of its accessibility, worded by who answers for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.community.actions.looks import state_access
from parvis.community.models import AccessStatement
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.dressing.forms import AccessForm
from parvis.web.hosting.views.house import community_at
from parvis.web.ui.door import DeskRequest, screen


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Permission.COMMUNITY_EDIT)
def access(request: DeskRequest) -> HttpResponse:
    community, brand = community_at(request), request.desk.brand
    stated = AccessStatement.objects.filter(brand=brand).first()
    form = AccessForm(request.POST or None, initial=AccessForm.of(stated, brand.name))
    if request.method == "POST" and form.is_valid():
        state_access(community, form.said(), by=request.desk.account, at=now())
        messages.success(request, _("Saved."))
        return redirect("dressing_access", brand=brand.slug)
    context = {"community": community, "form": form, "stated": stated}
    return render(request, "dressing/access.html", context, status=422 if form.is_bound else 200)
