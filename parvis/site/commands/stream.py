"""`parvis stream`: all that is said on a network, or lines of a file. Status 0: done; 1: nothing to hear; 2: no such file."""

from __future__ import annotations

import signal
import sys
import threading
import time
from datetime import datetime
from types import FrameType

import click
from django.conf import settings

from parvis.connectors.registry import connector_for
from parvis.connectors.streams import FAULTS, Streams
from parvis.conversations.models import Place
from parvis.conversations.parts import Part, read_part
from parvis.conversations.queries import followed_places
from parvis.core import clock
from parvis.core.models import Brand
from parvis.flows.firehose import Listening
from parvis.flows.firehose_lines import form_of, hear_lines, place_for
from parvis.flows.following import Following
from parvis.flows.match import open_lines
from parvis.site.commands.migrate import arrive
from parvis.site.words import _

SAID_EVERY = 10.0
GRACE = 10.0


def _part(_ctx: click.Context, _option: click.Parameter, value: str) -> Part | None:
    try:
        return read_part(value) if value else None
    except ValueError:
        raise click.BadParameter(_("Give the number of the part and how many there are: 2/4")) from None


@click.command(
    help=_(
        "Hear all that is said on a network, against every watch; only what a watch catches is kept. Follows the places "
        "“all of Bluesky” that were added in Places, until Ctrl-C (parvis run and parvis worker do so too); or reads lines "
        "of JSON from a file: a recorded stream, or posts."
    )
)
@click.option("--from", "source", default="", metavar=_("FILE"), help=_("Lines of JSON; - for standard input."))
@click.option(
    "--brand",
    "slug",
    default="",
    help=_("For --from: the brand, by the name in its addresses (default: the only one)."),
)
@click.option(
    "--part",
    callback=_part,
    default="",
    metavar="K/N",
    help=_("Hear this part only: as many processes, as many parts."),
)
def stream(source: str, slug: str, part: Part | None) -> None:
    arrive()
    if source:
        _from_file(source, _brand(slug), part or Part())
    else:
        _live(part)


def _brand(slug: str) -> Brand:
    brands = list(Brand.objects.filter(slug=slug) if slug else Brand.objects.all()[:2])
    if len(brands) != 1:
        known = ", ".join(Brand.objects.order_by("slug").values_list("slug", flat=True))
        raise click.ClickException(_("Say which brand, with --brand: %(known)s") % {"known": known})
    return brands[0]


def _from_file(source: str, brand: Brand, part: Part) -> None:
    said = _Said()
    heard: Listening | None = None
    try:
        with open_lines(source, sys.stdin.buffer) as lines:
            form, whole = form_of(lines)
            place = place_for(brand, form, _("Standard input") if source == "-" else source, clock.now())
            for heard in hear_lines(place, form, whole, part, clock.now):
                said.now_and_then(heard, None)
    except OSError as error:
        click.echo(f"{error.filename or source}: {error.strerror or error}", err=True)
        raise SystemExit(2) from error
    click.echo(_summary(heard), err=True)


def _live(part: Part | None) -> None:
    if not followed_places().exists():
        raise click.ClickException(
            _("No place to follow. Add one in Places (paste https://bsky.app), or read a file with --from.")
        )
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    following = Following(part.of if part else settings.STREAM_PARTS, only=part, tell=_Said().now_and_then)
    following.start()
    click.echo(_("Hearing everything. Ctrl-C stops."), err=True)
    stopping.wait()
    following.stop(GRACE)


class _Said:
    """A line on standard error, every now and then."""

    def __init__(self) -> None:
        self._at = time.monotonic()

    def now_and_then(self, heard: Listening, at: datetime | None) -> None:
        if time.monotonic() - self._at < SAID_EVERY:
            return
        self._at = time.monotonic()
        behind = _behind(heard.place, heard.stream.cursor, at) if heard.stream and at else ""
        click.echo(f"{_summary(heard)}{behind}", err=True)


def _behind(place: Place, cursor: str, at: datetime) -> str:
    connector = connector_for(place.network)
    last = connector.moment(cursor) if isinstance(connector, Streams) else None
    if last is None:
        return ""
    return " " + _("Behind by %(seconds).1f s.") % {"seconds": max(0.0, (at - last).total_seconds())}


def _summary(heard: Listening | None) -> str:
    taken = heard.taken if heard else {}
    counts = {name: taken.get(name, 0) for name in ("read", "new", "edited", "gone", "hits")}
    counts["left"] = sum(taken.get(why, 0) for why in (*FAULTS, "defect"))
    return (
        _("Read: %(read)d, left out: %(left)d, kept: %(new)d, changed: %(edited)d, deleted: %(gone)d, hits: %(hits)d.")
        % counts
    )
