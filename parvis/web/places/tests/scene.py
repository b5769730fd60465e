"""Places that do well and badly, with posts that came through the whole intake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Stream
from parvis.core.models import Brand
from parvis.flows.intake import take_in

SAID = [
    ("Camille Roussel", "Le train de nuit pour Vienne est parti avec deux heures de retard, et personne au quai pour nous le dire. Honteux."),
    ("Jean-Noël Ah-Kong", "Premier voyage avec Nocturne : couchette propre, petit déjeuner à l’heure, merci à l’équipe !"),
    ("Oskar Lindqvist", "Is the night train from Paris to Berlin running again in December?"),
    ("Bérénice", "Nocturne annonce de nouvelles voitures-lits ; enfin une bonne nouvelle pour les voyageurs de nuit."),
    ("rail.passion", "Le petit train en bois de mon fils fait plus de bruit que le train de nuit de Nocturne."),
    ("Mireille Fontaine", "Nous serons douze pour Venise en mai. Nocturne fait-il un tarif de groupe ?"),
    ("Yanis B.", "Trois heures à quai à Dijon, pas un mot au micro. Nocturne, c’est ça le retour du train de nuit ?"),
]  # fmt: skip


def place_for(brand: Brand, name: str, at: datetime, *, network: str = "feed", **more: Any) -> Place:
    """A place that was read a minute ago."""
    place, _ = add_place(
        brand,
        NewPlace(network=network, kind=more.pop("kind", network), remote_id=name, address=more.pop("address", f"https://{len(name)}.example/{name}"), name=name, **more),
        by=None,
        at=at - timedelta(days=60),
    )  # fmt: skip
    Stream.objects.filter(place=place).update(
        fetched_at=at - timedelta(minutes=1), succeeded_at=at - timedelta(minutes=1), due_at=at + timedelta(minutes=14)
    )
    return place


def talk(place: Place, at: datetime, posts: int, *, prefix: str = "") -> None:
    """`posts` of them, one every five hours back from `at`."""
    items = []
    for n in range(posts):
        name, words = SAID[n % len(SAID)]
        items.append(
            Item(
                remote_id=f"{prefix}{n}",
                thread_id=f"{prefix}t{n // 3}",
                body=words,
                author=Author(name.casefold(), name),
                at=at - timedelta(hours=5 * n, minutes=7),
                language="en" if "night" in words else "fr",
            )
        )
    take_in(place, items, at)
    place.refresh_from_db()


def in_trouble(place: Place, kind: str, text: str, mend: str, at: datetime, failures: int = 5) -> None:
    Stream.objects.filter(place=place).update(
        failures=failures,
        fetched_at=at,
        problem={"kind": kind, "text": text, "params": {}, "mend": {"text": mend, "params": {}}},
    )
