"""The `parvis` command. A subcommand is imported when it is called: help comes at once."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from parvis.site.words import _, click_speaks


@dataclass(frozen=True, slots=True)
class Entry:
    """`place`: "module:attribute". `models`: it needs Django set up before it can be imported; `jobs`: and every task, since
    it may run one."""

    place: str
    summary: str
    models: bool = True
    jobs: bool = True


COMMANDS: dict[str, Entry] = {
    "run": Entry("parvis.site.commands.run:run", _("Serve Parvis: pages, live events and jobs in one process.")),
    "listen": Entry("parvis.site.commands.listen:command", _("Listen without a server."), models=False),
    "analyse": Entry("parvis.site.commands.analyse:command", _("Read posts and print what they say."), models=False),
    "train": Entry(
        "parvis.site.commands.train:command", _("Teach the reading of posts your own labels."), models=False
    ),
    "match": Entry(
        "parvis.site.commands.match:match", _("Say which posts of a file meet which watches."), models=False
    ),
    "stream": Entry(
        "parvis.site.commands.stream:stream", _("Hear all that is said on a network, or lines of a file."), jobs=False
    ),
    "worker": Entry("parvis.site.commands.worker:worker", _("Run jobs in a process of their own.")),
    "demo": Entry("parvis.site.commands.demo:demo", _("Load the demo brand, as large as you like.")),
    "migrate": Entry("parvis.site.commands.migrate:migrate", _("Bring the database up to date."), jobs=False),
    "upgrade": Entry(
        "parvis.site.commands.upgrade:upgrade", _("After a new release: back up, bring up to date, verify."), jobs=False
    ),
    "backup": Entry(
        "parvis.site.commands.backup:backup", _("Everything into one file, while Parvis runs."), jobs=False
    ),
    "restore": Entry("parvis.site.commands.restore:restore", _("Put a backup back."), jobs=False),
    "account": Entry("parvis.site.commands.account:account", _("Add accounts, set passwords."), jobs=False),
    "import-community": Entry(
        "parvis.site.commands.import_community:import_community", _("Bring another forum into the community.")
    ),
    "archive-community": Entry(
        "parvis.site.commands.import_community:archive_community", _("Take the whole community away as one file.")
    ),
    "keys": Entry("parvis.site.commands.keys:keys", _("The keys that seal passwords and tokens."), jobs=False),
    "doctor": Entry("parvis.site.commands.doctor:doctor", _("What is wrong here, and what to do.")),
    "check": Entry(
        "parvis.site.commands.check:check", _("Verify the journals, the credentials and the settings."), jobs=False
    ),
    "bench": Entry("parvis.site.commands.bench:bench", _("Run a benchmark."), models=False),
    "version": Entry("parvis.site.commands.version:version", _("Which Parvis this is."), models=False),
}


class LazyGroup(click.Group):
    """Knows its commands by name; loads one when it is asked for (see click, "Lazily loading subcommands")."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        click_speaks()
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.models:
            _settings_hold()
            made_ready = import_module("parvis.site.ready")
            made_ready.ready() if entry.jobs else made_ready.models_ready()
        module, _colon, attribute = entry.place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


def _settings_hold() -> None:
    """Raises ClickException, which names the variable to mend, before anything else trips over it."""
    try:
        import_module("parvis.site.settings")
    except OSError as error:
        raise click.ClickException(
            _("The data folder cannot be used: %(why)s. Set PARVIS_DATA to a folder you may write to.") % {"why": error}
        ) from error
    except ValueError as error:
        raise click.ClickException(_("PARVIS_DATABASE must begin with postgresql://")) from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise click.ClickException(_("PostgreSQL is an extra: pip install 'parvis[postgres]'")) from error


@click.group(cls=LazyGroup, help=_("Parvis: listen, know, engage, host, measure."))
def main() -> None: ...


if __name__ == "__main__":
    main()
