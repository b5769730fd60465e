"""What the demo team corrected of how posts were read, and what the weights of the brand learnt from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.conversations.models import Post
from parvis.demo.actions import House
from parvis.flows.correct import correct
from parvis.flows.learning import learn

EACH = 3
SAID = (
    ("sa veste dans le 5771", "sentiment", "", "positive"),
    ("sa veste dans le 5771", "type", "praise", "yes"),
    ("I shouted about the 5771", "sentiment", "", "positive"),
    ("comme une pierre", "sentiment", "", "positive"),
    ("Remboursé à 100 %", "sentiment", "", "positive"),
    ("Not convinced, at", "type", "complaint", "yes"),
    ("nous a mis", "type", "complaint", "yes"),
    ("Idea:", "type", "suggestion", "yes"),
    ("a sauvé notre nuit", "type", "praise", "yes"),
    ("Je nuance", "sentiment", "", "neutral"),
)
"""(words of posts, facet, label, what the team says they are)"""


def teach(house: House, at: datetime) -> None:
    """Corrections over the last days, and one version learnt from them this morning."""
    by = [house.seats[key].account for key in ("ines", "tom")]
    for rank, (words, facet, label, value) in enumerate(SAID):
        found = Post.objects.filter(brand=house.brand, direction="in", text__contains=words).select_related("brand")
        for n, post in enumerate(found.order_by("-at", "-pk")[:EACH]):
            moment = at - timedelta(days=6 - rank // 2, minutes=7 * n)
            correct(post, facet, value, label=label, by=by[rank % 2], at=moment)
    learn(house.brand, by=house.seats["karim"].account, at=at - timedelta(hours=3))
