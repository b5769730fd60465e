"""How the community's pages say things."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from parvis.community.actions.uploads import QuotaFull
from parvis.community.rules.access import Refusal
from parvis.community.rules.reactions import Reaction
from parvis.core.remaking import NotAPicture


def stamp(at: datetime) -> Markup:
    """`<time>` with the hour for today, the day for this year. Not relative: the page is kept for others."""
    local = timezone.localtime(at)
    return _stamped(local, timezone.localdate(), get_language() or "")


@lru_cache(maxsize=16384)
def _stamped(local: datetime, today: date, _language: str) -> Markup:
    if local.date() == today:
        said = date_format(local, "H:i")
    else:
        said = date_format(local, "j N" if local.year == today.year else "j N Y")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        local.isoformat(timespec="minutes"), date_format(local, "j F Y, H:i"), said
    )


def by_clock_of(at: datetime, zone: str, since: datetime | None = None) -> str:
    """The day and the hour where something takes place, by the clock there; the hour alone on the day of `since`."""
    local = at.astimezone(ZoneInfo(zone))
    hour = date_format(local, "H:i")
    if since is not None and since.astimezone(ZoneInfo(zone)).date() == local.date():
        return hour
    day = date_format(local, "l j F Y")  # French writes its days small, Django does not
    day = day.lower() if (get_language() or "").startswith("fr") else day
    return _("%(date)s at %(time)s") % {"date": day, "time": hour}


def refusal(why: Refusal | None) -> str:
    """Why somebody may not write, and what they can do."""
    if why is None:
        return ""
    return {
        Refusal.SIGNED_OUT: _("Sign in to write here."),
        Refusal.UNSEEN: _("You cannot write here."),
        Refusal.CLOSED: _("This space is closed: it can be read, not written in."),
        Refusal.TEAM_ONLY: _("Only the team begins topics here. You can answer them."),
        Refusal.READ_ONLY: _("Your group reads here without writing. Ask the team if it should."),
        Refusal.TRUST: _(
            "This space asks for more trust than you have yet. Take part elsewhere first: it comes by itself."
        ),
        Refusal.CHARTER: _("The charter of the community has changed: read it, and agree, before you write."),
        Refusal.NOBODY: _("Say to whom you write: one member at least, beside yourself."),
        Refusal.CROWD: _("A private conversation holds twenty people at most. For more, begin a topic in a space."),
        Refusal.APART: _("You cannot write to all of these people."),
        Refusal.NEWCOMER: _(
            "You have just arrived: for now you can write in private to the team. Take part in the spaces, the rest comes by itself."
        ),
        Refusal.ALONE: _("Everybody else has left this conversation: nobody would read you."),
        Refusal.FLOOD: _("That is a lot at once: wait a few minutes. What you wrote is kept here."),
        Refusal.SLOW: _(
            "This space is in slow mode: wait a little before your next answer. What you wrote is kept here."
        ),
    }[why]


def picture_refusal(why: NotAPicture | QuotaFull) -> str:
    """Why a picture is not taken, and what one can do."""
    if isinstance(why, QuotaFull):
        return _("You have brought enough pictures for today: tomorrow there is room again.")
    return {
        "empty": _("This file is empty."),
        "too_heavy": _("This picture is too heavy: 12 MB at most. Send a smaller copy."),
        "too_large": _("This picture is too large: 40 million pixels at most. Send a smaller copy."),
        "not_one": _("This is not a picture that we can show: JPEG, PNG, WebP and GIF are taken, whatever the name says."),
        "broken": _("This picture is damaged and cannot be opened. Save it again and try once more."),
        "moves_too_much": _("This animation is too long or too large: 120 frames at most. Send a shorter one."),
    }[why.why]  # fmt: skip


def sign(kind: Reaction) -> str:
    """What a reaction says."""
    return {
        Reaction.LIKE: _("I like it"),
        Reaction.THANKS: _("Thank you"),
        Reaction.SMILE: _("It makes me smile"),
        Reaction.AGREE: _("I agree"),
        Reaction.IDEA: _("Good idea"),
    }[kind]
