"""Looking for words in the community."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.search import NOTHING, WINDOW, find
from parvis.web.finding.forms import LAST, SearchForm
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page


@require_safe
@hosted
def search(request: GuestRequest) -> HttpResponse:
    guest, number = request.guest, _page_in(request)
    rooms = [room for room in guest.rooms() if guest.may_read(room)]
    form = SearchForm(request.GET, brand_id=guest.brand.pk, rooms=rooms)
    valid = form.is_valid()
    found = find(guest.house, guest.who, form.asked(), number) if valid else NOTHING
    asked = request.GET.copy()
    asked.pop("page", None)
    shown = page(
        request,
        "finding/search.html",
        200 if valid else 422,
        form=form,
        words=request.GET.get("q", "").strip(),
        found=found,
        number=number,
        many=found.number >= WINDOW,
        way=f"{guest.ways.search()}?{asked.urlencode()}",
    )
    return private(shown)


def _page_in(request: GuestRequest) -> int:
    word = request.GET.get("page", "1")
    if not (word.isdecimal() and word.isascii() and len(word) < 3 and 1 <= int(word) <= LAST):
        raise Http404
    return int(word)
