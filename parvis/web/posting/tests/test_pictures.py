import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from conftest import NOON
from parvis.community.actions.drafts import Begun, keep_draft
from parvis.community.actions.forgetting import forget_traces
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.signs import react
from parvis.community.actions.uploads import UNUSED, forget_unused
from parvis.community.models import Draft, PostReaction, Topic, Upload
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.reactions import Reaction
from parvis.community.rules.uploads import quota_of
from parvis.conversations.models import Post
from parvis.core.pictures import path_of
from parvis.core.remaking import LARGEST, LONGEST_SIDE, NotAPicture, made_anew
from tests.square import Square

HOME = "/c/nocturne"


def drawn(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(into, kind, **more)
    return into.getvalue()


def moving(frames: int, side: int = 32) -> bytes:
    into = io.BytesIO()
    pictures = [Image.new("RGB", (side, side), (n * 67 % 256, n * 29 % 256, n * 151 % 256)) for n in range(frames)]
    pictures[0].save(into, "GIF", save_all=True, append_images=pictures[1:], duration=50)
    return into.getvalue()


def announcing(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and is nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_anew_without_what_it_said_of_its_maker(kind):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Appareil", 6  # turned a quarter
    body = drawn(kind, (60, 40), **({} if kind == "GIF" else {"exif": exif}))
    made = made_anew(body)
    with Image.open(io.BytesIO(made.body)) as seen:
        assert seen.format == "WEBP"
        assert not seen.getexif()
        assert (made.width, made.height) == seen.size == ((60, 40) if kind == "GIF" else (40, 60))
    assert b"Appareil" not in made.body


def test_a_large_picture_becomes_smaller_and_one_that_moves_still_moves():
    assert made_anew(drawn("JPEG", (5000, 100))).width == LONGEST_SIDE
    with Image.open(io.BytesIO(made_anew(moving(3)).body)) as seen:
        assert getattr(seen, "n_frames") == 3  # noqa: B009


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"x" * (LARGEST + 1), "too_heavy"),
        (announcing(10_000, 10_000), "too_large"),
        (announcing(60_000, 60_000), "too_large"),
        (announcing(800, 800), "broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not_one"),
        (b"<html><script>alert(1)</script>", "not_one"),
        (b"%PDF-1.4", "not_one"),
        (drawn("BMP"), "not_one"),
        (drawn("TIFF"), "not_one"),
        (drawn("PNG")[:60], "broken"),
        (moving(121), "moves_too_much"),
        (moving(100, 700), "moves_too_much"),
    ],
)
def test_what_is_no_picture_for_us_is_refused_with_its_reason(body, why):
    with pytest.raises(NotAPicture) as refused:
        made_anew(body)
    assert refused.value.why == why


def test_what_hides_behind_a_picture_does_not_come_along():
    assert b"<script" not in made_anew(drawn("JPEG") + b"<script>alert(1)</script>").body
    assert b"<script" not in made_anew(drawn("PNG", pnginfo=None) + b"PK\x03\x04<script>").body


@pytest.fixture
def square(brand, settings, tmp_path) -> Square:
    settings.DATA = tmp_path
    forget()
    return Square(brand, NOON)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def brought(client: Client, body: bytes, name: str = "photo.jpg"):
    return client.post(f"{HOME}/compose/picture", {"picture": SimpleUploadedFile(name, body, "image/jpeg")})


@pytest.mark.django_db
def test_a_picture_is_seen_by_who_may_read_where_it_stands(square):
    lea, tom, room = square.member("lea"), square.member("tom"), square.space("Serre", Access.SECRET)
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    for member in (lea, tom):
        put_in_group(group, member, by=None, at=NOON)
    change_space(room, SpaceForm("Serre", access=Access.SECRET, groups={group.pk: "write"}), by=lea.account, at=NOON)
    outside = square.member("dehors")
    address = brought(signed_in(lea), drawn()).json()["address"]
    clients = {"lea": signed_in(lea), "tom": signed_in(tom), "dehors": signed_in(outside), "": Client()}
    seen = lambda: {name for name, client in clients.items() if client.get(address).status_code == 200}  # noqa: E731
    assert seen() == {"lea"}, "a draft is its author's"
    topic = square.topic(room, lea, "Une photo", f"![Une mèche]({address})")
    assert seen() == {"lea", "tom"}
    square.topic(square.space("Entraide"), tom, "Fuite", f"![]({address})")
    assert seen() == {"lea", "tom"}, "passed on by somebody else, it stays where it is at home"
    answer = clients["tom"].get(address)
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    page = clients["tom"].get(f"{HOME}/t/{topic.slug}/{topic.pk}").content.decode()
    assert 'alt="Une mèche" width="60" height="40" loading="lazy"' in page
    assert clients["lea"].get(address.replace("60x40", "61x40")).status_code == 404
    change_space(room, SpaceForm("Serre"), by=lea.account, at=NOON)
    assert seen() == {"lea", "tom", "dehors", ""}


@pytest.mark.django_db
def test_what_lies_is_refused_and_a_day_has_its_measure(square):
    lea = square.member("lea")
    client = signed_in(lea)
    for body in (b"<svg onload=alert(1)>", announcing(10_000, 10_000), b""):
        refused = brought(client, body)
        assert refused.status_code == 422
        assert refused.json()["refused"]
    most = quota_of(square.who(lea)).files
    assert [brought(client, drawn(size=(n + 1, 9))).status_code for n in range(most + 1)] == [201] * most + [429]
    assert Client().post(f"{HOME}/compose/picture").status_code == 401


@pytest.mark.django_db
def test_without_script_a_picture_comes_with_the_form(square):
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour")
    client, address = signed_in(lea), f"{HOME}/topics/{topic.pk}/answer"
    told = {"body": "Voici.", "key": "a" * 32, "picture_alt": "Une [mèche]"}
    lie = client.post(address, {**told, "picture": SimpleUploadedFile("a.png", b"<svg>", "image/png")})
    assert lie.status_code == 422
    assert "field-error" in lie.content.decode()
    sent = client.post(address, {**told, "picture": SimpleUploadedFile("a.png", drawn("PNG"), "image/png")})
    assert sent.status_code == 302
    assert 'alt="Une  mèche"' in client.get(sent.headers["Location"]).content.decode()


@pytest.mark.django_db
def test_pictures_that_no_post_shows_are_let_go_and_those_of_who_is_forgotten(
    square, django_capture_on_commit_callbacks
):
    lea, tom = square.member("lea"), square.member("tom")
    address = brought(signed_in(lea), drawn()).json()["address"]
    topic = square.topic(square.space("Entraide"), lea, "Photo", f"![]({address})")
    react(topic, Post.objects.get(), lea, Reaction.LIKE, at=NOON)
    brought(signed_in(tom), drawn())
    brought(signed_in(tom), drawn(size=(9, 9)))
    Upload.objects.update(at=NOON)
    same, other = Upload.objects.get(post__isnull=False).sha256, Upload.objects.get(width=9).sha256
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unused(at=NOON + UNUSED + timedelta(hours=1)) == 2
    assert path_of(square.brand.pk, same).exists(), "Léa brought the same"
    assert not path_of(square.brand.pk, other).exists()
    keep_draft(lea, Begun(topic_id=topic.pk), title="", body="Mon brouillon", at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        forget_traces(square.brand.pk, [lea.identity_id])
    assert not path_of(square.brand.pk, same).exists()
    assert not PostReaction.objects.exists()
    assert not Draft.objects.exists()
    assert (Topic.objects.get().reaction_count, Upload.objects.count()) == (0, 0)
