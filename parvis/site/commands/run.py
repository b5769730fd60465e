"""`parvis run`"""

from __future__ import annotations

import click
from django.conf import settings
from django.utils import translation

from parvis.core import clock
from parvis.core.jobs.crew import Crew
from parvis.flows.following import Following
from parvis.flows.founding import found
from parvis.flows.waiting import Waiting
from parvis.site.catalogues import compile_missing
from parvis.site.commands.demo import load_demo
from parvis.site.commands.migrate import arrive, prepare
from parvis.site.serve import PortTaken, serve, usable_port
from parvis.site.words import _


@click.command(help=_("Serve Parvis: pages, live events and jobs in one process. Ctrl-C stops."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--port", default=8000, show_default=True, help=_("Port to listen on; 0 = any free one."))
@click.option("--demo", is_flag=True, help=_("With the demo brand, loaded at the first start."))
@click.option("--no-jobs", is_flag=True, help=_("Pages only; jobs run elsewhere (`parvis worker`)."))
@click.option("--brand", default=_("My brand"), show_default=True, help=_("Name of the brand made at the first start."))
def run(host: str, port: int, demo: bool, no_jobs: bool, brand: str) -> None:
    try:
        port = usable_port(host, port)
    except PortTaken as taken:
        raise click.ClickException(
            _("Port %(port)s is in use by another program. Try: parvis run --port %(free)s")
            % {"port": taken.port, "free": taken.free}
        ) from taken
    except OSError as error:
        raise click.ClickException(
            _("%(host)s port %(port)s cannot be listened on: %(why)s")
            % {"host": host, "port": port, "why": error.strerror or str(error)}
        ) from error
    arrive()
    compile_missing()
    prepare()
    sign_in = load_demo(clock.now()) if demo else _found(brand)
    crew = None if no_jobs else Crew(clock=clock.now)
    if crew is not None:
        Waiting().start()
        Following(settings.STREAM_PARTS).start()
    serve(host, port, crew=crew, started=lambda: _welcome(host, port, sign_in))


def _found(brand: str) -> str:
    """The sign-in to show: the owner's at the first start, nothing afterwards."""
    with translation.override("fr"):  # the language that a first brand is founded in
        founded = found(brand, translation.gettext, at=clock.now())
    if founded is None:
        return ""
    owner, password = founded
    return _("Sign in as %(email)s with the password %(password)s (shown only now; change it in the settings).") % {
        "email": owner.email,
        "password": password,
    }


def _welcome(host: str, port: int, sign_in: str) -> None:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    click.secho(f"\n  Parvis  http://{shown}:{port}/", bold=True)
    if sign_in:
        click.echo(f"  {sign_in}")
    if host not in ("127.0.0.1", "localhost", "::1") and set(settings.ALLOWED_HOSTS) <= {
        "127.0.0.1",
        "localhost",
        "[::1]",
    }:
        click.echo("  " + _("Other machines are refused until PARVIS_HOSTS names the host they ask for."))
    click.echo("  " + _("Data: %(folder)s") % {"folder": settings.DATA})
    click.echo("  " + _("Ctrl-C stops.") + "\n")
