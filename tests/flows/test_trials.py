"""Product tests: chosen as the call said, told once, shipped to sealed addresses, found and forgotten."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import NOON
from parvis.community.actions import parcels as boxes
from parvis.community.actions.departure import go
from parvis.community.actions.topics import new_key
from parvis.community.actions.trials import BadChoice, CallForm, Frozen, TooLate, apply_for, mark
from parvis.community.models import Topic, Trial, TrialEntry, TrialFeedback, TrialParcel
from parvis.community.queries.house import forget
from parvis.community.queries.trials import summary_of, tickets_of
from parvis.community.rules.kinds import Kind
from parvis.community.rules.trials import Act, State, Way, after, chosen_among, late
from parvis.conversations.models import Post
from parvis.core import credentials
from parvis.core.models import Journal
from parvis.flows import own_copy, trials
from parvis.flows.departure import Words, leave
from parvis.flows.disclosing import disclosure
from parvis.flows.hosting import reword_post
from parvis.flows.trials import Found
from tests.square import Square

DAY = timedelta(days=1)
CLOSING, START, DUE = NOON + 7 * DAY, NOON + 10 * DAY, NOON + 30 * DAY
HOME = {"name": "Zoé Larue", "street": "5 rue des Cirés", "postcode": "35000", "town": "Rennes", "country": "France"}
LIKED = Found(4, "Elle sent le figuier.", "La mèche fume.", "Trois soirs de suite.")


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def call(way="both", **more) -> CallForm:
    told = {"places": 2, "opens_at": NOON, "closes_at": CLOSING, "starts_at": START, "due_at": DUE, **more}
    return CallForm("Une bougie au figuier", "25 €", "Allumez-la trois soirs.", way=way, **told)


@pytest.fixture
def topic(square, ines) -> Topic:
    made: Topic = square.topic(
        square.space("Essais", kind=Kind.TESTS), square.member("ines", ines.account), "La bougie"
    )
    trials.open_call(made, call(), by=ines.account, at=NOON)
    return made


def applied(square, topic, *names) -> list[TrialEntry]:
    return [apply_for(topic, square.member(name), at=NOON + DAY)[0] for name in names]


def chosen(square, topic, ines, name="zoe") -> TrialEntry:
    """One tester, picked by hand."""
    [entry] = applied(square, topic, name)
    mark(topic, entry.pk, Act.PICK, by=ines.account, at=CLOSING)
    trials.choose(topic, by=ines.account, at=CLOSING)
    entry.refresh_from_db()
    return entry


def published(square, topic, entry, found=LIKED, at=START):
    room = square.house.rooms[topic.space_id]
    return trials.publish(
        topic, room, square.who(entry.member), entry.member, entry, found, key=new_key(), at=at
    )  # fmt: skip


ACTS = st.lists(st.sampled_from(Act), max_size=12)


@settings(max_examples=30, deadline=None)
@given(ACTS)
def test_whatever_happens_nobody_is_a_tester_without_having_been_chosen(acts):
    state, was = State.APPLIED, []
    for act in acts:
        there = after(state, act)
        if there is not None:
            state = there
            was.append(act)
    if state in (State.DONE, State.MISSED, State.CHOSEN):
        assert Act.CHOOSE in was
    if Act.WITHDRAW in was or Act.TELL in was or Act.LET_GO in was:
        assert was[-1] in (Act.WITHDRAW, Act.TELL, Act.LET_GO), "nothing happens after the end"
    assert late(state, due_at=NOON, at=NOON) is (state is State.CHOSEN)


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(Way), st.integers(1, 5), st.sets(st.integers(0, 9), max_size=6),
    st.lists(st.integers(10, 19), unique=True, max_size=6),
)  # fmt: skip
def test_no_choice_has_more_testers_than_places_and_nobody_is_lost(way, places, picked, lots):
    hand, drawn = [str(n) for n in picked], [str(n) for n in lots]
    choice = chosen_among(way, places, hand, drawn)
    if choice is None:
        assert len(hand) > places or (way is Way.HAND and not hand) or (way is Way.LOT and hand)
        return
    assert len(choice.chosen) <= places
    assert set(hand) <= set(choice.chosen)
    assert sorted([*choice.chosen, *choice.waiting]) == sorted([*hand, *drawn])
    assert list(choice.waiting) == drawn[len(drawn) - len(choice.waiting) :]


def test_the_lot_is_found_again_and_a_place_that_comes_free_goes_to_the_first_who_waits(square, topic, ines):
    entries = applied(square, topic, *(f"m{n}" for n in range(6)))
    with pytest.raises(Frozen):
        trials.open_call(topic, call(places=9), by=ines.account, at=NOON + DAY)
    with pytest.raises(TooLate):
        trials.choose(topic, by=ines.account, at=CLOSING - DAY)
    mark(topic, entries[0].pk, Act.PICK, by=ines.account, at=CLOSING)
    mark(topic, entries[1].pk, Act.SET_ASIDE, because="Hors de France", by=ines.account, at=CLOSING)
    trials.choose(topic, by=ines.account, at=CLOSING)
    what = Trial.objects.get()
    raw = "".join(f"{ticket}\n" for ticket in tickets_of(topic)).encode()
    lots = sorted(raw.decode().split(), key=lambda t: sha256(f"{what.seed}:{what.list_hash}:{t}".encode()).hexdigest())
    assert (what.list_hash, what.seed_hash) == (sha256(raw).hexdigest(), sha256(what.seed.encode()).hexdigest())
    stand = {one.ticket: one for one in TrialEntry.objects.all()}
    assert [stand[ticket].state for ticket in lots] == ["chosen", "waiting", "waiting", "waiting"]
    assert [stand[ticket].turn for ticket in lots] == [0, 1, 2, 3]
    assert (stand[entries[0].ticket].state, stand[entries[1].ticket].state) == ("chosen", "passed")
    with pytest.raises(TooLate):
        trials.choose(topic, by=ines.account, at=CLOSING)
    trials.step_back(topic, entries[0].member, at=CLOSING + DAY)
    stand[lots[1]].refresh_from_db()
    assert stand[lots[1]].state == "chosen"
    assert TrialParcel.objects.count() == 2
    assert TrialEntry.objects.filter(state="chosen").count() == what.places
    go(stand[lots[0]].member, forget_login=False, at=CLOSING + DAY)
    assert TrialEntry.objects.filter(state="chosen").count() == what.places - 1
    trials.give_places(CLOSING + 2 * DAY)
    trials.give_places(CLOSING + 2 * DAY)
    assert TrialEntry.objects.get(ticket=lots[2]).state == "chosen"
    assert TrialEntry.objects.filter(state="chosen").count() == what.places


def test_more_picked_than_places_is_said_before_anybody_is_told(square, topic, ines):
    for entry in applied(square, topic, "lea", "tom", "zoe"):
        mark(topic, entry.pk, Act.PICK, by=ines.account, at=CLOSING)
    with pytest.raises(BadChoice):
        trials.choose(topic, by=ines.account, at=CLOSING)
    assert Trial.objects.get().announced_at is None


def test_everybody_is_told_once_and_testers_reminded_once(square, topic, ines, monkeypatch, settings):
    settings.MAILS, asked = True, []
    monkeypatch.setattr(trials, "enqueue", lambda task, **more: asked.append((task, more)))
    for entry in applied(square, topic, "lea", "tom", "zoe")[:1]:
        mark(topic, entry.pk, Act.SET_ASIDE, by=ines.account, at=CLOSING)
    apply_for(topic, square.member("max"), at=NOON + DAY)
    trials.choose(topic, by=ines.account, at=CLOSING)
    for _task, more in asked * 2:
        trials.tell(entry_id=more["entry_id"])
    assert len(mail.outbox) == 4
    asked.clear()
    monkeypatch.setattr(trials, "now", lambda: DUE - 2 * DAY)
    trials.remind(topic_id=topic.pk)
    assert [task for task, _more in asked] == [trials.remind_one] * 2
    for _task, more in asked * 2:
        trials.remind_one(entry_id=more["entry_id"])
    assert len(mail.outbox) == 6
    asked.clear()
    trials.remind(topic_id=topic.pk)
    assert asked == []


def test_an_address_is_sealed_asked_of_the_chosen_alone_and_erased_on_its_day(square, topic, ines, monkeypatch):
    [other] = applied(square, topic, "lea")
    mark(topic, other.pk, Act.SET_ASIDE, by=ines.account, at=CLOSING)
    entry = chosen(square, topic, ines)
    with pytest.raises(TooLate):
        boxes.give_address(other, HOME, at=CLOSING)
    boxes.give_address(entry, HOME, at=CLOSING)
    parcel = TrialParcel.objects.get()
    assert b"Rennes" not in bytes(parcel.sealed)
    for _turn in range(3):
        credentials.rotate(boxes.reseal)
    parcel.refresh_from_db()
    assert boxes.open_addresses(topic, [parcel], by=ines.account, at=CLOSING) == {entry.pk: HOME}
    assert Journal.objects.filter(verb="trial.addresses").count() == 1
    assert "Rennes" not in str(list(Journal.objects.values_list("data")))
    trials.send_parcel(topic, entry.pk, carrier="Colissimo", tracking="6A", by=ines.account, at=START)
    with pytest.raises(TooLate):
        boxes.give_address(entry, HOME, at=START)
    with pytest.raises(TooLate):
        trials.step_back(topic, entry.member, at=START)
    for days, kept in ((29, True), (30, False)):
        monkeypatch.setattr(trials, "now", lambda days=days: DUE + days * DAY)
        trials.clear_addresses(topic_id=topic.pk)
        assert bool(TrialParcel.objects.get().sealed) is kept


def test_a_parcel_goes_wrong_and_is_sent_again(square, topic, ines):
    entry = chosen(square, topic, ines)
    boxes.give_address(entry, HOME, at=CLOSING)
    with pytest.raises(TooLate):
        boxes.receive(topic, entry.pk, at=START)
    boxes.send(topic, entry.pk, carrier="Colissimo", tracking="1", by=ines.account, at=START)
    boxes.report(topic, entry.pk, "Le pot est cassé.")
    boxes.send_again(topic, entry.pk)
    assert boxes.send(topic, entry.pk, carrier="Colissimo", tracking="2", by=ines.account, at=START)
    boxes.receive(topic, entry.pk, at=START + DAY)
    parcel = TrialParcel.objects.get()
    assert (parcel.state, parcel.tracking, parcel.problem) == ("received", "2", "")


def test_feedback_says_that_the_product_was_given_and_goes_on_saying_it(square, topic, ines):
    entry = chosen(square, topic, ines)
    with pytest.raises(TooLate):
        published(square, topic, entry, at=START - DAY)
    made = published(square, topic, entry)
    line = disclosure("fr")
    assert line in made.post.source
    assert "Elle sent le figuier." in made.post.text
    with pytest.raises(TooLate):
        published(square, topic, entry)
    room = square.house.rooms[topic.space_id]
    reword_post(topic, room, square.who(entry.member), entry.member, made.post, body="Très bien.", at=START)
    made.post.refresh_from_db()
    assert line in made.post.text
    assert "Très bien." in made.post.text
    assert (summary_of(topic).mean, dict(summary_of(topic).ratings)) == (4.0, {4: 1})
    Post.sealed_too.filter(pk=made.post.pk).update(standing="trash")
    assert summary_of(topic).given == 0


def test_feedback_that_never_came_is_said_so_and_may_still_come(square, topic, ines, monkeypatch):
    entry = chosen(square, topic, ines)
    for days, state in ((13, "chosen"), (14, "missed")):
        monkeypatch.setattr(trials, "now", lambda days=days: DUE + days * DAY)
        trials.miss(topic_id=topic.pk)
        entry.refresh_from_db()
        assert entry.state == state
    published(square, topic, entry, at=DUE + 20 * DAY)
    entry.refresh_from_db()
    assert entry.state == "done"


def test_who_applied_is_forgotten_and_what_was_published_stays(square, topic, ines, monkeypatch):
    applied(square, topic, "lea", "tom")
    entry = chosen(square, topic, ines)
    boxes.give_address(entry, HOME, at=CLOSING)
    published(square, topic, entry)
    tickets = tickets_of(topic)
    monkeypatch.setattr(trials, "now", lambda: DUE + 90 * DAY)
    trials.forget(topic_id=topic.pk)
    assert list(TrialEntry.objects.exclude(member=None).values_list("pk", flat=True)) == [entry.pk]
    assert (TrialParcel.objects.count(), TrialFeedback.objects.count()) == (0, 1)
    assert tickets_of(topic) == tickets


def test_who_leaves_takes_the_address_along_and_a_copy_holds_it(square, topic, ines):
    entry = chosen(square, topic, ines)
    boxes.give_address(entry, HOME, at=CLOSING)
    made = published(square, topic, entry, Found(2, "Zarquon", "Zarquon", "Zarquon"))
    copy = BytesIO()
    own_copy.write(entry.member, copy, language="fr", at=NOON)
    with ZipFile(copy) as archive:
        assert "Rennes" in archive.read("index.html").decode()
        assert "Zarquon" in archive.read("data.json").decode()
    leave(entry.member, Words.TAKEN, close_account=True, at=START)
    assert TrialParcel.objects.count() == 0
    found = TrialFeedback.objects.get()
    assert (found.rating, found.pros, found.cons, found.post) == (2, "", "", None)
    assert TrialEntry.objects.get().member is None
    assert "Zarquon" not in Post.sealed_too.get(pk=made.post.pk).source
