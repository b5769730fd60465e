"""Each kind of notice as a sentence. A kind that this table lacks says that something happened, never nothing."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.engagement.models import Notice

SENTENCES: dict[str, str | Promise] = {"mention": _("%(by)s named you in a note")}
OTHER = _("Something happened here")


def sentence(notice: Notice) -> str:
    said, data = str(SENTENCES.get(notice.kind, OTHER)), dict(notice.data)
    try:
        return said % data
    except KeyError:  # written by a later version, or an earlier one
        return str(OTHER)
