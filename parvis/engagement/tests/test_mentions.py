from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import seat_for
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.notes import leave_note
from parvis.engagement.models import Case, Notice
from parvis.engagement.rules.mentions import handle_of, mentioned
from parvis.outbox.tests.conversation import a_place, a_post, somebody

TEAM = {1: "Inès Moreau", 2: "Malik Sow", 3: "Inès Petit", 4: "Jean-Noël", 5: "李明"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Malik tu regardes ?", {2}),
        ("vu avec @malik.sow, et @INES MOREAU.", {1, 2}),
        ("@inès peux-tu ?", set()),  # two of that name: nobody is guessed
        ("@ines.petit!", {3}),
        ("(@Jean-Noël) @jean", {4}),
        ("malik@exemple.fr ou contact@malik.fr", set()),
        ("@malikou @", set()),
        ("@李明", {5}),
        ("@Malik\nSow", {2}),
    ],
)
def test_who_is_called(text: str, who: set[int]) -> None:
    assert mentioned(text, TEAM) == who


@given(
    st.sampled_from(sorted(TEAM)), st.text(alphabet="abc ,.!\n@", max_size=20), st.text(alphabet=" ,.!\n", max_size=5)
)
def test_a_handle_always_calls_its_bearer(who: int, before: str, after: str) -> None:
    assert who in mentioned(f"{before} @{handle_of(TEAM[who])}{after}", TEAM)


@given(st.text(max_size=80))
def test_without_the_sign_nobody_is_called(text: str) -> None:
    assert mentioned(text.replace("@", "").replace("＠", ""), TEAM) == set()


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime) -> Case:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return open_case(post, By(ines.account, noon))


def test_who_is_named_finds_a_notice_and_who_may_not_see_the_case_does_not(
    case: Case, brand: Brand, other_brand: Brand, ines: Seat, noon: datetime
) -> None:
    malik, expert = seat_for(brand, Role.MODERATOR, name="malik"), seat_for(brand, Role.EXPERT, name="zoe")
    ended = seat_for(brand, Role.MODERATOR, name="yves")
    ended.ended_at = noon
    ended.save()
    seat_for(other_brand, Role.OWNER, name="paul")
    left = leave_note(brand, case.pk, "@malik @zoe @yves @paul @ines : à voir", By(ines.account, noon))
    assert ([s.pk for s in left.told], [s.pk for s in left.blind]) == ([malik.pk], [expert.pk])
    notice = Notice.objects.get()
    assert (notice.account_id, notice.kind, notice.case_id) == (malik.account_id, "mention", case.pk)
    assert "voir" not in str(notice.data)
