"""Sentences of templates: translated once per language, safe where they are ours and escaped where they are not."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from jinja2 import Environment

from parvis.web.ui.environment import environment
from parvis.web.ui.wording import day, day_names


def house() -> Environment:
    return environment(autoescape=True)


def rendered(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return house().from_string(source).render(**context)


def test_each_language_keeps_its_own_sentence() -> None:
    assert [rendered("{{ _('Close') }}", code) for code in ("en", "fr", "en")] == ["Close", "Fermer", "Close"]


def test_what_is_put_into_a_sentence_is_escaped() -> None:
    said = rendered("{{ _('In the hands of %(name)s', name=who) }}", "en", who="<b>Eve</b>")
    assert said == "In the hands of &lt;b&gt;Eve&lt;/b&gt;"


def test_a_block_of_words_with_a_number_agrees_with_it() -> None:
    source = "{% trans n=n %}{{ n }} post{% pluralize %}{{ n }} posts{% endtrans %}"
    assert [rendered(source, "en", n=n) for n in (1, 2)] == ["1 post", "2 posts"]


def test_a_percent_sign_reads_the_same_with_variables_and_without() -> None:
    assert rendered("{{ _('100%%') }} {{ _('100%% of %(what)s', what='it') }}", "en") == "100% 100% of it"


def test_a_french_day_has_no_capital_inside_a_sentence() -> None:
    """Dates are written with Django's own names of days, which a catalogue of ours must not translate otherwise."""
    with translation.override("fr"):
        assert day(date(2026, 9, 1)) == "mardi 1 septembre 2026"
        assert day_names()[1] == "Mardi"
