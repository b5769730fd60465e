"""A stream that somebody recorded, or posts from elsewhere, as lines of JSON: heard like the stream itself, from a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from parvis.connectors.bluesky import jetstream
from parvis.connectors.contract import Capability, Item
from parvis.connectors.manual import lines as plain
from parvis.connectors.registry import connector_for
from parvis.connectors.streams import Decode, Event, Streams, of_lines
from parvis.conversations.actions.places import NewPlace, add_place, pause
from parvis.conversations.models import Place
from parvis.conversations.parts import Part
from parvis.conversations.rules import EVERYTHING
from parvis.core.models import Brand
from parvis.flows.firehose import Listening

SIZE = 1_000
LOOKED_AT = 20
"""Lines by which a file shows what it is."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the lines are. `kind`, `network`: of the place that takes them."""

    network: str
    kind: str
    decode: Decode
    make: Callable[[Event], Item]


def form_of(lines: Iterable[bytes]) -> tuple[Form, Iterator[bytes]]:
    """A network's stream, or posts; and the same lines from the first."""
    rest = iter(lines)
    seen: list[bytes] = []
    for line in rest:
        seen.append(line)
        if _recorded(line):
            connector = connector_for("bluesky")
            assert isinstance(connector, Streams)
            return Form("bluesky", EVERYTHING, jetstream.decode, connector.item), chain(seen, rest)
        if len(seen) == LOOKED_AT:
            break
    return Form("manual", "lines", plain.decode, plain.item), chain(seen, rest)


def _recorded(line: bytes) -> bool:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and {"did", "time_us", "kind"} <= told.keys()


def place_for(brand: Brand, form: Form, name: str, at: datetime) -> Place:
    """Where these lines belong: with the stream that they were recorded from, or in a place by hand of this name.

    A stream that nobody follows here stays so: its place is made, and rests.
    """
    if form.kind == EVERYTHING:
        known = Place.objects.filter(brand=brand, network=form.network, kind=EVERYTHING).order_by("pk").first()
        if known is not None:
            return known
        address = "https://bsky.app"
        new = NewPlace(
            form.network, EVERYTHING, address, address, "Bluesky", url=address,
            settings={"support": {Capability.LISTEN.value: "yes", Capability.STREAM.value: "yes"}},
        )  # fmt: skip
        made, _new = add_place(brand, new, by=None, at=at)
        pause(made, by=None, at=at)
        return made
    return add_place(brand, NewPlace(form.network, form.kind, name, name, name), by=None, at=at)[0]


def hear_lines(
    place: Place, form: Form, lines: Iterable[bytes], part: Part, clock: Callable[[], datetime]
) -> Iterator[Listening]:
    """Once after each batch, with what was taken until then."""
    listening = Listening(place, form.make, part=part)
    for batch in of_lines(lines, form.decode, SIZE):
        listening.take(batch, clock())
        yield listening
