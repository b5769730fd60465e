"""Posts brought by hand: one pasted, or a file of them; nothing is ever doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.conversations.models import Place, Post
from parvis.core.models import Brand, Seat
from parvis.web.places import uploads

CSV = (
    "Auteur;Message;Publié le;Lien\n"
    "Camille;Le train de nuit a du retard;02/03/2026 08:30;https://x.example/1\n"
    "Paul;Très bien;le trente-deux mars;\n"
    "Zoé;;03/03/2026;\n"
    "Léa;Merci Nocturne;03/03/2026;pas un lien\n"
    "Max;Bravo à l’équipe;04/03/2026;\n"
).encode()


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def paste(desk: Client, **said: str) -> tuple[int, str]:
    usual = {
        "text": "Bravo pour les couchettes",
        "place": "Groupe des habitués",
        "author": "@lea",
        "link": "",
        "at": "",
    }
    answer = desk.post("/b/nocturne/places/capture", {**usual, **said})
    return answer.status_code, answer.content.decode()


def look(desk: Client, content: bytes) -> tuple[int, str]:
    answer = desk.post("/b/nocturne/places/table", {"file": SimpleUploadedFile("t.csv", content)})
    return answer.status_code, answer.content.decode()


def token(text: str) -> str:
    return text.split('name="token" value="')[1].split('"')[0]


COLUMNS = {"column-text": "Message", "column-author": "Auteur", "column-at": "Publié le", "column-url": "Lien"}


def test_a_pasted_text_makes_its_place_and_is_kept_once(desk: Client, brand: Brand) -> None:
    for _time in range(2):
        assert paste(desk, at="2026-03-02T08:30")[0] == 302
    post = Post.objects.get()
    assert post.place.name == "Groupe des habitués"
    assert post.author is not None
    assert post.author.handle == "lea"
    assert post.at.isoformat() == "2026-03-02T07:30:00+00:00"
    assert "was there already" in desk.get(f"/b/nocturne/places/{post.place_id}/").content.decode()


def test_the_same_name_in_other_capitals_is_the_same_place(desk: Client, brand: Brand) -> None:
    paste(desk)
    paste(desk, text="Autre chose", place="groupe  des HABITUÉS")
    assert Place.objects.get().post_count == 2


def test_a_network_that_parvis_does_not_speak_is_filled_under_its_own_name(desk: Client, brand: Brand) -> None:
    desk.post("/b/nocturne/places/confirm", {"address": "https://x.com/nocturne", "name": "Notre compte X"})
    paste(desk, place="notre compte x")
    place = Place.objects.get()
    assert (place.address, place.post_count) == ("https://x.com/nocturne", 1)


def test_a_removed_place_wakes_when_a_post_is_brought_to_it(desk: Client, brand: Brand) -> None:
    paste(desk)
    desk.post(f"/b/nocturne/places/{Place.objects.get().pk}/remove")
    paste(desk, text="Encore nous")
    assert Place.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"text": " "}, "text", "required"),
        ({"link": "pas un lien"}, "link", "is not a web address"),
        ({"at": "hier"}, "at", "not a date"),
        ({"place": ""}, "place", "required"),
    ],
)
def test_what_is_wrong_with_a_paste_is_said_at_its_field(
    desk: Client, brand: Brand, said: dict[str, str], field: str, words: str
) -> None:
    status, text = paste(desk, **said)
    assert status == 422
    assert words in text.split(f'id="id_{field}-error"')[1][:300]
    assert not Post.objects.exists()


def test_a_table_is_shown_before_anything_is_kept(desk: Client, brand: Brand) -> None:
    status, text = look(desk, CSV)
    assert status == 200
    assert "2 posts can be read" in text
    assert "3 lines left out" in text
    assert 'number">3</th><td>“le trente-deux mars” is not a date.' in text
    assert 'number">4</th><td>The text is empty.' in text
    assert '<option value="Message" selected>' in text
    assert not Post.objects.exists()


def test_a_table_imported_twice_adds_nothing(desk: Client, brand: Brand) -> None:
    for new, known in ((2, 0), (0, 2)):
        given = token(look(desk, CSV)[1])
        text = desk.post(
            "/b/nocturne/places/table/import", {"token": given, "place": "Export", **COLUMNS}
        ).content.decode()
        assert f'<span class="figure-value">{new}</span><span class="figure-label">new posts' in text
        assert f'<span class="figure-value">{known}</span><span class="figure-label">already there' in text
        assert "3 lines left out" in text
    assert Post.objects.count() == 2


def test_columns_can_be_corrected_and_looked_at_again(desk: Client, brand: Brand) -> None:
    given = token(look(desk, CSV)[1])
    changed = {**COLUMNS, "column-at": "", "look": "1"}
    text = desk.post("/b/nocturne/places/table/import", {"token": given, "place": "Export", **changed}).content.decode()
    assert "3 posts can be read" in text
    assert not Post.objects.exists()


def test_a_table_without_a_column_of_text_chosen_is_refused_at_that_column(desk: Client, brand: Brand) -> None:
    given = token(look(desk, CSV)[1])
    answer = desk.post("/b/nocturne/places/table/import", {"token": given, "place": "E", **COLUMNS, "column-text": ""})
    assert answer.status_code == 422
    assert 'id="id_column-text-error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"a,b\n1,2\n", "No column holds the text. Columns found: a, b."),
        (b"PK\x03\x04zip", "This is a spreadsheet"),
    ],
)
def test_a_file_that_is_no_table_is_said_at_the_file(desk: Client, brand: Brand, content: bytes, words: str) -> None:
    status, text = look(desk, content)
    assert status == 422
    assert words in text.split('id="id_file-error"')[1][:400]


def test_json_lines_are_a_table_too(desk: Client, brand: Brand) -> None:
    text = look(desk, b'{"text": "Bravo", "author": "Max"}\n{"text": broken\n')[1]
    assert "1 post can be read" in text
    assert "1 line left out" in text


def test_a_file_is_kept_for_its_brand_alone(desk: Client, brand: Brand, other_brand: Brand) -> None:
    theirs = uploads.keep(other_brand.pk, CSV)
    answer = desk.post("/b/nocturne/places/table/import", {"token": theirs, "place": "E", **COLUMNS}, follow=True)
    assert "no longer here" in answer.content.decode()
    assert uploads.kept(brand.pk, "../../etc/passwd") is None
    assert not Post.objects.exists()
