"""An answer leaves once, to the right person, no more visible than what it answers."""

from __future__ import annotations

import pytest

from parvis.connectors.contract import AuthExpired, Forbidden, Item, Rejected
from parvis.connectors.mastodon.sending import check_length, length
from parvis.connectors.mastodon.testing.instance import GOTOSOCIAL, MASTODON, PLEROMA, Dialect, Instance, Said
from parvis.connectors.mastodon.tests.conftest import CONNECTOR, SETTINGS, Desk, Opening


def answered(here: Desk, **more: str) -> Item:
    here.instance.say("zoe@ailleurs.example", "@veilleuse une question ?", **more)
    return here.read()[-1]


def last(instance: Instance) -> Said:
    return list(instance.posts.values())[-1]


def test_the_person_answered_is_named_first(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    sent = CONNECTOR.send(here.source, here.draft("Oui, à 21 h.", item))
    said = last(here.instance)
    assert said.text == "@zoe@ailleurs.example Oui, à 21 h."
    assert (said.parent, said.id, said.language) == (item.remote_id, sent.remote_id, "fr")
    assert sent.url


def test_nobody_is_named_twice(desk: Opening) -> None:
    here = desk()
    CONNECTOR.send(here.source, here.draft("Merci @zoe@ailleurs.example !", answered(here)))
    assert last(here.instance).text.count("@zoe") == 1


@pytest.mark.parametrize("seen", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_as_visible_as_what_it_answers(desk: Opening, seen: str) -> None:
    here = desk("@veilleuse/messages" if seen == "direct" else "@veilleuse/mentions")
    CONNECTOR.send(here.source, here.draft("Reçu", answered(here, visibility=seen)))
    assert last(here.instance).visibility == seen


def test_an_answer_keeps_the_warning(desk: Opening) -> None:
    here = desk()
    CONNECTOR.send(here.source, here.draft("Je ne dirai rien", answered(here, warning="Fin du film")))
    assert last(here.instance).warning == "Fin du film"


def test_an_answer_to_a_post_of_unknown_visibility_does_not_leave(desk: Opening) -> None:
    here = desk()
    with pytest.raises(Rejected) as refused:
        CONNECTOR.send(here.source, here.draft("Bonjour", Item("1", "1", "x")))
    assert refused.value.mend
    assert not here.instance.posts


def test_a_new_post_is_public_and_names_nobody(desk: Opening) -> None:
    here = desk()
    CONNECTOR.send(here.source, here.draft("La ligne de nuit repart.", None))
    assert (last(here.instance).text, last(here.instance).visibility) == ("La ligne de nuit repart.", "public")


@pytest.mark.parametrize(
    ("words", "counted"),
    [("bonjour", 7), ("https://example.org/" + "x" * 200, 23), ("@zoe@ailleurs.example salut", 10), ("é" * 10, 10)],
)
def test_length_is_counted_as_the_network_counts(words: str, counted: int) -> None:
    assert length(words) == counted


def test_what_is_too_long_is_told_before_it_is_sent() -> None:
    with pytest.raises(Rejected, match="12 characters"):
        check_length("douze lettre", {"limit": 11})
    check_length("douze lettre", {})


def test_what_the_server_finds_too_long_is_told_in_its_words(desk: Opening) -> None:
    here = desk()
    with pytest.raises(Rejected, match="limit of 500") as refused:
        CONNECTOR.send(here.source, here.draft("x" * 600, answered(here)))
    assert refused.value.field == "body"


@pytest.mark.parametrize("dialect", [MASTODON, GOTOSOCIAL, PLEROMA], ids=lambda d: d.name)
def test_a_key_proves_nothing_where_it_is_ignored_and_the_message_is_found_by_its_words(
    desk: Opening, dialect: Dialect
) -> None:
    here = desk()
    draft = here.draft(
        "Le train de 21 h — « la Veilleuse » — https://example.org/x?a=1&b=2\n\nÀ bientôt", answered(here)
    )
    first, second = CONNECTOR.send(here.source, draft), CONNECTOR.send(here.source, draft)
    assert (first.remote_id == second.remote_id) == dialect.keeps_keys
    found = CONNECTOR.find_sent(here.source, draft)
    assert found
    assert found.remote_id in (first.remote_id, second.remote_id)
    assert not CONNECTOR.idempotent


def test_the_same_words_to_somebody_else_are_not_taken_for_it(desk: Opening) -> None:
    here = desk()
    one, other = answered(here), answered(here)
    CONNECTOR.send(here.source, here.draft("Merci !", one))
    assert CONNECTOR.find_sent(here.source, here.draft("Merci !", other, "k2")) is None


def test_an_answer_to_what_was_removed_says_so(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    here.instance.remove(here.instance.posts[item.remote_id])
    with pytest.raises(Rejected, match="no longer exists"):
        CONNECTOR.send(here.source, here.draft("Trop tard", item))


def test_a_token_for_reading_only_does_not_answer_and_the_mend_says_what_to_do(desk: Opening) -> None:
    here = desk()
    item = answered(here)
    here.source = type(here.source)(
        here.source.address, SETTINGS, {"token": here.instance.token_for("veilleuse", ["read"])}
    )
    with pytest.raises(Forbidden) as refused:
        CONNECTOR.send(here.source, here.draft("Bonjour", item))
    assert "level that lets Parvis answer" in str(refused.value.mend)


def test_without_an_account_nothing_leaves(desk: Opening) -> None:
    here = desk("@zoe", stranger=True)
    here.instance.say("zoe", "Bonjour")
    with pytest.raises(AuthExpired):
        CONNECTOR.send(here.source, here.draft("Bonjour", here.read()[0]))
