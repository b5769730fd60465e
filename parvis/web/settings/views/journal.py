"""What was done in the brand, by whom, in order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.journal import lines_of, verify
from parvis.core.models import Brand, Seat
from parvis.core.roles import Permission
from parvis.web.settings.views.page import show
from parvis.web.settings.words.acts import VERBS, object_names, object_words, verb_words
from parvis.web.ui.door import DeskRequest, screen

ROWS = 50


@screen(Permission.JOURNAL_SEE)
@require_GET
def journal(request: DeskRequest) -> HttpResponse:
    brand, asked = request.desk.brand, request.GET
    actor_id, verb = _number(asked.get("who", "")), asked.get("what", "")
    found = lines_of(brand, actor_id=actor_id, verb=verb, before=_number(asked.get("before", "")), limit=ROWS + 1)
    lines, names = found[:ROWS], object_names(brand, found[:ROWS])
    older = ""
    if len(found) > ROWS:
        query = asked.copy()
        query["before"] = str(lines[-1].seq)
        older = f"?{query.urlencode()}"
    context = {
        "lines": [(line, verb_words(line.verb), object_words(line, names)) for line in lines],
        "older": older,
        "who": actor_id,
        "what": verb,
        "actors": _actors(brand),
        "verbs": sorted(((code, str(words)) for code, words in VERBS.items()), key=lambda one: one[1]),
        "any_filter": bool(set(asked) - {"before"}),
    }
    return show(request, "journal", "settings_journal", context)


@screen(Permission.JOURNAL_SEE)
@require_POST
def check(request: DeskRequest) -> HttpResponse:
    broken_at = verify(request.desk.brand)
    if broken_at is None:
        messages.success(
            request, _("Every line of the journal fits the one before it: nothing was changed afterwards.")
        )
    else:
        said = _("Line %(seq)s does not fit the one before it: somebody changed the journal outside Parvis.")
        messages.error(request, said % {"seq": broken_at})
    return redirect("settings_journal", brand=request.desk.brand.slug)


def _actors(brand: Brand) -> list[tuple[int, str]]:
    """Everybody who has, or had, a seat here."""
    seats = Seat.objects.filter(brand=brand).order_by("account__name").values_list("account_id", "account__name")
    return list(dict(seats).items())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
