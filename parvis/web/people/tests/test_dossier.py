"""A person's dossier, without a browser: one line of time, figures that open, notes, consents, promises."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.core.models import Brand, Journal, Seat
from parvis.core.models.journal import AppendOnly
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.promises import Word, promise
from parvis.engagement.models import Promise
from parvis.flows.dossier import KINDS, Sought, known, timeline
from parvis.listening.models import Hit, Watch
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.people.actions.dossier import Said, add_note, record_consent
from parvis.people.actions.merging import merge
from parvis.people.models import Consent, Note, Person
from parvis.web.posts.tests.scene import read

PEOPLE = "/b/nocturne/people/"


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def life(seat: Seat, noon: datetime, n: int = 3, tag: str = "") -> Person:
    """`n` of each: posts, answers, cases, notes, acts of consent, promises; an hour between each and the next."""
    brand, author = seat.brand, somebody(seat.brand, f"lea{tag}", at=noon)
    wall = a_place(brand, at=noon, name=f"Wall{tag}")
    for i in range(n):
        at = noon - timedelta(hours=6 * i)
        post = a_post(wall, author=author, at=at, thread=f"t{tag}{i}", text=f"Le train de Dijon, encore {i}")
        read(post, "negative" if i % 2 else "positive")
        open_case(post, By(seat.account, at - timedelta(hours=1)))
        Outgoing.objects.create(
            brand=brand, place=wall, thread=post.thread, reply_to=post, addressee=author, author=seat.account,
            body="Nous regardons", state="sent", key=f"k{tag}{i}", created_at=at, updated_at=at,
            sent_at=at - timedelta(hours=2),
        )  # fmt: skip
        add_note(author.person, f"Note {i}", by=seat.account, at=at - timedelta(hours=3))
        said = Said("email", "newsletter", i % 2 == 0, at - timedelta(hours=4))
        record_consent(author.person, said, by=seat.account, at=at - timedelta(hours=4))
        promise(author.person, Word(f"Rappeler {i}", owner=seat), by=seat.account, at=at - timedelta(hours=5))
    return author.person


@pytest.mark.django_db
def test_everything_stands_in_one_line_of_time_and_pages_lose_and_double_nothing(ines: Seat, noon: datetime) -> None:
    who = known(life(ines, noon))
    whole = timeline(who, ines, Sought(), limit=100)
    assert len(whole) == 18
    assert [row.kind for row in whole[:6]] == ["post", "case", "answer", "note", "consent", "promise"]
    assert whole == sorted(whole, key=lambda row: (row.at, row.key), reverse=True)
    seen, after = [], None
    while page := timeline(who, ines, Sought(), after=after, limit=4):
        seen += page
        after = (page[-1].at, page[-1].key)
    assert [(row.kind, row.thing.pk) for row in seen] == [(row.kind, row.thing.pk) for row in whole]


@pytest.mark.django_db
def test_rows_of_one_moment_are_each_shown_once_across_pages(ines: Seat, noon: datetime) -> None:
    person = somebody(ines.brand, "lea", at=noon).person
    for i in range(5):
        add_note(person, f"n{i}", by=ines.account, at=noon)
        record_consent(person, Said("email", "answer", True, noon), by=ines.account, at=noon)
        promise(person, Word(f"p{i}"), by=ines.account, at=noon)
    seen, after = [], None
    while page := timeline(known(person), ines, Sought(), after=after, limit=2):
        seen += [(row.kind, row.thing.pk) for row in page]
        after = (page[-1].at, page[-1].key)
    assert len(seen) == len(set(seen)) == 15


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_alone_is_shown_on_request(ines: Seat, noon: datetime, kind: str) -> None:
    rows = timeline(known(life(ines, noon)), ines, Sought(kind=kind), limit=100)
    assert [row.kind for row in rows] == [kind] * 3


@pytest.mark.django_db
def test_a_place_alone_shows_what_happened_there(desk: Client, ines: Seat, noon: datetime) -> None:
    person = life(ines, noon)
    other = a_place(ines.brand, at=noon, name="Elsewhere")
    rows = timeline(known(person), ines, Sought(place_id=other.pk), limit=100)
    assert rows == []
    assert "One place only" in desk.get(f"{PEOPLE}{person.pk}/?place={other.pk}").content.decode()


@pytest.mark.django_db
def test_what_was_noted_of_somebody_merged_in_is_shown_until_the_merge_is_undone(ines: Seat, noon: datetime) -> None:
    person, loser = life(ines, noon), somebody(ines.brand, "lea2", at=noon).person
    add_note(loser, "Du temps d’avant", by=ines.account, at=noon)
    merge(ines.brand, winner=person, loser=loser, by=ines.account, at=noon)
    notes = timeline(known(person), ines, Sought(kind="note"), limit=100)
    assert len(notes) == 4


@pytest.mark.django_db
def test_each_figure_opens_onto_its_posts(desk: Client, ines: Seat, noon: datetime) -> None:
    person = life(ines, noon, 4)
    watch = Watch.objects.create(brand=ines.brand, name="Gares", query="dijon", created_at=noon)
    first = timeline(known(person), ines, Sought(kind="post"), limit=1)[0].thing
    Hit.objects.create(brand=ines.brand, watch=watch, post=first, at=first.at)
    page = desk.get(f"{PEOPLE}{person.pk}/").content.decode()
    for href, n in (
        ("figure=mood%3Anegative", 2), ("figure=word%3Adijon", 4), (f"figure=watch%3A{watch.pk}", 1),
        ("figure=month%3A2026-03%3Apositive", 2), ("figure=hour%3A0-13", 1),
    ):  # fmt: skip
        assert href in page, href
        behind = desk.get(f"{PEOPLE}{person.pk}/?{href}").content.decode()
        assert len(re.findall(r'id="row-\d+"', behind)) == n, href


@pytest.mark.django_db
@pytest.mark.parametrize(
    "figure", ["", "mood:", "hour:9-99", "hour:x", "month:", "watch:x", "word:%", "nothing:1", ":"]
)
def test_a_figure_that_is_none_shows_no_post_and_breaks_nothing(
    desk: Client, ines: Seat, noon: datetime, figure: str
) -> None:
    assert desk.get(f"{PEOPLE}{life(ines, noon).pk}/", {"figure": figure}).status_code == 200


@pytest.mark.django_db
def test_the_page_costs_the_same_queries_for_three_of_each_or_thirty(desk: Client, ines: Seat, noon: datetime) -> None:
    def queries(person: Person) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(f"{PEOPLE}{person.pk}/").status_code == 200
        return len(seen)

    assert queries(life(ines, noon)) == queries(life(ines, noon, 30, "b"))


@pytest.mark.django_db
def test_a_note_is_its_authors_to_reword_and_to_take_away(desk: Client, ines: Seat, noon: datetime) -> None:
    person = somebody(ines.brand, "lea", at=noon).person
    mine = add_note(person, "La mienne", by=ines.account, at=noon)
    other = add_note(person, "D’un autre", by=seat_for(ines.brand, Role.OWNER).account, at=noon)
    where = f"{PEOPLE}{person.pk}/notes"
    assert desk.post(f"{where}/{mine.pk}/edit", {"text": "Mieux dite"}).status_code == 302
    desk.post(f"{where}/{other.pk}/edit", {"text": "Volée"})
    desk.post(f"{where}/{other.pk}/remove")
    assert set(Note.objects.values_list("text", flat=True)) == {"Mieux dite", "D’un autre"}
    desk.post(f"{where}/{mine.pk}/remove")
    assert Note.objects.count() == 1
    verbs = list(Journal.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["person.noted", "person.noted", "person.note_edited", "person.note_removed"]
    assert desk.post(f"{where}", {"text": " "}).status_code == 422


@pytest.mark.django_db
def test_acts_of_consent_are_added_and_never_changed(desk: Client, ines: Seat, noon: datetime) -> None:
    person = somebody(ines.brand, "lea", at=noon).person
    where = f"{PEOPLE}{person.pk}/consents"
    told = {"channel": "email", "purpose": "newsletter", "wording": "2026-03", "proof": "Formulaire"}
    assert desk.post(where, {**told, "given": "yes", "at": "2026-03-01"}).status_code == 302
    assert desk.post(where, {**told, "given": "no"}).status_code == 302
    assert desk.post(where, {**told, "given": "yes", "channel": "pigeon"}).status_code == 422
    page = desk.get(f"{PEOPLE}{person.pk}/").content.decode()
    assert "Withdrawn" in page
    act = Consent.objects.order_by("pk")[0]
    act.given = False
    for change in (act.save, lambda: Consent.objects.update(given=False)):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises((IntegrityError, Exception), match="do not change"), transaction.atomic():
        connection.cursor().execute("UPDATE people_consent SET wording = 'x'")


@pytest.mark.django_db
def test_a_promise_is_owed_late_kept_or_broken(desk: Client, ines: Seat, noon: datetime) -> None:
    person = somebody(ines.brand, "lea", at=noon).person
    note = add_note(person, "Elle attend", by=ines.account, at=noon)
    where = f"{PEOPLE}{person.pk}/promises"
    told = {"text": "Un remboursement", "due": "2026-03-01", "owner": ines.pk, "source": f"note:{note.pk}"}
    assert desk.post(where, told).status_code == 302
    made = Promise.objects.get()
    assert (made.note, made.owner, made.text) == (note, ines, "Un remboursement")
    assert "Late" in desk.get(f"{PEOPLE}{person.pk}/").content.decode()
    desk.post(f"{where}/{made.pk}/settle", {"as": "kept"})
    desk.post(f"{where}/{made.pk}/settle", {"as": "broken"})
    made.refresh_from_db()
    assert made.kept_at is not None
    assert made.broken_at is None
    desk.post(f"{where}/{made.pk}/settle", {"as": "owed"})
    made.refresh_from_db()
    assert made.kept_at is None
    verbs = list(Journal.objects.filter(object__startswith="promise:").values_list("verb", flat=True))
    assert verbs == ["promise.made", "promise.kept", "promise.reopened"]
    assert "remboursement" not in str(list(Journal.objects.values_list("data", flat=True)))


@pytest.mark.django_db
def test_an_erasure_wants_the_name_typed(desk: Client, brand: Brand, noon: datetime) -> None:
    person = somebody(brand, "lea", at=noon).person
    assert desk.post(f"{PEOPLE}{person.pk}/erase", {"name": "leo"}).status_code == 422
    assert Person.objects.exists()
    assert desk.post(f"{PEOPLE}{person.pk}/erase", {"name": " LEA "}).status_code == 302
    assert not Person.objects.exists()
    assert desk.get(f"{PEOPLE}{person.pk}/").status_code == 404
