"""The only home of writes of the index of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from parvis.conversations.models import Post
from parvis.core.brands import share
from parvis.listening.index.block import LARGEST, Block, block, joined, moment, packed, unpacked, without
from parvis.listening.models import Reworded, WordBlock, WordMark

SETTLED = timedelta(minutes=5)
"""An id given that long ago is seen by every reader: no intake holds a transaction open for so long."""
FEWEST = 2_000
"""New posts that are worth a block; fewer are read faster than looked up."""
AT_ONCE = 30_000
CUT_AT_ONCE, LETTERS_AT_ONCE = 1_000, 1 << 20
FOLD = 4
"""Blocks of one size class become one of the next."""
_Row = tuple[int, int, datetime, str, str]
"""(post, brand, at, title, text)"""


@dataclass(frozen=True, slots=True)
class Extended:
    """What one step did. `more`: whether another would find as much."""

    posts: int = 0
    more: bool = False


@transaction.atomic
def extend(at: datetime) -> Extended:
    """Put the next posts into blocks: those that have settled, and those reworded since. Safe to repeat, at any point."""
    newest = Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
    mark = WordMark.objects.select_for_update().get_or_create(pk=1, defaults={"seen": newest, "seen_at": at})[0]
    settled = mark.seen if at - mark.seen_at >= SETTLED else mark.indexed
    edits = list(Reworded.objects.order_by("pk")[:AT_ONCE])
    posts = Post.objects.filter(pk__gt=mark.indexed, pk__lte=settled).order_by("pk")
    rows = list(posts.values_list("pk", "brand_id")[:AT_ONCE])
    read = Extended()
    if len(rows) + len(edits) >= FEWEST:
        last = rows[-1][0] if rows else mark.indexed
        # Who erases holds the brand: what is read below is either not forgotten yet, and taken out by them, or gone.
        for brand_id in sorted({brand for _, brand in rows} | {edit.brand_id for edit in edits}):
            share(brand_id)
        again = Q(pk__in={edit.post_id for edit in edits}, pk__lte=mark.indexed)
        fresh = Q(pk__gt=mark.indexed, pk__lte=last)
        heard = [*_words_of(fresh), *_words_of(again)]
        _keep(heard)
        Reworded.objects.filter(pk__in=[edit.pk for edit in edits]).delete()
        mark.indexed = last
        read = Extended(len(heard), len(rows) == AT_ONCE)
    if at - mark.seen_at >= SETTLED and not read.more:
        mark.seen, mark.seen_at = newest, at
    mark.save()
    return read


def _words_of(which: Q) -> list[_Row]:
    """What others said; what we say ourselves is not heard."""
    posts = Post.objects.filter(which, direction="in").order_by("pk")
    return list(posts.values_list("pk", "brand_id", "at", "title", "text"))


def _keep(rows: Sequence[_Row]) -> None:
    of_brand: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        of_brand[row[1]].append(row)
    for brand_id, theirs in of_brand.items():
        _add(brand_id, _joined([_block(some) for some in _parts(theirs)]))
        _fold(brand_id)


def _parts(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    """As many as are cut into words together."""
    start = letters = 0
    for place, row in enumerate(rows):
        size = len(row[3]) + len(row[4])
        if place > start and (place - start >= CUT_AT_ONCE or letters + size > LETTERS_AT_ONCE):
            yield rows[start:place]
            start, letters = place, 0
        letters += size
    yield rows[start:]


def _block(rows: Sequence[_Row]) -> Block:
    return block(
        [pk for pk, *_ in rows],
        [moment(at) for _, _, at, *_ in rows],
        [f"{title}\n{text}" for *_, title, text in rows],
    )


def _joined(blocks: Sequence[Block]) -> Block:
    return blocks[0] if len(blocks) == 1 else joined(blocks)


def _add(brand_id: int, some: Block) -> None:
    WordBlock.objects.create(
        brand_id=brand_id,
        size=len(some.posts),
        least=int(some.posts.min()),
        most=int(some.posts.max()),
        body=packed(some),
    )


def _fold(brand_id: int) -> None:
    """Join blocks while FOLD of them are of one size class: a brand has few blocks, and a post is written few times."""
    while alike := _alike(brand_id):
        some = list(WordBlock.objects.filter(pk__in=alike))
        _add(brand_id, joined([unpacked(kept.body) for kept in some]))
        WordBlock.objects.filter(pk__in=alike).delete()


def _alike(brand_id: int) -> list[int]:
    """FOLD blocks of one size class, if there are as many."""
    classes: dict[int, list[int]] = defaultdict(list)
    joinable = WordBlock.objects.filter(brand_id=brand_id, size__lte=LARGEST // FOLD)
    for pk, size in joinable.order_by("pk").values_list("pk", "size"):
        classes[size.bit_length() // 2].append(pk)
    return next((alike[:FOLD] for alike in classes.values() if len(alike) >= FOLD), [])


def reword(posts: Iterable[Post]) -> None:
    """The words of `posts` are others than before."""
    Reworded.objects.bulk_create([Reworded(post=post, brand_id=post.brand_id) for post in posts])


@transaction.atomic
def unindex(brand_id: int, post_ids: Sequence[int]) -> None:
    """No trace of the words of these posts is left. The caller `hold`s the brand, so that no block is made meanwhile."""
    if not post_ids:
        return
    gone = set(post_ids)
    Reworded.objects.filter(post_id__in=gone).delete()
    for kept in WordBlock.objects.filter(brand_id=brand_id, least__lte=max(gone), most__gte=min(gone)).order_by("pk"):
        before = unpacked(kept.body)
        after = without(before, gone)
        if not len(after.posts):
            kept.delete()
        elif len(after.posts) < len(before.posts):
            WordBlock.objects.filter(pk=kept.pk).update(body=packed(after), size=len(after.posts))


@transaction.atomic
def forget_all() -> None:
    """Begin anew: `extend` reads every post again."""
    WordBlock.objects.all().delete()
    Reworded.objects.all().delete()
    WordMark.objects.all().delete()
