"""The charter: what members agree to, and who agreed to which version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.community.actions.houses import rights_changed
from parvis.community.actions.notices import read_charter, tell_of_charter
from parvis.community.models import Community, Member
from parvis.community.rendering import rendered
from parvis.core import journal
from parvis.core.models import Account


class Reworded(Exception):
    """The charter has another version than the one that was read."""


@transaction.atomic
def reword_charter(community: Community, text: str, *, demanded: bool, by: Account, at: datetime) -> int:
    """Its new version. `demanded`: whoever agreed to an earlier one agrees to this before writing again; else a mended
    spelling would ask everybody anew."""
    held = Community.objects.select_for_update(of=("self",)).select_related("brand").get(pk=community.pk)
    source, html, _plain = rendered(text)
    held.charter, held.charter_html = source, html
    held.charter_version += 1
    if demanded or not source:
        held.charter_demanded = held.charter_version if source else 0
    held.save(update_fields=["charter", "charter_html", "charter_version", "charter_demanded"])
    rights_changed(held.brand_id)
    if demanded and source and held.charter_version > 1:
        tell_of_charter(held.brand_id, at=at)
    said = {"version": held.charter_version, "demanded": demanded}
    journal.record(held.brand, actor=by, verb="charter.reworded", object="community", data=said, at=at)
    return held.charter_version


@transaction.atomic
def agree(community: Community, member: Member, version: int, *, at: datetime) -> None:
    """To the version that was read. Raises Reworded when it is another by now."""
    held = Community.objects.get(pk=community.pk)
    if held.charter_version != version:
        raise Reworded
    Member.objects.filter(pk=member.pk).update(charter_version=version, charter_at=at)
    read_charter(member, at=at)
