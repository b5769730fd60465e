"""Each kind of notice as a sentence. A kind that this table lacks says that something happened, never nothing."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.models import Brand
from parvis.engagement.models import Notice

SENTENCES: dict[str, str | Promise] = {
    "mention": _("%(by)s named you in a note"),
    "asked": _("%(by)s asks you a question about this case"),
    "asked by nobody": _("You are asked about this case"),
    "returned": _("%(by)s has given this case back"),
    "returned answered": _("%(by)s has answered your question"),
    "returned needs_more": _("%(by)s needs to know more before answering your question"),
    "returned not_ours": _("%(by)s says that your question belongs elsewhere"),
    "sent": _("%(by)s sends you a post to read"),
    "sent collection": _("%(by)s sends you a collection to read"),
    "mail failed": _("What you sent to %(to)s did not leave by mail, or nobody knows; it stands among their notices"),
    "late": _("An answer is waited for here"),
    "alert": _("Alert: %(name)s"),
    "crisis": _("This looks like a crisis: somebody must decide"),
    "crisis role": _("%(by)s gives you a role in a crisis"),
}
"""By kind, and by kind and variant where there are several."""
OTHER = _("Something happened here")


def sentence(notice: Notice) -> str:
    data = dict(notice.data)
    said = str(SENTENCES.get(f"{notice.kind} {_variant(notice)}", SENTENCES.get(notice.kind, OTHER)))
    try:
        return said % data
    except KeyError:  # written by a later version, or an earlier one
        return str(OTHER)


def _variant(notice: Notice) -> str:
    match notice.kind:
        case "asked":
            return "" if notice.data.get("by") else "by nobody"
        case "crisis":
            return "role" if notice.data.get("role") else ""
        case "returned":
            return str(notice.data.get("outcome", ""))
        case "sent":
            return "collection" if "collection" in notice.data else ""
        case _:
            return ""


def leads_to(notice: Notice, brand: Brand) -> str:
    """Where a notice about no case leads; "" for nowhere."""
    for noun in ("post", "collection"):
        if isinstance(notice.data.get(noun), int):
            return reverse(noun, kwargs={"brand": brand.slug, "id": notice.data[noun]})
    return ""
