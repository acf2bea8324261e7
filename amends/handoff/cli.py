"""``amends add-agent``: accounts for those who work in the console."""

from __future__ import annotations

import click

from amends.clock import SystemClock
from amends.errors import Invalid
from amends.handoff.agents import AgentService
from amends.handoff.model import Role
from amends.settings import load_settings
from amends.storage.database import Database
from amends.storage.migrations import migrate

SHORTEST_PASSWORD = 12


@click.command("add-agent")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--name", required=True, help="What customers and colleagues see.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.AGENT.value,
    show_default=True,
    help="An approver may do what an agent may, and decide on offers.",
)
@click.password_option(help="Asked for if it is not given.")
def add_agent(*, email: str, name: str, role: str, password: str) -> None:
    """Add an account for the agent handoff console."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(f"A password needs at least {SHORTEST_PASSWORD} characters")
    settings = load_settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        AgentService(database=database, clock=SystemClock()).add(
            email=email, name=name, role=Role(role), password=password
        )
    finally:
        database.close()
    click.echo("The account was added.")
