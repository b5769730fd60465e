"""How each person writes: neatly, in a hurry, without accents, with emoji; and how mails open, close and quote."""

from __future__ import annotations

import re
import unicodedata
from random import Random
from zlib import crc32

from parvis.demo.model import Language

_SMS = {
    "fr": (
        ("beaucoup", "bcp"),
        ("quelqu'un", "qqun"),
        ("c'est", "c"),
        ("pourquoi", "pk"),
        ("toujours", "tjrs"),
        ("s'il vous plaît", "svp"),
        ("je suis", "jsuis"),
        ("rendez-vous", "rdv"),
        ("vraiment", "vrmt"),
        ("personne", "personne"),
        ("il y a", "y a"),
        ("quand", "qd"),
        ("avec", "avec"),
        ("demain", "2main"),
    ),
    "en": (
        ("you", "u"),
        ("because", "bc"),
        ("please", "pls"),
        ("really", "rly"),
        ("people", "ppl"),
        ("going to", "gonna"),
        ("I'm", "im"),
        ("don't", "dont"),
        ("to be honest", "tbh"),
    ),
}
_EMOJI = {
    "complaint": "😤🥶😑🙄",
    "question": "🤔🙏👀",
    "praise": "😍🌅❤️🚆✨",
    "crisis": "😡🥶🙏",
    "smalltalk": "☕🌙🚆😴",
    "irony": "🙃👏",
    "suggestion": "💡🙏",
    "article": "🍋🚆🌙",
    "comparison": "🤷🚌",
}
_TAGS = {
    "fr": ("#TrainDeNuit", "#LaVeilleuse", "#train", "#slowtravel", "#voyage"),
    "en": ("#NightTrain", "#LaVeilleuse", "#sleepertrain", "#slowtravel"),
}
_OPEN = {
    "fr": ("Bonjour,", "Bonjour à toute l'équipe,", "Madame, Monsieur,", "Bonsoir,", "Bonjour La Veilleuse,"),
    "en": ("Hello,", "Dear team,", "Hi there,", "Good morning,", "To whom it may concern,"),
}
_CLOSE = {
    "fr": ("Cordialement,", "Bien à vous,", "Merci d'avance.", "Dans l'attente de votre réponse,", "Bonne journée,"),
    "en": ("Kind regards,", "Best wishes,", "Thanks in advance,", "Many thanks,", "Yours,"),
}
_HAIL = {
    "fr": ("Bonjour {}, ", "{}, ", "Bonjour, ", "Bonsoir {}, ", "Merci pour ce message {} : "),
    "en": ("Hello {}, ", "{}, ", "Hi {}, ", "Good evening {}, "),
}
_FORUM = {
    "fr": ("Bonjour à tous, ", "Salut le quai, ", "Hello, ", "Coucou, ", "Bonsoir, "),
    "en": ("Hi all, ", "Hello everyone, ", "Evening all, "),
}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def neat(text: str, language: Language) -> str:
    """Typographic apostrophes, and in French the narrow space before high punctuation."""
    text = text.replace("'", "’")
    return re.sub(r" ([!?;:])", " \\1", text) if language == "fr" else text


def humanise(text: str, author: str, mood: str, language: Language, rng: Random) -> str:
    """The text as this author types; one author always types alike."""
    habit = crc32(author.encode()) % 12
    if habit < 3:
        return neat(text, language)
    if habit == 3:
        return text[:1].lower() + text[1:].rstrip(".")
    if habit == 4:
        for long, short in _SMS[language]:
            text = re.sub(rf"\b{long}\b", short, text)
        return text.lower().replace(" ?", "?").replace(" !", "!")
    if habit == 5 and rng.random() < 0.7:
        return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    if habit in (6, 7) and mood in _EMOJI and rng.random() < 0.6:
        return f"{text} {rng.choice(_EMOJI[mood])}"
    if habit == 8 and rng.random() < 0.5:
        return text.replace(" !", " !!!").replace(" ?", " ??")
    if habit == 9 and rng.random() < 0.5:
        return _typo(text, rng)
    return text


def _typo(text: str, rng: Random) -> str:
    spots = [match.start() for match in re.finditer(r"(?<=[a-z])[a-z](?=[a-z]{2})", text)]
    if not spots:
        return text
    spot = rng.choice(spots)
    return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]


def tagged(text: str, language: Language, rng: Random) -> str:
    return text if "#" in text else f"{text} {rng.choice(_TAGS[language])}"


def mail(text: str, name: str, language: Language, rng: Random) -> str:
    return f"{rng.choice(_OPEN[language])}\n\n{text}\n\n{rng.choice(_CLOSE[language])}\n{name}"


def hailed(text: str, name: str, language: Language, rng: Random) -> str:
    """The team's answer, which begins in lower case, behind a greeting."""
    hail = rng.choice(_HAIL[language]).format(name)
    return capital(hail + text)


def to_forum(text: str, language: Language, rng: Random) -> str:
    return rng.choice(_FORUM[language]) + text[:1].lower() + text[1:] if rng.random() < 0.35 else text


def quote(text: str, name: str, language: Language) -> str:
    head = f"{name} a écrit :" if language == "fr" else f"{name} wrote:"
    return head + "\n" + "\n".join(f"> {line}" for line in text.splitlines())
