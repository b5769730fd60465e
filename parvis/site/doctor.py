"""What is right and wrong with this installation, each with what to do: read only, whatever state it is in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from parvis.conversations.models import Stream
from parvis.core.jobs.engine import engine
from parvis.outbox.models import Outgoing
from parvis.site.holds import wrongs
from parvis.site.safekeeping import schema
from parvis.site.words import _

ROOM = 1_000_000_000
"""Bytes below which a disk is called full."""
IDLE = timedelta(minutes=5)
"""Jobs that are due for longer than this have nobody who does them."""
SKEW = timedelta(seconds=30)
OLDEST_SQLITE = (3, 35, 0)
DIST = Path(__file__).resolve().parent.parent / "web/static/dist"

State = Literal["well", "look", "ill"]


@dataclass(frozen=True, slots=True)
class Found:
    """`look`: it works, but not as well as it could. `mend`: what to do, "" when nothing is to be done."""

    state: State
    said: str
    mend: str = ""


def examine(at: datetime) -> list[Found]:
    """From the ground up. When the database does not answer, what stands on it is not asked."""
    found = [*_python(), *_folder(), *_disk(), *_pages(), *_address()]
    try:
        connection.ensure_connection()
        found += _database(at)
        behind = schema.pending()
    except (DatabaseError, OSError) as error:
        return [*found, Found("ill", _("The database does not answer: %(why)s") % {"why": _line(error)}, _where())]
    if later := schema.unknown():
        said = _("The database has seen a later release (%(what)s).") % {"what": ", ".join(later[:3])}
        return [*found, Found("ill", said, _("Install that release, or restore an earlier backup."))]
    if behind:
        said = _("The database is behind by %(count)s steps.") % {"count": len(behind)}
        return [*found, Found("ill", said, _("Run: parvis upgrade"))]
    return [*found, *_whole(), *_jobs(at), *_places(), *_messages()]


def _python() -> Iterable[Found]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Found("well", _("Python %(version)s") % {"version": version})


def _folder() -> Iterable[Found]:
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Found(
            "ill", _("The data folder %(folder)s cannot be written to.") % {"folder": folder},
            _("Give it to the account that runs Parvis, or set PARVIS_DATA."),
        )  # fmt: skip
        return
    open_to = [
        path.name for path in (folder / "secret.key", folder / "keys") if path.exists() and path.stat().st_mode & 0o077
    ]
    if open_to:
        yield Found(
            "look", _("Others of this machine can read %(names)s in the data folder.") % {"names": ", ".join(open_to)},
            _("Run: chmod -R go-rwx %(folder)s") % {"folder": folder},
        )  # fmt: skip
    else:
        yield Found("well", _("Data folder %(folder)s") % {"folder": folder})


def _disk() -> Iterable[Found]:
    free = shutil.disk_usage(settings.DATA).free
    said = _("%(size)s GB free on the disk of the data folder") % {"size": f"{free / 1e9:.1f}"}
    low = free < ROOM
    yield Found("ill" if low else "well", said, _("Make room: a full disk stops everything.") if low else "")


def _pages() -> Iterable[Found]:
    if not (DIST / ".vite/manifest.json").exists() and not any(DIST.glob("**/*.js")):
        yield Found(
            "look", _("Pages work, without what makes them livelier: their scripts are not built."),
            _("Install Node 20.19 or later, then run: make setup"),
        )  # fmt: skip


def _address() -> Iterable[Found]:
    public = [host for host in settings.ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]")]
    if public and os.environ.get("PARVIS_HTTPS") != "1":
        yield Found(
            "look", _("Served to others as %(host)s without HTTPS.") % {"host": public[0]},
            _("Put a server with HTTPS in front and set PARVIS_HTTPS=1: passwords travel."),
        )  # fmt: skip
    if settings.DEBUG:
        yield Found(
            "ill" if public else "look", _("PARVIS_DEBUG is on: errors show the code."), _("Unset PARVIS_DEBUG.")
        )


def _database(at: datetime) -> Iterable[Found]:
    if connection.vendor == "sqlite":
        old = sqlite3.sqlite_version_info < OLDEST_SQLITE
        said = _("SQLite %(version)s: for one machine and one process") % {"version": sqlite3.sqlite_version}
        yield Found("ill" if old else "well", said, _("Python needs a SQLite of 3.35 or later.") if old else "")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), clock_timestamp()")
        version, their_time = cursor.fetchone()
    yield Found("well", _("PostgreSQL %(version)s") % {"version": version})
    if find_spec("procrastinate") is None:
        yield Found("ill", _("The extra for PostgreSQL is not whole."), "pip install 'parvis[postgres]'")
    skew = abs(timezone.now() - their_time)
    if skew > SKEW:
        said = _("The clocks of this machine and of the database differ by %(seconds)s seconds.")
        yield Found("look", said % {"seconds": round(skew.total_seconds())}, _("Let both keep their time (NTP)."))


def _whole() -> Iterable[Found]:
    wrong = wrongs()
    for sentence in wrong:
        yield Found("ill", sentence)
    if not wrong:
        yield Found("well", _("Journals, keys and settings hold."))


def _jobs(at: datetime) -> Iterable[Found]:
    figures = engine().figures(at)
    idle = figures.last_at is None or at - figures.last_at > IDLE
    if figures.waiting and not figures.running and idle:
        yield Found(
            "ill", _("%(count)s jobs wait and nobody does them: places are not read, answers do not leave.") % {"count": figures.waiting},
            _("Start Parvis (parvis run), or a worker (parvis worker)."),
        )  # fmt: skip
    else:
        yield Found("well", _("Jobs: %(count)s waiting") % {"count": figures.waiting})
    if figures.failed:
        yield Found(
            "look",
            _("%(count)s jobs failed for good.") % {"count": figures.failed},
            _("See Settings, Jobs: why, and try again."),
        )


def _places() -> Iterable[Found]:
    streams = Stream.objects.filter(place__paused_at=None, place__ended_at=None)
    troubled = streams.exclude(problem=None).count()
    if troubled:
        yield Found(
            "look", _("%(count)s places cannot be read.") % {"count": troubled},
            _("See Places, In trouble: each says why and what to do."),
        )  # fmt: skip
    else:
        yield Found("well", _("Places read: %(count)s") % {"count": streams.count()})


def _messages() -> Iterable[Found]:
    stuck = Outgoing.objects.filter(state__in=["unconfirmed", "failed"]).count()
    if stuck:
        yield Found(
            "look", _("%(count)s messages may not have left.") % {"count": stuck},
            _("Somebody must look: they stand first in the inbox."),
        )  # fmt: skip


def _where() -> str:
    if connection.vendor == "sqlite":
        return _("Look at the disk and at who owns the data folder; else restore a backup.")
    return _("Is PostgreSQL running, and is PARVIS_DATABASE right?")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
