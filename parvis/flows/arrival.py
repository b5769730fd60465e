"""Somebody without an account comes into a community: an address is given, proved by a letter, and opens the door.

What is answered never tells whether an address is known here: an address that has an account gets a letter that says so,
instead of a link.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions import arrival
from parvis.community.actions.arrival import Asked, ByInvitation
from parvis.community.actions.members import HandleTaken
from parvis.community.models import Applicant, Community, Member, MemberInvitation, SignUp
from parvis.community.queries.addresses import origin_for
from parvis.community.rules.arrival import LINK_GOOD_FOR
from parvis.core import newcomers
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account
from parvis.core.newcomers import AddressKnown

SALT = "parvis.sign_up"


class LinkEnded(Exception):
    """The link was used, has run out, or is none of ours."""


def sign_up(
    community: Community,
    email: str,
    asked: Asked,
    password: str | None,
    *,
    language: str,
    link: MemberInvitation | None,
    at: datetime,
) -> None:
    """Nobody learns from it whether the address is known. `password` None = a passkey will open the account.

    Where the house sends no mail the account is made at once, unproved: it is for its owner to sign in then.
    """
    # Hashed before anything is looked up: a known address takes as long as an unknown one.
    kept = newcomers.hashed(password)
    with transaction.atomic():
        made = arrival.ask_in(
            community.brand, email, asked, password=kept, language=language, link=link, at=at
        )  # fmt: skip
        if settings.MAILS:
            enqueue(send_link, key=f"sign-up:{made.pk}", sign_up_id=made.pk)
            return
        try:
            account = newcomers.make_account(made.email, name=asked.name, password=kept, language=language, at=at)
        except AddressKnown:
            arrival.forget_sign_ups(made.email)
            return
        arrival.unproved(made, account)
        _enter(community, account, asked, link, at)


def _enter(
    community: Community, account: Account, asked: Asked, link: MemberInvitation | None, at: datetime
) -> Member | Applicant | None:
    """None: the handle or the link went to somebody else meanwhile; they are asked again when they come."""
    try:
        with transaction.atomic():
            return arrival.enter(community, account, asked, link=link, at=at)
    except (HandleTaken, ByInvitation):
        return None


@task()
def send_link(sign_up_id: int) -> None:
    """The letter of a sign-up, once."""
    made = SignUp.objects.select_related("brand").filter(pk=sign_up_id, sent_at=None, account=None).first()
    if made is None:
        return
    community = Community.objects.get(pk=made.brand_id)
    known = newcomers.known_address(made.email)
    with override(made.language or made.brand.language):
        subject, body = _known_letter(made, community) if known else _link_letter(made, community)
    send_mail(_line(subject), body, None, [made.email])
    if known:
        arrival.forget_sign_ups(made.email)
    else:
        arrival.sent(made.pk, at=now())


def _link_letter(made: SignUp, community: Community) -> tuple[str, str]:
    told = {
        "community": community.name,
        "link": f"{origin_for(community)}/c/{made.brand.slug}/welcome/{token_of(made)}",
    }
    return _("Your way into %(community)s") % told, _(
        "Hello,\n\nThis link opens %(community)s and proves that this address is yours:\n\n%(link)s\n\n"
        "It is good for two days. If you did not ask for it, leave it: nothing is made without it."
    ) % told


def _known_letter(made: SignUp, community: Community) -> tuple[str, str]:
    told = {
        "community": community.name,
        "enter": f"{origin_for(community)}/login?next=/c/{made.brand.slug}/join",
        "forgotten": f"{origin_for(community)}/login/forgotten",
    }
    return _("You have an account already") % told, _(
        "Hello,\n\nSomebody, you perhaps, asked to join %(community)s with this address. It has an account here already. "
        "Sign in with it:\n\n%(enter)s\n\nIf you do not remember its password:\n\n%(forgotten)s\n\n"
        "If it was not you, there is nothing to do."
    ) % told


def token_of(made: SignUp) -> str:
    """What its link carries: it is made of the row, so that no secret is stored."""
    return signing.dumps([made.pk, made.email], salt=SALT)


def signed_up(brand_id: int, token: str) -> SignUp:
    """Raises LinkEnded."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=LINK_GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError) as problem:
        raise LinkEnded from problem
    found = SignUp.objects.filter(pk=pk, email=email, brand_id=brand_id, account=None).first()
    if found is None:
        raise LinkEnded
    return found


@transaction.atomic
def confirm(community: Community, token: str, *, at: datetime) -> tuple[Account, Member | Applicant | None]:
    """The address is proved: the account, and what it is here. Raises LinkEnded, also when the address got one meanwhile."""
    made = signed_up(community.brand_id, token)
    try:
        account = newcomers.make_account(
            made.email, name=made.name, password=made.password, language=made.language, at=at
        )  # fmt: skip
    except AddressKnown as problem:
        raise LinkEnded from problem
    link, asked = made.invitation, Asked(made.name, made.handle)
    arrival.forget_sign_ups(made.email)
    return account, _enter(community, account, asked, link, at)


@transaction.atomic
def decide(applicant: Applicant, *, accepted: bool, by: Account, at: datetime) -> Member | None:
    """Yes or no, and they are told. Raises Decided, HandleTaken."""
    member = arrival.decide(applicant, accepted=accepted, by=by, at=at)
    if settings.MAILS:
        enqueue(tell_applicant, key=f"applicant:{applicant.pk}", applicant_id=applicant.pk)
    return member


@task()
def tell_applicant(applicant_id: int) -> None:
    """What the team said, once."""
    rows = Applicant.objects.select_related("brand", "account", "member").filter(told_at=None)
    one = rows.exclude(decided_at=None).filter(pk=applicant_id).first()
    if one is None:
        return
    community = Community.objects.get(pk=one.brand_id)
    with override(one.account.language or one.brand.language):
        told = {"community": community.name, "link": f"{origin_for(community)}/c/{one.brand.slug}/"}
        if one.member_id is not None:
            subject = _("You are a member of %(community)s") % told
            body = _("Hello,\n\nThe team of %(community)s lets you in. You are at home:\n\n%(link)s") % told
        else:
            subject = _("Your request to join %(community)s") % told
            body = _("Hello,\n\nThe team of %(community)s does not let you in for now.") % told
    send_mail(_line(subject), body, None, [one.account.email])
    arrival.told(one.pk, at=now())


@task(every=timedelta(days=1), queue="slow")
def forget_arrivals() -> None:
    arrival.forget_arrivals(at=now())


def _line(subject: str) -> str:
    """A name may hold a line end, a header may not."""
    return " ".join(subject.split())[:180]
