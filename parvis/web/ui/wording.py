"""How things look in words: times, networks, moods, initials. For templates, as filters and functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from parvis.core.messages import Message

NETWORK_ICONS = {
    "bluesky": "cloud",
    "feed": "feed",
    "email": "mail",
    "manual": "hand",
    "mastodon": "fediverse",
    "parvis": "forum",
    "web": "globe",
    "wordpress": "blog",
}
NETWORK_NAMES = {
    "feed": gettext_lazy("Feed"),
    "email": gettext_lazy("E-mail"),
    "manual": gettext_lazy("By hand"),
    "parvis": gettext_lazy("Community"),
    "web": gettext_lazy("Web"),
    "wordpress": "WordPress",
}
MOOD_NAMES = {
    "positive": gettext_lazy("Positive"),
    "negative": gettext_lazy("Negative"),
    "neutral": gettext_lazy("Neutral"),
    "uncertain": gettext_lazy("Uncertain"),
}
MINUTE, HOUR, DAY = 60, 3600, 86_400


def ago(at: datetime, now: datetime | None = None) -> str:
    """How far away, short: « 3 h », « dans 2 j »; a date beyond a week."""
    seconds = round(((now or datetime.now(UTC)) - at).total_seconds())
    if abs(seconds) > 7 * DAY:
        local = timezone.localtime(at)
        this_year = local.year == timezone.localtime(now or datetime.now(UTC)).year
        return date_format(local, "j N" if this_year else "j N Y")
    far = span(timedelta(seconds=abs(seconds)))
    if abs(seconds) < MINUTE:
        return _("now")
    return _("%(span)s ago") % {"span": far} if seconds > 0 else _("in %(span)s") % {"span": far}


def span(length: timedelta) -> str:
    """A duration in its largest unit: « 12 min », « 3 h », « 2 j »."""
    seconds = int(length.total_seconds())
    if seconds < HOUR:
        return _("%(n)s min") % {"n": max(1, seconds // MINUTE)}
    if seconds < 2 * DAY:
        return _("%(n)s h") % {"n": seconds // HOUR}
    return _("%(n)s d") % {"n": seconds // DAY}


def when(at: datetime) -> str:
    """The date and the time in full, in the brand's time zone."""
    return _in_full(timezone.localtime(at), get_language() or "")


@lru_cache(maxsize=8192)
def _in_full(local: datetime, _language: str) -> str:
    """Remembered: the same moments stand in a page again and again, and each costs as much as a query."""
    return _("%(date)s at %(time)s") % {"date": date_format(local, "DATE_FORMAT"), "time": date_format(local, "H:i")}


def clock(at: datetime) -> str:
    """The hour alone for today, the day with it otherwise, in the brand's time zone."""
    local = timezone.localtime(at)
    hour = date_format(local, "H:i")
    return hour if local.date() == timezone.localdate() else date_format(local, "D j N") + ", " + hour


def day(on: date) -> str:
    """« lundi 6 avril 2026 »"""
    return date_format(on, _("l, F j, Y"))


def day_names() -> list[str]:
    """Monday first, as titles of lines. Days are Django's own words, which its dates are written with: a day that a catalogue of
    ours translated with a capital would stand so in the middle of every date."""
    return [capfirst(str(WEEKDAYS[number])) for number in range(7)]


def moment(at: datetime | None, text: str = "") -> Markup:
    """`<time>`: relative words to read, the full date in its title. Empty for None."""
    if at is None:
        return Markup("")
    words, full = escape(text or ago(at)), escape(when(at))
    return Markup(f'<time datetime="{at.isoformat()}" title="{full}">{words}</time>')  # noqa: S704  escaped above


def number(value: float) -> str:
    """With the thousands separator of the reader's language."""
    return number_format(value, use_l10n=True, force_grouping=True)


def initials(name: str) -> str:
    """One or two letters for an avatar; « · » for a name without any."""
    words = [w for w in re.split(r"[\s._@-]+", unicodedata.normalize("NFC", name)) if w and w[0].isalnum()]
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "·"


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "") -> Markup:
    """A pane of glass with initials; its colour always the same for the same name. `size`: "", "small", "large"."""
    colour = crc32(name.encode()) % 8
    extra = f" avatar-{size}" if size else ""
    return Markup('<span class="avatar avatar-{}{}" aria-hidden="true">{}</span>').format(colour, extra, initials(name))


def network_icon(network: str) -> str:
    return NETWORK_ICONS.get(network, "globe")


def network_name(network: str) -> str:
    """What people call it; an unknown network is called by its own name."""
    return str(NETWORK_NAMES.get(network) or network.capitalize())


def mood_name(mood: str) -> str:
    """ "" for a mood that is none of the four."""
    return str(MOOD_NAMES.get(mood, ""))


def role_name(role: str) -> str:
    names = {
        "owner": _("Owner"),
        "manager": _("Manager"),
        "community_manager": _("Community manager"),
        "moderator": _("Moderator"),
        "expert": _("Expert"),
        "agency_guest": _("Agency guest"),
        "observer": _("Observer"),
    }
    return names.get(role, role)


def stage_name(stage: str) -> str:
    names = {
        "prospect": _("Prospect"),
        "customer": _("Customer"),
        "fan": _("Fan"),
        "influencer": _("Influencer"),
        "ambassador": _("Ambassador"),
        "partner": _("Partner"),
    }
    return names.get(stage, stage)


def language_name(code: str) -> str:
    return {"fr": _("French"), "en": _("English")}.get(code, code)


def say(message: Message | Mapping[str, Any] | str | None) -> str:
    """A `Message`, or its stored form {"text", "params"}, in the reader's language; a plain string stays as it is."""
    if message is None:
        return ""
    if isinstance(message, str):
        return message
    if not isinstance(message, Message):
        message = Message(str(message.get("text", "")), message.get("params") or {})
    return message.render(_)


def posts_count(n: int) -> str:
    return ngettext("%(n)s post", "%(n)s posts", n) % {"n": number(n)}


def opening(text: str, most: int = 80) -> tuple[str, str]:
    """The first words of a post without a title, and some of the rest: never cut inside a word that is not longer still."""
    if len(text) <= most:
        return text, ""
    end = text.rfind(" ", most // 2, most + 1)
    return text[: end if end > 0 else most].rstrip(), text[end if end > 0 else most : most + 280].lstrip()


def polyline(values: Iterable[float], width: int = 100, height: int = 28) -> str:
    """Points of a sparkline that fills `width` × `height`, the largest value at the top."""
    series = list(values)
    top = max([*series, 1])
    step = width / max(1, len(series) - 1)
    return " ".join(f"{i * step:.1f},{height - value / top * (height - 2) - 1:.1f}" for i, value in enumerate(series))


def evidence_words(post: Any, facet: str) -> list[tuple[str, float]]:
    """(words of the post, weight) that led to a judgement, heaviest first; at most eight."""
    spans = post.reading.evidence.get(facet, [])
    words = [(post.text[int(start) : int(end)], weight) for start, end, weight in spans]
    return sorted((w for w in words if w[0].strip()), key=lambda w: -abs(w[1]))[:8]


def options(choices: Iterable[tuple[object, object]], value: object) -> Markup:
    """The options of a select. Here and not in its template: a page has hundreds of them."""
    chosen = str(value)
    made = [
        f'<option value="{escape(str(code))}"{" selected" if str(code) == chosen else ""}>{escape(str(text))}</option>'
        for code, text in choices
    ]
    return Markup("".join(made))  # noqa: S704  each part is escaped above
