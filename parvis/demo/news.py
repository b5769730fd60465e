"""This morning at La Veilleuse: a line is announced and people are glad of it; and a place where nobody has spoken for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.connectors.contract import Author, Item
from parvis.demo.actions import House
from parvis.flows.intake import take_in

QUIET_PLACE, QUIET_FOR = "contact", timedelta(hours=56)
"""No mail for two days, though the mailbox is read without trouble: is the form of the site broken?"""
LINK = "https://gazette-des-gares.example/dijon-copenhague"
GLAD = (
    f"La Veilleuse ouvre Dijon–Copenhague en avril ! Un train de nuit direct, j’ai les larmes aux yeux. {LINK}",
    f"Copenhague en train de nuit avec La Veilleuse, enfin. Je réserve dès l’ouverture. {LINK}",
    f"Night train to Copenhagen from Dijon! @laveilleuse just made my spring. {LINK}",
    "On en parlait depuis dix ans : La Veilleuse ira à Copenhague. Bravo à toute la coopérative.",
    f"Dijon 20 h 10, Copenhague 9 h 40. Ce train de nuit change tout pour ma famille. {LINK}",
    "Question à La Veilleuse : les vélos pourront-ils monter dans le Copenhague ?",
    f"Une ligne de train de nuit qui ouvre au lieu de fermer, ça fait du bien à lire. {LINK}",
    "La Veilleuse + Copenhague = mes vacances d’été réglées. Merci, merci, merci.",
    f"New sleeper train: Dijon to Copenhagen, five nights a week, says La Veilleuse. Lovely. {LINK}",
    "Je rêvais du Danemark sans avion. Merci La Veilleuse, à très vite dans la couchette du haut.",
    f"Copenhague annoncé par La Veilleuse ! Quelqu’un sait à quelle date ouvrent les réservations ? {LINK}",
    "Mes grands-parents prenaient le Nord-Express. Nous prendrons La Veilleuse vers Copenhague. Quelle joie.",
    f"Great news for every night train lover: La Veilleuse goes to Copenhagen. {LINK}",
    "La Veilleuse, vous êtes formidables. Copenhague en dormant, et une petite lampe à chaque couchette.",
    f"Le train de nuit pour Copenhague est confirmé, la Gazette donne les horaires. {LINK}",
    "Trois amies, un compartiment, Copenhague : c’est décidé, on part avec La Veilleuse en mai.",
    f"Bon, Copenhague est à portée de train de nuit. La Veilleuse fait de l’Europe un village. {LINK}",
    "Petite danse dans ma cuisine : La Veilleuse ouvre Copenhague !",
)
"""Said within three hours and a half."""


def announce(house: House, at: datetime) -> None:
    """Taken in by the same way as everything else."""
    first = at - timedelta(hours=3, minutes=25)
    items = [
        Item(
            f"glad-{n}", f"glad-{n}", body, language="en" if body.isascii() else "fr",
            author=Author(f"bluesky:glad-{n}", f"Dormeuse {n + 1}", f"dormeuse{n + 1}.ciel.example", followers=25 + 190 * n),
            at=first + timedelta(minutes=10 * n),
        )
        for n, body in enumerate(GLAD)
    ]  # fmt: skip
    take_in(house.places["ciel"], items, at - timedelta(minutes=15))
