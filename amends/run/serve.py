"""``amends serve``: prepare, start, say when everything is ready, and where."""

from __future__ import annotations

import signal

import click
from rich.console import Console

from amends.demo.cli import seed_with_progress
from amends.run.preparation import check_files, check_ports, make_folder, train_engine
from amends.run.supervision import Supervision
from amends.settings import Settings
from amends.storage.migrations import migrate


def serve(settings: Settings, *, demo: bool) -> None:
    """Start the three processes and stay until they are told to end.

    Raises:
        ConfigurationError: Something has to be mended first; the message says what.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends a training, as Ctrl-C does
    console = Console()
    console.print("[bold]Amends[/] is starting")
    check_files(settings)
    check_ports(settings)
    console.print("  configuration  ok")
    make_folder(settings.var)
    migrate(settings.database_url)
    console.print("  database       ok")
    if demo:
        seed_with_progress(settings, console)
    console.print("  dialogue model (is trained when its inputs changed)")
    model = train_engine(settings)
    with Supervision(settings, model) as processes:
        with console.status("  processes      starting") as status:
            ready = processes.wait_until_ready(
                lambda components: status.update(f"  processes      {_states(components)}")
            )
        if ready:
            console.print("  processes      ok")
            _say_where(settings, demo=demo)
        processes.wait()
    console.print("Amends has ended.")


def _states(components: dict[str, str]) -> str:
    if not components:
        return "starting"
    return ", ".join(f"{name} {state}" for name, state in components.items())


def _say_where(settings: Settings, *, demo: bool) -> None:
    url = settings.gateway_url
    click.echo()
    click.secho("Amends is ready.", bold=True)
    click.echo(f"  Shop demo page with the chat   {url}/")
    click.echo(f"  Agent handoff console          {url}/console")
    click.echo(f"  API documentation              {url}/docs")
    if demo and settings.on_loopback:
        click.echo("  Demo accounts: agent@example.com and approver@example.com, amends-demo")
    click.echo("  Ctrl-C ends it.")
