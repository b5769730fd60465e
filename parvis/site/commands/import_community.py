"""`parvis import-community` and `parvis archive-community`. Status 0: done; 1: refused."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from parvis.community.actions.bringing import Choice
from parvis.community.models import ArchiveOut, Bringing
from parvis.community.queries.rooms import community_for
from parvis.connectors.forums.readers import READERS
from parvis.core import clock
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.flows import archive, bringing_in
from parvis.site.commands.migrate import arrive
from parvis.site.words import _


def _brand(slug: str) -> Brand:
    brands = list(Brand.objects.filter(slug=slug) if slug else Brand.objects.all()[:2])
    if len(brands) != 1:
        known = ", ".join(Brand.objects.order_by("slug").values_list("slug", flat=True))
        raise click.ClickException(_("Say which brand, with --brand: %(known)s") % {"known": known})
    found = community_for(brands[0].pk)
    if found is None or found.ended_at is not None:
        raise click.ClickException(_("This brand has no open community: open it in Community first."))
    return brands[0]


def _owner(brand: Brand) -> Account:
    """In whose name the journal says it."""
    seat = Seat.objects.filter(brand=brand, role=Role.OWNER.value, ended_at=None).select_related("account").first()
    if seat is None:
        raise click.ClickException(_("This brand has no owner."))
    return seat.account


@click.command(
    help=_(
        "Bring a forum into the community: first what is in FILE, and with --yes all of it. Run again, it brings only what is new."
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(sorted(READERS)), required=True, help=_("What FILE is."))
@click.option("--brand", "slug", default="", help=_("The brand, by the name in its addresses (default: the only one)."))
@click.option("--origin", default="", help=_("Name of the old forum; the same one next time."))
@click.option(
    "--private", type=click.Choice(["skip", "seal"]), default="skip", help=_("Rooms that not everybody could read.")
)
@click.option(
    "--opening", type=click.Choice(["public", "members"]), default="public", help=_("Who reads the others here.")
)
@click.option("--yes", is_flag=True, help=_("Bring it in; without it, only look."))
def import_community(file: Path, kind: str, slug: str, origin: str, private: str, opening: str, yes: bool) -> None:
    arrive()
    brand = _brand(slug)
    by = _owner(brand)
    with file.open("rb") as opened:
        made = bringing_in.begin_file(brand, kind, opened, file.name, origin=origin, by=by, at=clock.now())
    bringing_in.look(made.pk, clock.now())
    made.refresh_from_db()
    _stopped(made)
    _told(made)
    if not yes:
        click.echo(_("Nothing was brought in. Look at it in Community, Bring in; or run this again with --yes."))
        return
    bringing_in.let_in(made, Choice(private, opening), by=by, at=clock.now())
    bringing_in.bring(made.pk, clock.now())
    made.refresh_from_db()
    _stopped(made)
    told = {"people": made.people, "rooms": made.rooms, "topics": made.topics, "posts": made.posts}
    click.echo(_("Brought in: %(people)d people, %(rooms)d spaces, %(topics)d topics, %(posts)d posts.") % told)


def say(told: Mapping[str, Any]) -> str:
    """A sentence as JSON, in the language of the terminal."""
    words, params = told["text"], told["params"]
    return _(words) % params if params else _(words)


def _stopped(made: Bringing) -> None:
    if made.problem:
        raise click.ClickException(say(made.problem))


def _told(made: Bringing) -> None:
    counts = made.counts
    told = {
        "people": counts["people"],
        "rooms": len(counts["rooms"]),
        "topics": counts["topics"],
        "posts": counts["posts"],
    }
    click.echo(_("In the file: %(people)d people, %(rooms)d rooms, %(topics)d topics, %(posts)d posts.") % told)
    for line in made.problems[:20]:
        click.echo(_("Line %(line)d: %(why)s") % {"line": line["line"], "why": say(line)})


@click.command(help=_("Write the whole community into FILE, a .zip."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--brand", "slug", default="", help=_("The brand, by the name in its addresses (default: the only one)."))
@click.option("--sealed", is_flag=True, help=_("With the rooms that are closed to the team; the journal keeps it."))
def archive_community(file: Path, slug: str, sealed: bool) -> None:
    arrive()
    brand = _brand(slug)
    made = archive.ask(brand, sealed=sealed, language=brand.language, by=_owner(brand), at=clock.now())
    archive.write(made.pk, clock.now())
    shutil.copyfile(archive.path_of(ArchiveOut.objects.get(pk=made.pk)), file)
    click.echo(_("%(file)s is written.") % {"file": file})
