"""Faces, the app, and devices that may be called."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from PIL import Image

from conftest import NOON
from parvis.community.actions.erasure import forget_members
from parvis.community.models import Device, DevicePush, Member, Topic
from parvis.community.queries.house import forget
from parvis.core.miniatures import icon
from parvis.core.models import Brand
from parvis.core.pictures import path_of
from parvis.web.look.views.devices import browser, reachable
from parvis.web.look.views.worn import initial
from tests.flows.test_push import told
from tests.square import Square


@pytest.fixture
def square(brand: Brand, settings: Any, tmp_path: Any) -> Square:
    forget()
    settings.DATA = tmp_path
    return Square(brand, NOON)


def signed(member: Member) -> Client:
    client = Client()
    assert member.account is not None
    client.force_login(member.account)
    return client


def photo(width: int = 300, height: int = 200) -> io.BytesIO:
    into = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 160)).save(into, "JPEG")
    into.seek(0)
    into.name = "moi.jpg"
    return into


@pytest.mark.django_db
def test_a_face_stands_beside_what_its_member_wrote_and_goes_with_them(
    square: Square, django_capture_on_commit_callbacks: Any, django_assert_num_queries: Any
) -> None:
    lea = square.member("lea")
    topic = square.topic(square.space("Salon"), lea, "Un sujet", "Quelques mots.")
    address = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    Client().get(address)
    with django_assert_num_queries(3):
        assert "/faces/" not in Client().get(address).content.decode()
    before = Topic.objects.get(pk=topic.pk).version
    assert signed(lea).post("/c/nocturne/me/face", {"picture": photo()}).status_code == 302
    lea.refresh_from_db()
    face = f"/c/nocturne/faces/{lea.picture[:20]}.webp"
    assert Topic.objects.get(pk=topic.pk).version > before, "kept pages are drawn anew"
    with django_assert_num_queries(3):
        page = Client().get(address).content.decode()
    assert f'<img class="avatar" src="{face}" alt="" width="36" height="36"' in page
    assert face in Client().get("/c/nocturne/").content.decode()
    shown = Client().get(face)
    with Image.open(io.BytesIO(shown.content)) as image:
        assert image.size == (112, 112)
    kept = lea.picture
    with django_capture_on_commit_callbacks(execute=True):
        forget_members(square.brand.pk, [lea], at=NOON)
    assert Client().get(face).status_code == 404
    assert not path_of(square.brand.pk, kept).exists()


@pytest.mark.django_db
def test_what_is_no_face_is_refused_and_initials_come_back(square: Square) -> None:
    lea = square.member("lea")
    client = signed(lea)
    liar = io.BytesIO(b"GIF89a, he said")
    liar.name = "moi.gif"
    assert client.post("/c/nocturne/me/face", {"picture": liar}).status_code == 422
    assert client.post("/c/nocturne/me/face").status_code == 422
    client.post("/c/nocturne/me/face", {"picture": photo()})
    client.post("/c/nocturne/me/face", {"without": "1"})
    lea.refresh_from_db()
    assert lea.picture == ""
    assert Client().get("/c/nocturne/faces/00000000000000000000.webp").status_code == 404
    assert Client().get(f"/c/nocturne/faces/{'Z' * 20}.webp").status_code == 404


@pytest.mark.django_db
def test_the_app_has_a_name_icons_and_a_page_without_a_network(square: Square) -> None:
    lea = square.member("lea")
    manifest = json.loads(Client().get("/c/nocturne/manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"], manifest["name"]) == ("/c/nocturne/", "/c/nocturne/", "La place")
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable"}
    for one in manifest["icons"]:
        with Image.open(io.BytesIO(Client().get(one["src"]).content)) as image:
            assert one["sizes"] == f"{image.width}x{image.height}"
    assert Client().get("/c/nocturne/worn/icon-9999-0.png").status_code == 404
    assert "@lea" not in signed(lea).get("/c/nocturne/offline").content.decode(), "it names nobody"


def test_an_icon_keeps_its_sign_where_a_mask_does_not_cut() -> None:
    with Image.open(io.BytesIO(icon(192, "#ffffff", filled=0.62, letters="É", ink="#000000"))) as image:
        drawn = image.convert("L").point(lambda light: 255 if light < 128 else 0).getbbox()
    assert drawn is not None
    assert all(0.2 * 192 < edge < 0.8 * 192 for edge in drawn)
    assert initial("« place »") == "P"
    assert initial("…") == "·"


@pytest.mark.django_db
def test_a_device_is_added_tried_and_stopped_by_whose_it_is(square: Square, monkeypatch: pytest.MonkeyPatch) -> None:
    lea, tom = square.member("lea"), square.member("tom")
    point = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    given = {"endpoint": "https://push.example.org/x/1", "key": told(point), "secret": told(b"0" * 16)}
    client = signed(lea)
    assert client.post("/c/nocturne/me/devices/add", given).status_code == 201
    assert client.post("/c/nocturne/me/devices/add", {**given, "key": "AAAA"}).status_code == 422
    device = Device.objects.get()
    assert "data-key=" in client.get("/c/nocturne/me/devices").content.decode()
    client.post("/c/nocturne/me/devices/try")
    assert DevicePush.objects.get().said["title"] == "La place"
    signed(tom).post("/c/nocturne/me/devices/stop", {"device": device.pk})
    assert Device.objects.count() == 1, "not another's"
    client.post("/c/nocturne/me/devices/stop")
    assert not Device.objects.exists()
    assert [client.post("/c/nocturne/me/devices/try").headers["Location"][-5:] for _ in range(3)][-1] == "often"


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example.org/x", "https://127.0.0.1/x", "https://10.0.0.8/", "https://[::1]/", "https://a.example:8443/", "ftp://a", "", "https://u:p@a.example/", "https://a.example/" + "x" * 1000],
)  # fmt: skip
def test_an_address_that_must_not_be_called_is_no_device(endpoint: str) -> None:
    assert not reachable(endpoint)


def test_a_device_is_named_by_its_browser_and_nothing_finer() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
    assert browser(agent) == "Chrome · Linux"
    assert browser("curl/8") == ""
