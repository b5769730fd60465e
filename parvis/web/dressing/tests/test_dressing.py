"""The team chooses a look: what cannot be read is refused with what can."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from conftest import NOON, seat_for
from parvis.community.models import AccessStatement, Look
from parvis.community.queries.house import forget
from parvis.core.models import Brand, Journal
from parvis.core.pictures import path_of
from parvis.core.roles import Role
from parvis.flows.looks import why_not_domain
from parvis.web.dressing.forms import AccessForm, DressForm
from tests.square import Square

DAY = {"light_ground": "#ffffff", "light_ink": "#111111", "light_accent": "#0b3d91"}
NIGHT = {"dark_ground": "#101418", "dark_ink": "#f5f5f5", "dark_accent": "#9ec1ff"}
FORM = {"own": "1", "font": "classic", **DAY, **NIGHT}


@pytest.fixture
def client(brand: Brand, settings: Any, tmp_path: Any) -> Client:
    forget()
    settings.DATA = tmp_path
    Square(brand, NOON)
    client = Client()
    client.force_login(seat_for(brand, Role.OWNER).account)
    return client


def drawing(width: int, height: int) -> io.BytesIO:
    into = io.BytesIO()
    Image.new("RGBA", (width, height), (180, 20, 20, 200)).save(into, "PNG")
    into.seek(0)
    into.name = "logo.png"
    return into


def test_a_colour_that_cannot_be_read_gives_way_to_the_nearest_that_can() -> None:
    form = DressForm({**FORM, "light_ink": "#cccccc", "dark_ground": "#ffffff"})
    assert not form.is_valid()
    assert set(form.errors) == {"light_ink", "dark_ground"}
    again = DressForm({**FORM, **{name: form[name].value() for name in ("light_ink", "dark_ground")}})
    assert again.is_valid(), again.errors
    assert not DressForm({**FORM, "light_ink": "red; }"}).is_valid(), (
        "a colour is six digits, nothing that a sheet could read"
    )


def test_a_host_name_is_one_that_the_house_answers_at(settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.HOUSE = ["desk.example", ".brand.example"], "https://desk.example"
    names = ["forum.brand.example", "desk.example", "other.example", "http://x", "a b.c", "x.example/c/../b"]
    assert [why_not_domain(name) for name in names] == ["", "house", "unserved", "shape", "shape", "shape"]


def test_a_statement_says_what_the_law_lets_it_say() -> None:
    told = {"organisation": "La Veilleuse", "assessed_on": "2026-03-02", "email": "a@b.example"}
    known = [("none", ""), ("partial", "72"), ("full", "100"), ("full", "99"), ("partial", "20"), ("partial", "")]
    assert [AccessForm({**told, "state": state, "rate": rate}).is_valid() for state, rate in known] == [True] * 3 + [
        False
    ] * 3


@pytest.mark.django_db
def test_what_was_chosen_is_worn_by_every_page_and_asks_nothing_of_passers_by(
    client: Client, brand: Brand, django_assert_num_queries: Any
) -> None:
    words = {"fr_welcome": "Entrez donc.", "fr_new_topic": "Lancer"}
    assert client.post("/b/nocturne/community/look", {**FORM, **words}).status_code == 302
    look = Look.objects.get()
    sheet = f"/c/nocturne/worn/look-{look.version}.css"
    page = Client().get("/c/nocturne/").content.decode()
    assert sheet in page
    assert "Entrez donc." in page
    css = Client().get(sheet)
    assert "--ground:light-dark(#ffffff,#101418)" in css.content.decode()
    assert "immutable" in css.headers["Cache-Control"]
    assert Client().get(f"/c/nocturne/worn/look-{look.version - 1}.css").headers["Cache-Control"] == "no-cache"
    with django_assert_num_queries(1):
        Client().get(sheet)
    with django_assert_num_queries(1):
        Client().get("/c/nocturne/manifest.webmanifest")
    assert Journal.objects.filter(verb="community.dressed").count() == 1
    refused = client.post("/b/nocturne/community/look", {**FORM, "light_accent": "#ffff00"})
    assert refused.status_code == 422
    assert Look.objects.get().version == look.version


@pytest.mark.django_db
def test_a_logo_is_made_anew_hangs_in_the_page_and_its_file_goes_with_it(client: Client, brand: Brand) -> None:
    address = "/b/nocturne/community/look/logo"
    assert client.post(address, {"picture": drawing(2000, 300)}).status_code == 302
    look = Look.objects.get()
    sha, _space, size = look.logo.partition(" ")
    assert size == "560x84"
    assert f"worn/logo-{look.version}.webp" in Client().get("/c/nocturne/").content.decode()
    assert Client().get(f"/c/nocturne/worn/logo-{look.version}.webp").headers["Content-Type"] == "image/webp"
    liar = io.BytesIO(b"<svg onload=alert(1)>")
    liar.name = "logo.png"
    assert client.post(address, {"picture": liar}).status_code == 422
    assert client.post("/b/nocturne/community/look/ceiling", {"picture": drawing(9, 9)}).status_code == 404
    client.post(address, {"without": "1"})
    assert Look.objects.get().logo == ""
    assert path_of(brand.pk, sha).exists(), "until the transaction stands"


@pytest.mark.django_db
def test_at_its_own_host_name_the_community_is_the_house(client: Client, brand: Brand, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.HOUSE = ["testserver", "forum.brand.example"], "https://desk.example"
    assert client.post("/b/nocturne/community/look", {**FORM, "domain": "forum.brand.example"}).status_code == 302
    there = Client(headers={"host": "forum.brand.example"})
    assert there.get("/").headers["Location"] == "/c/nocturne/"
    assert (
        'rel="canonical" href="https://forum.brand.example/c/nocturne/"'
        in Client().get("/c/nocturne/").content.decode()
    )
    assert "https://forum.brand.example/c/nocturne/" in Client().get("/c/nocturne/feed.atom").content.decode()


@pytest.mark.django_db
def test_a_statement_is_made_and_every_page_leads_to_it(client: Client, brand: Brand) -> None:
    told = {"organisation": "La Veilleuse", "state": "partial", "rate": "72", "assessed_on": "2026-03-02"}
    told |= {"email": "acces@nocturne.example", "failures": "Les <b>sondages</b> longs\nUne vidéo"}
    assert "acces@" not in Client().get("/c/nocturne/accessibility").content.decode()
    assert client.post("/b/nocturne/community/accessibility", told).status_code == 302
    assert AccessStatement.objects.get().rate == 72
    page = Client(headers={"accept-language": "fr"}).get("/c/nocturne/accessibility").content.decode()
    for said in (
        "article 47 de la loi",
        "72",
        "&lt;b&gt;sondages",
        "acces@nocturne.example",
        "Défenseur des droits",
        "2 mars 2026",
    ):
        assert said in page, said
    assert "Accessibilité\u202f: partiellement conforme" in page
