"""What rang at La Veilleuse: rules, the alerts that they raised, the night of the 5771 as the team met it, and a wave of this morning
that looks like a crisis and waits for somebody to say so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from parvis.connectors.contract import Author, Item
from parvis.core.models import Account
from parvis.demo.actions import House
from parvis.demo.house import CRISIS_DAY
from parvis.engagement.actions import alerts, crisis, statements
from parvis.engagement.actions.alerts import RuleDraft
from parvis.engagement.actions.crisis import PostMortem
from parvis.engagement.actions.statements import Wording
from parvis.engagement.models import Crisis, CrisisContact, CrisisTask
from parvis.engagement.rules.alerts import Kind, Raised, Trigger
from parvis.engagement.rules.crisis import Role
from parvis.flows.crisis import look, open_room
from parvis.flows.intake import take_in
from parvis.listening.models import Hit, Watch
from parvis.people.models import Person

WAVE = (
    "Train bloqué en pleine voie depuis deux heures, personne ne dit rien. C’est honteux.",
    "Encore un train bloqué ! Les enfants pleurent, plus d’eau, plus de chauffage. Inadmissible.",
    "@laveilleuse votre train bloqué à Laroche, on attend quoi exactement ? Scandaleux.",
    "Stuck train again, freezing cold, no announcement at all. Terrible, never again.",
    "Train bloqué, toilettes fermées, wagon-bar fermé. Nul, nul, nul.",
    "Ma mère est dans le train bloqué, elle a 80 ans et il fait un froid glacial. Répondez !",
    "Deuxième train bloqué en un mois, c’est lamentable. Je ne reviendrai pas.",
    "Le train bloqué de ce matin : trois heures debout dans le froid, aucune excuse. Quelle honte.",
    "Train bloqué. Correspondance ratée. Entretien raté. Merci pour rien, c’est catastrophique.",
    "Je suis dans le train bloqué. Personne à bord n’a d’information. Très mauvais, très inquiet.",
    "Horrible night, stuck train, no heating and nobody answers. Awful service.",
    "Train bloqué : une dame a fait un malaise, toujours personne. C’est grave.",
    "Déçue, en colère, gelée : voilà le train bloqué de La Veilleuse ce matin.",
    "Train bloqué, et sur votre compte une photo de croissants. Vous vous moquez de nous ?",
)
"""Said within three hours, the last of them a while ago."""
HOLDING = (
    "Le train 5771 est arrêté depuis 23 h 40 entre Dijon et Laroche : panne de la locomotive. Personne n’est blessé. Le chauffage est "
    "coupé dans deux voitures, les voyageurs y sont déplacés. Une machine de secours est en route. Nous reparlons ici à 2 h."
)
HOLDING_EN = (
    "Train 5771 has been standing since 23:40 between Dijon and Laroche: its engine failed. Nobody is hurt. Heating is off in two cars, "
    "their passengers are being moved. Another engine is on its way. We speak again here at 2:00."
)
LEARNT = PostMortem(
    "Panne de locomotive à 23 h 40, chauffage coupé dans deux voitures, arrivée avec 5 h 20 de retard. 212 voyageurs, personne de blessé.",
    "Le premier message est parti en 25 minutes, avec l’heure du suivant, et nous avons reparlé à chaque fois à l’heure dite. "
    "Les habitués du Quai ont répondu aux autres avant nous.",
    "Personne n’avait suspendu la publication du matin : une photo de croissants est partie à 7 h. La liste le dit maintenant en "
    "troisième ligne. Les agents de bord n’avaient pas le message d’attente : leur envoyer en premier.",
)


def ring(house: House, watches: Mapping[str, int], start: datetime, at: datetime) -> None:
    """In the order of the story. No mail: the demo writes to nobody."""
    ines, lead = house.seats["ines"], house.seats["karim"]
    night = start + timedelta(days=CRISIS_DAY, hours=23, minutes=50)
    rules = [
        RuleDraft("Train arrêté", Trigger(Kind.VOLUME, 8, 3), _watch(watches, "train-5771"), [ines.pk, lead.pk], urgent=True),
        RuleDraft("Une voix qui porte", Trigger(Kind.REACH, 2_000), None, [ines.pk]),
        RuleDraft("Boycott ou plainte", Trigger(Kind.WORD, words="boycott*, plainte*, avocat*"), None, [ines.pk, lead.pk]),
        RuleDraft("Silence sur la marque", Trigger(Kind.SILENCE), _watch(watches, "marque"), [ines.pk], digest=True),
    ]  # fmt: skip
    made = [alerts.add_alert_rule(house.brand, draft, by=lead.account, at=start) for draft in rules]
    caught = list(
        Hit.objects.filter(watch_id=watches["train-5771"], at__lte=night + timedelta(hours=3))
        .order_by("at")
        .values_list("post_id", flat=True)[:25]
    )
    rung = alerts.look(made[0].pk, Raised(tuple(caught), {"posts": len(caught), "hours": 3}), 0, night)
    _meet(house, watches, night)
    if rung is not None:
        alerts.see_alert(rung, by=ines.account, at=night + timedelta(minutes=4))
        alerts.close_alert(rung, by=ines.account, at=night + timedelta(hours=9))
    _wave(house, made[0].pk, watches, at)


def _watch(watches: Mapping[str, int], key: str) -> Watch:
    return Watch.objects.get(pk=watches[key])


def _meet(house: House, watches: Mapping[str, int], night: datetime) -> None:
    """The past crisis, from the first minute to the post-mortem."""
    karim, ines, tom = (house.seats[key].account for key in ("karim", "ines", "tom"))
    chosen = [_watch(watches, "train-5771"), _watch(watches, "froid")]
    began, at = night - timedelta(minutes=20), night + timedelta(minutes=6)
    room = open_room(house.brand, "Nuit du 5771", chosen, language="fr", began_at=began, by=karim, at=at)
    roles = ((Role.PILOT, "karim"), (Role.SPOKESPERSON, "helene"), (Role.WRITER, "ines"), (Role.WRITER, "tom"))
    for role, key in roles:
        crisis.give_role(room, role, house.seats[key], by=karim, at=at + timedelta(minutes=1))
    _say(room, HOLDING, HOLDING_EN, ines, karim, at + timedelta(minutes=12))
    _decide(room, karim, at)
    people = list(Person.objects.filter(brand=house.brand, stage="ambassador").order_by("pk")[:4])
    crisis.add_contacts(room, people, by=ines, at=at + timedelta(minutes=31))
    for contact in CrisisContact.objects.filter(crisis=room).select_related("crisis__brand").order_by("pk")[:3]:
        crisis.inform_contact(contact, informed=True, by=tom, at=at + timedelta(minutes=52))
    tasks = CrisisTask.objects.filter(crisis=room).select_related("crisis__brand").order_by("position")
    for n, task in enumerate(tasks):
        if n != 2:  # nobody thought of the croissants
            crisis.tick_task(task, done=True, by=karim if n < 4 else ines, at=at + timedelta(minutes=4 + 25 * n))
    crisis.close_crisis(room, LEARNT, by=karim, at=night + timedelta(days=3, hours=10))


def _say(room: Crisis, french: str, english: str, writer: Account, approver: Account, at: datetime) -> None:
    for name, body, language in (("Message d’attente", french, "fr"), ("Holding statement", english, "en")):
        one = statements.write_statement(room, Wording(name, body, language=language), by=writer, at=at)
        statements.validate_statement(one, version=one.version, by=approver, at=at + timedelta(minutes=5))


def _decide(room: Crisis, pilot: Account, at: datetime) -> None:
    for minutes, text in (
        (20, "On parle tout de suite, avant de connaître la cause : ce qu’on sait, et l’heure du prochain message."),
        (95, "Taxi à l’arrivée pour toutes et tous, sans demander de justificatif."),
        (260, "Remboursement intégral annoncé à l’arrivée, pas avant : on ne promet que ce qui est décidé."),
    ):
        crisis.write_journal(room, text, decision=True, by=pilot, at=at + timedelta(minutes=minutes))


def _wave(house: House, rule_id: int, watches: Mapping[str, int], at: datetime) -> None:
    """Fourteen posts of this morning; Parvis notices, nobody has decided yet."""
    first = at - timedelta(hours=3, minutes=30)
    items = [
        Item(
            f"wave-{n}", f"wave-{n}", body, language="en" if body.isascii() else "fr",
            author=Author(f"mastodon:wave-{n}", f"voyageur{n}", f"voyageur{n}@rails.example", followers=40 + 310 * n),
            at=first + timedelta(minutes=13 * n),
        )
        for n, body in enumerate(WAVE)
    ]  # fmt: skip
    take_in(house.places["motdiese"], items, at - timedelta(minutes=20))
    caught = Hit.objects.filter(watch_id=watches["train-5771"], at__gte=first)
    posts = tuple(caught.order_by("post_id").values_list("post_id", flat=True))
    rung = at - timedelta(minutes=55)
    alerts.look(rule_id, Raised(posts[:9], {"posts": 9, "hours": 3}), 0, rung)
    alerts.look(rule_id, Raised(posts, {"posts": len(posts), "hours": 3}), 0, at - timedelta(minutes=20))
    look(house.brand.pk, at - timedelta(minutes=18))
