"""The team dresses its community, and says how accessible it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from parvis.community.actions.houses import rights_changed
from parvis.community.actions.portraits import let_go
from parvis.community.models import AccessStatement, Community, Look
from parvis.community.rules.looks import Colours, Font, Light
from parvis.core import journal, pictures
from parvis.core.models import Account
from parvis.core.remaking import Picture

PICTURES = ("logo", "logo_dark", "emblem")


class DomainTaken(Exception):
    """Another community stands at this host name."""


@dataclass(frozen=True, slots=True)
class LookForm:
    """`colours` None = the house's own; those given were judged by `rules.looks.why_not`. `words`: by language and name."""

    colours: Mapping[Light, Colours] | None = None
    font: Font = Font.HOUSE
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    domain: str = ""


@transaction.atomic
def dress(community: Community, form: LookForm, *, by: Account | None, at: datetime) -> Look:
    """Raises DomainTaken."""
    look = _look(community, at)
    look.colours = {
        light.value: {"ground": worn.ground, "ink": worn.ink, "accent": worn.accent}
        for light, worn in (form.colours or {}).items()
    }
    look.font, look.domain = form.font.value, form.domain[:253]
    look.words = {
        language: {name: said for name, said in told.items() if said} for language, told in form.words.items()
    }
    try:
        with transaction.atomic():
            look.save(update_fields=["colours", "font", "words", "domain"])
    except IntegrityError as problem:
        raise DomainTaken from problem
    data = {"colours": bool(form.colours), "font": look.font, "domain": look.domain}
    _changed(look, "community.dressed", data, by, at)
    return look


@transaction.atomic
def hang(community: Community, where: str, picture: Picture | None, *, by: Account | None, at: datetime) -> Look:
    """A picture of the house at `where` (one of PICTURES); None takes it down."""
    assert where in PICTURES
    look = _look(community, at)
    before = getattr(look, where)
    kept = f"{pictures.keep(community.brand_id, picture.body)} {picture.width}x{picture.height}" if picture else ""
    setattr(look, where, kept)
    look.save(update_fields=[where])
    _changed(look, "community.dressed", {where: bool(kept)}, by, at)
    let_go(community.brand_id, before.partition(" ")[0])
    return look


@dataclass(frozen=True, slots=True)
class Stated:
    """As `AccessStatement` holds it."""

    organisation: str
    state: str
    assessed_on: date
    email: str
    rate: int | None = None
    auditor: str = ""
    failures: str = ""
    burdens: str = ""
    outside: str = ""
    contact: str = ""


@transaction.atomic
def state_access(community: Community, said: Stated, *, by: Account | None, at: datetime) -> AccessStatement:
    told = {name: getattr(said, name) for name in Stated.__slots__}
    stated, _new = AccessStatement.objects.update_or_create(
        community=community, defaults={**told, "brand_id": community.brand_id, "changed_at": at}
    )
    rights_changed(community.brand_id)
    data = {"state": said.state, "rate": said.rate}
    journal.record(community.brand, actor=by, verb="community.access_stated", object="community", data=data, at=at)
    return stated


def _look(community: Community, at: datetime) -> Look:
    """Held until the transaction ends: of two who change it, each finds what the other did."""
    Look.objects.get_or_create(community=community, defaults={"brand_id": community.brand_id, "changed_at": at})
    return Look.objects.select_for_update().get(community=community)


def _changed(look: Look, verb: str, data: Mapping[str, object], by: Account | None, at: datetime) -> None:
    Look.objects.filter(pk=look.pk).update(version=F("version") + 1, changed_at=at)
    look.refresh_from_db(fields=["version", "changed_at"])
    rights_changed(look.brand_id)
    journal.record(look.brand, actor=by, verb=verb, object="community", data=dict(data), at=at)
