"""Somebody comes into the community from outside."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from conftest import NOON, seat_for
from parvis.community.actions.arrival import invite, let_in_by
from parvis.community.models import Applicant, Member, MemberInvitation, SignUp
from parvis.community.queries.house import forget
from parvis.community.rules.arrival import Joining
from parvis.core.clock import now
from parvis.core.models import Account, Bucket, Job
from parvis.core.roles import Role
from parvis.flows import forgotten_password
from parvis.flows.arrival import forget_arrivals, send_link, tell_applicant
from tests.doors import ROUTES
from tests.square import Square

pytestmark = pytest.mark.django_db
WORD = "les-trains-de-nuit"
LEA = {"email": "lea@ailleurs.example", "name": "Léa", "handle": "lea", "password": WORD}


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def mails():
    with override_settings(
        MAILS=True, EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", HOUSE="https://h.test"
    ):
        yield mail.outbox


def client() -> Client:
    return Client(headers={"accept-language": "en"})


def signed_in(account) -> Client:
    made = client()
    made.force_login(account)
    return made


def link_in(body: str) -> str:
    found = re.search(r"https://h.test(\S+)", body)
    assert found
    return found[1]


def come(one: Client, **said) -> str:
    """Up to the letter; the address in it."""
    answer = one.post("/c/nocturne/welcome", {**LEA, **said})
    assert "on its way" in answer.content.decode(), answer.content.decode()
    send_link(sign_up_id=SignUp.objects.latest("pk").pk)
    return link_in(str(mail.outbox[-1].body))


def test_an_address_is_proved_before_there_is_an_account(square, mails):
    one = client()
    link = come(one)
    assert not Account.objects.filter(email=LEA["email"]).exists()
    assert one.get(link).status_code == 200, "a mail program that looks at the link uses nothing up"
    inside = one.post(link)
    assert inside.headers["Location"] == "/c/nocturne/steps"
    lea = Member.objects.get()
    assert (lea.handle, lea.name, lea.account_id) == ("lea", "Léa", Account.objects.get(email=LEA["email"]).pk)
    assert "@lea" in one.get("/c/nocturne/").content.decode()
    assert one.post(link).status_code == 410
    assert not SignUp.objects.exists()
    assert client().post("/login", {"username": LEA["email"], "password": WORD}).status_code == 302


def test_from_another_browser_the_link_asks_for_the_password_that_was_chosen(square, mails):
    """Else one could choose the password of an account that another proves."""
    link, other = come(client()), client()
    assert 'name="password"' in other.get(link).content.decode()
    assert other.post(link, {"password": "autre chose"}).status_code == 422
    assert not Account.objects.filter(email=LEA["email"]).exists()
    assert other.post(link, {"password": WORD}).status_code == 302


def test_no_answer_tells_whether_an_address_is_known(square, mails):
    square.member("lea", Account.objects.create(email="known@x.example", name="K", created_at=NOON))
    told = {}
    for email in ("known@x.example", "unknown@x.example"):
        said = client().post("/c/nocturne/welcome", {**LEA, "email": email, "handle": "mia"})
        told[email] = (said.status_code, said.content.decode().replace(email, "…"), Job.objects.count() > 0)
        send_link(sign_up_id=SignUp.objects.latest("pk").pk)
    csrf = re.compile(r'csrfmiddlewaretoken" value="\w+"')
    assert len({csrf.sub("", text) for _status, text, _job in told.values()}) == 1
    assert [("account already" in one.subject) for one in mails] == [True, False]
    assert [row.email for row in SignUp.objects.all()] == ["unknown@x.example"]
    assert client().post("/login/forgotten", {"email": "unknown2@x.example"}).status_code == 200


def test_a_flood_of_sign_ups_is_slowed_and_fills_nobodys_mailbox(square, mails):
    for n in range(5):
        client().post("/c/nocturne/welcome", {**LEA, "handle": f"lea{n}"})
    assert SignUp.objects.count() == 3, "the fourth letter to one address waits"
    answers = [client().post("/c/nocturne/welcome", {**LEA, "email": f"x{n}@y.example"}) for n in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert "@" not in "".join(Bucket.objects.values_list("key", flat=True))


def test_without_mail_one_comes_in_all_the_same_and_the_team_is_told(square, ines):
    Account.objects.create(email="known@x.example", name="K", created_at=NOON)
    answers = [
        client().post("/c/nocturne/welcome", {**LEA, "email": e, "handle": h}).content.decode()
        for e, h in (("known@x.example", "k"), ("lea@ailleurs.example", "lea"))
    ]
    assert len({re.sub(r'value="\w+"', "", one) for one in answers}) == 1
    assert (
        client().post("/login", {"username": LEA["email"], "password": WORD, "next": "/c/nocturne/"}).status_code == 302
    )
    page = signed_in(ines.account).get("/c/nocturne/arrivals").content.decode()
    assert "PARVIS_SMTP" in page
    assert "lea@ailleurs.example" in page
    assert "known@x.example" not in page


def test_where_the_team_decides_one_waits_and_is_told(square, mails, ines):
    let_in_by(square.community, Joining.APPROVAL, by=ines.account, at=NOON)
    one = client()
    assert one.post(come(one, why="J’aime les bougies")).headers["Location"] == "/c/nocturne/join"
    assert "Your request waits" in one.get("/c/nocturne/join").content.decode()
    assert not Member.objects.exists()
    asked, team = Applicant.objects.get(), signed_in(ines.account)
    assert "lea@ailleurs.example" in team.get("/c/nocturne/arrivals").content.decode()
    assert team.post(f"/c/nocturne/arrivals/{asked.pk}", {"answer": "yes"}).status_code == 302
    assert team.post(f"/c/nocturne/arrivals/{asked.pk}", {"answer": "no"}).status_code == 409
    tell_applicant(applicant_id=asked.pk)
    tell_applicant(applicant_id=asked.pk)
    assert [letter.subject for letter in mails[1:]] == ["You are a member of La place"]
    assert one.get("/c/nocturne/join").status_code == 302


def test_who_was_refused_is_told_and_asks_no_second_time(square, ines):
    let_in_by(square.community, Joining.APPROVAL, by=ines.account, at=NOON)
    tom = signed_in(Account.objects.create(email="tom@x.test", name="Tom", created_at=NOON))
    tom.post("/c/nocturne/join", {"name": "Tom", "handle": "tom", "why": "Bonjour"})
    signed_in(ines.account).post(f"/c/nocturne/arrivals/{Applicant.objects.get().pk}", {"answer": "no"})
    assert "Not for now" in tom.post("/c/nocturne/join", {"name": "Tom", "handle": "tom"}).content.decode()
    assert Applicant.objects.count() == 1


def test_by_invitation_only_who_holds_a_good_link_comes_in_and_only_so_many(square, mails, ines):
    let_in_by(square.community, Joining.INVITED, by=ines.account, at=NOON)
    made = signed_in(ines.account).post("/c/nocturne/arrivals/links", {"most": "1"}).content.decode()
    word = made.split("?invitation=")[1].split("<")[0]
    assert client().post("/c/nocturne/welcome", LEA).status_code == 200
    assert not SignUp.objects.exists()
    one = client()
    one.post(come(one, invitation=word))
    assert Member.objects.get().handle == "lea"
    tom = signed_in(Account.objects.create(email="tom@x.test", name="Tom", created_at=NOON))
    assert tom.post("/c/nocturne/join", {"name": "Tom", "handle": "tom", "invitation": word}).status_code == 403
    link, word = invite(square.community, most=5, by=ines.account, at=now())
    signed_in(ines.account).post(f"/c/nocturne/arrivals/links/{link.pk}/revoke")
    assert tom.post("/c/nocturne/join", {"name": "Tom", "handle": "tom", "invitation": word}).status_code == 403
    assert MemberInvitation.objects.get(pk=link.pk).taken == 0


def test_only_who_arranges_the_community_sees_who_comes_in(square, ines):
    lea, moderator = square.member("lea"), seat_for(square.brand, Role.MODERATOR)
    for account, status in ((lea.account, 404), (moderator.account, 404), (ines.account, 200)):
        assert signed_in(account).get("/c/nocturne/arrivals").status_code == status
    assert client().get("/c/nocturne/arrivals").status_code == 302


def test_a_member_without_a_seat_is_sent_home_and_finds_every_desk_shut(square, other_brand):
    lea = square.member("lea")
    one = signed_in(lea.account)
    assert one.get("/").headers["Location"] == "/c/nocturne/"
    Square(other_brand, NOON).member("lea", lea.account)
    assert one.get("/").headers["Location"] == "/brands/"
    assert "/c/rivale/" in one.get("/brands/").content.decode()
    for route in ROUTES:
        if not route.parameters:
            assert one.get(reverse(route.name, kwargs={"brand": "nocturne"})).status_code in (404, 405), route.name


def test_a_forgotten_password_is_chosen_anew_once_and_ends_every_session(square, mails):
    account = Account.objects.create(email="lea@ailleurs.example", name="Léa", created_at=NOON)
    account.set_password(WORD)
    account.save()
    elsewhere, one = signed_in(account), client()
    assert one.post("/login/forgotten", {"email": "LEA@ailleurs.example"}).status_code == 200
    forgotten_password.send_link(account_id=account.pk, language="en")
    forgotten_password.send_link(account_id=0, language="en")
    assert len(mails) == 1
    link = link_in(mails[0].body)
    assert one.post(link, {"password": "court"}).status_code == 422
    assert one.post(link, {"password": "une autre phrase"}).headers["Location"] == "/login"
    assert one.get(link).status_code == 410
    assert elsewhere.get("/c/nocturne/join").status_code == 302
    assert one.post("/login", {"username": account.email, "password": "une autre phrase"}).status_code == 302


def test_what_nobody_came_back_for_is_forgotten(square, mails):
    come(client())
    SignUp.objects.update(asked_at=NOON)
    forget_arrivals()
    assert not SignUp.objects.exists()
