from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.conversations.models import Place, Post
from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions import cases, merging, routing
from parvis.engagement.actions.cases import AlreadyOpen, By, MergedAway, StaleCase
from parvis.engagement.actions.merging import Away, Ended, Moving, NotSplit, SameCase, TooLate
from parvis.engagement.models import Case, CaseMerge, CaseReply
from parvis.engagement.queries import Filters, cases_of_person, counts, history_of, inbox
from parvis.engagement.queries.families import case_answered_by, members_of, standing_on
from parvis.engagement.rules import Arrival, CaseType, Outcome, RoutingOutcome
from parvis.engagement.rules.merging import kept, merged
from parvis.flows.triage import triage
from parvis.outbox.actions.drafts import Writing, save_draft
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import a_place, a_post, somebody

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


# What two become


MOMENTS = st.none() | st.integers(0, 90).map(lambda n: START + n * HOUR)
STANDING = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["open", "waiting", "snoozed"]),
        "priority": st.integers(-1, 2),
        "assignee_id": st.none() | st.integers(1, 3),
        "waiting_since": MOMENTS,
        "due_at": MOMENTS,
        "first_reply_at": MOMENTS,
        "snoozed_until": MOMENTS,
    }
)


@given(STANDING, STANDING)
def test_whoever_waits_still_waits_and_is_owed_no_later(one: dict[str, Any], other: dict[str, Any]) -> None:
    both = merged(one, other)
    assert (both["state"] == "open") == ("open" in (one["state"], other["state"]))
    for name in ("due_at", "waiting_since", "first_reply_at"):
        given_ones = [case[name] for case in (one, other) if case[name] is not None]
        assert both[name] == min(given_ones, default=None)
    assert both["priority"] == max(one["priority"], other["priority"])
    owners = {one["assignee_id"], other["assignee_id"]} - {None}
    assert both["assignee_id"] in (owners or {None})


# Merging


@pytest.fixture
def place(brand: Brand, noon: datetime) -> Place:
    return a_place(brand, at=noon)


@pytest.fixture
def by(ines: Seat, noon: datetime) -> By:
    return By(ines.account, noon + HOUR)


Opens = Callable[..., Case]


