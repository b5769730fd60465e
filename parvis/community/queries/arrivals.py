"""Who is on their way into a community, and where somebody is at home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.community.models import Applicant, Community, Member, MemberInvitation, SignUp
from parvis.core.models import Account, Brand

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the team looks at. `unproved`: members whose address nobody has checked (the house could send no mail)."""

    waiting: list[Applicant]
    links: list[MemberInvitation]
    unproved: list[SignUp]


def arrivals_of(brand: Brand, at: datetime) -> Arrivals:
    """Oldest applicants first; three queries."""
    waiting = (
        Applicant.objects.select_related("account").filter(brand=brand, decided_at=None).order_by("asked_at", "pk")
    )
    links = MemberInvitation.objects.filter(brand=brand, revoked_at=None, expires_at__gt=at).order_by("-pk")
    unproved = SignUp.objects.select_related("account").filter(brand=brand, account__isnull=False).order_by("-pk")
    return Arrivals(list(waiting[:SHOWN]), list(links[:SHOWN]), list(unproved[:SHOWN]))


def standing_of(brand_id: int, account: Account) -> Applicant | None:
    """The last request of an account that is no member: it waits, or was refused."""
    return (
        Applicant.objects.filter(brand_id=brand_id, account=account, member=None).order_by("-asked_at", "-pk").first()
    )


def communities_of(account: Account) -> list[tuple[str, str]]:
    """(slug, name) of the open communities where somebody is a member, by name. One query."""
    homes = Member.objects.filter(account_id=account.pk, left_at=None).values("brand_id")
    rows = Community.objects.filter(brand_id__in=homes, ended_at=None).order_by("name", "pk")
    return list(rows.values_list("brand__slug", "name"))
