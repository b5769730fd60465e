"""Regular inflection of the lexicons' entries, French and English. Over-generation is harmless: nobody writes those forms."""

from __future__ import annotations

_FR_ADJECTIVES = (
    ("teur", ("teur", "teurs", "teuse", "teuses", "trice", "trices")),
    ("eur", ("eur", "eurs", "euse", "euses")),
    ("eux", ("eux", "euse", "euses")),
    ("eau", ("eau", "eaux", "elle", "elles")),
    ("if", ("if", "ifs", "ive", "ives")),
    ("er", ("er", "ers", "ère", "ères")),
    ("el", ("el", "els", "elle", "elles")),
    ("en", ("en", "ens", "enne", "ennes")),
    ("on", ("on", "ons", "onne", "onnes")),
    ("al", ("al", "als", "aux", "ale", "ales")),
    ("il", ("il", "ils", "ille", "illes")),
    ("ul", ("ul", "uls", "ulle", "ulles")),
    ("os", ("os", "osse", "osses")),
    ("as", ("as", "asse", "asses")),
    ("ais", ("ais", "aise", "aises", "aîche", "aîches")),
    ("et", ("et", "ets", "ette", "ettes", "ète", "ètes")),
    ("oux", ("oux", "ouce", "ouces")),
    ("e", ("e", "es")),
)
_FR_ER = [
    "e",
    "es",
    "ons",
    "ez",
    "ent",
    "é",
    "ée",
    "és",
    "ées",
    "er",
    "ant",
    "ait",
    "ais",
    "aient",
    "era",
    "erai",
    "erais",
    "erait",
    "eront",
    "ions",
]
_FR_IR = ["is", "it", "issons", "issez", "issent", "i", "ie", "ies", "ir", "issant", "issait", "irait", "ira"]


def inflected(language: str, form: str, kind: str) -> list[str]:
    """The form first, then its inflections. Only the first word of a verb phrase or noun phrase moves."""
    if kind == "x":
        return [form]
    head, _, tail = form.partition(" ")
    if language == "en":
        return _english(form, kind, head, tail)
    return [form, *(f"{each} {tail}".strip() for each in _french(head, kind) if f"{each} {tail}".strip() != form)]


def _french(word: str, kind: str) -> list[str]:
    if kind == "v":
        return _french_verb(word)
    if kind == "n":
        return [word] if word[-1] in "sxz" else [word + ("x" if word.endswith("eau") else "s")]
    for ending, forms in _FR_ADJECTIVES:
        if word.endswith(ending):
            return [word.removesuffix(ending) + each for each in forms]
    return [word, word + "s", word + "e", word + "es"]


def _french_verb(word: str) -> list[str]:
    stem = word[:-2]
    if word.endswith("er"):
        if stem.endswith(("c", "g")):
            soft = stem[:-1] + ("ç" if stem.endswith("c") else "ge")
            return [stem + each for each in _FR_ER] + [soft + "ait", soft + "ant", soft + "ons", soft + "ais"]
        return [stem + each for each in _FR_ER]
    return [stem + each for each in _FR_IR] if word.endswith("ir") else [word]


def _english(form: str, kind: str, head: str, tail: str) -> list[str]:
    if kind == "v":
        return [form, *(f"{each} {tail}".strip() for each in _english_verb(head))]
    if kind == "n":
        return [form, _plural(form)]
    if tail:
        return [form]
    adverb = form[:-1] + "y" if form.endswith("le") else form[:-1] + "ily" if form.endswith("y") else form + "ly"
    if len(form) > 6:
        return [form, adverb]
    stem = form[:-1] + "i" if form.endswith("y") else form.removesuffix("e")
    return [form, adverb, stem + "er", stem + "est"]


def _english_verb(word: str) -> list[str]:
    if word.endswith("e"):
        return [word + "s", word + "d", word[:-1] + "ing"]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return [word[:-1] + "ies", word[:-1] + "ied", word + "ing"]
    doubled = word + word[-1]
    return [_plural(word), word + "ed", word + "ing", doubled + "ed", doubled + "ing"]


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"