@pytest.fixture
def opened(brand: Brand, place: Place, by: By, noon: datetime) -> Opens:
    """A case of `name` in their own thread, written `hours` after noon."""

    def made(name: str, hours: float = 0) -> Case:
        author = somebody(brand, name, at=noon)
        return cases.open_case(a_post(place, author=author, at=noon + hours * HOUR, thread=f"of {name}"), by)

    return made


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.django_db
def test_two_become_one_owed_when_the_first_was(
    brand: Brand, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    late, early = opened("lea", 0.5), opened("max")
    cases.assign(brand, early.pk, ines, by)
    merging.merge(brand, late.pk, early.pk, by)
    winner, loser = now(late), now(early)
    assert (winner.due_at, winner.waiting_since, winner.assignee) == (noon + 2 * HOUR, noon, ines)
    assert (loser.state, loser.outcome, loser.merged_into) == ("closed", "merged", late)
    assert [member.pk for member in members_of(winner)] == [late.pk, early.pk]
    assert {event.kind for event in history_of(winner)} >= {"merged", "merged_away", "assigned", "opened"}


@pytest.mark.django_db
def test_counts_and_lists_know_one_case(brand: Brand, opened: Opens, ines: Seat, by: By, noon: datetime) -> None:
    a, b = opened("lea"), opened("max")
    merging.merge(brand, a.pk, b.pk, by)
    assert counts(brand.pk, ines.pk, noon)["all"] == 1
    assert [row.pk for row in inbox(brand.pk, Filters(), noon)] == [a.pk]
    assert inbox(brand.pk, Filters("closed"), noon) == []
    assert b.author is not None
    assert [case.pk for case in cases_of_person(ines, b.author.person_id)] == [a.pk]


@pytest.mark.django_db
def test_every_verb_on_what_was_merged_leads_to_what_it_is_part_of(
    brand: Brand, opened: Opens, ines: Seat, by: By
) -> None:
    a, b = opened("lea"), opened("max")
    merging.merge(brand, a.pk, b.pk, by)
    verbs: list[Callable[[], object]] = [
        lambda: cases.assign(brand, b.pk, ines, by),
        lambda: cases.unassign(brand, b.pk, by),
        lambda: cases.classify(brand, b.pk, by, kind=CaseType.HELP),
        lambda: cases.note(brand, b.pk, "x", by),
        lambda: cases.snooze(brand, b.pk, by.at + HOUR, by),
        lambda: cases.close(brand, b.pk, Outcome.SPAM, by),
        lambda: cases.reopen(brand, b.pk, by),
        lambda: routing.ask(brand, b.pk, routing.Ask(Department.objects.create(brand=brand, name="X")), by),
        lambda: routing.give_back(brand, b.pk, RoutingOutcome.ANSWERED, "", by),
        lambda: routing.withdraw(brand, b.pk, by),
        lambda: merging.split_post(brand, b.pk, b.post_id, by),
    ]
    for verb in verbs:
        with pytest.raises(MergedAway) as refused:
            verb()
        assert refused.value.case == a
    with pytest.raises(AlreadyOpen) as standing:
        cases.open_case(b.post, by)
    assert standing.value.case == a


@pytest.mark.django_db
def test_circles_and_closed_cases_are_refused(brand: Brand, opened: Opens, by: By) -> None:
    a, b, c = opened("lea"), opened("max"), opened("zoe")
    with pytest.raises(SameCase):
        merging.merge(brand, a.pk, a.pk, by)
    merging.merge(brand, a.pk, b.pk, by)
    for one, other in ((a, b), (b, a)):
        with pytest.raises(SameCase):
            merging.merge(brand, one.pk, other.pk, by)
    with pytest.raises(MergedAway):
        merging.merge(brand, b.pk, c.pk, by)
    cases.close(brand, c.pk, Outcome.SPAM, by)
    with pytest.raises(Ended) as ended:
        merging.merge(brand, a.pk, c.pk, by)
    assert ended.value.case == c


@pytest.mark.django_db
def test_a_stale_version_of_either_is_refused(brand: Brand, opened: Opens, ines: Seat, by: By) -> None:
    a, b = opened("lea"), opened("max")
    cases.assign(brand, b.pk, ines, by)
    with pytest.raises(StaleCase) as refused:
        merging.merge(brand, a.pk, b.pk, By(by.account, by.at, 1), loser_version=1)
    assert refused.value.stored == b
    cases.assign(brand, a.pk, ines, by)
    for verb in (
        lambda stale: merging.merge(brand, a.pk, b.pk, stale),
        lambda stale: merging.split_post(brand, a.pk, a.post_id, stale),
        lambda stale: merging.split_thread(brand, a.pk, b.pk, stale),
    ):
        with pytest.raises(StaleCase):
            verb(By(by.account, by.at, 1))


def leaving(case: Case, seat: Seat, state: str, at: datetime) -> Outgoing:
    draft = save_draft(case.post, Writing("Voilà", None), by=seat.account, at=at)
    Outgoing.objects.filter(pk=draft.pk).update(state=state, queued_at=at, sent_at=at)
    draft.refresh_from_db()
    return draft


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "sending"])
def test_while_an_answer_is_leaving_nothing_is_merged(
    brand: Brand, opened: Opens, ines: Seat, by: By, noon: datetime, state: str
) -> None:
    a, b = opened("lea"), opened("max")
    leaving(b, ines, state, noon)
    for one, other in ((a, b), (b, a)):
        with pytest.raises(Moving):
            merging.merge(brand, one.pk, other.pk, by)
    assert not CaseMerge.objects.exists()


@pytest.mark.django_db
def test_what_is_with_a_department_does_not_end_there(brand: Brand, opened: Opens, by: By) -> None:
    a, b = opened("lea"), opened("max")
    routing.ask(brand, b.pk, routing.Ask(Department.objects.create(brand=brand, name="X")), by)
    with pytest.raises(Away):
        merging.merge(brand, a.pk, b.pk, by)
    merging.merge(brand, b.pk, a.pk, by)
    assert now(b).department is not None


