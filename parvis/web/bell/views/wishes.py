"""How one wishes to be told: of what, by what, when."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from parvis.community.actions.notice_wishes import Read, wish
from parvis.community.queries.notices import wishes_of
from parvis.community.rules.notices import Channel, Kind
from parvis.core.clock import now
from parvis.web.bell.forms import WishesForm
from parvis.web.bell.wording import channel_name, consents, kind_name
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def wishes(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    channels = list(Channel)
    before = wishes_of(guest.member, guest.brand.timezone)
    form = WishesForm(request.POST if request.method == "POST" else None, channels=channels, now=before)
    if request.method == "POST" and form.is_valid():
        read = Read("page", consents(), guest.account)
        wish(guest.member, form.wished(), read=read, zone=guest.brand.timezone, at=now())
        return HttpResponseRedirect(f"{guest.ways.notices('wishes')}?kept=1")
    return page(
        request,
        "bell/wishes.html",
        422 if form.is_bound else 200,
        form=form,
        kept="kept" in request.GET and not form.is_bound,
        channels=[(one, channel_name(one)) for one in channels],
        kinds=[(one, kind_name(one)) for one in Kind],
        consents=consents(),
        zones=sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    )
