"""What a network refused, said at the field concerned."""

from __future__ import annotations

from django import forms

from parvis.connectors.contract import AuthExpired, ConnectorError, Rejected
from parvis.web.ui.wording import say


def said(problem: ConnectorError) -> str:
    """What happened, then what to do."""
    return " ".join(filter(None, (say(problem.message), say(problem.mend))))


def put(problem: ConnectorError, form: forms.Form, usual: str | None = None) -> None:
    """As an error of `form`: at the field that the problem names, at the password when it was refused, else at `usual`.

    `usual` None: above the form.
    """
    named = problem.field if isinstance(problem, Rejected) else ""
    if isinstance(problem, AuthExpired):
        named = next((name for name, field in reversed(form.fields.items()) if is_secret(field)), "")
    form.add_error(named if named in form.fields else usual, said(problem))


def is_secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)
