"""A second reader, where a brand asked for one: it reads posts that have arrived, after the heads have. Nothing waits for it,
and whatever it fails at, the heads' reading stays."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from parvis.analysis.backends.chat import Chat, cost
from parvis.analysis.backends.masking import masked
from parvis.analysis.backends.onnx import OnnxFolder
from parvis.analysis.backends.protocol import Answer, Backend, Failed
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Reach, Web
from parvis.conversations.actions.second import Wish, settle, spend, start_reader, store_verdicts, stumbled
from parvis.conversations.models import Post, SecondReader
from parvis.conversations.rules import KEPT_BACK
from parvis.core.clock import now
from parvis.core.credentials import CannotOpen, secrets_of
from parvis.core.folder import weights_folder
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Account, Brand
from parvis.listening.actions import shift_mood

log = logging.getLogger(__name__)

NAMED = re.compile(r"\w[\w.:/@+-]{0,69}")
CURRENCY = re.compile(r"[A-Z]{3}")
LONGEST, DEAREST = 500, 50_000_000
COSTLIEST, RICHEST = 10_000, 100_000
BATCH, ROUNDS = 20, 10
"""Posts asked about at once, and how many times in one go."""
SECONDS = 30.0
SIZE = 1_000_000
SPENT = Message("The budget of the day is spent. It goes on tomorrow; until then the heads read alone.")
LOCKED = Message("The key cannot be opened: give it again.")


def refusals(wish: Wish, *, agreed: bool) -> dict[str, str]:
    """What is wrong with a wish, by field: codes of the fields with a plain reason, for programs."""
    found = {}
    if wish.kind not in ("chat", "onnx"):
        found["kind"] = "chat or onnx"
    if not NAMED.fullmatch(wish.model) or (wish.kind == "onnx" and ("/" in wish.model or ".." in wish.model)):
        found["model"] = "not the name of a model"
    if wish.kind == "chat":
        if not wish.address.startswith(("https://", "http://")) or len(wish.address) > LONGEST:
            found["address"] = "not a web address"
        if not 0 < wish.tokens_a_day <= DEAREST:
            found["tokens"] = "how many a day, at most"
        if wish.price is not None and not 0 < wish.price <= COSTLIEST:
            found["price"] = "of a million tokens"
        if wish.money_a_day is not None and (wish.price is None or not 0 < wish.money_a_day <= RICHEST):
            found["money"] = "how much a day, at most, at a price that is told"
        if not CURRENCY.fullmatch(wish.currency):
            found["currency"] = "three letters"
        if not agreed:
            found["agreed"] = "the words of posts leave this machine"
    return found


def start_second(brand: Brand, wish: Wish, *, by: Account, at: datetime) -> SecondReader:
    """It begins with the posts that come from now on: history stays as the heads read it."""
    last = Post.objects.filter(brand=brand).aggregate(n=Max("pk"))["n"] or 0
    return start_reader(brand, wish, last_post=last, by=by, at=at)


@task(every=timedelta(minutes=1))
def read_second_due() -> None:
    for reader_id in SecondReader.objects.filter(ended_at=None).values_list("pk", flat=True):
        enqueue(read_second, key=f"second:{reader_id}", priority=-5, reader_id=reader_id)


@task(queue="slow", attempts=1)
def read_second(reader_id: int) -> None:
    """Goes on after the last post it was asked about: called twice, it asks once."""
    for _ in range(ROUNDS):
        if not read_some(reader_id, now()):
            return


def read_some(reader_id: int, at: datetime, backend: Backend | None = None) -> bool:
    """One batch; False when there is nothing more to ask now. `backend`: given by tests."""
    reader = SecondReader.objects.select_related("brand", "credential").filter(pk=reader_id, ended_at=None).first()
    posts = waiting(reader) if reader else []
    if reader is None or not posts:
        return False
    names = {name for post in posts for name in _names(post)}
    texts = [masked(post.text, names) for post in posts] if reader.kind == "chat" else [post.text for post in posts]
    aside = cost(texts) if reader.kind == "chat" else 0
    if not spend(reader.pk, aside, on=at.date()):
        stumbled(reader.pk, SPENT, read_to=reader.read_to, at=at)
        return False
    try:
        chosen = backend or backend_of(reader)
        answer = chosen.judge(texts)
    except Failed as failed:
        log.info("second reader %s: %s", reader.pk, failed)
        stumbled(reader.pk, failed.reason, read_to=posts[-1].pk, at=at)
        return False
    _keep(reader, posts, answer, chosen.name, aside, at)
    return len(posts) == BATCH


@transaction.atomic
def _keep(reader: SecondReader, posts: list[Post], answer: Answer, name: str, aside: int, at: datetime) -> None:
    said = {post.pk: verdict for post, verdict in zip(posts, answer.verdicts, strict=True) if verdict}
    for post, before, after in store_verdicts(posts, said, name):
        shift_mood(post.pk, post.place_id, post.at, before=before, after=after)
    settle(reader.pk, aside=aside, tokens=answer.tokens, on=at.date(), read_to=posts[-1].pk, answered=len(said), at=at)


def waiting(reader: SecondReader) -> list[Post]:
    """The next posts, in the order in which they came. What is private stays in the house."""
    posts = Post.objects.filter(brand_id=reader.brand_id, pk__gt=reader.read_to, direction="in", deleted_at=None)
    posts = posts.filter(reading__corrected_by=None, reading__isnull=False).exclude(text="")
    return list(posts.exclude(place__visibility=KEPT_BACK).select_related("author").order_by("pk")[:BATCH])


def _names(post: Post) -> list[str]:
    return [name for name in (post.author.name, post.author.handle) if name] if post.author else []


def backend_of(reader: SecondReader) -> Backend:
    """Raises Failed."""
    if reader.kind == "onnx":
        return OnnxFolder(weights_folder() / "onnx" / reader.model)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if reader.credential:
        try:
            headers["Authorization"] = f"Bearer {secrets_of(reader.credential)['key']}"
        except (CannotOpen, KeyError) as error:
            raise Failed(LOCKED) from error
    web = Web(Reach.from_environment(), size=SIZE, seconds=SECONDS)

    def send(body: bytes) -> bytes:
        try:
            return web.post(reader.address.rstrip("/") + "/chat/completions", body, headers).body
        except ConnectorError as error:
            raise Failed(error.message) from error

    return Chat(reader.model, send)
