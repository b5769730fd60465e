from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.models import Brand, Journal, Seat
from parvis.engagement.actions.cases import By, StaleCase, open_case
from parvis.engagement.actions.macros import MacroDraft, MacroNameTaken, add_macro, do_acts, edit_macro, remove_macro
from parvis.engagement.models import Case, CaseEvent, Macro
from parvis.engagement.queries.macros import macros_for, values_for
from parvis.engagement.rules.macros import VARIABLES, Acts, BadMacro, Values, check_macro, fill, unknown_in
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.people.models import Person

VALUES = Values(person="Léa {brand}", brand="Nocturne", me="Inès")


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("Bonjour {person},", "Bonjour Léa {brand},"),
        ("{ Marque } · {MON NOM} · {my  name}", "Nocturne · Inès · Inès"),
        ("{prix} {} {", "{prix} {} {"),
    ],
)
def test_variables_are_filled_once_in_either_language(body: str, filled: str) -> None:
    assert fill(body, VALUES) == filled


@given(st.text(alphabet="{}ab \n", max_size=60), st.text(alphabet="{}abpersn", max_size=20))
def test_what_is_filled_in_is_never_read_again(around: str, name: str) -> None:
    body = around.replace("{", "").replace("}", "") + "{person}"
    assert fill(body, Values(name, "B", "M")) == body.removesuffix("{person}") + name


@given(st.text(max_size=80))
def test_a_text_without_known_variables_stays_as_it_is(text: str) -> None:
    if not any(word in " ".join(text.casefold().split()) for word in VARIABLES):
        assert fill(text, VALUES) == text


@pytest.mark.parametrize(
    ("body", "acts", "field"),
    [
        ("Bonjour {prenom}", Acts(), "body"),
        ("", Acts(), "body"),
        ("x" * 20_001, Acts(), "body"),
        ("", Acts(type="nonsense"), "type"),
        ("", Acts(close="never"), "close"),
        ("", Acts(aside="yesterday"), "aside"),
        ("Merci", Acts(aside="week"), "aside"),
    ],
)
def test_a_macro_that_cannot_be_is_refused_at_its_field(body: str, acts: Acts, field: str) -> None:
    with pytest.raises(BadMacro) as refused:
        check_macro(body, acts)
    assert refused.value.field == field


def test_the_strange_word_is_named() -> None:
    assert unknown_in("{prenom} {person} {prenom} {x}") == ["prenom", "x"]
    with pytest.raises(BadMacro) as refused:
        check_macro("Cher {prenom}", Acts())
    assert "{prenom}" in str(refused.value.message)


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime) -> Case:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return open_case(post, By(ines.account, noon))


def test_a_name_known_from_elsewhere_is_not_said_here(case: Case, ines: Seat) -> None:
    author = case.post.author
    assert author is not None
    Person.objects.filter(pk=author.person_id).update(name="Léa Dupont, 12 rue des Lilas")
    told = values_for(Case.objects.get(pk=case.pk), ines)
    assert told.person == (author.name or author.handle)
    assert "Dupont" not in told.person
    assert (told.brand, told.me) == ("Nocturne", ines.account.name)


def test_each_sees_their_own_and_the_teams_in_the_language_of_the_conversation(
    case: Case, brand: Brand, other_brand: Brand, ines: Seat, noon: datetime
) -> None:
    other = Seat.objects.create(account=somebody_else(noon), brand=brand, role="moderator", created_at=noon)
    for at, draft in (
        (brand, MacroDraft("Merci", "Merci {personne}", language="fr")),
        (brand, MacroDraft("Thanks", "Thanks", language="en")),
        (brand, MacroDraft("À moi", "…", owner=ines.account)),
        (brand, MacroDraft("À lui", "…", owner=other.account)),
        (other_brand, MacroDraft("Ailleurs", "…")),
    ):
        add_macro(at, draft, by=ines.account, at=noon)
    assert [m.name for m in macros_for(case, ines, "fr")] == ["À moi", "Merci"]


def somebody_else(noon: datetime):
    from parvis.core.models import Account

    return Account.objects.create(email="x@nocturne.example", name="X", created_at=noon)


def test_a_name_stands_once_for_the_team_and_once_for_each(brand: Brand, ines: Seat, noon: datetime) -> None:
    first = add_macro(brand, MacroDraft("Merci", "a"), by=ines.account, at=noon)
    add_macro(brand, MacroDraft("Merci", "b", owner=ines.account), by=ines.account, at=noon)
    with pytest.raises(MacroNameTaken):
        add_macro(brand, MacroDraft("Merci", "c"), by=ines.account, at=noon)
    edit_macro(first, MacroDraft("Merci !", "a\r\nb"), by=ines.account, at=noon)
    first.refresh_from_db()
    assert (first.name, first.body) == ("Merci !", "a\nb")
    remove_macro(first, by=ines.account, at=noon)
    assert Macro.objects.count() == 1
    verbs = Journal.objects.filter(object__startswith="macro:").values_list("verb", flat=True)
    assert list(verbs) == ["macro.added", "macro.added", "macro.edited", "macro.removed"]


def test_acts_are_done_together_or_not_at_all(case: Case, brand: Brand, ines: Seat, noon: datetime) -> None:
    acts = Acts(assign="me", type="complaint", close="resolved")
    with pytest.raises(StaleCase):
        do_acts(brand, case.pk, acts, ines, {}, By(ines.account, noon, version=9))
    do_acts(brand, case.pk, acts, ines, {}, By(ines.account, noon, version=case.version))
    case.refresh_from_db()
    assert (case.assignee_id, case.type, case.state, case.outcome) == (ines.pk, "complaint", "closed", "resolved")
    kinds = CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["opened", "assigned", "classified", "closed"]
