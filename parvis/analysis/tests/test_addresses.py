"""Addresses that pretend, and honest ones that look odd."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.analysis import addresses
from parvis.analysis.addresses import parsed, suspicion
from parvis.analysis.reading import read


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://xn--pypal-4ve.com/login", "punycode"),
        ("https://pаypal.com/", "letters of two scripts"),
        ("http://paypal.com.secure-check.example.tk/", "brand outside its domain"),
        ("https://amaz0n-suivi.example.top/colis", "brand outside its domain"),
        ("https://netfl1x.example.xyz/verify", "almost a brand"),
        ("https://microsofft.com/login", "almost a brand"),
        ("http://185.12.4.9/ameli/login.php", "number instead of a name"),
        ("https://www.lemonde.fr@example.tk/login", "name before the host"),
        ("https://old-shop.example.com/wp-includes/css/index.php", "planted in a site"),
        ("https://my-login-page.weebly.com/", "free hosting"),
        ("https://shop.example.com/box/?usr=aXBAYmFuay5leGFtcGxl", "mail address inside"),
        ("https://shop.example.com/new/webmail/index.php?email=", "awaits an address"),
        ("https://shop.example.com/paypal.com/fr/login.php", "another site in the path"),
    ],
)
def test_a_trap_is_seen_and_says_why(address: str, reason: str) -> None:
    score, clues = suspicion(address)
    assert score >= 0.5
    assert reason in {clue.reason for clue in clues if clue.weight > 0}


@pytest.mark.parametrize(
    "address",
    [
        "https://www.paypal.com/signin", "https://accounts.google.com/ServiceLogin", "https://www.amazon.co.uk/gp/help",
        "https://www.lemonde.fr/", "https://www.impots.gouv.fr/accueil", "https://fr.wikipedia.org/wiki/Hame%C3%A7onnage",
        "https://boulangerie-du-port.example/commander", "https://blog.example.org/2026/03/how-i-left-paypal-for-good",
        "https://mairie-saint-jean-de-la-riviere.example/horaires", "https://www.compte.example/", "https://free.fr/",
        "https://example.org", "example.org/a", "https://événements.example/été",
    ],
)  # fmt: skip
def test_an_honest_address_is_left_alone(address: str) -> None:
    assert suspicion(address)[0] < 0.5


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_line_is_scored(line: str) -> None:
    score, clues = suspicion(line)
    assert 0 <= score <= 1
    assert all(clue.weight for clue in clues)


@pytest.mark.parametrize(
    "text", ["http://" + "a." * 50_000, "a-" * 50_000, "http://a/" + "b1" * 50_000, "http://a/" + "/." * 50_000]
)
def test_endless_addresses_take_bounded_time(text: str) -> None:
    start = time.process_time()
    suspicion(text)
    assert time.process_time() - start < 1


def test_the_host_is_what_a_browser_would_call() -> None:
    parts = parsed("HTTPS://Bank.Example:pw@EVIL.Example.co.uk:8443/Path?q=1#x")
    assert (parts.host, parts.domain, parts.user, parts.port) == ("evil.example.co.uk", "example.co.uk", True, True)


def test_a_post_is_as_suspect_as_its_worst_address() -> None:
    post = "Voir https://www.lemonde.fr/ puis http://paypal.secure-check.example.tk/login"
    found = read(post).phishing
    assert found.score >= 0.5
    assert "brand outside its domain" in found.reasons
    (span,) = found.evidence
    assert post[span.start : span.end] == "http://paypal.secure-check.example.tk/login"


def test_what_is_shown_and_where_it_leads_must_agree() -> None:
    post = 'Cliquez : <a href="http://example.tk/x">www.impots.gouv.fr</a>'
    assert read(post).phishing.reasons[0] == "shows another address"
    assert read("[https://example.org/a](https://www.example.org/b)").phishing.score < 0.5


def test_without_an_address_nothing_is_phishing() -> None:
    assert read("Votre colis est bloqué, payez vite").phishing.score == 0


def test_weights_that_were_changed_are_refused(tmp_path: Path) -> None:
    data = json.loads(addresses.FILE.read_text(encoding="utf-8"))
    data["body"]["constant"] += 1
    (tmp_path / "addresses.json").write_text(json.dumps(data))
    with pytest.raises(addresses.Refused):
        addresses.load(tmp_path / "addresses.json")
    assert addresses.load(addresses.FILE) == addresses.shipped()


def test_a_name_gives_itself_away_by_its_letters() -> None:
    """No list of words holds these names: what weighs was learnt of letters in public lists."""
    score, clues = suspicion("http://steamcomnnunity-trade.ru/")
    assert score >= 0.5
    assert max(clues, key=lambda clue: clue.weight).reason == addresses.NAMING


def test_what_speaks_against_an_address_never_speaks_for_it() -> None:
    plain = (
        "no page",
        "plain",
        "titled page",
        "dated page",
        "numbered page",
        "question",
        "several steps",
        "school or state",
        "usual section",
    )
    spoken_for = {reason for reason, weight in addresses.shipped().reasons.items() if weight < -0.3}
    assert all(reason.startswith((*plain, "brand at home", "well known")) for reason in spoken_for)
