"""Posts that a person brings: a pasted text, a page to copy, a table from elsewhere. Bringing them twice adds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from parvis.connectors import net
from parvis.connectors.contract import Item
from parvis.connectors.manual.capture import from_address, from_text
from parvis.connectors.manual.tables import BadLine, read_table
from parvis.conversations.actions.places import NewPlace, add_place, resume
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.core.models import Account, Brand
from parvis.flows.intake import Taken, take_in

CHUNK = 500
NETWORK, KIND = "manual", "captured"
"""A place that only people fill; one of kind "page" also has an address to copy from."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a person knows of a post: only the text is needed."""

    text: str
    author: str = ""
    title: str = ""
    link: str = ""
    at: datetime | None = None


@dataclass(slots=True)
class Brought:
    """What came of a table. `known`: rows that were there already; `bad`: lines left out, with why."""

    new: int = 0
    edited: int = 0
    known: int = 0
    hits: int = 0
    cases: int = 0
    bad: list[BadLine] = field(default_factory=list)


def place_by_hand(brand: Brand, name: str, *, by: Account, at: datetime) -> Place:
    """The place of that name which people fill, whatever it was made from; a new one if there is none."""
    key = " ".join(name.split())
    for place in places_of(brand.pk).filter(network=NETWORK):
        if place.name.casefold() == key.casefold():
            if place.paused_at or place.ended_at:
                resume(place, by=by, at=at)
            return place
    place, _ = add_place(
        brand, NewPlace(network=NETWORK, kind=KIND, remote_id=key.casefold(), address=key, name=key), by=by, at=at
    )
    return place


def capture_text(place: Place, pasted: Pasted, *, at: datetime) -> Taken:
    """One post from what a person pasted. Raises Rejected with its field: text, or address for the link."""
    item = from_text(pasted.text, address=pasted.link, author=pasted.author, title=pasted.title, at=pasted.at)
    return take_in(place, [item], at)


@transaction.atomic
def bring_text(brand: Brand, name: str, pasted: Pasted, *, by: Account, at: datetime) -> tuple[Place, Taken]:
    """One post into the place by hand of that name. Raises Rejected: not even the place is kept then."""
    place = place_by_hand(brand, name, by=by, at=at)
    return place, capture_text(place, pasted, at=at)


def bring_table(
    brand: Brand, name: str, content: bytes, mapping: Mapping[str, str], *, by: Account, at: datetime
) -> tuple[Place, Brought]:
    """The rows of a table into the place by hand of that name. Raises Rejected before anything is kept."""
    read_table(content, mapping)
    place = place_by_hand(brand, name, by=by, at=at)
    return place, import_table(place, content, mapping, at=at)


def capture_page(place: Place, *, at: datetime) -> Taken:
    """The article and the comments of the page that the place is. Raises ConnectorError with the mend."""
    page = from_address(net.Web(net.Reach.from_environment()), place.address)
    return take_in(place, page.items, at)


def import_table(place: Place, content: bytes, mapping: Mapping[str, str], *, at: datetime) -> Brought:
    """Every row that can be read becomes a post. Raises Rejected at once for wrong columns, before anything is stored."""
    done = Brought()
    waiting: list[Item] = []
    for read in read_table(content, mapping):
        if isinstance(read, BadLine):
            done.bad.append(read)
            continue
        waiting.append(read)
        if len(waiting) == CHUNK:
            _store(place, waiting, done, at)
            waiting = []
    _store(place, waiting, done, at)
    return done


def _store(place: Place, items: Sequence[Item], done: Brought, at: datetime) -> None:
    if not items:
        return
    taken = take_in(place, items, at)
    done.new += taken.new
    done.edited += taken.edited
    done.hits += taken.hits
    done.cases += taken.cases
    done.known += len(items) - taken.new - taken.edited
