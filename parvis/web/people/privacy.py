"""A person's own data: the copy they may ask for, and the erasure."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.files import path_of
from parvis.core.roles import Permission
from parvis.flows.dossier import known
from parvis.flows.erase import erase
from parvis.flows.portable import ask
from parvis.flows.retention import FILES_DAYS
from parvis.outbox.models import Outgoing
from parvis.people.models import Export, Person
from parvis.web.people.dossier_forms import EraseForm
from parvis.web.people.page import found
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import number

SHOWN = 10


@screen(Permission.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: DeskRequest, person: int) -> HttpResponse:
    """Ask for a copy; those made before, with how far each is."""
    who = found(request, person)
    if request.method == "POST":
        ask(who, language=get_language() or "fr", by=request.desk.account, at=now())
        messages.success(request, _("The copy is being made."))
        return redirect("person_export", brand=request.desk.brand.slug, person=person)
    copies = list(
        Export.objects.filter(brand=request.desk.brand, person=who).select_related("by").order_by("-pk")[:SHOWN]
    )
    context = {"person": who, "copies": copies, "waiting": any(c.ready_at is None for c in copies), "days": FILES_DAYS}
    return render(request, "people/export.html", context)


@screen(Permission.EXPORT)
@require_GET
def export_file(request: DeskRequest, person: int, copy: int) -> HttpResponse:
    who = found(request, person)
    made = Export.objects.filter(brand=request.desk.brand, person=who, pk=copy).first()
    if made is None:
        raise Http404
    path = path_of("exports", made.brand_id, made.token, ".zip")
    if made.ready_at is None or not path.exists():
        return redirect("person_export", brand=request.desk.brand.slug, person=person)
    # A file is sent piece by piece; Django's types know no common parent that the door could name.
    return cast(HttpResponse, FileResponse(path.open("rb"), as_attachment=True, filename=f"parvis-{who.pk}.zip"))


@screen(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def erasure(request: DeskRequest, person: int) -> HttpResponse:
    who = found(request, person)
    form = EraseForm(request.POST if request.method == "POST" else None, awaited=who.name)
    if request.method == "POST" and form.is_valid():
        try:
            toll = erase(request.desk.brand, who, by=request.desk.account, at=now())
        except Person.DoesNotExist:
            raise Http404 from None
        text = ngettext(
            "Erased, with %(n)s post. Nothing brings it back.",
            "Erased, with %(n)s posts. Nothing brings them back.",
            toll.posts,
        )
        messages.success(request, text % {"n": number(toll.posts)})
        return redirect("people", brand=request.desk.brand.slug)
    context = {"person": who, "form": form, **_held(who)}
    return render(request, "people/erase.html", context, status=422 if form.errors else 200)


def _held(who: Person) -> dict[str, int]:
    """How much goes."""
    whom = known(who)
    return {
        "identities": len(whom.identities),
        "posts": Post.objects.filter(brand_id=who.brand_id, author_id__in=whom.identities).count(),
        "answers": Outgoing.objects.filter(brand_id=who.brand_id, addressee_id__in=whom.identities).count(),
    }
