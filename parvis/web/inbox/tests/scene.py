"""A small believable inbox: three places, a handful of people, cases in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.conversations.models import Place, Post, Reading, Thread
from parvis.conversations.rendering import render
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.models import Case
from parvis.outbox.models import Persona
from parvis.people.models import Identity, Person

WORDS = [
    ("Camille Roussel", "email", "complaint", "negative", "Billet jamais reçu pour Vienne",
     "Bonjour,\n\nmon billet pour le Paris–Vienne de demain soir n’est jamais arrivé. Référence NOX-48213. "
     "Personne ne répond au téléphone depuis ce matin : que dois-je faire ?\n\nCamille Roussel"),
    ("Jean-Noël Ah-Kong", "feed", "question", "neutral", "Les trains de nuit reviennent-ils vraiment ?",
     "Article très juste. Savez-vous si les vélos seront admis dans les nouvelles voitures-couchettes ?"),
    ("Bérénice", "manual", "praise", "positive", "", "Premier voyage en couchette avec les enfants : ils en parlent encore. Merci à l’équipe de nuit !"),
    ("Oskar Lindqvist", "email", "help", "neutral", "Lost a bag between Hamburg and Paris",
     "Hello, I left a grey rucksack in coach 262, berth 45, on the night of the 28th. Could you tell me whom to call?"),
    ("rail.passion", "feed", "suggestion", "neutral", "Un quai, une nuit, un café", "Et si vous proposiez le café du matin dans un mug consigné ? On jette trop de gobelets."),
    ("Mireille Fontaine", "email", "purchase", "positive", "Réserver pour douze", "Nous serions douze pour Venise en mai. Faites-vous un tarif de groupe ?"),
    ("Yanis B.", "manual", "complaint", "negative", "", "Trois heures à quai à Dijon, pas un mot au micro. C’est ça, le retour du train de nuit ?"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    cases: list[Case]
    places: dict[str, Place]
    personas: list[Persona]


def places_of(brand: Brand, at: datetime) -> dict[str, Place]:
    names = {"email": "Service voyageurs", "feed": "Le blog du rail", "manual": "Groupe Facebook des habitués"}
    return {
        network: Place.objects.create(
            brand=brand, network=network, kind=network, remote_id=network, address=f"https://{network}.example/",
            url=f"https://{network}.example/", name=name, language="fr", created_at=at,
            settings={"support": {"reply": "yes" if network == "email" else "no"}},
        )
        for network, name in names.items()
    }  # fmt: skip


def person_with_identity(brand: Brand, name: str, network: str, at: datetime) -> Identity:
    person = Person.objects.create(brand=brand, name=name, first_seen_at=at - timedelta(days=200), last_seen_at=at)
    return Identity.objects.create(
        brand=brand, network=network, remote_id=f"{name}@{network}", handle=name.split()[0].lower(), name=name,
        person=person, first_seen_at=at - timedelta(days=200),
    )  # fmt: skip


def say(thread: Thread, author: Identity | None, text: str, at: datetime, **more: object) -> Post:
    html, plain = render(text, "text")
    thread.last_seq += 1
    thread.post_count += 1
    thread.save()
    return Post.objects.create(
        brand_id=thread.brand_id, place_id=thread.place_id, thread=thread, seq=thread.last_seq,
        remote_id=f"{thread.remote_id}/{thread.last_seq}", author=author, source=text, text=plain, html=html, at=at,
        received_at=at, url=f"https://net.example/{thread.pk}/{thread.last_seq}", **more,
    )  # fmt: skip


def read_as(post: Post, mood: str) -> None:
    Reading.objects.create(post=post, brand_id=post.brand_id, model="test", sentiment=mood, confidence=0.9)


def case_for(brand: Brand, place: Place, n: int, at: datetime) -> Case:
    name, _network, kind, mood, title, text = WORDS[n % len(WORDS)]
    name = name if n < len(WORDS) else f"{name} {n}"
    author = person_with_identity(brand, name, place.network, at)
    thread = Thread.objects.create(
        brand=brand,
        place=place,
        remote_id=f"t{n}",
        title=title,
        url=f"https://net.example/{n}",
        author=author,
        bumped_at=at,
    )
    post = say(thread, author, text, at, kind="mail" if place.network == "email" else "comment", language="fr")
    read_as(post, mood)
    return Case.objects.create(
        brand=brand, thread=thread, place=place, post=post, author=author, person=author.person, type=kind,
        opened_at=at, waiting_since=at, due_at=at + timedelta(hours=8), updated_at=at,
    )  # fmt: skip


def set_scene(seat: Seat, at: datetime, *, cases: int = 7) -> Scene:
    brand = seat.brand
    places = places_of(brand, at)
    personas = [
        Persona.objects.create(brand=brand, account=seat.account, name="Inès", quality="community manager"),
        Persona.objects.create(brand=brand, account=None, name="L’équipe de nuit", quality="service voyageurs"),
    ]
    made = [
        case_for(brand, places[WORDS[n % len(WORDS)][1]], n, at - timedelta(hours=3 + (n * 5) % 23, minutes=n))
        for n in range(cases)
    ]
    return Scene(made, places, personas)


def colleague(brand: Brand, name: str, at: datetime) -> Seat:
    account = Account.objects.create(email=f"{name.lower()}@nocturne.example", name=name, created_at=at)
    return Seat.objects.create(account=account, brand=brand, role="community_manager", created_at=at)
