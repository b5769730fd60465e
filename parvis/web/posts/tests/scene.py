"""Posts in two places, read in every mood, for tests of the screens that show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.conversations.models import Post, Reading
from parvis.core.models import Brand
from parvis.outbox.tests.conversation import a_place, a_post, somebody

MOODS = ("negative", "neutral", "positive", "uncertain")
WORDS = (
    "Trois heures à quai à Dijon, pas un mot au micro.",
    "Savez-vous si les vélos seront admis ?",
    "Premier voyage en couchette avec les enfants : ils en parlent encore.",
    "Bon. On verra bien.",
)


def said(brand: Brand, n: int, at: datetime, *, tag: str = "a") -> list[Post]:
    """`n` posts, the first the newest, each in its own thread and by its own author; moods in the order of MOODS."""
    place = a_place(brand, at=at, name=f"Place {tag}")
    posts = []
    for i in range(n):
        author = somebody(brand, f"{tag}-{i}", at=at - timedelta(days=3))
        words = WORDS[i % len(WORDS)]
        post = a_post(
            place, author=author, at=at - timedelta(minutes=i), thread=f"{tag}-{i}", text=f"{words} ({tag}{i})"
        )
        read(post, MOODS[i % len(MOODS)])
        posts.append(post)
    return posts


def read(post: Post, mood: str, language: str = "fr") -> Reading:
    return Reading.objects.create(
        post=post,
        brand_id=post.brand_id,
        model="test",
        language=language,
        sentiment="neutral" if mood == "uncertain" else mood,
        uncertain=mood == "uncertain",
        confidence=0.7,
        evidence={"sentiment": [[0, 5, -1.2]]},
    )
