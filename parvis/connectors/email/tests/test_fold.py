"""Quotations and signatures as the mail programs of France and elsewhere write them."""

import time

import pytest

from parvis.connectors.email.fold import fold, forwarded_fields

QUOTING = {
    "gmail fr": "Le lun. 3 mars 2025 à 10:12, Jean Dupont <jean@example.org> a écrit\u00a0:\n\n> Bonjour\n> À quand le train ?",
    "gmail fr wrapped": "Le lun. 3 mars 2025 à 10:12, Jean Dupont de la Motte <jean@example.org>\na écrit\u202f:\n> Bonjour",
    "gmail en": "On Mon, Mar 3, 2025 at 10:12 AM Jean Dupont <jean@example.org> wrote:\n\n> Hello",
    "gmail en wrapped": "On Mon, Mar 3, 2025 at 10:12 AM Jean Dupont via the list of friends <\njean@example.org> wrote:\n> Hello",
    "thunderbird fr": "Le 03/03/2025 à 10:12, Jean Dupont a écrit :\n> Bonjour",
    "apple fr": "Le 3 mars 2025 à 10:12, Jean Dupont <jean@example.org> a écrit :\n\nBonjour sans chevrons\nÀ quand ?",
    "apple en": "> On 3 Mar 2025, at 10:12, Jean Dupont <jean@example.org> wrote:\n> \n> Hello",
    "outlook fr": "De : Jean Dupont <jean@example.org>\nEnvoyé : lundi 3 mars 2025 10:12\nÀ : Contact\nObjet : Train\n\nBonjour",
    "outlook fr nbsp": "De\u00a0: Jean Dupont\nEnvoyé\u00a0: lundi 3 mars 2025 10:12\nÀ\u00a0: Contact\nObjet\u00a0: Train\n\nBonjour",
    "outlook en": "________________________________\nFrom: Jean Dupont\nSent: Monday, March 3, 2025\nTo: Contact\nSubject: Train\n\nHi",
    "outlook bold": "*De :* Jean Dupont <jean@example.org>\n*Envoyé :* lundi\n*À :* Contact\n*Objet :* Train\n\nBonjour",
    "outlook old": "-----Message d'origine-----\nDe : Jean\nEnvoyé : lundi\n\nBonjour",
    "outlook old en": "-----Original Message-----\nFrom: Jean\n\nHello",
    "orange": '> Message du 03/03/25 10:12\n> De : "Jean" <jean@orange.fr>\n> A : contact@example.org\n>\n> Bonjour',
    "date and address": '2017-11-24 16:32 GMT+01:00 "Jean" <jean@example.org>:\n\nBonjour sans chevrons',
    "dutch": "Van: Jean [mailto:jean@example.org]\nVerzonden: maandag 5 december 2016 17:00\nAan: Contact\nOnderwerp: Trein\n\nDag",
    "german": "Am 03.03.2025 um 10:12 schrieb Jean <jean@example.org>:\n> Hallo",
}


@pytest.mark.parametrize("style", QUOTING)
def test_a_quotation_below_the_answer_is_folded(style: str) -> None:
    found = fold(f"Oui, samedi.\n\nMerci à vous !\n\n{QUOTING[style]}")
    assert found.body == "Oui, samedi.\n\nMerci à vous !"
    assert found.folded == QUOTING[style]


@pytest.mark.parametrize("style", [name for name in QUOTING if ">" in QUOTING[name].splitlines()[-1]])
def test_a_quotation_above_the_answer_is_folded(style: str) -> None:
    found = fold(f"{QUOTING[style]}\n\nOui, samedi.")
    assert found.body == "Oui, samedi."
    assert found.folded == QUOTING[style]


def test_answers_between_the_quoted_lines_keep_them() -> None:
    text = "Le 3 mars 2025, Jean a écrit :\n> Quand ?\n\nSamedi.\n\n> Où ?\n\nÀ Lyon."
    assert fold(text).body == text


