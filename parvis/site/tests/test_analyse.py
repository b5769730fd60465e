"""`parvis analyse` as a program sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from parvis.analysis.labels import INTENTS, REGISTERS, SENTIMENTS, TIERS
from parvis.site.command import main

ODD = [
    "\ud800 seul",
    "\x00",
    "😡" * 300,
    "今日は雨です",
    "مرحبا بالعالم",
    "z̸̡͓͗a̷l̶g̸o",
    "a" * 1_000_000,
    "",
    "\u202eabc",
    "ﬁn",
]


def analysed(*lines: str | bytes, args: tuple[str, ...] = ()) -> tuple[list[dict[str, Any]], str, int]:
    given = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    ran = CliRunner().invoke(main, ["analyse", *args], input=given)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr, ran.exit_code


def post(text: str, name: Any = "p") -> str:
    return json.dumps({"id": name, "text": text})


def test_the_shape() -> None:
    (found,), errors, status = analysed(post("Où est mon colis ? Je vous attends depuis lundi, c’est honteux", 7))
    assert (errors, status) == ("", 0)
    assert list(found) == [
        "id", "language", "sentiment", "types", "type", "toxicity", "spam", "phishing", "register", "tokens",
    ]  # fmt: skip
    assert found["id"] == 7
    assert found["language"] == "fr"
    assert found["register"] == "vous"
    assert set(found["sentiment"]) == {"label", "scores", "confidence", "uncertain"}
    assert list(found["sentiment"]["scores"]) == ["negative", "neutral", "positive"]
    assert found["type"] == found["types"][0]["label"]
    assert set(found["toxicity"]) == {"score", "tier"}
    assert set(found["spam"]) == set(found["phishing"]) == {"score"}
    assert found["tokens"][:3] == ["Où", "est", "mon"]


@pytest.mark.parametrize("text", ODD)
def test_odd_posts_are_read(text: str) -> None:
    (found,), errors, status = analysed(post(text))
    assert (errors, status) == ("", 0)
    assert sum(found["sentiment"]["scores"].values()) == pytest.approx(1)
    assert found["sentiment"]["label"] in SENTIMENTS
    assert {each["label"] for each in found["types"]} <= INTENTS.keys()
    assert found["toxicity"]["tier"] in TIERS
    assert found["register"] in REGISTERS


def test_invalid_lines_are_counted_named_and_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        post("un", 1),
        "no",
        "[1]",
        '{"id": 2}',
        '{"text": 3}',
        b"\xff\xfe",
        "[" * 100_000,
        "",
        "{",
        post("deux", 2),
    ]
    found, errors, status = analysed(*lines)
    assert [each["id"] for each in found] == [1, 2]
    assert "7" in errors
    assert "2, 3, 4, 5, 6…" in errors
    assert status == 0


def test_nothing_readable_is_a_failure_and_nothing_at_all_is_not() -> None:
    assert analysed("no")[2] == 1
    assert analysed("")[2] == 0


def test_many_posts_keep_their_order() -> None:
    found, _errors, _status = analysed(*(post(f"message {n}", n) for n in range(1203)))
    assert [each["id"] for each in found] == list(range(1203))


def test_addresses() -> None:
    found, errors, status = analysed(
        "https://www.lemonde.fr/", "http://paypal.secure.example.tk/login", "", "\udc80".encode("utf-8", "surrogatepass"),
        args=("--url",),
    )  # fmt: skip
    assert [each["phishing"]["score"] >= 0.5 for each in found] == [False, True]
    assert found[1]["url"] == "http://paypal.secure.example.tk/login"
    assert "brand outside its domain" in [each["reason"] for each in found[1]["reasons"]]
    assert "4" in errors
    assert status == 0
