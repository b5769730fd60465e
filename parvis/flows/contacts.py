"""A table of contacts on its way in: whatever its size, line by line, each line once, and never half of the table.

A worker that dies leaves the table where its last batch was kept; the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from parvis.connectors.manual.contacts import Contact, read_contacts
from parvis.connectors.manual.tables import BadLine
from parvis.core import events, files
from parvis.core.brands import share
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Brand
from parvis.flows.forgotten import handle_print, identity_print
from parvis.people.actions.contacts import Arriving, Counted, Key, begin_import, end_import, take_contacts
from parvis.people.models import Import
from parvis.people.queries import erased_among

CHUNK = 1000
HAND = "manual"
"""Where handles given by hand live: a handle is not yet a network's own id."""
FORGOTTEN = Message("This person asked to be forgotten.")


@task(queue="slow")
def import_contacts(import_id: int) -> None:
    """Read a table to its end, from where it was left."""
    run(import_id, now())


def begin(brand: Brand, file: BinaryIO, name: str, *, by: Account, at: datetime) -> Import:
    """Keep the file, and ask for its job. Raises Rejected for wrong columns, before anything is kept."""
    read_contacts(file)
    file.seek(0)
    token = files.new_token()
    path, lines, last = files.path_of("imports", brand.pk, token), 0, b""
    with path.open("wb") as kept:
        while block := file.read(1 << 20):
            kept.write(block)
            lines, last = lines + block.count(b"\n"), block
    with transaction.atomic():
        total = lines + (0 if last.endswith(b"\n") else 1)
        made = begin_import(brand, file_name=name, token=token, total=total, by=by, at=at)
        enqueue(import_contacts, import_id=made.pk)
    return made


def run(import_id: int, at: datetime) -> bool:
    """False when it is finished already, or another worker reads it."""
    table = Import.objects.filter(pk=import_id, finished_at=None).first()
    if table is None:
        return False
    with files.path_of("imports", table.brand_id, table.token).open("rb") as file:
        for batch in _batches(file, table.read):
            if not _take(table, batch, at):
                return False
            table.read = batch[-1].number
    end_import(table, at)
    files.drop("imports", table.brand_id, table.token)
    events.publish(table.brand_id, "people", f"import:{table.pk}", at)
    return True


def _batches(file: BinaryIO, behind: int) -> Iterator[list[Contact | BadLine]]:
    batch: list[Contact | BadLine] = []
    for line in read_contacts(file):
        if line.number <= behind:
            continue
        batch.append(line)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _take(table: Import, batch: Sequence[Contact | BadLine], at: datetime) -> bool:
    share(table.brand_id)
    counted = Counted(refused=[(line.number, _told(line.message)) for line in batch if isinstance(line, BadLine)])
    contacts = [line for line in batch if isinstance(line, Contact)]
    prints = {line.number: _prints(table.brand_id, line) for line in contacts}
    erased = erased_among(table.brand_id, {each for some in prints.values() for each in some})
    arriving = []
    for line in contacts:
        if prints[line.number] & erased:
            counted.refused.append((line.number, _told(FORGOTTEN)))
        else:
            arriving.append(_arriving(line))
    return take_contacts(table, arriving, counted, read=batch[-1].number, at=at)


def _arriving(line: Contact) -> Arriving:
    keys: list[Key] = [("email", line.email)] if line.email else []
    handles = [line.email] if line.email else []
    if line.account:
        keys.append((HAND, line.account.remote_id[:300]))
        handles.append(line.account.handle)
    return Arriving(keys, handles, line.name, line.stage, line.consents, line.consented_at, line.wording)


def _prints(brand_id: int, line: Contact) -> set[str]:
    found = {identity_print(brand_id, "email", line.email)} if line.email else set()
    if line.account:
        found.add(identity_print(brand_id, HAND, line.account.remote_id[:300]))
        found.add(handle_print(brand_id, line.network or HAND, line.account.handle))
    return found


def _told(message: Message) -> dict[str, object]:
    return {"text": message.text, "params": dict(message.params)}
