"""A product test of the demo's community, in its last days: two have said what they found, two have not yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.community.actions.parcels import give_address, receive, send
from parvis.community.actions.trials import CallForm, announce, apply_for, mark, set_call
from parvis.community.models import Member, Topic
from parvis.community.queries.house import House as Rooms
from parvis.community.queries.house import who_is
from parvis.community.queries.trials import entry_of
from parvis.community.rules.trials import Act
from parvis.flows.hosting import hear
from parvis.flows.trials import Found, publish

PILLOW = "Testez l’oreiller qui tient dans une poche"
NIGHTS = "Combien de nuits en train par an ?"
HOMES = {
    "lea": ("Léa Martin", "14 rue des Cordiers", "05000", "Gap", "six"),
    "tom": ("Tom Girard", "3 quai de la Loire", "44000", "Nantes", "deux ou trois"),
    "nadia": ("Nadia Benali", "27 rue de Paris", "93100", "Montreuil", "une par mois"),
    "yann": ("Yann Le Goff", "8 place de la Tour", "29200", "Brest", "vingt, pour le travail"),
    "camille": ("Camille Roy", "2 impasse du Four", "26000", "Valence", "quatre"),
}
FOUND = {
    "lea": Found(4, "Il tient vraiment dans la poche, et mon fils l’a adopté.", "Le bruit quand on tourne la tête.", "Trois nuits entre Paris et Gap. La première, je l’ai trop gonflé ; à moitié, il est parfait."),
    "yann": Found(3, "Léger, lavable.", "La valve se desserre vers quatre heures du matin.", "Je l’ai regonflé deux fois par nuit. Avec une valve qui tient, je l’achète."),
}  # fmt: skip


def try_out(rooms: Rooms, topic: Topic, members: Mapping[str, Member], at: datetime) -> None:
    by, day = members["ines"].account, timedelta(days=1)
    if by is None or topic.space_id is None:
        return
    noon = at.replace(hour=11, minute=0, second=0, microsecond=0)
    form = CallForm(
        "Oreiller de poche, prototype 3", "29 €",
        "Dormez avec lui trois nuits au moins, dont une assise. Dites-nous le confort, le bruit, et ce que vous changeriez.",
        4, "both", noon - 38 * day, noon - 28 * day, noon - 22 * day, noon + 3 * day, countries=["France", "Belgique", "Suisse"],
        criteria=["J’ai 18 ans ou plus"], asks=[(NIGHTS, True)],
    )  # fmt: skip
    set_call(topic, form, by=by, at=at - 39 * day)
    for hour, (key, told) in enumerate(HOMES.items()):
        apply_for(
            topic, members[key], country="France", told=[(NIGHTS, told[4])], at=at - 36 * day + timedelta(hours=hour)
        )
    for key in ("lea", "yann"):
        if (entry := entry_of(topic, members[key].pk)) is not None:
            mark(topic, entry.pk, Act.PICK, by=by, at=at - 27 * day)
    for n, entry in enumerate(one for one in announce(topic, by=by, at=at - 26 * day) if one.state == "chosen"):
        name, street, postcode, town, _nights = next(
            HOMES[key] for key, one in members.items() if one.pk == entry.member_id
        )
        home = {"name": name, "street": street, "postcode": postcode, "town": town, "country": "France"}
        give_address(entry, home, at=at - 25 * day)
        send(topic, entry.pk, carrier="Colissimo", tracking=f"6A0421{n}7730", by=by, at=at - 23 * day)
        receive(topic, entry.pk, at=at - 20 * day)
    room = rooms.rooms[topic.space_id]
    for n, (key, found) in enumerate(FOUND.items()):
        member = members[key]
        entry = entry_of(topic, member.pk)
        assert entry is not None
        who = who_is(topic.brand, member.account)
        made = publish(topic, room, who, member, entry, found, key=f"demo-essai-{key}", at=at - (5 - n) * day)
        hear(post_id=made.post.pk)
