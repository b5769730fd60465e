"""Writes of what is counted of hits besides their number: who spoke, which words and links stand in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from parvis.core.sql import as_moment, run_many
from parvis.listening.models import WatchTerm, WatchVoice
from parvis.listening.rules import hour_of
from parvis.listening.trends.heard import Heard
from parvis.listening.trends.rules import KEPT, quarter_of

Said = Iterable[tuple[int, Heard]]
"""(watch, what was heard)"""
Voice = tuple[int, datetime, int, str, int]
"""(watch, hour, place, language, author)"""
Term = tuple[int, str, datetime, int, str, str]
"""(watch, kind, quarter, place, language, word or link)"""

_VOICE = "watch_id = %s AND hour = %s AND place_id = %s AND language = %s AND author_id = %s"
_TERM = "watch_id = %s AND kind = %s AND quarter = %s AND place_id = %s AND language = %s AND term = %s"


def add(brand_id: int, said: Said) -> None:
    """In the transaction of the hits, after their watches are held; in key order, so that writers do not wait in a circle."""
    listed = list(said)
    followers = {(w, hour_of(h.at), h.place_id, h.language, h.author_id): h.followers for w, h in listed}
    run_many(
        "INSERT INTO listening_watchvoice (brand_id, watch_id, hour, place_id, language, author_id, n, followers) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (watch_id, hour, place_id, language, author_id) "
        "DO UPDATE SET n = listening_watchvoice.n + excluded.n, followers = excluded.followers",
        [(brand_id, *_voice(key), n, followers[key]) for key, n in sorted(_voices(listed).items())],
    )
    run_many(
        "INSERT INTO listening_watchterm (brand_id, watch_id, kind, quarter, place_id, language, term, n) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (watch_id, kind, quarter, place_id, language, term) "
        "DO UPDATE SET n = listening_watchterm.n + excluded.n",
        [(brand_id, *_term(key), n) for key, n in sorted(_terms(listed).items())],
    )


def take_away(said: Said) -> None:
    """The same, backwards: what reaches nought is gone; a word that a trimmed quarter no longer has is let be."""
    listed = list(said)
    voices = [(_voice(key), n) for key, n in sorted(_voices(listed).items())]
    terms = [(_term(key), n) for key, n in sorted(_terms(listed).items())]
    for table, where, rows in (("listening_watchvoice", _VOICE, voices), ("listening_watchterm", _TERM, terms)):
        run_many(f"DELETE FROM {table} WHERE {where} AND n <= %s", [(*key, n) for key, n in rows])  # noqa: S608
        run_many(f"UPDATE {table} SET n = n - %s WHERE {where}", [(n, *key) for key, n in rows])  # noqa: S608


def forget(watch_id: int, since: datetime | None = None) -> None:
    """All of a watch, or from an hour on that begins a quarter."""
    voices, terms = WatchVoice.objects.filter(watch_id=watch_id), WatchTerm.objects.filter(watch_id=watch_id)
    (voices.filter(hour__gte=since) if since else voices).delete()
    (terms.filter(quarter__gte=since) if since else terms).delete()


_TRIM = """
DELETE FROM listening_watchterm WHERE id IN (
    SELECT id FROM (
        SELECT id, ROW_NUMBER() OVER (PARTITION BY kind, quarter ORDER BY n DESC, id) AS place
        FROM listening_watchterm WHERE watch_id = %s AND kind IN ('term', 'link') AND quarter >= %s AND quarter < %s
    ) AS ranked WHERE place > %s
)
"""


@transaction.atomic
def trim(watch_id: int, since: datetime, until: datetime, *, kept: int = KEPT) -> None:
    """Of each quarter in this stretch the most frequent words and links stay. For quarters that are over."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIM, [watch_id, as_moment(since), as_moment(until), kept])


def _voices(said: Said) -> Counter[Voice]:
    return Counter((w, hour_of(h.at), h.place_id, h.language, h.author_id) for w, h in said if h.author_id is not None)


def _terms(said: Said) -> Counter[Term]:
    return Counter(
        (watch, kind, quarter_of(h.at), h.place_id, h.language, term)
        for watch, h in said
        for kind, some in (("link", h.links), ("term", h.terms))
        for term in some
    )


def _voice(key: Voice) -> tuple[object, ...]:
    watch, hour, place, language, author = key
    return watch, as_moment(hour), place, language, author


def _term(key: Term) -> tuple[object, ...]:
    watch, kind, quarter, place, language, term = key
    return watch, kind, as_moment(quarter), place, language, term
