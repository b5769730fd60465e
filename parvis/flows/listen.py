"""Listen without a server: from addresses and files to the posts that watches catch. No database."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

from parvis.analysis.reading import Reading
from parvis.connectors.contract import Item, Rejected
from parvis.conversations.incoming import Incoming, prepare
from parvis.core.messages import Message
from parvis.flows.ears import Ear
from parvis.flows.listen_files import looks_like_list, open_document, stamp_of, subscriptions
from parvis.flows.understanding import Where, understand
from parvis.listening.matching import Matcher

BATCH = 500
LOOK_AGAIN = timedelta(seconds=2)
ASK_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """A post that came through, and by which watches (numbers, in the order given; empty when there are none)."""

    place: str
    network: str
    post: Incoming
    reading: Reading
    watches: tuple[int, ...]


def ears_of(source: str, *, stdin: IO[bytes], room: Path) -> list[Ear]:
    """One ear; a list of feeds (OPML) opens into one for each of its feeds.

    `room`: a folder where what comes through a pipe is kept while it is read. Raises ConnectorError, OSError.
    """
    if source.lower().startswith(("http://", "https://", "feed:")):
        return [Ear(source, typed=source)]
    if "://" in source[:12]:
        raise Rejected(
            Message(
                "Addresses that begin like “%(start)s” cannot be read.", {"start": source.partition("://")[0] + "://"}
            ),
            mend=Message("Give an address in http:// or https://, or a file."),
        )
    path = _kept(source, stdin, room)
    if not looks_like_list(path):
        return [Ear(source, path, copied=path.parent == room)]
    found = subscriptions(path)
    if not found.feeds:
        raise Rejected(Message("This list names no feed."), mend=Message("Export it again from your feed reader."))
    ears = [Ear(feed.address, title=feed.title) for feed in found.feeds]
    ears[0].notices += [(notice,) for notice in found.notices]
    return ears


def _kept(source: str, stdin: IO[bytes], room: Path) -> Path:
    """The file itself; a copy of what can be read only once."""
    path = Path(source)
    if source != "-" and not (path.is_fifo() or path.is_char_device()):
        return path
    copy = room / str(len(list(room.iterdir())))
    with copy.open("wb") as file, nullcontext(stdin) if source == "-" else path.open("rb") as pipe:
        shutil.copyfileobj(pipe, file)
    return copy


def listen(
    ear: Ear, engine: Matcher, at: datetime, languages: tuple[str, ...], tell: Callable[[int], object]
) -> Iterator[Heard]:
    """What is new at this source and caught by a watch of `engine` (all of it when `engine` is empty).

    `tell` is given the number of posts read, batch after batch, for whoever shows progress. Raises ConnectorError for a source that cannot be read, OSError for a file that is not there.
    """
    for network, items in _pages(ear, at):
        fresh = [prepare(item) for item in _unseen(ear, items)]
        tell(len(fresh))
        names = tuple(dict.fromkeys(name for name in (ear.title, ear.source) if name))
        where = Where(network, names, ear.source, languages=languages)
        found = understand(fresh, where, engine)
        for post in fresh:
            watches = tuple(found.watches.get(post.remote_id, ()))
            if watches or not len(engine):
                yield Heard(ear.title or ear.source, network, post, found.readings[post.remote_id], watches)


def _unseen(ear: Ear, items: list[Item]) -> Iterator[Item]:
    """Each id once. Only its hash is remembered: a large file has millions."""
    for item in items:
        key = hash(item.remote_id[:500])
        if key not in ear.seen:
            ear.seen.add(key)
            yield item


def _pages(ear: Ear, at: datetime) -> Iterator[tuple[str, list[Item]]]:
    if ear.path is None:
        ear.next_at = at + ASK_AGAIN
        yield from _web().pages(ear, at)
        return
    ear.next_at = at + LOOK_AGAIN
    stamp = stamp_of(ear.path)
    if stamp == ear.stamp:
        return
    document = open_document(ear.path, at)
    ear.title = ear.title or document.title
    for batch in _batches(document.items):
        ear.notices += document.notices
        document.notices.clear()
        yield document.network, batch
    ear.notices += document.notices
    ear.stamp, ear.over = stamp, ear.copied


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


@cache
def _web() -> Any:
    """The web client takes a third of a second to import, which someone who reads a file should not wait for."""
    return importlib.import_module("parvis.flows.listen_web")
