"""A place as its connector needs it: secrets are opened for the call and kept nowhere."""

from __future__ import annotations

from parvis.connectors.contract import AuthExpired, Source
from parvis.conversations.models import Place
from parvis.core import credentials
from parvis.core.messages import Message


def source_of(place: Place) -> Source:
    """Raises AuthExpired when the secrets were sealed with a key that this installation no longer has."""
    try:
        secrets = credentials.secrets_of(place.credential) if place.credential else {}
    except credentials.CannotOpen as error:
        raise AuthExpired(
            Message("The stored password of this place cannot be opened: its key is missing."),
            Message("Give the password again, or restore the key files of this installation."),
        ) from error
    return Source(address=place.address, settings=place.settings, secrets=secrets)
