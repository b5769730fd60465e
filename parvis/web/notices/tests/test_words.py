"""Each kind of notice is said in a sentence of its own."""

from __future__ import annotations

import pytest
from django.utils import translation

from parvis.engagement.models import Notice
from parvis.web.notices.words import OTHER, sentence


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("mention", {"by": "Inès"}, "Inès named you in a note"),
        ("asked", {"by": "Inès"}, "Inès asks you a question about this case"),
        ("asked", {"by": ""}, "You are asked about this case"),
        ("returned", {"by": "Jo", "outcome": "answered"}, "Jo has answered your question"),
        ("returned", {"by": "Jo", "outcome": "needs_more"}, "Jo needs to know more before answering your question"),
        ("returned", {"by": "Jo", "outcome": "not_ours"}, "Jo says that your question belongs elsewhere"),
        ("returned", {"by": "Jo", "outcome": "of a later version"}, "Jo has given this case back"),
        ("late", {"act": "tell_lead", "amount": 80}, "An answer is waited for here"),
    ],
)
def test_what_happened_is_said(kind: str, data: dict[str, object], said: str) -> None:
    with translation.override("en"):
        assert sentence(Notice(kind=kind, data=data)) == said


@pytest.mark.parametrize("kind", ["asked", "returned", "late"])
def test_every_sentence_is_said_in_french_too(kind: str) -> None:
    notice = Notice(kind=kind, data={"by": "Jo", "outcome": "answered"})
    with translation.override("en"):
        english = sentence(notice)
    with translation.override("fr"):
        assert sentence(notice) != english


def test_what_a_later_version_wrote_is_said_to_be_something() -> None:
    assert sentence(Notice(kind="unheard of", data={})) == str(OTHER)
    assert sentence(Notice(kind="returned", data={"outcome": "answered"})) == str(OTHER)
