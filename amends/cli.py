"""The command line: ``amends --help`` lists what can be done."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from rich.console import Console
from rich.table import Table

from amends.errors import AmendsError
from amends.settings import all_settings, load_settings, settings_markdown

_ELSEWHERE = {
    "add-agent": "amends.handoff.cli:add_agent",
    "emotion": "amends.emotion.cli:emotion_command",
    "emotion-fairness": "amends.emotion.fairness.cli:emotion_fairness_command",
    "privacy": "amends.privacy_cli:privacy",
    "seed-demo": "amends.demo.cli:seed_demo",
    "train-emotion": "amends.emotion.cli:train_emotion_command",
}
"""Commands of the features, imported when they are used."""


class _Group(click.Group):
    """Finds the features' commands, and ends a failure with one line instead of a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _, name = _ELSEWHERE[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except AmendsError as error:
            click.secho(f"amends: {error.message}", fg="red", err=True)
            sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="amends")
def main() -> None:
    """Make things right after something went wrong."""


@main.command()
@click.option("--demo/--no-demo", default=False, help="Seed demo data first, if there is none.")
def serve(*, demo: bool) -> None:
    """Start everything, and start again what dies; Ctrl-C ends all of it."""
    from amends.run.serve import serve as run

    run(load_settings(), demo=demo)


@main.command()
def gateway() -> None:
    """Run the gateway alone (``amends serve`` does it for you)."""
    from amends.gateway import create_app

    settings = load_settings()
    create_app(settings).run(
        host=settings.host,
        port=settings.port,
        single_process=True,
        access_log=False,
        motd=False,
    )


@main.command()
def actions() -> None:
    """Run the action server alone (``amends serve`` does it for you)."""
    from amends.action_server import run

    run(load_settings())


@main.command()
@click.option("--url", default=None, help="Where the gateway is; by default the local one.")
@click.option("--as", "customer_id", default=None, help="A demo customer to be, such as C1001.")
@click.option("--locale", default=None, help="The language to begin in, such as es.")
def chat(url: str | None, customer_id: str | None, locale: str | None) -> None:
    """Chat as a customer in the terminal; a number makes a choice, Ctrl-D ends."""
    from amends.terminal import TerminalChat

    with TerminalChat(
        url=url or load_settings().gateway_url,
        customer_id=customer_id,
        locale=locale,
        console=Console(),
    ) as session:
        session.run(sys.stdin, patient=not sys.stdin.isatty())


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from amends.storage.migrations import migrate as upgrade

    upgrade(load_settings().database_url)
    click.echo("The database is up to date.")


@main.command("settings")
@click.option("--markdown", is_flag=True, help="Print the page docs/settings.md.")
def show_settings(*, markdown: bool) -> None:
    """List all settings: environment variable, default, meaning."""
    if markdown:
        click.echo(settings_markdown(), nl=False)
        return
    table = Table("Environment variable", "Default", "Meaning")
    for one in all_settings():
        table.add_row(one.variable, one.default, one.meaning)
    Console().print(table)
