import pytest

from conftest import NOON
from parvis.community.rules.access import (
    NOBODY,
    Access,
    Refusal,
    Room,
    Who,
    may_know,
    may_read,
    policy_of,
    why_not_answer,
    why_not_begin,
)
from parvis.community.rules.kinds import Kind
from parvis.community.rules.naming import handle_key, handle_of, slug_of
from parvis.community.rules.paging import near, page_of, span

MEMBER, TEAM = Who(member=1), Who(member=2, team=True)
FRIEND, READER = Who(member=3, groups=frozenset({7})), Who(member=4, groups=frozenset({8}))


def room(access=Access.PUBLIC, kind=Kind.DISCUSSION, closed=False, **policy) -> Room:
    groups = {7: "write", 8: "read"} if access in (Access.GROUPS, Access.SECRET) else {}
    return Room(1, 1, "r", "R", "", "", kind, access, policy_of(kind, policy), closed, groups=groups)


@pytest.mark.parametrize(
    ("access", "readers", "knowers"),
    [
        (Access.PUBLIC, {NOBODY, MEMBER, TEAM, FRIEND}, {NOBODY, MEMBER, TEAM, FRIEND}),
        (Access.MEMBERS, {MEMBER, TEAM, FRIEND}, {MEMBER, TEAM, FRIEND}),
        (Access.GROUPS, {FRIEND}, {NOBODY, MEMBER, TEAM, FRIEND}),
        (Access.SECRET, {FRIEND}, {FRIEND}),
    ],
)
def test_who_reads_and_who_knows_of_a_room(access, readers, knowers):
    everybody = {NOBODY, MEMBER, TEAM, FRIEND}
    assert {who for who in everybody if may_read(room(access), who)} == readers
    assert {who for who in everybody if may_know(room(access), who)} == knowers


@pytest.mark.parametrize(
    ("there", "who", "why"),
    [
        (room(), NOBODY, Refusal.SIGNED_OUT),
        (room(Access.SECRET), MEMBER, Refusal.UNSEEN),
        (room(closed=True), MEMBER, Refusal.CLOSED),
        (room(closed=True), TEAM, Refusal.CLOSED),
        (room(Access.GROUPS), READER, Refusal.READ_ONLY),
        (room(Access.GROUPS), FRIEND, None),
        (room(trust=2), MEMBER, Refusal.TRUST),
        (room(trust=2), TEAM, None),
        (room(slow=60), MEMBER, Refusal.SLOW),
        (room(), MEMBER, None),
    ],
)
def test_why_one_may_not_answer(there, who, why):
    assert why_not_answer(there, who, last=NOON, at=NOON) is why


def test_only_the_team_begins_where_the_preset_or_the_policy_says_so():
    assert why_not_begin(room(kind=Kind.ANNOUNCEMENTS), MEMBER, at=NOON) is Refusal.TEAM_ONLY
    assert why_not_begin(room(kind=Kind.ANNOUNCEMENTS), TEAM, at=NOON) is None
    assert why_not_begin(room(kind=Kind.ANNOUNCEMENTS, begins="members"), MEMBER, at=NOON) is None


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L’été à Œuvre-sur-Mer : ça va ?", "l-ete-a-oeuvre-sur-mer-ca-va"),
        ("???", "t"),
        ("日本語の質問", "ri-ben-yu-no-zhi-wen"),
        ("mot " * 40, "-".join(["mot"] * 20)),
    ],
)
def test_a_slug_is_spelt_in_letters_of_addresses(title, slug):
    made = slug_of(title)
    assert made == slug
    assert len(made) <= 80
    assert made == made.strip("-")


def test_handles_are_what_addresses_and_mentions_can_carry():
    assert handle_of("Zoé Lemaître-Durand") == "zoe-lemaitre-durand"
    assert handle_of("…") == ""
    assert handle_key("Jean.Pierre_D-x") == handle_key("jeanpierredx")


@pytest.mark.parametrize(("number", "last", "offered"), [(1, 1, [1]), (1, 9, [1, 2, 3, 0, 9]), (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]), (50, 99, [1, 0, 48, 49, 50, 51, 52, 0, 99])])  # fmt: skip
def test_pages_offered_are_near_and_at_both_ends(number, last, offered):
    assert near(number, last) == offered


def test_a_post_stands_on_its_page():
    assert [page_of(seq) for seq in (1, 20, 21, 1000)] == [1, 1, 2, 50]
    assert span(50) == (981, 1000)
