"""Words of ours in mails, that nobody else can make: which notice is answered, and who wants no more of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT, _UNSUBSCRIBE = "parvis.notice.answer", "parvis.notice.unsubscribe"
_ID = re.compile(r"re\.(\d{1,18})\.(\d{1,18})\.([0-9a-f]{32})\.[0-9a-f]{1,16}@")


@dataclass(frozen=True, slots=True)
class Answered:
    """A member was told of a post by a mail, which is answered."""

    member: int
    post: int


def message_id(answered: Answered, letter: int, host: str) -> str:
    """Of a mail that may be answered; another for each letter."""
    return f"<re.{answered.member}.{answered.post}.{_signed(answered)}.{letter:x}@{host}>"


def answered_by(ids: list[str]) -> Answered | None:
    """What is answered by a mail that names these ids, the nearest first. None = nothing of ours."""
    for one in ids:
        found = _ID.match(one.strip("<> "))
        if found is None:
            continue
        answered = Answered(int(found[1]), int(found[2]))
        if constant_time_compare(found[3], _signed(answered)):
            return answered
    return None


def _signed(answered: Answered) -> str:
    return salted_hmac(_SALT, f"{answered.member}.{answered.post}", algorithm="sha256").hexdigest()[:32]


def unsubscribing(member: int, kinds: str) -> str:
    """`kinds`: those of the mail, by blanks, or "digest". It stays good: a mail is found again years later."""
    return signing.dumps([member, kinds], salt=_UNSUBSCRIBE)


def unsubscriber(token: str) -> tuple[int, str] | None:
    """(member, kinds) of a token; None for one that is not ours."""
    try:
        member, kinds = signing.loads(token, salt=_UNSUBSCRIBE)
    except (signing.BadSignature, ValueError):
        return None
    return int(member), str(kinds)
