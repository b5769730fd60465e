"""Each facet by a table of sentences of our own, French and English."""

from __future__ import annotations

import pytest

from parvis.analysis.lexicon import lexicon
from parvis.analysis.reading import LANGUAGES, read
from parvis.analysis.ruled import ruled
from parvis.analysis.tests.sentences import SENTENCES

MOODS = [
    ("Le personnel était très aimable et la chambre impeccable.", "positive"),
    ("Pas mal du tout, je recommande !", "positive"),
    ("Aucun problème à signaler, livraison rapide", "positive"),
    ("Je n’aime pas du tout la nouvelle application", "negative"),
    ("C’est pas terrible", "negative"),
    ("Ce n'est pas bon et l'accueil est désagréable", "negative"),
    ("Le musée est joli mais le guide était vraiment odieux", "negative"),
    ("L’attente est longue mais quel spectacle magnifique !", "positive"),
    ("troooop bien !!!", "positive"),
    ("service nuuuul", "negative"),
    ("Tres decu du service apres vente", "negative"),
    ("Mon colis n’est jamais arrivé, c’est honteux", "negative"),
    ("La bibliothèque ouvre à neuf heures.", "neutral"),
    ("The staff were lovely and the food was delicious", "positive"),
    ("Not bad at all, would recommend", "positive"),
    ("The app isn't good and support is useless", "negative"),
    ("Great location but the room was absolutely filthy and disgusting", "negative"),
    ("Slow start but an amazing, unforgettable show", "positive"),
    ("I don't recommend it", "negative"),
    ("No problem with the booking", "positive"),
    ("The library opens at nine.", "neutral"),
    ("On y va 😍", "positive"),
]


@pytest.mark.parametrize(("text", "label"), MOODS)
def test_mood(text: str, label: str) -> None:
    judged = read(text).sentiment
    assert judged.label == label
    assert label == "neutral" or judged.evidence


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("C’est bon", "C’est vraiment très bon"),
        ("Un peu lent ici, le service", "Très lent ici, le service"),
        ("it is good food", "it is extremely good food"),
        ("the place is bad", "the place is BAD"),
        ("le service est mauvais", "le service est mauvais !!!"),
    ],
)
def test_the_lexicon_hears_intensity(weaker: str, stronger: str) -> None:
    low, high = (ruled(text, "", LANGUAGES).mood for text in (weaker, stronger))
    assert max(high.scores[0], high.scores[2]) > max(low.scores[0], low.scores[2])


def test_the_lexicon_hears_a_face() -> None:
    assert ruled("We are back at the station 😡", "", LANGUAGES).mood.label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "Bravo la compagnie, encore deux heures de retard et un train sale",
        "Super service #ironie",
        "Great, another broken lift and a horrible queue",
        "Excellent accueil et horrible repas",
    ],
)
def test_irony_and_mixed_feelings_make_it_uncertain(text: str) -> None:
    assert read(text).sentiment.uncertain


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Toujours pas livré, je veux être remboursé, c’est inadmissible", {"complaint"}),
        ("À quelle heure ouvre le guichet ?", {"question"}),
        ("Aidez-moi, je n’arrive pas à me connecter", {"help"}),
        ("Bravo à toute l’équipe, magnifique spectacle", {"praise"}),
        ("Ce serait bien d’ajouter un banc près de l’arrêt", {"suggestion"}),
        ("Où acheter ce modèle, quel est le prix ?", {"purchase", "question"}),
        ("Rappel de produit : plusieurs clients hospitalisés", {"crisis"}),
        ("Vous êtes des connards", {"abuse"}),
        ("Gagnez de l’argent facile avec le trading, contactez-moi sur whatsapp", {"spam"}),
        ("Le marché se tient le jeudi", {"other"}),
        ("My order never arrived and customer service is useless", {"complaint"}),
        ("How long does delivery take?", {"question"}),
        ("Please help, I can't log in", {"help"}),
        ("Thank you for the amazing visit", {"praise"}),
        ("It would be great if you could add a dark theme", {"suggestion"}),
        ("Is it in stock? I want to buy two", {"purchase", "question"}),
        ("There was an explosion and people were evacuated", {"crisis"}),
        ("You are an idiot", {"abuse"}),
        ("Make money fast with crypto, click here", {"spam"}),
        ("The market is on Thursday", {"other"}),
    ],
)
def test_intents(text: str, labels: set[str]) -> None:
    assert labels <= {intent.label for intent in read(text).intents}


