"""A place as its connector needs it: secrets are opened for the call and kept nowhere."""

from __future__ import annotations

from datetime import datetime

from parvis.connectors.contract import AuthExpired, Source
from parvis.conversations.models import Place
from parvis.core import credentials
from parvis.core.messages import Message
from parvis.flows.renewal import in_time


def source_of(place: Place, at: datetime | None = None) -> Source:
    """`at`: an access that has ended by then is renewed first. Raises AuthExpired when the secrets were sealed with a key
    that this installation no longer has."""
    if at is not None and place.credential is not None:
        place.credential = in_time(place.credential, at)
    try:
        secrets = credentials.secrets_of(place.credential) if place.credential else {}
    except credentials.CannotOpen as error:
        raise AuthExpired(
            Message("The stored password of this place cannot be opened: its key is missing."),
            Message("Give the password again, or restore the key files of this installation."),
        ) from error
    return Source(address=place.address, settings=place.settings, secrets=secrets)
