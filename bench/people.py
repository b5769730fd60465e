"""How well suggestions tell one person from two, and what a merge costs.

The pairs are of `bench/people_pairs.py`: half were there to set the weights and the threshold (`rules/likeness.py`), the
other half, with names that the first never uses, only judges. A pair counts as suggested when it meets under a key and
its confidence reaches the threshold, as in the house. Run alone: parvis bench people
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bench.figures import Figure
from bench.ground import AT, fresh_brand
from bench.people_pairs import Pair, pairs
from parvis.connectors.contract import Author
from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Brand
from parvis.people.actions import Sighting, attribute
from parvis.people.actions.merging import merge, unmerge
from parvis.people.models import Person
from parvis.people.resemblance import CROWD
from parvis.people.rules.keys import keys_of, wanted
from parvis.people.rules.likeness import Around, compare_people

NEEDS_DATABASE = True
POSTS = 10_000
TIMES = 9
PRECISION, RECALL = 98.0, 70.0


def run() -> list[Figure]:
    """Percent for precision and recall, milliseconds for the merge and its undoing."""
    told = pairs()
    seen, held = (judged([p for p in told if p.held_out is half]) for half in (False, True))
    return [
        Figure("precision, half that set the weights", seen[0], "%"),
        Figure("recall, half that set the weights", seen[1], "%"),
        Figure("precision, held out", held[0], "%", aim=f"≥ {PRECISION:.0f} %", ok=held[0] >= PRECISION),
        Figure("recall, held out", held[1], "%", aim=f"≥ {RECALL:.0f} %", ok=held[1] >= RECALL),
        *merging(),
    ]


def judged(listed: Sequence[Pair]) -> tuple[float, float]:
    """(precision, recall) in percent; all these identities together are the house that knows which names are frequent."""
    suggested = [pair.same for pair in listed if _suggested(pair, house(listed))]
    same = sum(pair.same for pair in listed)
    return 100 * sum(suggested) / max(1, len(suggested)), 100 * sum(suggested) / same


_HOUSES: dict[int, Around] = {}


def house(listed: Sequence[Pair]) -> Around:
    key = id(listed)
    if key not in _HOUSES:
        _HOUSES[key] = Around(Counter(k for pair in listed for side in (pair.a, pair.b) for k in keys_of(side)))
    return _HOUSES[key]


def _suggested(pair: Pair, around: Around) -> bool:
    shared = {k for k in set(wanted(keys_of(pair.a))) & set(keys_of(pair.b)) if around.shared[k] <= CROWD}
    return bool(shared) and compare_people([pair.a], [pair.b], around).proposed


def merging() -> list[Figure]:
    """Somebody with POSTS posts is merged into another and separated again: CPU of the whole verb, journal line included."""
    brand = fresh_brand("bench-people")
    winner, loser = _two_people(brand)
    there, back = [], []
    for _ in range(TIMES):
        start = time.process_time()
        made = merge(brand, winner=winner, loser=loser, by=None, at=AT)
        middle = time.process_time()
        unmerge(brand, merged=made, by=None, at=AT)
        there.append((middle - start) * 1000)
        back.append((time.process_time() - middle) * 1000)
    ways = (("merge", there), ("separate again", back))
    return [
        Figure(f"{name}, {POSTS:,} posts", statistics.median(took), "ms", aim="≤ 5 ms", ok=statistics.median(took) <= 5)
        for name, took in ways
    ]


def _two_people(brand: Brand) -> list[Person]:
    place = Place.objects.create(
        brand=brand, network="feed", kind="feed", remote_id="b", address="b", name="Bench", created_at=AT
    )
    thread = Thread.objects.create(brand=brand, place=place, remote_id="t", bumped_at=AT)
    known = attribute(brand.pk, "feed", {key: Sighting(Author(key, name=key), AT, AT) for key in ("winner", "loser")})
    Post.objects.bulk_create(
        [
            Post(
                brand=brand, place=place, thread=thread, seq=n + 1, remote_id=str(n), author_id=known["loser"].identity_id,
                at=AT + timedelta(minutes=n), received_at=AT,
            )
            for n in range(POSTS)
        ],
        batch_size=1000,
    )  # fmt: skip
    return [Person.objects.get(pk=known[key].person_id) for key in ("winner", "loser")]
