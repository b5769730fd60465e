"""Places that link to one another: label propagation on the graph that was found, the same on every run. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

ROUNDS = 20
SMALLEST = 2
WEIGHT = {"blogroll": 3, "opml": 3, "author": 3, "mention": 2}
"""A friend named once says more than a link in passing."""

Edge = tuple[str, str, str, int]
"""(from, to, bond, how often)"""


def communities(sites: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Site → the number of its community, from 1 for the largest; 0 for who stands alone.

    Links count both ways. Everybody takes the name that weighs most among their neighbours, in turn, until nobody moves.
    """
    names = sorted(set(sites))
    near = _neighbours(set(names), edges)
    label = {name: n for n, name in enumerate(names)}
    order = sorted(near, key=lambda name: (-len(near[name]), name))
    for _ in range(ROUNDS):
        moved = False
        for name in order:
            best = _heaviest(near[name], label, label[name])
            moved, label[name] = moved or best != label[name], best
        if not moved:
            break
    return _numbered(names, label)


def _neighbours(known: set[str], edges: Iterable[Edge]) -> dict[str, Counter[str]]:
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for source, target, bond, n in edges:
        if source != target and source in known and target in known:
            weight = WEIGHT.get(bond, 1) * min(n, 3)
            near[source][target] += weight
            near[target][source] += weight
    return near


def _heaviest(around: Mapping[str, int], label: Mapping[str, int], own: int) -> int:
    """On a tie one's own, else the smallest."""
    weight: Counter[int] = Counter()
    for other, w in around.items():
        weight[label[other]] += w
    top = max(weight.values())
    tied = [name for name, w in weight.items() if w == top]
    return own if own in tied else min(tied)


def _numbered(names: list[str], label: Mapping[str, int]) -> dict[str, int]:
    size = Counter(label[name] for name in names)
    ranked = sorted((one for one in size if size[one] >= SMALLEST), key=lambda one: (-size[one], one))
    number = {one: place for place, one in enumerate(ranked, 1)}
    return {name: number.get(label[name], 0) for name in names}
