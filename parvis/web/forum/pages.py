"""Pages of the community: drawn without what the desk's need (no messages, no rail, no session for passers-by)."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from parvis.community.rules.access import Room
from parvis.community.rules.paging import near
from parvis.community.rules.reactions import SIGNS
from parvis.web.forum import cards, fragments, wording
from parvis.web.forum.door import Guest, GuestRequest
from parvis.web.ui.theme import theme_of


@cache
def _engine() -> Environment:
    """Jinja's own, with what only these pages say."""
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made.filters.update(
        stamp=wording.stamp, refusal=wording.refusal, sign=wording.sign, by_clock_of=wording.by_clock_of
    )
    made.globals.update(
        near=near,
        SIGNS=SIGNS,
        post_of=fragments.post,
        foot_of=fragments.foot,
        line_of=fragments.line,
        nav_of=_nav,
        card_of=cards.of_topic,
        card_digest=cards.digest_of,
    )
    return made


def _nav(guest: Guest, room: Room | None) -> Markup:
    return fragments.nav(guest.rooms(), guest.house.readable(guest.who), guest.ways, room.id if room else 0)


def page(request: GuestRequest, template: str, /, status: int = 200, **shown: Any) -> HttpResponse:
    """`template` of this screen with `guest`, `ways` and what pages of everybody know."""
    guest = request.guest
    drawn = (
        _engine()
        .get_template(template)
        .render(
            guest=guest,
            ways=guest.ways,
            language=translation.get_language() or "fr",
            theme=theme_of(request),
            here=request.get_full_path(),
            origin=f"{request.scheme}://{request.get_host()}",
            csrf=lambda: get_token(request),
            **{"room": None, **shown},
        )
    )
    return HttpResponse(drawn, status=status)
