"""What the demo's community reads, collects and shows: two articles and one on its way, collections, members presented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.boards.actions.collections import CollectionForm, Kept, keep, make_collection
from parvis.community.actions.articles import ArticleForm, propose_article, rate, write_article
from parvis.community.actions.categories import add_category
from parvis.community.actions.shelves import Piece, make_shelf, put_in_shelf, show_collection
from parvis.community.actions.showcase import WorkForm, agree, present, show_work
from parvis.community.actions.tags import set_tags
from parvis.community.models import Member, Space, Topic, Upload
from parvis.community.queries.house import who_is
from parvis.community.queries.topics import post_numbered
from parvis.community.rules.tags import tags_in
from parvis.demo.actions import House, sky
from parvis.demo.gathered import BIKE, DAWN
from parvis.flows.articles import publish
from parvis.flows.hosting import hear
from parvis.flows.pictures import bring_picture

CHILD = "Dormir avec un enfant de quatre ans : couchette ou cabine ?"
NIGHT, SUNRISE, WOOD = ("#0d1b3e", "#3d5a9e"), ("#2b2352", "#f2a65a"), ("#3b2a1e", "#d9b382")
BED = """## Minuit, quai 9

Quand vous dormez, **Yvon** passe dans les voitures. Il vérifie les freins, les serrures, la chaleur de chaque compartiment.

> Un train de nuit, c’est un hôtel qui se déplace : il faut que personne ne le remarque.

Il connaît le bruit de chaque essieu. « Quand il y en a un qui chante, je le note, et l’atelier le regarde le lendemain. »

## Ce que l’on change au printemps

- une prise et un port USB par place ;
- des rideaux plus épais ;
- une lampe que l’on règle du doigt.

Vous l’aviez demandé ici : merci.
"""
PACK = """Sept nuits, sept réveils différents, et toujours la même petite trousse.

1. Des **bouchons d’oreilles**, même si l’on dort bien chez soi.
2. Une gourde pleine : la soif vient vers trois heures.
3. Des chaussettes chaudes, pour le couloir.
4. Une pince à linge : elle ferme le rideau qui bâille.
5. De quoi offrir : des noix, du chocolat. On parle mieux ensuite.

Le reste peut rester en soute. Bonne nuit à toutes et à tous.
"""


def show(house: House, space_id: int, topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime) -> None:
    """`topics`: by title."""
    room = Space.objects.select_related("place", "brand").get(pk=space_id)
    _articles(house, room, members, at)
    for title, tags in ((BIKE, "vélo, bagages"), (CHILD, "en famille, cabine"), (DAWN, "lever de soleil")):
        set_tags(topics[title], tags_in(tags), at=at)
    _collections(house, topics, members, at)
    _showcase(house, members, at)


def _articles(house: House, room: Space, members: Mapping[str, Member], at: datetime) -> None:
    ines, karim, camille = members["ines"], members["karim"], members["camille"]
    behind, advice = (add_category(room, name, by=ines.account, at=at) for name in ("Coulisses", "Conseils"))
    for form, days, stars in (
        (ArticleForm(
            "Ce que font les mécaniciens pendant que vous dormez", BED,
            "De minuit à cinq heures, une rame ne dort jamais tout à fait. Nous avons suivi Yvon de voiture en voiture.",
            "atelier, nuit", behind, authors=[ines, karim], cover=_picture(house, ines, NIGHT, at),
            cover_alt="Une voiture-couchettes à quai, la nuit",
        ), 8, {"lea": 5, "tom": 5, "yann": 4, "nadia": 5}),
        (ArticleForm(
            "Ma trousse pour sept nuits en train", PACK,
            "Après sept trajets en couchette, voici ce qui sert vraiment, et ce qui reste à la maison.",
            "bagages, nuit", advice, authors=[camille], cover=_picture(house, camille, SUNRISE, at),
            cover_alt="Le jour se lève derrière la vitre d’un train",
        ), 2.5, {"lea": 4, "nadia": 5}),
    ):  # fmt: skip
        moment = at - timedelta(days=days)
        made = write_article(room, form.authors[0], form, at=moment)
        topic = publish(made, by=ines.account, at=moment)
        hear(post_id=first_of(topic))
        for who, given in stars.items():
            rate(topic, members[who], given, at=moment)
    words = "Trois gares, trois salles d’attente, et celle où l’on joue du piano à minuit."
    draft = ArticleForm("Les plus belles salles d’attente", words, words, category=advice)
    propose_article(write_article(room, members["yann"], draft, at=at - timedelta(hours=9)), at=at - timedelta(hours=8))


def _collections(house: House, topics: Mapping[str, Topic], members: Mapping[str, Member], at: datetime) -> None:
    shelf = make_shelf(
        members["camille"], "Partir en famille", "Ce que j’aurais aimé lire avant la première nuit.", at=at
    )
    bike = post_numbered(topics[BIKE], 3)
    for piece in (
        Piece(topic=topics[CHILD], note="Commencez par là."),
        Piece(topic=topics[BIKE], post=bike, note="La réponse de Karim, mesures comprises."),
        Piece(url="https://gazette-des-gares.example/nuit-europe", title="La carte des trains de nuit", note="À imprimer pour les enfants."),
    ):  # fmt: skip
        put_in_shelf(shelf, piece, at=at)
    seat = house.seats["ines"]
    kept = make_collection(seat, CollectionForm("Pour préparer votre nuit", "Choisi par l’équipe."), at=at)
    for title, why in ((CHILD, "Tout est dit dans les réponses."), (DAWN, "Pour choisir sa fenêtre.")):
        post = post_numbered(topics[title], 1)
        if post is not None:
            keep(kept, Kept(post=post, note=why), by=seat.account, at=at)
    show_collection(kept, "public", by=seat.account, at=at)


def _showcase(house: House, members: Mapping[str, Member], at: datetime) -> None:
    by, asked = house.seats["ines"].account, at - timedelta(days=6)
    for who, words in (
        ("nadia", "Nadia répond aux questions des autres avant même d’avoir bu son café. Merci pour les mesures de la housse !"),
        ("yann", "Yann connaît toutes les fenêtres de droite. C’est lui qui a demandé une prise par couchette."),
    ):  # fmt: skip
        agree(present(members[who], words, by=by, at=asked), words, at=asked + timedelta(hours=5))
    present(members["lea"], "Léa écrit les plus beaux réveils de ce quai.", by=by, at=at - timedelta(hours=20))
    show_work(members["tom"], WorkForm(
        "Une couchette miniature", "En hêtre, au 1/12, pour la chambre de mon fils. Le rideau se ferme vraiment.",
        picture=_picture(house, members["tom"], WOOD, at), picture_alt="Une petite couchette en bois clair",
    ), at=at - timedelta(days=4))  # fmt: skip
    show_work(members["lea"], WorkForm(
        "Aquarelle de la Durance", "Peinte de mémoire, une heure après l’arrivée.", picture=_picture(house, members["lea"], SUNRISE, at),
        picture_alt="Une rivière rose au lever du soleil",
    ), at=at - timedelta(days=1))  # fmt: skip


def _picture(house: House, member: Member, colours: tuple[str, str], at: datetime) -> Upload:
    return bring_picture(member, who_is(house.brand, member.account), sky(*colours), at=at)


def first_of(topic: Topic) -> int:
    post = post_numbered(topic, 1)
    assert post is not None
    return post.pk
