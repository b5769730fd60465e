"""What is refused, said at the field concerned."""

from __future__ import annotations

from parvis.api.door import Refused
from parvis.connectors.contract import AuthExpired, ConnectorError, Rejected


def fault(field: str, said: str, *, status: int = 422) -> Refused:
    """One thing is wrong, at `field` of the body; 409 where it stands against what is there already."""
    return Refused(status, said, errors={field: said})


def refused_by(error: ConnectorError, usual: str, **ours: str) -> Refused:
    """What a network says: at the field that it names, at the secrets when it refused them, at `usual` otherwise.

    `ours`: what the body calls a field that the network names otherwise.
    """
    said = " ".join(filter(None, (str(error.message), str(error.mend or ""))))
    field = "secrets" if isinstance(error, AuthExpired) else usual
    if isinstance(error, Rejected) and error.field:
        field = ours.get(error.field, error.field)
    return Refused(422, str(error.message), detail=str(error.mend or ""), errors={field: said})
