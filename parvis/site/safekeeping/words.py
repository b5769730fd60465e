"""What is said of a backup that cannot be used."""

from __future__ import annotations

from parvis.site.safekeeping.archive import BadArchive
from parvis.site.words import _


def told(bad: BadArchive) -> str:
    match bad.why:
        case "later":
            text = _(
                "This backup was made by Parvis %(release)s, which is later than this one: install that release first."
            )
        case "to sqlite":
            text = _("This backup comes from PostgreSQL and cannot be put into SQLite: set PARVIS_DATABASE.")
        case "damaged":
            text = _("This backup is damaged: take another one. Nothing was changed.")
        case _other:
            text = _("This file is not a backup of Parvis.")
    return text % bad.params
