"""The inbox without a browser: what it shows, to whom, at what cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.core.models import Brand, Seat
from parvis.engagement.models import Case, CaseEvent
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import WORDS, Scene, case_for, colleague, say, set_scene


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


def page(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def cost(client: Client, address: str) -> int:
    page(client, address)
    with CaptureQueriesContext(connection) as asked:
        page(client, address)
    return len(asked)


def test_what_is_late_stands_first(desk: Client, scene: Scene) -> None:
    shown = page(desk, "/b/nocturne/inbox/")
    order = sorted(scene.cases, key=lambda c: c.due_at or datetime.max)
    places = [shown.index(c.post.author.person.name) for c in order if c.post.author]
    assert places == sorted(places)
    assert "case-late" in shown


@pytest.mark.parametrize("address", ["/b/nocturne/inbox/", "/b/nocturne/inbox/{case}"])
def test_the_cost_does_not_grow_with_the_inbox(desk: Client, ines: Seat, at: datetime, address: str) -> None:
    few = set_scene(ines, at, cases=5)
    before = cost(desk, address.format(case=few.cases[0].pk))
    for n in range(5, 50):
        case_for(ines.brand, few.places[WORDS[n % len(WORDS)][1]], n, at - timedelta(hours=n))
    assert cost(desk, address.format(case=few.cases[0].pk)) == before
    assert 5 < before <= 34


def test_a_filter_is_an_address(desk: Client, scene: Scene) -> None:
    place = scene.places["feed"]
    shown = page(desk, f"/b/nocturne/inbox/?view=all&place={place.pk}")
    assert "Jean-Noël Ah-Kong" in shown
    assert "Camille Roussel" not in shown
    assert "?view=all" in shown


def test_nonsense_in_an_address_is_passed_over(desk: Client, scene: Scene) -> None:
    assert "Camille" in page(
        desk, "/b/nocturne/inbox/?view=nowhere&place=abc&after=yesterday_x&assignee=99999999999999999999"
    )


def test_pages_are_walked_by_key_and_miss_nobody(desk: Client, ines: Seat, at: datetime) -> None:
    set_scene(ines, at, cases=40)
    first = page(desk, "/b/nocturne/inbox/")
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page(desk, onward)
    assert first.count("case-row") + second.count("case-row") == 40


def test_htmx_gets_the_pane_it_asks_for(desk: Client, scene: Scene) -> None:
    address = f"/b/nocturne/inbox/{scene.cases[0].pk}"
    alone = page(desk, address, hx_request="true", hx_target="case")
    assert "<html" not in alone
    assert 'id="case"' in alone
    assert 'id="list"' not in alone
    assert 'id="list"' in page(desk, address, hx_request="true", hx_target="list")
    assert page(desk, address, hx_request="true", hx_target="talk").lstrip().startswith('<div class="talk"')


def test_another_brand_s_case_does_not_exist(desk: Client, other_brand: Brand, at: datetime) -> None:
    theirs = set_scene(colleague(other_brand, "Eve", at), at, cases=1)
    assert desk.get(f"/b/nocturne/inbox/{theirs.cases[0].pk}").status_code == 404
    assert desk.post(f"/b/nocturne/inbox/{theirs.cases[0].pk}/close", {"outcome": "spam"}).status_code == 404
    assert desk.get("/b/rivale/inbox/").status_code == 404


def test_an_observer_sees_and_cannot_act(client: Client, scene: Scene, brand: Brand, at: datetime) -> None:
    seat = colleague(brand, "Olga", at)
    seat.role = "observer"
    seat.save()
    client.force_login(seat.account)
    shown = page(client, f"/b/nocturne/inbox/{scene.cases[0].pk}")
    assert "<form" in shown
    assert "/assign" not in shown
    assert 'id="reply"' not in shown
    assert client.post(f"/b/nocturne/inbox/{scene.cases[0].pk}/note", {"text": "x"}).status_code == 403


def test_assigning_noting_snoozing_and_closing_leave_a_history(desk: Client, scene: Scene, ines: Seat) -> None:
    case = scene.cases[0]
    base = f"/b/nocturne/inbox/{case.pk}"
    desk.post(f"{base}/assign", {"seat": ines.pk})
    desk.post(f"{base}/note", {"text": "Vu avec le guichet"})
    desk.post(f"{base}/snooze", {"until": "tomorrow"})
    desk.post(f"{base}/reopen")
    desk.post(f"{base}/close", {"outcome": "resolved"})
    assert list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("kind", flat=True)) == [
        "assigned", "note", "snoozed", "reopened", "closed",
    ]  # fmt: skip
    shown = page(desk, base)
    assert "Vu avec le guichet" in shown
    assert "Ines closed the case: Resolved" in shown


def test_a_case_that_somebody_changed_is_not_overwritten(desk: Client, scene: Scene, ines: Seat) -> None:
    case = scene.cases[0]
    desk.post(f"/b/nocturne/inbox/{case.pk}/assign", {"seat": ines.pk})
    answer = desk.post(f"/b/nocturne/inbox/{case.pk}/close", {"outcome": "spam", "version": case.version}, follow=True)
    case.refresh_from_db()
    assert case.state == "open"
    assert "Somebody changed this case meanwhile" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("note", {"text": ""}, "Write the note first."),
        ("snooze", {}, "Say until when."),
        ("snooze", {"day": "someday"}, "Write the day as 2026-03-31."),
        ("snooze", {"day": "2001-01-01"}, "That moment has passed"),
        ("close", {}, "Say how the case ends."),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    desk: Client, scene: Scene, verb: str, data: dict[str, str], said: str
) -> None:
    case = scene.cases[0]
    answer = desk.post(f"/b/nocturne/inbox/{case.pk}/{verb}", data, follow=True)
    case.refresh_from_db()
    assert (case.state, case.version) == ("open", 1)
    assert said in answer.content.decode()


def test_a_draft_saved_in_two_windows_shows_both(desk: Client, scene: Scene) -> None:
    base = f"/b/nocturne/inbox/{scene.cases[0].pk}/draft"
    desk.post(base, {"body": "one", "version": 0}, headers={"hx-request": "true"})
    desk.post(base, {"body": "one and two", "version": 1}, headers={"hx-request": "true"})
    answer = desk.post(base, {"body": "one and three", "version": 1}, headers={"hx-request": "true"}).content.decode()
    assert "changed elsewhere" in answer
    assert "one and two" in answer
    assert Outgoing.objects.get().body == "one and two"


def test_what_was_typed_stays_in_the_box_when_a_send_is_refused(desk: Client, scene: Scene) -> None:
    base = f"/b/nocturne/inbox/{scene.cases[0].pk}"
    desk.post(f"{base}/draft", {"body": "the other window", "version": 0}, headers={"hx-request": "true"})
    for said in ({"body": "typed here", "version": 0}, {"body": "typed here" + "!" * 200_000, "version": 1}):
        shown = desk.post(f"{base}/send", said, headers={"hx-request": "true"}).content.decode()
        box = shown.partition('id="reply"')[2].partition("</textarea>")[0]
        assert "typed here" in box
        assert "the other window" not in box
    assert not Outgoing.objects.exclude(state="draft").exists()


@pytest.mark.parametrize(("whose", "told"), [(True, False), (False, True)])
def test_who_has_no_persona_is_invited_to_sign_with_their_name(
    desk: Client, scene: Scene, whose: bool, told: bool
) -> None:
    if not whose:
        scene.personas[0].delete()
    shown = page(desk, f"/b/nocturne/inbox/{scene.cases[0].pk}")
    assert ("Sign with your own name" in shown) == told
    assert "selected>ines</option>" in page(desk, "/b/nocturne/settings/personas/add?mine").lower()


def test_an_empty_answer_is_refused_with_the_reason(desk: Client, scene: Scene) -> None:
    answer = desk.post(f"/b/nocturne/inbox/{scene.cases[0].pk}/send", {"body": "  ", "version": 0})
    assert answer.status_code == 422
    assert "Write something before you send." in answer.content.decode()


def test_an_answer_by_hand_is_copied_then_confirmed(desk: Client, scene: Scene) -> None:
    case = next(c for c in scene.cases if c.place.network == "manual")
    base = f"/b/nocturne/inbox/{case.pk}"
    desk.post(f"{base}/send", {"body": "Merci à vous !", "version": 0, "persona": scene.personas[0].pk})
    message = Outgoing.objects.get()
    assert message.state == "by_hand"
    shown = page(desk, base)
    assert "Inès, community manager de Nocturne" in shown
    desk.post(f"{base}/outgoing/{message.pk}/confirm", {"url": "https://net.example/answer"})
    message.refresh_from_db()
    case.refresh_from_db()
    assert (message.state, case.state) == ("sent", "waiting")
    assert "post-ours" in page(desk, base)


def test_an_unconfirmed_answer_asks_whether_it_was_sent(desk: Client, scene: Scene, ines: Seat, at: datetime) -> None:
    case = scene.cases[0]
    Outgoing.objects.create(
        brand=case.brand, place=case.place, thread=case.thread, reply_to=case.post, author=ines.account, body="Bonjour",
        state="unconfirmed", key="k", created_at=at, updated_at=at, queued_at=at,
        problem={"kind": "Transient", "text": "The mail server closed the line.", "params": {}, "mend": None},
    )  # fmt: skip
    shown = page(desk, f"/b/nocturne/inbox/{case.pk}")
    assert "Was it sent?" in shown
    assert "The mail server closed the line." in shown
    assert "/confirm" in shown
    assert "/again" in shown


def test_a_long_thread_shows_its_end_and_the_way_back(desk: Client, scene: Scene, at: datetime) -> None:
    case = scene.cases[0]
    for n in range(45):
        say(case.thread, case.post.author, f"mot numéro {n}", at + timedelta(minutes=n))
    shown = page(desk, f"/b/nocturne/inbox/{case.pk}")
    assert shown.count('id="post-') == 30
    assert "mot numéro 44" in shown
    earlier = page(desk, f"/b/nocturne/inbox/{case.pk}?before=17", hx_request="true", hx_target="talk")
    assert "mot numéro 14" in earlier
    assert "mot numéro 44" not in earlier


def test_hidden_words_are_folded_and_deleted_ones_marked(desk: Client, scene: Scene, at: datetime) -> None:
    case = scene.cases[0]
    say(case.thread, None, "réponse", at, folded="> cité", deleted_at=at, edited_at=at)
    shown = page(desk, f"/b/nocturne/inbox/{case.pk}")
    assert "deleted by its author" in shown
    assert "&gt; cité" in shown


def test_a_case_is_opened_by_hand_from_a_post_once(desk: Client, scene: Scene) -> None:
    case = scene.cases[0]
    Case.objects.filter(pk=case.pk).update(state="closed", due_at=None, waiting_since=None)
    first = desk.post(f"/b/nocturne/posts/{case.post_id}/case").headers["Location"]
    again = desk.post(f"/b/nocturne/posts/{case.post_id}/case").headers["Location"]
    assert first == again
    assert Case.objects.filter(thread=case.thread).exclude(state="closed").count() == 1