@pytest.mark.parametrize("end", ["-- \nJean", "__\nliste des voyageurs\nhttps://listes.test"])
def test_a_signature_below_the_quotation_does_not_make_it_an_answer_between_lines(end: str) -> None:
    assert fold(f"Oui, samedi.\n\n{QUOTING['thunderbird fr']}\n\n{end}").body == "Oui, samedi."


SIGNATURES = {
    "dashes": "-- \nJean Dupont\nAssociation des voyageurs",
    "dashes without space": "--\nJean",
    "closing fr": "Bien cordialement,\n\nJean Dupont\nDirecteur, 01 02 03 04 05",
    "closing en": "Kind regards,\nJohn",
    "phone fr": "Envoyé de mon iPhone",
    "phone en": "Sent from my Samsung Galaxy",
    "outlook phone": "Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>",
    "windows": "Provenance : Courrier pour Windows",
    "disclaimer": "Ce message et ses pièces jointes sont confidentiels et destinés à leur seul lecteur.\nSi vous le recevez par erreur",
    "list": "_______________________________________________\nMailing list\nhttps://lists.example.org",
}


@pytest.mark.parametrize("style", SIGNATURES)
def test_a_signature_is_folded_with_and_without_a_quotation_below(style: str) -> None:
    assert fold(f"Le train est en retard.\n\n{SIGNATURES[style]}").body == "Le train est en retard."
    found = fold(f"Le train est en retard.\n\n{SIGNATURES[style]}\n\n{QUOTING['gmail fr']}")
    assert found.body == "Le train est en retard."
    assert QUOTING["gmail fr"] in found.folded


@pytest.mark.parametrize(
    "text",
    [
        "Hello\nThanks, but it still fails. Here is the log:\nline\nCan you help?",
        "Bonjour\nBonne journée portes ouvertes samedi ! Y a-t-il des places ?",
        "Trois demandes :\n- un train\n- un lit\n- un café",
        "De : Lyon\nà Paris en train de nuit, c'est possible ?",
        "Le rapport 2024 que Jean a écrit : il est faux.",
        "À 10:30 voici ce que je note :\nle train est parti.",
        "Cordialement",
        "Vos services :\n----------------\nNom   2018   12 €",
        "Bonjour,\nCordialement,\nJean\nPS : avez-vous reçu mon chèque ?",
    ],
)
def test_what_only_looks_like_a_quotation_or_a_signature_stays(text: str) -> None:
    assert fold(text).body == text
    assert fold(text).folded == ""


def test_a_forwarded_message_stays_and_its_author_is_read() -> None:
    text = (
        "À traiter.\n\n---------- Forwarded message ---------\nDe : Zoé Martin <zoe@example.org>\n"
        "Date: lun. 3 mars 2025 à 10:12\nSubject: Objets perdus\nTo: <contact@example.test>\n\nJ'ai perdu mon sac.\n> cité"
    )
    assert fold(text).body == text
    fields = forwarded_fields(text, "forward")
    assert fields["from"] == "Zoé Martin <zoe@example.org>"
    assert fields["subject"] == "Objets perdus"
    assert fields["body"] == "J'ai perdu mon sac.\n> cité"


def test_outlook_forwards_are_known_by_their_subject() -> None:
    assert fold(f"Pour info\n\n{QUOTING['outlook fr']}", "forward").body.endswith("Bonjour")
    assert fold(f"Pour info\n\n{QUOTING['outlook fr']}", "reply").body == "Pour info"


def test_a_mail_that_is_only_a_quotation_is_shown_whole() -> None:
    assert fold("> Bonjour\n> à tous").body == "> Bonjour\n> à tous"


@pytest.mark.parametrize(
    "line", ["On " + "a " * 100_000, "> " * 100_000, "*" * 200_000, "De : \n" * 40_000, "a:\n" * 60_000]
)
def test_hostile_texts_are_folded_in_linear_time(line: str) -> None:
    start = time.process_time()
    fold(line)
    assert time.process_time() - start < 3
