"""The page of a person's copy: one file that any browser opens, without scripts and without asking anybody for anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.1rem 1rem;margin:0 0 1rem;padding:.8rem;"
    "border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:.4rem}"
    "dt{font-weight:600}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
)
TITLES: Mapping[str, Any] = {
    "people": gettext_lazy("The person"),
    "identities": gettext_lazy("Names on networks"),
    "posts": gettext_lazy("What they said"),
    "answers": gettext_lazy("What we answered"),
    "cases": gettext_lazy("Cases"),
    "case_notes": gettext_lazy("Notes on cases"),
    "notes": gettext_lazy("Notes"),
    "consents": gettext_lazy("What they allowed"),
    "promises": gettext_lazy("What was promised"),
    "told_first": gettext_lazy("Crises of which we wanted to tell you first"),
    "merges": gettext_lazy("Names taken for one person"),
    "drafts": gettext_lazy("Drafts"),
    "reactions": gettext_lazy("Reactions"),
    "kept": gettext_lazy("Posts kept for later"),
    "articles": gettext_lazy("Articles"),
    "ratings": gettext_lazy("Articles rated"),
    "works": gettext_lazy("Works shown"),
    "collections": gettext_lazy("Collections"),
    "collected": gettext_lazy("What they collected"),
    "presented": gettext_lazy("How the team presents them"),
    "conversations": gettext_lazy("Private conversations"),
    "reports": gettext_lazy("Posts reported"),
    "groups": gettext_lazy("Groups"),
    "trust": gettext_lazy("Trust"),
    "badges": gettext_lazy("Badges"),
    "followed": gettext_lazy("Members followed, muted or blocked"),
    "devices": gettext_lazy("Devices that may be called"),
    "spaces": gettext_lazy("Spaces followed or muted"),
    "events": gettext_lazy("Events answered"),
    "contests": gettext_lazy("Contests entered"),
    "tests": gettext_lazy("Product tests applied for"),
    "read": gettext_lazy("Topics read"),
    "notices": gettext_lazy("What they were told"),
    "told": gettext_lazy("How they wish to be told"),
    "agreed": gettext_lazy("What they agreed to hear"),
    "journal": gettext_lazy("What was done with their record"),
}
NAMES: Mapping[str, Any] = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "stage": gettext_lazy("Stage"),
    "languages": gettext_lazy("Languages"),
    "first_seen_at": gettext_lazy("First seen"),
    "last_seen_at": gettext_lazy("Last seen"),
    "last_contact_at": gettext_lazy("Last contact"),
    "network": gettext_lazy("Network"),
    "remote_id": gettext_lazy("Identifier there"),
    "handle": gettext_lazy("Handle"),
    "url": gettext_lazy("Address"),
    "avatar_url": gettext_lazy("Picture"),
    "about": gettext_lazy("About themselves"),
    "followers": gettext_lazy("Followers"),
    "verified": gettext_lazy("Verified"),
    "place__name": gettext_lazy("Place"),
    "thread__title": gettext_lazy("Conversation"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Text"),
    "folded": gettext_lazy("Quoted text and signature"),
    "body": gettext_lazy("Text"),
    "data": gettext_lazy("Text"),
    "at": gettext_lazy("Date"),
    "edited_at": gettext_lazy("Edited"),
    "agreed_at": gettext_lazy("Since"),
    "reached_at": gettext_lazy("Last call"),
    "sent_at": gettext_lazy("Sent"),
    "tags": gettext_lazy("Tags"),
    "metrics": gettext_lazy("Figures"),
    "earlier": gettext_lazy("Earlier wordings"),
    "reading__language": gettext_lazy("Language, as read by machine"),
    "reading__sentiment": gettext_lazy("Mood, as read by machine"),
    "reading__confidence": gettext_lazy("Confidence of the reading"),
    "reading__intents": gettext_lazy("Intentions, as read by machine"),
    "reading__toxicity": gettext_lazy("Toxicity, as read by machine"),
    "type": gettext_lazy("Type"),
    "state": gettext_lazy("State"),
    "outcome": gettext_lazy("Outcome"),
    "opened_at": gettext_lazy("Opened"),
    "closed_at": gettext_lazy("Closed"),
    "channel": gettext_lazy("Channel"),
    "purpose": gettext_lazy("Purpose"),
    "given": gettext_lazy("Given"),
    "wording": gettext_lazy("Version of the text"),
    "proof": gettext_lazy("Proof"),
    "recorded_at": gettext_lazy("Written down"),
    "due_at": gettext_lazy("Due"),
    "kept_at": gettext_lazy("Kept"),
    "broken_at": gettext_lazy("Broken"),
    "reason": gettext_lazy("Reason"),
    "undone_at": gettext_lazy("Undone"),
    "verb": gettext_lazy("What was done"),
    "links": gettext_lazy("Links"),
    "joined_at": gettext_lazy("Here since"),
    "charter_version": gettext_lazy("Version of the charter agreed to"),
    "charter_at": gettext_lazy("Agreed to it"),
    "days": gettext_lazy("Days on which they came"),
    "post_count": gettext_lazy("Number of posts"),
    "source": gettext_lazy("Text"),
    "summary": gettext_lazy("Summary"),
    "stars": gettext_lazy("Stars"),
    "note": gettext_lazy("Note"),
    "link": gettext_lazy("Link"),
    "shelf__name": gettext_lazy("Collection"),
    "made_at": gettext_lazy("Begun"),
    "published_at": gettext_lazy("Published"),
    "asked_at": gettext_lazy("Asked"),
    "ended_at": gettext_lazy("Ended"),
    "group__name": gettext_lazy("Group"),
    "level": gettext_lazy("Level"),
    "since": gettext_lazy("Since"),
    "topics": gettext_lazy("Topics read"),
    "written": gettext_lazy("Posts written"),
    "heard": gettext_lazy("People who answered"),
    "counted_at": gettext_lazy("Counted"),
    "other__handle": gettext_lazy("Handle"),
    "space__name": gettext_lazy("Space"),
    "topic__title": gettext_lazy("Topic"),
    "read_seq": gettext_lazy("Read as far as post"),
    "what": gettext_lazy("Decision"),
    "read_at": gettext_lazy("Read"),
    "page": gettext_lazy("In the page"),
    "mail": gettext_lazy("By mail"),
    "push": gettext_lazy("On their devices"),
    "timezone": gettext_lazy("Time zone"),
    "quiet_from": gettext_lazy("Quiet from"),
    "quiet_to": gettext_lazy("Quiet until"),
    "rhythm": gettext_lazy("Rhythm of the digest"),
    "way": gettext_lazy("How they said it"),
    "liked": gettext_lazy("People who reacted"),
    "answer": gettext_lazy("Answer"),
    "told": gettext_lazy("What was answered"),
    "words": gettext_lazy("Text"),
    "ticket": gettext_lazy("Ticket"),
    "country": gettext_lazy("Country"),
    "parcel": gettext_lazy("Parcel"),
    "tracking": gettext_lazy("Tracking number"),
    "problem": gettext_lazy("What was wrong"),
    "address": gettext_lazy("Postal address"),
    "rating": gettext_lazy("Rating"),
    "pros": gettext_lazy("What they liked"),
    "cons": gettext_lazy("What they liked less"),
}
"""What a person reads for each column; the others (ids) stand in the JSON only."""


def opening(brand: str, person: str, language: str, at: datetime) -> str:
    title = escape(_("What %(brand)s holds about %(person)s") % {"brand": brand, "person": person})
    made = escape(
        _("Copy made on %(date)s. The file data.json beside this page holds the same for machines.")
        % {"date": _day(at)}
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{made}</p>\n"
    )


def section(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """One stretch of one kind; a long list has several, under the same words."""
    return f"<h2>{escape(str(TITLES[name]))}</h2>\n" + "".join(_record(row) for row in rows)


def closing() -> str:
    return "</body></html>\n"


def _record(row: Mapping[str, Any]) -> str:
    told = [
        (NAMES[name], _words(value)) for name, value in row.items() if name in NAMES and value not in (None, "", [], {})
    ]
    return "<dl>" + "".join(f"<dt>{escape(str(n))}</dt><dd>{escape(w)}</dd>" for n, w in told) + "</dl>\n"


def _words(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return _day(value)
        case Mapping():
            return ", ".join(f"{key}: {_words(v)}" if key != "text" else _words(v) for key, v in value.items())
        case list() | tuple():
            return ", ".join(_words(v) for v in value)
    return str(value)


def _day(at: datetime) -> str:
    return f"{date_format(at, 'DATE_FORMAT')}, {at:%H:%M} UTC"
