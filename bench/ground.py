"""What benchmarks stand on: a database of their own, a brand, watches."""

from __future__ import annotations

from datetime import UTC, datetime

from parvis.core.models import Brand
from parvis.listening.actions import save_watch

AT = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = [
    *("train", "nuit", "couchette", "retard", "remboursement", "vélo", "chien", "billet", "gare", "quai", "cabine"),
    *("froid", "chauffage", "merci", "équipe", "contrôleur", "correspondance", "bagage", "application", "prix"),
]


def fresh_brand(slug: str) -> Brand:
    made, _ = Brand.objects.get_or_create(
        slug=slug, defaults={"name": slug, "language": "fr", "languages": ["fr", "en"], "created_at": AT}
    )
    return made


def watches_for(brand: Brand, number: int) -> None:
    """Watches as people write them: a phrase or a word, words beside it, words to leave out."""
    for n in range(number):
        a, b, c = (WORDS[(n * step + n // 20) % len(WORDS)] for step in (1, 3, 7))
        query = [f'"{a} {b}"', f"{a} ET ({b} OU {c})", f"{a}* SAUF {c}", f"PROCHE/5({a}, {b})", f"{a} ET lang:fr"][
            n % 5
        ]
        if "PROCHE" in query:
            query = f"{a} PROCHE/5 {b}"
        save_watch(brand, name=f"Veille {n}", query=query, role="topic", by=None, at=AT)
