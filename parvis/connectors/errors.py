"""The six ways a network says no, each with what a person can do."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from parvis.core.messages import Message


class ConnectorError(Exception):
    """Base of the six ways a network says no. `message` tells a person what happened, `mend` what to do.

    `status`, `said`: what a web server answered, for the connector that knows how to read it; 0 and "" otherwise.
    """

    retry: ClassVar[bool] = False
    status: int = 0
    said: str = ""

    def __init__(self, message: Message, mend: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.mend = mend


class RateLimited(ConnectorError):
    """Too much for now. `until`: aware UTC, when to come back."""

    retry = True

    def __init__(self, message: Message, until: datetime, mend: Message | None = None) -> None:
        super().__init__(message, mend)
        self.until = until


class Transient(ConnectorError):
    """May work later. `reached`: False = the request certainly did not reach the network (so a send may be retried);
    True = it may have been carried out, which for a send means *unconfirmed*."""

    retry = True

    def __init__(self, message: Message, mend: Message | None = None, *, reached: bool = True) -> None:
        super().__init__(message, mend)
        self.reached = reached


class AuthExpired(ConnectorError):
    """The credentials no longer work; a person must renew them."""


class Forbidden(ConnectorError):
    """The credentials work but do not allow this (or our own rules forbid the address)."""


class Rejected(ConnectorError):
    """The network or we refuse the content or setting named by `field`."""

    def __init__(self, message: Message, field: str = "", mend: Message | None = None) -> None:
        super().__init__(message, mend)
        self.field = field


class Gone(ConnectorError):
    """The place or post no longer exists."""
