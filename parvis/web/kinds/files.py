"""Tables and calendars that people take away."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from icalendar import Calendar, Event

from parvis.community.models import Happening


def as_csv(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """With the mark that spreadsheets know UTF-8 by; what they would take for a formula is written as text."""
    out = StringIO("\ufeff")
    out.seek(0, 2)
    table = csv.writer(out)
    for row in rows:
        table.writerow([f"'{cell}" if str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in row])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def as_calendar(name: str, title: str, found: Iterable[tuple[Happening, str, str]], *, at: datetime) -> HttpResponse:
    """`found`: each with its address and, for who has a seat, its link. Hours by the clock of where it takes place."""
    made = Calendar()
    made.add("prodid", "-//Parvis//parvis//")
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    for one, address, online in found:
        event, zone = Event(), ZoneInfo(one.timezone)
        event.add("uid", f"event-{one.topic_id}@{address.split('/')[2]}")
        event.add("dtstamp", at)
        event.add("sequence", one.topic.version)
        event.add("dtstart", one.starts_at.astimezone(zone))
        event.add("dtend", one.ends_at.astimezone(zone))
        event.add("summary", one.topic.title)
        event.add("url", address)
        event.add("status", "CANCELLED" if one.cancelled_at else "CONFIRMED")
        if one.place or online:
            event.add("location", one.place or online)
        made.add_component(event)
    made.add_missing_timezones()
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
