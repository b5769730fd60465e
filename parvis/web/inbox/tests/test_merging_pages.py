"""Merging, splitting, and saves that come too late, on the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions import cases, merging, routing
from parvis.engagement.actions.cases import By
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.models import Case, CaseEvent, CaseMerge
from parvis.engagement.rules import Outcome
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import Scene, colleague, person_with_identity, say, set_scene
from parvis.web.inbox.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def scene(ines: Seat, at: datetime) -> Scene:
    return set_scene(ines, at)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def inbox(case: Case, verb: str = "") -> str:
    return f"/b/nocturne/inbox/{case.pk}{'/' + verb if verb else ''}"


def page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# Merging


def test_two_conversations_are_read_and_answered_in_one_case(desk: Client, scene: Scene) -> None:
    a, b = scene.cases[0], scene.cases[3]
    desk.post(inbox(a, "merge"), {"other": f"https://parvis.example{inbox(b)}?view=mine", "version": "1"})
    shown = page(desk, inbox(a))
    assert "Lost a bag between Hamburg" in shown  # as a conversation of the case
    assert "grey rucksack" not in shown
    other = page(desk, inbox(a) + f"?thread={b.thread_id}")
    assert "grey rucksack" in other
    assert f'name="thread" value="{b.thread_id}"' in other
    assert "grey rucksack" in page(desk, inbox(b))  # the old address leads there
    desk.post(inbox(a, "draft"), {"body": "We found it.", "version": "0", "thread": str(b.thread_id)})
    assert Outgoing.objects.get().thread_id == b.thread_id


def test_a_merge_is_undone_by_one_press_until_something_happens(desk: Client, scene: Scene, ines: Seat) -> None:
    a, b = scene.cases[0], scene.cases[3]
    desk.post(inbox(a, "merge"), {"other": str(b.pk)})
    merge = CaseMerge.objects.get()
    assert f"Undo the merge with no. {b.pk}" in page(desk, inbox(a))
    desk.post(inbox(a, "merge/undo"), {"merge": str(merge.pk)})
    assert now(b).state == "open"
    desk.post(inbox(a, "merge"), {"other": str(b.pk)})
    desk.post(inbox(a, "assign"), {"seat": str(ines.pk)})
    shown = page(desk, inbox(a))
    assert "Undo the merge" not in shown
    desk.post(inbox(a, "split"), {"member": str(b.pk)})
    assert now(b).merged_into is None


def test_what_cannot_be_merged_is_said(desk: Client, scene: Scene, ines: Seat, at: datetime) -> None:
    a, b = scene.cases[:2]
    cases.close(a.brand, b.pk, Outcome.SPAM, By(ines.account, at))
    for other, said in [
        ("nonsense", "There is no such case"),
        (str(a.pk), "one case already"),
        (str(b.pk), "is closed"),
    ]:
        answer = desk.post(inbox(a, "merge"), {"other": other}, follow=True)
        assert said in answer.content.decode()
    assert not CaseMerge.objects.exists()


def test_a_post_of_somebody_else_gets_a_case_of_its_own(desk: Client, scene: Scene, brand: Brand, at: datetime) -> None:
    a = scene.cases[1]
    bob = person_with_identity(brand, "Bob", "feed", at)
    post = say(a.thread, bob, "Et les tandems ?", at)
    assert "A case of its own" in page(desk, inbox(a))
    answer = desk.post(inbox(a, "split"), {"post": str(post.pk), "version": "1"})
    assert answer.status_code == 302
    made = Case.objects.get(split_from=a)
    assert made.post == post
    assert f"case no. {made.pk}" in page(desk, inbox(a))
    # One draft a thread: it stands in the case that it answers, and the other one says where.
    desk.post(inbox(made, "draft"), {"body": "Oui, les tandems aussi.", "version": "0"})
    assert Outgoing.objects.get().reply_to == post
    assert "Oui, les tandems aussi." in page(desk, inbox(made))
    shown = page(desk, inbox(a))
    assert "Oui, les tandems aussi." not in shown
    assert "another answer in this conversation" in shown


# Saves that come too late


STALE = {
    "assign": {"seat": "{seat}"},
    "route": {"to": "department:{department}", "question": "Que s’est-il passé ?"},
    "return": {"outcome": "answered", "answer": "Le train attendait un médecin."},
    "recall": {},
    "type": {"type": "praise"},
    "snooze": {"until": "tomorrow"},
    "close": {"outcome": "resolved"},
    "reopen": {},
    "merge": {"other": "{other}"},
    "split": {"post": "{post}"},
}
"""Every verb that changes a case, with what its form sends."""


def test_every_verb_beside_a_case_is_in_this_table() -> None:
    verbs = {str(p.pattern).rsplit("/", 1)[-1] for p in urlpatterns if str(p.name).startswith("case-")}
    # Presence changes nothing; a ready answer or a validated statement follows an answer, whatever the case has become by then.
    # A note adds and changes nothing; an undo compares the versions that the merge itself left; a case is opened once.
    assert verbs - {"note", "undo", "case", "presence", "macros", "<int:macro>", "<int:statement>"} == set(STALE)


@pytest.mark.parametrize("verb", STALE)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_save_is_refused_and_loses_nothing(
    desk: Client, scene: Scene, ines: Seat, brand: Brand, at: datetime, verb: str, htmx: bool
) -> None:
    case, crew = scene.cases[0], Department.objects.create(brand=brand, name="Équipages")
    extra = say(case.thread, person_with_identity(brand, "Bob", "email", at), "Moi aussi", at)
    by, tom = By(ines.account, at), colleague(brand, "Tom", at)
    if verb in ("return", "recall"):
        routing.ask(brand, case.pk, routing.Ask(crew), by)
    elif verb == "reopen":
        cases.snooze(brand, case.pk, at + timedelta(days=1), by)
    seen = now(case).version
    cases.assign(brand, case.pk, tom, By(tom.account, at))
    known = {"seat": ines.pk, "department": crew.pk, "other": scene.cases[1].pk, "post": extra.pk}
    form = {name: value.format(**known) for name, value in STALE[verb].items()}
    before = now(case)
    answer = desk.post(
        inbox(case, verb), {**form, "version": str(seen)}, headers={"HX-Request": "true"} if htmx else {}
    )
    assert answer.status_code == (200 if htmx else 409)
    shown = answer.content.decode()
    assert "Somebody changed this case meanwhile" in shown
    assert "Tom took the case" in shown.split('id="stale"')[1].split("</section>")[0]
    for name, value in form.items():
        assert f'name="{name}"' in shown
        assert value in shown
    after = now(case)
    assert (after.version, after.state, after.type, after.department_id) == (
        before.version, before.state, before.type, before.department_id,
    )  # fmt: skip
    assert Case.objects.count() == len(scene.cases)
    # Pressed again on what one sees now, it is done.
    done = desk.post(inbox(case, verb), {**form, "version": str(after.version)})
    assert done.status_code == 302
    assert now(case).version > after.version


def test_a_note_is_never_stale(desk: Client, scene: Scene, ines: Seat, at: datetime) -> None:
    case = scene.cases[0]
    cases.assign(case.brand, case.pk, ines, By(ines.account, at))
    desk.post(inbox(case, "note"), {"text": "Rappeler", "version": "1"})
    assert CaseEvent.objects.filter(case=case, kind="note").exists()


def test_a_note_on_what_was_merged_meanwhile_is_shown_to_be_kept_in_the_whole(desk: Client, scene: Scene) -> None:
    a, b = scene.cases[:2]
    desk.post(inbox(a, "merge"), {"other": str(b.pk)})
    answer = desk.post(inbox(b, "note"), {"text": "Rappeler la gare"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "This case became part of another meanwhile" in shown
    assert "Rappeler la gare" in shown
    assert f'action="{inbox(a, "note")}' in shown


def test_a_ready_answer_names_whoever_writes_in_the_conversation_that_is_read(
    desk: Client, scene: Scene, ines: Seat, brand: Brand, at: datetime
) -> None:
    winner, loser = scene.cases[:2]
    add_macro(brand, MacroDraft("Merci", "Merci {person}"), by=ines.account, at=at)
    merging.merge(brand, winner.pk, loser.pk, By(ines.account, at))
    for thread, case in (("", winner), (f"?thread={loser.thread_id}", loser)):
        author = case.post.author
        assert author is not None
        told = desk.get(inbox(winner, "macros") + thread, headers={"Accept": "application/json"}).json()["macros"]
        assert told[0]["text"] == f"Merci {author.name or author.handle}"
