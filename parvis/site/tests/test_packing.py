from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from typing import cast

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from parvis.site.packing import LEAST, PADDING, packed
from parvis.web.ui.assets import script, style_url

LONG = "Bonjour ! " * LEAST
GZIP = {"accept-encoding": "gzip, deflate, br"}


def answered(response: HttpResponseBase, method: str = "get", **headers: str) -> HttpResponseBase:
    def view(request: HttpRequest) -> HttpResponseBase:
        return response

    return packed(view)(getattr(RequestFactory(), method)("/", headers=headers or GZIP))


def content(response: HttpResponseBase) -> bytes:
    return b"".join(cast(Iterable[bytes], response))


def test_a_page_is_compressed_for_whoever_takes_it() -> None:
    page = answered(HttpResponse(LONG, headers={"ETag": '"a"'}))
    assert page["Content-Encoding"] == "gzip"
    assert page["Vary"] == "Accept-Encoding"
    assert int(page["Content-Length"]) == len(content(page)) < len(LONG) / 10
    assert gzip.decompress(content(page)).decode() == LONG
    assert "ETag" not in page


def test_a_page_that_says_what_is_wrong_is_compressed_too() -> None:
    assert answered(HttpResponse(LONG, status=422))["Content-Encoding"] == "gzip"


def test_whoever_does_not_take_it_gets_the_page_as_it_is() -> None:
    page = answered(HttpResponse(LONG), **{"accept-encoding": "br"})
    assert content(page).decode() == LONG
    assert page["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in page


def test_the_length_of_a_page_is_never_quite_the_same() -> None:
    lengths = {len(content(answered(HttpResponse(LONG)))) for _ in range(40)}
    assert len(lengths) > 1
    assert max(lengths) - min(lengths) <= PADDING


def test_a_page_that_shows_a_secret_is_compressed_neither_here_nor_by_a_server_in_front() -> None:
    page = answered(HttpResponse(LONG, headers={"Cache-Control": "no-store"}))
    assert "Content-Encoding" not in page
    assert page["Cache-Control"] == "no-store, no-transform"


def test_a_file_for_ever_is_compressed_always_alike_and_streamed_or_not() -> None:
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "text/javascript"}
    whole = [answered(HttpResponse(LONG, headers=kept)) for _ in range(2)]
    streamed = answered(StreamingHttpResponse([LONG[:500].encode(), LONG[500:].encode()], headers=kept))
    assert content(whole[0]) == content(whole[1]) == content(streamed)
    assert int(streamed["Content-Length"]) == len(content(whole[0]))


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("court"),
        HttpResponse(LONG, content_type="application/zip"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        HttpResponse(LONG, status=206),
        StreamingHttpResponse([LONG.encode()], content_type="text/csv"),
    ],
    ids=["short", "packed already", "compressed already", "a part", "a long table"],
)
def test_what_gains_nothing_stays_as_it_is(response: HttpResponseBase) -> None:
    before = response.headers.get("Content-Encoding")
    after = answered(response)
    assert after.headers.get("Content-Encoding") == before
    assert content(after)[:5] in (b"court", b"Bonjo")


@pytest.mark.django_db
@pytest.mark.parametrize("address", [style_url(), f"/assets/htmx-{script()[0]}.js"])
def test_the_sheet_and_htmx_are_kept_for_ever_under_their_own_hash_only(client: Client, address: str) -> None:
    kept = client.get(address, headers=GZIP)
    assert kept["Content-Encoding"] == "gzip"
    assert kept["Cache-Control"].endswith("immutable")
    other = client.get(re.sub(r"[0-9a-f]{12}", "0" * 12, address), headers=GZIP)
    assert other["Cache-Control"] == "no-cache"
    assert client.get(re.sub(r"[0-9a-f]{12}", "../settings", address)).status_code == 404


@pytest.mark.django_db
def test_all_the_forms_of_a_page_carry_one_token_and_two_pages_two(client: Client) -> None:
    pages = [client.get("/login").content.decode() for _ in range(2)]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)) for page in pages]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
