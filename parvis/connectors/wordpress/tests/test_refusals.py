"""What WordPress says when it says no, by its codes and by its words, in English and in French."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.connectors.net.refusals import refusal
from parvis.connectors.wordpress.refusals import code_of, understood

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def heard(status: int, said: str) -> ConnectorError:
    error = refusal(status, {}, "blog.example", NOON)
    assert error is not None
    error.status, error.said = status, said
    return understood(error, "blog.example", NOON)


def of_code(code: str, status: int) -> ConnectorError:
    return heard(status, json.dumps({"code": code, "message": "…", "data": {"status": status}}))


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("comment_flood", 400, RateLimited), ("comment_duplicate", 409, Rejected), ("rest_comment_closed", 403, Rejected),
        ("rest_comment_login_required", 401, AuthExpired), ("incorrect_password", 401, AuthExpired),
        ("incorrect_password", 403, AuthExpired), ("application_passwords_disabled", 501, Forbidden),
        ("rest_cannot_edit", 403, Forbidden), ("rest_cannot_edit", 401, AuthExpired), ("rest_no_route", 404, Forbidden),
        ("rest_comment_invalid_id", 404, Gone), ("rest_comment_trash_post", 403, Gone),
        ("comment_content_column_length", 400, Rejected), ("rest_comment_content_invalid", 400, Rejected),
        ("rest_api_disabled", 401, Forbidden), ("rest_comment_failed_create", 500, Transient), ("quelque_chose", 400, Rejected),
    ],
)  # fmt: skip
def test_codes(code: str, status: int, error: type[ConnectorError]) -> None:
    assert type(of_code(code, status)) is error


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [
        (500, "<p>Il y a eu une erreur critique sur ce site.</p>", "critical"),
        (500, "<p>There has been a critical error on this website.</p>", "critical"),
        (500, "<h1>Erreur lors de la connexion à la base de données</h1>", "critical"),
        (503, "Briefly unavailable for scheduled maintenance. Check back in a minute.", "maintenance"),
        (429, "<p>Vous postez des commentaires trop rapidement. Moins vite.</p>", "comment_flood"),
        (429, "<p>You are posting comments too quickly. Slow down.</p>", "comment_flood"),
        (409, "<p>Détection d&rsquo;un doublon&nbsp;: vous l’avez déjà dit.</p>", "comment_duplicate"),
        (
            409,
            "<p>Duplicate comment detected; it looks as though you&#8217;ve already said that!</p>",
            "comment_duplicate",
        ),
        (403, "<p>Désolé, les commentaires sont fermés pour cet article.</p>", "rest_comment_closed"),
        (500, '{"code":"wp_die","message":"<p>You are posting comments too quickly.</p>"}', "comment_flood"),
        (400, '{"code":"comment_flood","message":"Vous envoyez vos comm', "comment_flood"),
        (502, "<html>Bad gateway</html>", ""),
        (403, "[1, 2]", ""),
    ],
)
def test_words_where_there_is_no_code(status: int, words: str, code: str) -> None:
    error = refusal(status, {}, "blog.example", NOON)
    assert error is not None
    error.said = words
    assert code_of(error) == code


def test_a_critical_error_leaves_open_whether_the_comment_was_kept() -> None:
    error = heard(500, "<p>Il y a eu une erreur critique sur ce site.</p>")
    assert isinstance(error, Transient)
    assert error.reached
    assert error.mend


def test_what_wordpress_says_nothing_of_stays_as_the_line_says_it() -> None:
    assert "fault of its own" in str(heard(502, "<html>Bad gateway</html>"))
