"""How the pages say what is brought in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {
    "discourse": _("Discourse: a backup (.tar.gz) or its dump"),
    "phpbb": _("phpBB 3: a dump of its MySQL database"),
    "mbox": _("A mailing list: an mbox file"),
    "csv": _("A CSV table, one post a line"),
    "archive": _("An archive of Parvis"),
}
PRIVATE = {
    "skip": _("Leave them out"),
    "seal": _("Bring them in sealed: nobody enters until you put somebody in their group"),
}
OPENING = {"public": _("Everybody reads them here too"), "members": _("Members alone read them here")}
ACCESS = {"public": _("Everybody"), "members": _("Members"), "private": _("Some people only")}
LEFT = {
    "messages": _("Private messages: they are never brought in"),
    "deleted": _("Deleted there"),
    "hidden": _("Hidden or waiting for a moderator there"),
    "whispers": _("Whispers of the team there"),
    "topicless": _("Posts whose topic is not in the file"),
    "roomless": _("Topics whose room is not in the file"),
}
"""Why something of the old forum is not brought."""