def test_a_question_mark_in_an_address_asks_nothing() -> None:
    assert [i.label for i in read("Voir la page https://example.org/liste?page=2 de la mairie").intents] == ["other"]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("Tu es un gros c0nnard", "insult"),
        ("Quelle bande d’abrutis", "insult"),
        ("what a bunch of f*ckers, b*tch", "insult"),
        ("Je sais où tu habites, je vais te retrouver", "threat"),
        ("We know where you live, watch your back", "threat"),
        ("sale arabe, retourne dans ton pays", "hate"),
        ("Death to gays", "hate"),
        ("Le train de 8 h est en retard", "none"),
        ("Je suis trop con, j’avais oublié mon billet", "none"),
        ("Meet me at gate 4, seat 13b, with 2 bags", "none"),
        ("La femme du guichet était charmante", "none"),
    ],
)
def test_toxicity(text: str, tier: str) -> None:
    judged = read(text).toxicity
    assert judged.tier == tier
    assert tier == "none" or judged.evidence


@pytest.mark.parametrize(
    ("text", "is_spam"),
    [
        ("Prêt entre particuliers, taux de 2 %, contactez-moi sur whatsapp +33 6 12 34 56 78", True),
        ("Casino en ligne, cliquez ici http://xn--cdiscunt-3kb.example", True),
        ("Earn up to $5000 a week, passive income, click here https://bit.ly/abc", True),
        ("Le programme complet est ici : https://example.org/programme", False),
        ("I paid 40 $ for this and it broke", False),
    ],
)
def test_spam(text: str, is_spam: bool) -> None:
    assert (read(text).spam.score >= 0.5) is is_spam


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tu peux passer ce soir, je t’attends avec ton billet", "tu"),
        ("Dis-moi à quelle heure ça ouvre", "tu"),
        ("Pouvez-vous vérifier votre dossier ?", "vous"),
        ("Veuillez trouver les horaires ci-joint", "vous"),
        ("Le ton de cet article est étrange", "none"),
        ("Je viens chez eux assez souvent avec Mme Lopez", "none"),
        ("Il a écrit « tu viens ? » et depuis je vous attends devant la gare", "vous"),
        ("Tu vois, vous êtes tous pareils dans ta ville", "mixed"),
        ("The tone of the note is odd", "none"),
    ],
)
def test_register(text: str, said: str) -> None:
    assert read(text, hint="fr" if said != "none" else "").register == said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_best_type_is_the_one_a_person_gives(language: str) -> None:
    own = [(text, kind) for text, kind in SENTENCES if read(text).language == language]
    right = [read(text).intents[0].label == kind for text, kind in own]
    assert len(own) > 15
    assert sum(right) / len(right) >= 0.85


@pytest.mark.parametrize("text", [text for text, kind in SENTENCES if kind == "crisis"])
def test_a_crisis_is_not_missed(text: str) -> None:
    assert "crisis" in {intent.label for intent in read(text).intents}


@pytest.mark.parametrize(
    "text",
    [
        "Je suis mort de rire devant cette série", "Cette tarte est une tuerie", "Plus de batterie, je rentre",
        "I'm dying to try the new menu", "That set was fire", "My phone died again, useless charger",
    ],
)  # fmt: skip
def test_strong_words_are_no_crisis(text: str) -> None:
    assert "crisis" not in {intent.label for intent in read(text).intents}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_lexicons_are_broad(language: str) -> None:
    moods = [n for n in lexicon(language).values() if any(m.code == "mood" for m in n.marks)]
    assert len(moods) > 900
