"""Whatever bytes arrive, the reading of a mail ends without a word of complaint."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.connectors.email.parse import parse_mail

NOW = datetime(2025, 3, 10, tzinfo=UTC)
OWN = "contact@example.test"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_a_word_of_complaint(raw: bytes) -> None:
    outcome = parse_mail(raw, own=OWN, now=NOW)
    assert (outcome.item is not None) + (outcome.bounce is not None) + outcome.automatic == 1


PIECES = st.sampled_from(
    ["From: ", "Subject: ", "Date: ", "Content-Type: ", "multipart/mixed; boundary=b", "text/html", "\n", "\n\n", "--b\n", "--b--\n", "<", ">", "@",
     "=?utf-8?B?", "?=", "base64", "Content-Transfer-Encoding: ", "quoted-printable", "=E9", "charset*0*=x'", "\"", "(", "<p>", "<!", "&#x110000;", "é", "\ud800", "References: ", "message/rfc822", "text/calendar", "format=flowed", "> ", "Le ", " a écrit :", "De : ", "multipart/report"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_mixture_of_mail_pieces_is_read(pieces: list[str]) -> None:
    raw = "".join(pieces).encode("utf-8", "surrogatepass")
    outcome = parse_mail(raw, own=OWN, now=NOW)
    if outcome.item:
        for text in (outcome.item.body, outcome.item.title, outcome.item.folded, outcome.item.remote_id):
            text.encode("utf-8")
            assert "\0" not in text
