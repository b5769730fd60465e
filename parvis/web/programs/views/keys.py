"""Keys of programs: made, shown once, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.apikeys import end_key, keys_of, make_key
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.core.webhooks import webhooks_of
from parvis.web.programs.forms import KeyForm
from parvis.web.programs.show import show
from parvis.web.programs.words import PERMISSIONS, TOPICS
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.TEAM_EDIT)
@require_GET
def programs(request: DeskRequest) -> HttpResponse:
    brand_id = request.desk.brand.pk
    keys = [
        (key, [PERMISSIONS[Permission(p)] for p in key.permissions if p in set(Permission)])
        for key in keys_of(brand_id)
    ]
    hooks = [(hook, [TOPICS[topic] for topic in hook.topics if topic in TOPICS]) for hook in webhooks_of(brand_id)]
    context = {"keys": keys, "hooks": hooks, "at": now(), "here_at": request.build_absolute_uri("/")}
    return show(request, "programs", context)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """After a POST the key is shown, on this answer and never again."""
    form = KeyForm(request.POST or None, request.desk.seat)
    if request.method == "POST" and form.is_valid():
        at = now()
        key, text = make_key(
            request.desk.seat, name=form.cleaned_data["name"], permissions=form.permissions_chosen(),
            expires_at=form.expires_at(at), by=request.desk.account, at=at,
        )  # fmt: skip
        answer = show(request, "secret", {"name": key.name, "secret": text, "kind": "key"})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return show(request, "key", {"form": form}, status=422 if form.is_bound else 200)


@screen(Permission.TEAM_EDIT)
@require_POST
def end(request: DeskRequest, id: int) -> HttpResponse:
    key = keys_of(request.desk.brand.pk).select_related("brand").filter(pk=id).first()
    if key is None:
        raise Http404
    end_key(key, by=request.desk.account, at=now())
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("settings_programs", brand=request.desk.brand.slug)
