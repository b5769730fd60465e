"""The demo brand's own community: six weeks old, with what people ask, want, announce and keep among themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parvis.community.actions.houses import SpaceForm, make_space, open_community
from parvis.community.actions.letters import drop_dues
from parvis.community.actions.looks import LookForm, Stated, dress, state_access
from parvis.community.actions.members import join, make_group, put_in_group
from parvis.community.actions.notices import read_all
from parvis.community.models import Community, Member, Topic
from parvis.community.queries.house import House as Rooms
from parvis.community.queries.house import arrived, who_is
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.demo import actions
from parvis.demo.actions import House
from parvis.demo.gathered import EVENING, PHOTO, gather
from parvis.demo.privately import whisper
from parvis.demo.showing import show
from parvis.demo.tried import PILLOW, try_out
from parvis.demo.woven import PAGE, TRAIN, tell_of_page, weave
from parvis.flows.hosting import answer_topic, begin_topic, hear
from parvis.flows.previews import unfold
from parvis.flows.telling import tell_post

NAME, TAGLINE = "Le quai des veilleurs", "Celles et ceux qui aiment s’endormir ici et se réveiller ailleurs."
WELCOME = "Posez vos valises. Ici on se répond entre voyageurs, et l’équipe passe chaque jour."
STATED = Stated(
    "La Veilleuse", "partial", date(2026, 9, 1), "accessibilite@laveilleuse.example", rate=87, auditor="le cabinet Rampe douce",
    failures="Des images que des membres apportent n’ont pas de description.",
)  # fmt: skip
PEOPLE = {
    "lea": "Léa Martin",
    "tom": "Tom Girard",
    "nadia": "Nadia Benali",
    "yann": "Yann Le Goff",
    "camille": "Camille Roy",
}
TEAM = ("ines", "karim")


@dataclass(frozen=True, slots=True)
class Room:
    key: str
    form: SpaceForm


ROOMS = (
    Room("aide", SpaceForm("Entraide", Kind.QUESTIONS, about="Une question avant de partir ? Quelqu’un a déjà fait le trajet.")),
    Room("idees", SpaceForm("Idées", Kind.IDEAS, about="Ce que vous aimeriez à bord ; le plus demandé d’abord.")),
    Room("recits", SpaceForm("Récits de nuit", Kind.DISCUSSION, about="Photos, rencontres, levers de soleil.")),
    Room("agenda", SpaceForm("Rendez-vous", Kind.EVENTS, about="Pour se voir en vrai.")),
    Room("jeux", SpaceForm("Jeux", Kind.CONTESTS, about="Sans rien acheter, et le règlement tient en une page.")),
    Room("carnets", SpaceForm("Carnets", Kind.ARTICLES, about="Reportages et conseils, de l’équipe et des membres.", policy={"begins": "members"})),
    Room("essais", SpaceForm("Essais", Kind.TESTS, about="Vous essayez, vous dites ce que vous en pensez, en bien comme en mal.")),
    Room("nouvelles", SpaceForm("Nouvelles", Kind.ANNOUNCEMENTS, about="Ce que raconte l’équipe.")),
)  # fmt: skip
CIRCLE = SpaceForm("Cercle des essayeurs", Kind.TESTS, Access.GROUPS, "Les nouvelles couchettes, avant tout le monde.")


@dataclass(frozen=True, slots=True)
class Talk:
    """`days`: before today; each line is (who, Markdown), the first begins."""

    room: str
    days: float
    title: str
    lines: tuple[tuple[str, str], ...]


TALKS = (
    Talk("nouvelles", 28, "Bienvenue sur le quai", (
        ("ines", "Ici, c’est **chez vous**. Posez vos questions, racontez vos nuits, dites-nous ce qui manque.\n\nUne seule règle : on se parle comme à des voisins de couchette."),
        ("camille", "Merci d’ouvrir cet endroit ! On se sentait un peu seuls sur les réseaux."),
        ("yann", "Enfin un forum sans publicité. Bonne route à tous."),
    )),
    Talk("aide", 21, "Peut-on emmener un vélo non démonté ?", (
        ("tom", "Bonjour, je pars à Briançon le 12. Mon vélo de route tient dans la housse si j’enlève la roue avant, mais pas plus. Ça passe ?"),
        ("nadia", "Oui, j’ai fait pareil en mai : housse de **120 × 90 cm** au plus, sous la couchette du bas."),
        ("karim", "Je confirme : une housse par personne, sans supplément. Si elle dépasse, il reste deux crochets par voiture, à réserver avec le billet."),
        ("tom", "Parfait, merci à tous les deux !"),
    )),
    Talk("aide", 9, "Dormir avec un enfant de quatre ans : couchette ou cabine ?", (
        ("lea", "Première nuit en train avec notre fils. La cabine est deux fois plus chère… est-ce que la couchette suffit ?"),
        ("camille", "Avec le mien, la couchette du bas a été très bien. Prenez le compartiment famille, on y baisse la lumière quand on veut."),
        ("yann", "Et prévoyez une petite lampe à lui. C’est la lampe qui fait tout."),
    )),
    Talk("aide", 1.2, "Ma correspondance est de 14 minutes, est-ce raisonnable ?", (
        ("nadia", "Arrivée à 7 h 02, TER à 7 h 16. Si le train de nuit a du retard, que se passe-t-il ?"),
    )),
    Talk("idees", 17, "Une prise par couchette", (
        ("yann", "Il n’y a qu’une prise pour deux. Entre le téléphone et l’appareil respiratoire de mon père, il faut choisir."),
        ("lea", "Oh oui. Même une prise USB suffirait."),
        ("ines", "C’est noté et transmis à l’atelier : la prochaine rénovation prévoit une prise **et** un port USB par place. Je reviens ici quand la date est sûre."),
        ("tom", "Merci de répondre pour de vrai."),
    )),
    Talk("idees", 5, "Un petit-déjeuner avec du pain d’ici", (
        ("camille", "À l’arrivée, le pain pourrait venir de la boulangerie de la gare. Je paierais volontiers un euro de plus."),
        ("nadia", "Et du café qui sent le café !"),
    )),
    Talk("recits", 12, "Le lever de soleil sur la Durance", (
        ("lea", "Réveillée à 6 h 40 par la lumière rose. Mon fils a collé son front à la vitre pendant une heure. *La plus belle arrivée de ma vie.*"),
        ("yann", "On voit que vous aviez la fenêtre de droite. C’est toujours la droite, dans ce sens."),
        ("tom", "Je garde ce conseil précieusement."),
        ("camille", "> C’est toujours la droite\n\nSauf en hiver : la nuit tient jusqu’à Gap."),
    )),
    Talk("agenda", 3.5, EVENING, (
        ("ines", "Trois places pour visiter une rame avant son départ, avec le chef de bord. On finit au buffet."),
    )),
    Talk("jeux", 6.5, PHOTO, (
        ("ines", "Racontez en une phrase l’arrivée que vous n’oublierez pas. Vous votez, le plus aimé part en cabine."),
    )),
    Talk("essais", 40, PILLOW, (
        ("ines", "Un oreiller qui se gonfle d’un souffle et se plie dans une poche. Nous l’achetons ou pas selon ce que vous en direz : **quatre** d’entre vous l’essaient trois nuits."),
        ("tom", "Enfin ! Celui que j’ai prend la moitié du sac."),
    )),
    Talk("recits", 0.4, TRAIN, (
        ("tom", "Voiture 14, couchette 62. J’apporte des noix et un jeu de cartes."),
        ("nadia", f"Voiture 12 ! Je passerai dire bonsoir. À lire d’ici là :\n\n{PAGE}"),
    )),
)  # fmt: skip
AMONG_US = Talk("cercle", 3, "Le matelas B : vos nuits", (
    ("ines", "Vous êtes six à l’avoir. Dites tout : bruit, chaleur, dos. Rien ne sort d’ici."),
    ("lea", "Plus ferme, j’aime. Il glisse un peu dans les courbes."),
))  # fmt: skip


def open_house(house: House, password: str, at: datetime) -> Community:
    """Open since six weeks; what was said is heard at once, as its jobs would have done."""
    begun, by = at - timedelta(days=45), house.seats["ines"].account
    community = open_community(house.brand, name=NAME, tagline=TAGLINE, by=by, at=begun)
    dress(community, LookForm(words={"fr": {"welcome": WELCOME}}), by=by, at=begun)
    state_access(community, STATED, by=by, at=begun)
    spaces = {room.key: make_space(community, room.form, by=by, at=begun).pk for room in ROOMS}
    members = _members(community, house, password, begun)
    circle = make_group(community, "Essayeurs", by=by, at=begun)
    for key in ("ines", "lea", "yann"):
        put_in_group(circle, members[key], by=by, at=begun)
    form = SpaceForm(CIRCLE.name, CIRCLE.kind, CIRCLE.access, CIRCLE.about, groups={circle.pk: "write"})
    spaces["cercle"] = make_space(community, form, by=by, at=begun).pk
    tell_of_page(house.brand.pk, at)
    found = arrived(house.brand.slug, None)
    assert found is not None
    topics = {
        talk.title: _say(found.house, spaces[talk.room], talk, members, house, at)
        for talk in sorted((*TALKS, AMONG_US), key=lambda one: -one.days)
    }
    gather(topics, members, at)
    show(house, spaces["carnets"], topics, members, at)
    whisper(community, found.house, topics, members, at)
    try_out(found.house, topics[PILLOW], members, at)
    weave(topics, members, at)
    for member in members.values():  # what is older was read, and nobody is written to
        read_all(member, at - timedelta(days=10), at=at)
        drop_dues(member.pk)
    return community


def _members(community: Community, house: House, password: str, at: datetime) -> dict[str, Member]:
    accounts = actions.come_in({f"{key}@voyageurs.example": name for key, name in PEOPLE.items()}, password, at)
    known = dict(zip(PEOPLE, accounts, strict=True)) | {key: house.seats[key].account for key in TEAM}
    return {key: join(community, one, handle=key, name=one.name, at=at) for key, one in known.items()}


def _say(rooms: Rooms, space: int, talk: Talk, members: dict[str, Member], house: House, at: datetime) -> Topic:
    room, moment = rooms.rooms[space], at - timedelta(days=talk.days)
    who = {key: who_is(house.brand, members[key].account) for key, _words in talk.lines}
    first, words = talk.lines[0]
    made = begin_topic(room, who[first], members[first], title=talk.title, body=words, key=_key(talk, 0), at=moment)
    posts = [made.post]
    for number, (key, said) in enumerate(talk.lines[1:], 1):
        moment = min(moment + timedelta(minutes=47 * number), at)
        told = answer_topic(
            made.topic, room, who[key], members[key], body=said, key=_key(talk, number), parent=None, at=moment
        )
        posts.append(told.post)
    for post in posts:
        tell_post(post.pk, post.at)
        if not room.sealed:
            hear(post_id=post.pk)
            unfold(post_id=post.pk)
    return made.topic


def _key(talk: Talk, number: int) -> str:
    return f"demo-{talk.room}-{talk.days}-{number}"