@pytest.mark.django_db
def test_nothing_of_another_brand_is_merged_or_split(
    brand: Brand, other_brand: Brand, opened: Opens, by: By, noon: datetime
) -> None:
    ours = opened("lea")
    theirs = cases.open_case(
        a_post(a_place(other_brand, at=noon), author=somebody(other_brand, "x", at=noon), at=noon), by
    )
    for verb in (
        lambda: merging.merge(brand, ours.pk, theirs.pk, by),
        lambda: merging.merge(brand, theirs.pk, ours.pk, by),
        lambda: merging.split_thread(brand, ours.pk, theirs.pk, by),
        lambda: merging.split_post(brand, theirs.pk, theirs.post_id, by),
    ):
        with pytest.raises(Case.DoesNotExist):
            verb()
    with pytest.raises(NotSplit):
        merging.split_post(brand, ours.pk, theirs.post_id, by)


# What comes in afterwards


def arrives(post: Post) -> Arrival:
    return Arrival(
        post.pk, post.thread_id, post.at, author_id=post.author_id,
        person_id=post.author.person_id if post.author else None, parent_id=post.parent_id,
    )  # fmt: skip


@pytest.mark.django_db
def test_words_in_either_thread_come_to_the_one_case(
    brand: Brand, place: Place, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    a, b = opened("lea"), opened("max")
    merging.merge(brand, a.pk, b.pk, by)
    for case in (a, b):
        answer = leaving(case, ines, "sent", noon + 2 * HOUR)
        cases.reply_sent(answer, noon + 2 * HOUR)
        a_post(place, at=noon + 2 * HOUR, thread=case.thread.remote_id, direction="out")
    assert now(a).state == "waiting"
    posts = [a_post(place, author=case.author, at=noon + 3 * HOUR, thread=case.thread.remote_id) for case in (a, b)]
    triage(place, [arrives(post) for post in posts], noon + 3 * HOUR)
    assert (now(a).state, now(a).waiting_since) == ("open", noon + 3 * HOUR)
    assert now(b).merged_into == a
    assert Case.objects.count() == 2


@pytest.mark.django_db
def test_an_answer_to_one_person_is_none_to_the_other(
    brand: Brand, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    a, b = opened("lea"), opened("max", 0.5)
    merging.merge(brand, a.pk, b.pk, by)
    sent = leaving(b, ines, "sent", noon + 2 * HOUR)
    assert cases.reply_sent(sent, noon + 2 * HOUR) == a
    stored = now(a)
    assert (stored.state, stored.waiting_since) == ("open", noon)
    assert CaseReply.objects.get(outgoing=sent).case == a


# Undo


FATE = st.lists(
    st.sampled_from(["assign", "classify", "snooze", "note", "ask", "post_a", "post_b", "reply_b", "close"]), max_size=3
)


def shape(case: Case) -> dict[str, object]:
    return kept(now(case))


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=FATE, after=FATE, third=st.booleans())
def test_a_merge_undone_is_as_it_was_or_is_refused_and_changes_nothing(
    brand: Brand, ines: Seat, before: list[str], after: list[str], third: bool
) -> None:
    """Whatever happened before; afterwards, only notes leave it exact: all else refuses the undo whole."""
    n = Case.objects.count()
    place = a_place(brand, at=START, name=f"p{n}")
    by = By(ines.account, START + HOUR)
    a, b, c = (
        cases.open_case(
            a_post(place, author=somebody(brand, f"{x}{n}", at=START), at=START + i * HOUR / 4, thread=x), by
        )
        for i, x in enumerate("abc")
    )
    if third:
        merging.merge(brand, b.pk, c.pk, by)
    live(before, brand, place, a, b, ines, by)
    was = [shape(x) for x in (a, b, c)]
    try:
        done = merging.merge(brand, a.pk, b.pk, by)
    except (Ended, Away):
        assert [shape(x) for x in (a, b, c)] == was
        return
    live(after, brand, place, a, a, ines, by, thread_b=b)
    between = [shape(x) for x in (a, b, c)]
    try:
        merging.undo(brand, done.pk, by)
    except TooLate:
        assert [shape(x) for x in (a, b, c)] == between
        assert set(after) - {"note"}
    else:
        assert [shape(x) for x in (a, b, c)] == was
        with pytest.raises(TooLate):
            merging.undo(brand, done.pk, by)


def live(
    fate: list[str], brand: Brand, place: Place, a: Case, b: Case, seat: Seat, by: By, thread_b: Case | None = None
) -> None:
    other = thread_b or b
    for n, what in enumerate(fate):
        at = by.at + (n + 1) * HOUR
        if now(b).state == "closed":
            return
        match what:
            case "assign":
                cases.assign(brand, b.pk, seat, by)
            case "classify":
                cases.classify(brand, a.pk, by, kind=CaseType.HELP, priority=n)
            case "snooze":
                cases.snooze(brand, b.pk, at + HOUR, By(by.account, at))
            case "note":
                cases.note(brand, a.pk, "…", by)
            case "ask":
                routing.ask(
                    brand, b.pk, routing.Ask(Department.objects.create(brand=brand, name=f"d{a.pk}{n}{at}")), by
                )
            case "post_a" | "post_b":
                case = a if what == "post_a" else other
                post = a_post(place, author=case.author, at=at, thread=case.thread.remote_id)
                triage(place, [arrives(post)], at)
            case "reply_b":
                draft = save_draft(other.post, Writing("Voilà", None), by=seat.account, at=at)
                Outgoing.objects.filter(pk=draft.pk).update(state="sent", queued_at=at, sent_at=at)
                draft.refresh_from_db()
                cases.reply_sent(draft, at)
            case "close":
                cases.close(brand, b.pk, Outcome.RESOLVED, By(by.account, at))


# Splitting


@pytest.mark.django_db
def test_a_merged_conversation_stands_alone_again_whatever_happened_since(
    brand: Brand, place: Place, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    a, b = opened("lea"), opened("max", 0.5)
    done = merging.merge(brand, a.pk, b.pk, by)
    cases.reply_sent(leaving(a, ines, "sent", noon + HOUR), noon + HOUR)
    with pytest.raises(TooLate):
        merging.undo(brand, done.pk, by)
    merging.split_thread(brand, a.pk, b.pk, by)
    alone = now(b)
    assert (alone.state, alone.merged_into, alone.waiting_since) == ("open", None, noon + HOUR / 2)
    assert alone.due_at == noon + 2.5 * HOUR
    assert not CaseMerge.objects.filter(undone_at=None).exists()
    with pytest.raises(NotSplit):
        merging.split_thread(brand, a.pk, b.pk, by)


@pytest.mark.django_db
def test_somebody_elses_post_in_the_thread_gets_a_case_of_its_own(
    brand: Brand, place: Place, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    a = opened("lea")
    bob = somebody(brand, "bob", at=noon)
    words = a_post(place, author=bob, at=noon + HOUR, thread="of lea", text="Et moi ?")
    made = merging.split_post(brand, a.pk, words.pk, by)
    assert (made.thread_id, made.post, made.person, made.split_from) == (a.thread_id, words, bob.person, a)
    assert made.due_at == noon + 3 * HOUR
    assert [case.pk for case in standing_on(brand.pk, a.thread_id)] == [a.pk, made.pk]
    assert counts(brand.pk, ines.pk, noon)["all"] == 2
    for refused in (words.pk, a.post_id, 999_999):
        with pytest.raises(NotSplit):
            merging.split_post(brand, a.pk, refused, by)
    # What each writes from now on goes to their own; so do our answers.
    more = [a_post(place, author=author, at=noon + 2 * HOUR, thread="of lea") for author in (bob, a.author)]
    for post, case in zip(more, (made, a), strict=True):
        assert case_answered_by(post) == case
    cases.close(brand, made.pk, Outcome.RESOLVED, by)
    cases.close(brand, a.pk, Outcome.RESOLVED, by)
    triage(place, [arrives(more[1])], noon + 2 * HOUR)
    assert (now(a).state, now(made).state) == ("open", "closed")
    cases.reopen(brand, made.pk, by)
    triage(place, [arrives(more[0])], noon + 2 * HOUR)
    assert [e.kind for e in history_of(made)][-1] == "post"


@pytest.mark.django_db
def test_an_answer_settles_the_case_it_answers_and_not_its_neighbour(
    brand: Brand, place: Place, opened: Opens, ines: Seat, by: By, noon: datetime
) -> None:
    a = opened("lea")
    words = a_post(place, author=somebody(brand, "bob", at=noon), at=noon + HOUR, thread="of lea")
    made = merging.split_post(brand, a.pk, words.pk, by)
    sent = leaving(made, ines, "sent", noon + 2 * HOUR)
    assert cases.reply_sent(sent, noon + 2 * HOUR) == made
    assert (now(made).state, now(a).state) == ("waiting", "open")
