"""The facts a thread turns around, drawn once, so that an answer speaks of the same train as its question."""

from __future__ import annotations

from random import Random

from parvis.demo.model import Language


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LINES = (
    (
        "la Ligne de la Côte",
        "the Riviera line",
        "Lille",
        "Menton",
        "la mer qui apparaît derrière l'Estérel",
        "the sea showing up behind the Esterel",
    ),
    (
        "la Ligne des Cimes",
        "the Summits line",
        "Paris",
        "Briançon",
        "les Alpes roses au bout du couloir",
        "pink Alps at the end of the corridor",
    ),
    (
        "la Ligne de l'Océan",
        "the Ocean line",
        "Paris",
        "Biarritz",
        "les Landes dans la brume",
        "pine forests deep in mist",
    ),
    (
        "la Ligne catalane",
        "the Catalan line",
        "Bruxelles",
        "Barcelone",
        "les étangs et leurs flamants roses",
        "flamingos on the lagoons",
    ),
    (
        "la Ligne des Lacs",
        "the Lakes line",
        "Strasbourg",
        "Chambéry",
        "le lac du Bourget lisse comme une assiette",
        "a lake as flat as a plate",
    ),
)
_ENGLISH = {"Bruxelles": "Brussels", "Barcelone": "Barcelona"}
_DAYS = {
    "fr": _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
_MONTHS = {
    "fr": _words("janvier février mars mai juin juillet septembre décembre"),
    "en": _words("January February March May June July September December"),
}
_WHO = {
    "fr": ("ma sœur", "mon père", "ma mère", "mon mari", "ma femme", "ma voisine", "mon frère", "ma meilleure amie"),
    "en": ("my sister", "my dad", "my mum", "my husband", "my wife", "my neighbour", "my brother", "my best friend"),
}
_WHO2 = {
    "fr": ("infirmière", "étudiant en droit", "routier", "boulangère", "prof de maths", "vétérinaire"),
    "en": ("a nurse", "a law student", "a lorry driver", "a baker", "a maths teacher", "a vet"),
}
_HOMES = _words(
    "Rennes Tours Nantes Lyon Dijon Metz Caen Brest Grenoble Toulouse Bordeaux Reims Nancy Poitiers Limoges Besançon"
    " Perpignan Valence Rouen Quimper"
)
_STAFF = ("Bakary", "Solenn", "Marcel", "Yaël", "Rosa", "Anatole", "Djamila", "Firmin", "Pilar", "Corentin")
_SELF = (
    "Lila",
    "Nico",
    "Mo",
    "Tess",
    "Fred",
    "Jo",
    "Ana",
    "Béa",
    "Lucas",
    "Sam",
    "Elsa",
    "Milo",
    "Ines",
    "Gus",
    "Nour",
)
_DOGS = _words("Praline Gaston Pixel Moustache Olive Tango Biscuit Nestor Rillette Wolfgang")


def draw(language: Language, rng: Random) -> dict[str, str]:
    """Every slot of `phrases` except `first`, the name of the person answered."""
    line = rng.choice(_LINES)
    whole = rng.randint
    ends = line[2:4] if language == "fr" else tuple(_ENGLISH.get(city, city) for city in line[2:4])
    day, day2 = rng.sample(_DAYS[language], 2)
    month, month2 = rng.sample(_MONTHS[language], 2)
    coach, coach2 = rng.sample(range(11, 19), 2)
    minutes = f"{whole(0, 59):02d}"
    return {
        "line": line[0 if language == "fr" else 1],
        "from": ends[0],
        "to": ends[1],
        "dawn": line[4 if language == "fr" else 5],
        "coach": str(coach),
        "coach2": str(coach2),
        "berth": str(whole(11, 98)),
        "min": str(whole(35, 190)),
        "min2": str(whole(12, 58)),
        "day": day,
        "day2": day2,
        "month": month,
        "month2": month2,
        "staff": rng.choice(_STAFF),
        "price": str(whole(49, 139)),
        "price2": str(whole(15, 45)),
        "rival": rng.choice(("Somnibus", "Hypnorail")),
        "ref": f"LV-{whole(10000, 99999)}",
        "train": rng.choice(("3711", "3725", "5769", "5780", "4104", "4127")),
        "home": rng.choice(_HOMES),
        "who": rng.choice(_WHO[language]),
        "who2": rng.choice(_WHO2[language]),
        "n": str(whole(2, 6)),
        "n2": str(whole(7, 24)),
        "hour": f"{whole(5, 7)} h {minutes}" if language == "fr" else f"{whole(5, 7)}.{minutes}",
        "hour0": f"23 h {whole(40, 55)}" if language == "fr" else f"11.{whole(40, 55)} pm",
        "dog": rng.choice(_DOGS),
        "age": str(whole(17, 77)),
        "pct": str(whole(61, 94)),
        "sec": f"{whole(0, 59):02d}",
        "degrees": str(whole(6, 11)),
        "height": f"1,{whole(52, 98)} m",
        "self": rng.choice(_SELF),
        "self2": rng.choice(_SELF),
        "brandname": "La Veilleuse",
        "first": "",
    }
