"""`parvis account`"""

from __future__ import annotations

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from parvis.core import accounts, clock
from parvis.core.models import Account, Brand
from parvis.core.roles import Role
from parvis.site.words import _


@click.group(help=_("Add accounts, set passwords."))
def account() -> None: ...


@account.command(help=_("Give EMAIL a seat in a brand; a new account gets a password, printed once."))
@click.argument("email")
@click.option("--brand", "slug", required=True, help=_("The brand's short name, as in its addresses (/b/NAME/)."))
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
def add(email: str, slug: str, role: str) -> None:
    brand = Brand.objects.filter(slug=slug).first()
    if brand is None:
        known = ", ".join(Brand.objects.order_by("slug").values_list("slug", flat=True))
        raise click.BadParameter(
            _("no such brand; there are: %(known)s") % {"known": known or "–"}, param_hint="--brand"
        )
    new = not Account.objects.filter(email__iexact=email).exists()
    password = accounts.new_password()
    try:
        accounts.add(email, brand=brand, role=Role(role), password=password, at=clock.now())
    except ValidationError as error:
        raise click.BadParameter(" ".join(error.messages), param_hint="EMAIL") from error
    click.echo(_("%(email)s has a seat in %(brand)s.") % {"email": email, "brand": brand.name})
    if new:
        click.echo(_("Password, shown only now: %(password)s") % {"password": password})


@account.command(help=_("Set the password of EMAIL. Everybody signed in with it is signed out."))
@click.argument("email")
@click.password_option(prompt=_("New password"))
def password(email: str, password: str) -> None:
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        raise click.BadParameter(_("no account has this address"), param_hint="EMAIL")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise click.BadParameter(" ".join(error.messages), param_hint="--password") from error
    accounts.set_password(account, password, at=clock.now())
    click.echo(_("The password of %(email)s is changed.") % {"email": account.email})


@account.command(help=_("Let EMAIL found brands here; with --end, no more."))
@click.argument("email")
@click.option("--end", is_flag=True, help=_("They found no more brands; those they founded stay."))
def keeper(email: str, end: bool) -> None:
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        raise click.BadParameter(_("no account has this address"), param_hint="EMAIL")
    if end:
        accounts.leave_house(account, at=clock.now())
        click.echo(_("%(email)s founds no more brands.") % {"email": account.email})
    else:
        accounts.keep_house(account, at=clock.now())
        click.echo(_("%(email)s may found brands.") % {"email": account.email})
