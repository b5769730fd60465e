"""Somebody forgot their password: a letter, if the address is known and may have one. Nobody else learns which."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from parvis.core.forgotten import link_of, may_choose
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account
from parvis.core.newcomers import known_address


def ask(email: str) -> None:
    """One look-up and one job, whoever it is: what it costs tells nothing."""
    account = known_address(email)
    enqueue(send_link, account_id=account.pk if account else 0, language=get_language() or "fr")


@task()
def send_link(account_id: int, language: str) -> None:
    account = Account.objects.filter(pk=account_id).first()
    if account is None or not may_choose(account):
        return
    with override(account.language or language):
        subject = _("Another password")
        body = _(
            "Hello,\n\nThis link lets you choose another password. It is good once, for an hour:\n\n%(link)s\n\n"
            "If you did not ask for it, leave it: your password stays as it is."
        ) % {"link": f"{settings.HOUSE}/login/forgotten/{link_of(account)}"}
    send_mail(subject, body, None, [account.email])
