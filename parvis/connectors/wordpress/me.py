"""Who we are on a site, and what its roles let us do there."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.connectors.contract import AuthExpired, Forbidden, Gone, Rejected
from parvis.connectors.wordpress.rest import Rest


@dataclass(frozen=True, slots=True)
class Me:
    """`user_id` 0 = a stranger. `moderates`: every comment of the site; `edits`: those below one's own articles."""

    user_id: int = 0
    name: str = ""
    role: str = ""
    moderates: bool = False
    edits: bool = False


STRANGER = Me()


def whoami(rest: Rest) -> Me:
    """Raises AuthExpired for a password that is no longer good. A site that hides its people is taken at its word later."""
    if not rest.signed_in:
        return STRANGER
    try:
        told = rest.get("wp/v2/users/me", context="edit", _fields="id,name,roles,capabilities")
    except AuthExpired:
        raise
    except (Forbidden, Rejected, Gone):  # an extension hides the list of users, and this with it
        return Me(0, rest.user, "", moderates=True, edits=True)
    may = told.get("capabilities") or {}
    roles = told.get("roles") or [""]
    return Me(
        user_id=int(told.get("id") or 0),
        name=str(told.get("name") or rest.user),
        role=str(roles[0]) if isinstance(roles, list) else "",
        moderates=bool(may.get("moderate_comments")),
        edits=bool(may.get("edit_posts")),
    )
