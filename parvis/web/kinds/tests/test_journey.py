"""A question is solved and an idea answered in Chromium, by keyboard and on a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.community.actions.contests import ContestForm, close_contest, set_contest
from parvis.community.models import Acceptance, Poll, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.core.models import Brand, Department
from parvis.core.roles import Role
from tests.browser import PHONE, axe, screenshot, sign_in, wear
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_asked_again_solved_and_an_idea_answered(browser_page: Page, brand: Brand) -> None:
    forget()
    page, square = browser_page, Square(brand, datetime.now(UTC))
    room, ideas = square.space("Entraide", kind=Kind.QUESTIONS), square.space("Idées", kind=Kind.IDEAS)
    lea, tom = square.member("lea"), square.member("tom")
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    seat.department = Department.objects.create(brand=brand, name="Relation client")
    seat.save()
    team = square.member("camille", seat.account)
    topic = square.topic(room, lea, "Comment allumer ma bougie ?", "La mèche **glisse** à chaque fois.")
    square.answer(topic, tom, "Avec une longue allumette.")
    square.answer(topic, team, "Coupez la mèche à cinq millimètres, puis allumez-la en l’inclinant.")
    sign_in(page, lea.account)
    page.goto("/c/nocturne/s/entraide/new")
    page.get_by_label("Titre").press_sequentially("allumer les bougies")
    expect(page.get_by_role("link", name=topic.title)).to_be_visible()
    axe(page)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    expect(page.get_by_text("Équipe · Relation client")).to_be_visible()
    page.get_by_role("button", name="Utile").last.press("Enter")
    expect(page.get_by_role("button", name="Utile · 1")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="C’est la solution").last.press("Enter")
    expect(page.get_by_role("region", name="Réponse retenue")).to_be_visible()
    assert Acceptance.objects.exists()
    axe(page)
    screenshot(page, "kinds-question", full=True)
    idea = square.topic(ideas, tom, "Une bougie sans mèche", "Pour ceux qui la coupent trop court.")
    square.topic(ideas, lea, "Des recharges", "Pour ne pas jeter les pots.")
    page.goto(f"/c/nocturne/t/{idea.slug}/{idea.pk}")
    page.get_by_role("button", name="Je la veux aussi").press("Enter")
    expect(page.get_by_role("button", name="Vous la voulez")).to_be_visible()
    sign_in(page, seat.account, theme="dark")
    page.goto(f"/c/nocturne/ideas/{idea.pk}/step")
    page.get_by_label("Où elle en est").select_option("done")
    page.get_by_label("Votre mot à la communauté").fill("Elle arrive en décembre, en trois parfums.")
    screenshot(page, "kinds-step", full=True)
    page.get_by_role("button", name="Publier").press("Enter")
    expect(page.get_by_text("Elle arrive en décembre")).to_be_visible()
    axe(page)
    screenshot(page, "kinds-idea-dark", full=True)
    page.set_viewport_size(PHONE)
    screenshot(page, "kinds-idea-phone", full=True)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    screenshot(page, "kinds-question-phone", full=True)
    axe(page)
    wear(page, parvis_theme="light")
    page.goto("/c/nocturne/s/idees/by?order=votes")
    screenshot(page, "kinds-ideas-phone", full=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    screenshot(page, "kinds-ideas", full=True)
    page.goto("/c/nocturne/s/idees/done")
    axe(page)
    screenshot(page, "kinds-kept", full=True)
    assert Topic.objects.get(pk=idea.pk).score == 1


def test_a_poll_is_asked_and_answered_by_keyboard_and_on_a_phone(
    browser_page: Page, phone_page: Page, brand: Brand
) -> None:
    forget()
    page, phone, square = browser_page, phone_page, Square(brand, datetime.now(UTC))
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    team, lea = square.member("camille", seat.account), square.member("lea")
    topic = square.topic(square.space("Salon"), team, "La prochaine bougie", "Dites-nous tout.")
    sign_in(page, seat.account)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    page.get_by_role("link", name="Lancer un sondage").press("Enter")
    page.get_by_label("Question", exact=True).fill("Quel parfum préférez-vous ?")
    page.get_by_label("Ce que l’on répond").select_option("ranked")
    page.get_by_label("Choix, un par ligne").fill("Figue\nCèdre\nFleur d’oranger")
    page.get_by_label("Anonyme").check()
    axe(page)
    screenshot(page, "kinds-poll-new", full=True)
    page.get_by_role("button", name="Demander").press("Enter")
    expect(page.get_by_text("anonyme")).to_be_visible()
    sign_in(phone, lea.account, theme="dark")
    phone.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    axe(phone)
    screenshot(phone, "kinds-poll-phone", full=True)
    phone.get_by_label("Cèdre").select_option("1")
    phone.get_by_label("Figue").select_option("2")
    phone.get_by_role("button", name="Voter").tap()
    expect(phone.get_by_text("1. Cèdre")).to_be_visible()
    axe(phone)
    screenshot(phone, "kinds-poll-results-phone", full=True)
    page.goto(f"/c/nocturne/polls/{Poll.objects.get().pk}")
    axe(page)
    screenshot(page, "kinds-poll", full=True)


def test_an_event_is_set_and_joined_until_it_is_full(browser_page: Page, phone_page: Page, brand: Brand) -> None:
    forget()
    page, phone, square = browser_page, phone_page, Square(brand, datetime.now(UTC))
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    team = square.member("camille", seat.account)
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Agenda", kind=Kind.EVENTS), team, "Atelier de cire", "Apportez un bocal.")
    sign_in(page, seat.account)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    page.get_by_role("link", name="Fixer la date et le lieu").press("Enter")
    page.get_by_label("Début").fill("2031-06-21T18:00")
    page.get_by_label("Fin").fill("2031-06-21T20:30")
    page.get_by_label("Lieu").fill("12, rue des Cirés, Rennes")
    page.get_by_label("Places").fill("1")
    axe(page)
    screenshot(page, "kinds-event-set", full=True)
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_text("21 juin 2031 à 18:00")).to_be_visible()
    sign_in(phone, lea.account, theme="dark")
    phone.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    phone.get_by_role("button", name="Je viens").tap()
    expect(phone.get_by_text("Vous avez une place.")).to_be_visible()
    axe(phone)
    screenshot(phone, "kinds-event-phone", full=True)
    sign_in(phone, tom.account)
    phone.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    phone.get_by_role("button", name="Je viens").tap()
    expect(phone.get_by_text("Vous êtes sur liste d’attente.")).to_be_visible()
    screenshot(phone, "kinds-event-waiting-phone", full=True)
    page.goto(f"/c/nocturne/events/{topic.pk}/people")
    page.get_by_role("button", name="Lea y était").press("Enter")
    expect(page.get_by_role("button", name="Lea n’y était pas")).to_be_visible()
    axe(page)
    screenshot(page, "kinds-event-people", full=True)
    page.goto("/c/nocturne/s/agenda/upcoming")
    axe(page)
    screenshot(page, "kinds-upcoming", full=True)


def test_a_contest_is_entered_by_keyboard_and_its_draw_explained(browser_page: Page, brand: Brand) -> None:
    forget()
    at = datetime.now(UTC)
    page, square = browser_page, Square(brand, at)
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    team, lea = square.member("camille", seat.account), square.member("lea")
    topic = square.topic(square.space("Jeux", kind=Kind.CONTESTS), team, "La bougie de Noël", "Bonne chance à tous.")
    sign_in(page, seat.account)
    page.goto(f"/c/nocturne/contests/{topic.pk}/set")
    axe(page)
    screenshot(page, "kinds-contest-set", full=True)
    form = ContestForm("Nocturne SARL, Rennes", "Un coffret", "45 €", 2, "draw", at, at + timedelta(days=9))
    set_contest(topic, form, by=seat.account, at=at)
    sign_in(page, lea.account)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    page.get_by_role("link", name="Participer", exact=True).press("Enter")
    page.get_by_label("J’ai lu le règlement").press("Space")
    axe(page)
    page.get_by_role("button", name="Participer").press("Enter")
    expect(page.get_by_text("Vous participez.")).to_be_visible()
    axe(page)
    page.set_viewport_size(PHONE)
    screenshot(page, "kinds-contest-phone", full=True)
    close_contest(topic.pk, at=at + timedelta(days=9))
    for name in ("rules", "draw"):
        page.goto(f"/c/nocturne/contests/{topic.pk}/{name}")
        axe(page)
        screenshot(page, f"kinds-contest-{name}-phone", full=True)
