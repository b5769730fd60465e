"""The screens that the rail shows, in its order. One whose address is not there, or whose door is shut, is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand, Seat
from parvis.core.roles import Permission, allows
from parvis.engagement.queries.notices import unseen_count
from parvis.web.ui.door import Desk


@dataclass(frozen=True, slots=True)
class Screen:
    """`name`: its route, and the value of `screen` that its templates set; `key`: pressed after g."""

    name: str
    icon: str
    label: str | Promise
    key: str
    permission: Permission


SCREENS = [
    Screen("today", "sun", _("Today"), "t", Permission.CASE_WORK),
    Screen("inbox", "inbox", _("Inbox"), "i", Permission.INBOX_SEE),
    Screen("posts", "posts", _("Posts"), "l", Permission.POSTS_SEE),
    Screen("boards", "columns", _("Boards"), "b", Permission.POSTS_SEE),
    Screen("watches", "watch", _("Watches"), "w", Permission.POSTS_SEE),
    Screen("trends", "chart", _("Trends"), "r", Permission.POSTS_SEE),
    Screen("hosting", "hand", _("Community"), "c", Permission.COMMUNITY_EDIT),
    Screen("people", "people", _("People"), "p", Permission.PEOPLE_SEE),
    Screen("places", "place", _("Places"), "o", Permission.PLACES_SEE),
    Screen("settings", "settings", _("Settings"), "s", Permission.SETTINGS_SEE),
]


def rail(desk: Desk) -> tuple[tuple[Screen, str], ...]:
    """(screen, address) for this seat."""
    allowed = ((screen, address_of(screen.name, desk.brand)) for screen in SCREENS if desk.may(screen.permission))
    return tuple((screen, address) for screen, address in allowed if address)


def first_address(seat: Seat) -> str:
    """Where this seat begins: today's page for whoever works cases, the inbox for those who look on."""
    name = "today" if allows(seat.role, Permission.CASE_WORK) else "inbox"
    return address_of(name, seat.brand) or address_of("inbox", seat.brand)


def unseen(desk: Desk) -> int:
    """Notices that this person has not looked at, at most 100."""
    return unseen_count(desk.brand.pk, desk.account.pk)


def address_of(name: str, brand: Brand) -> str:
    """Empty when no such screen is installed."""
    try:
        return reverse(name, kwargs={"brand": brand.slug})
    except NoReverseMatch:
        return ""
