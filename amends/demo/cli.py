"""``amends seed-demo``: demo data with a bar that shows how far it is."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from amends.clock import SystemClock
from amends.demo.accounts import add_demo_accounts
from amends.demo.seeding import CUSTOMERS, SEED, seed
from amends.handoff.agents import AgentService
from amends.settings import Settings, load_settings
from amends.storage.database import Database
from amends.storage.migrations import migrate


@click.command("seed-demo")
@click.option("--seed", "number", default=SEED, show_default=True, help="Another one, other data.")
@click.option(
    "--customers",
    default=CUSTOMERS,
    show_default=True,
    type=click.IntRange(3, 100_000),
    help="How many customers.",
)
def seed_demo(*, number: int, customers: int) -> None:
    """Fill an empty database with a demo shop: customers, orders, what went wrong before."""
    settings = load_settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    seed_with_progress(settings, Console(), number=number, customers=customers)


def seed_with_progress(
    settings: Settings, console: Console, *, number: int = SEED, customers: int = CUSTOMERS
) -> None:
    """Seed demo data if there are none, and say so; the tables exist.

    The demo accounts, whose password everybody knows, are added only where nobody but this
    machine can reach the gateway.

    Raises:
        Conflict: The database holds customers that are no demo data.
    """
    database = Database(settings.database_url)
    clock = SystemClock()
    bar = Progress(
        TextColumn("  demo data     "), BarColumn(), MofNCompleteColumn(), TextColumn("rows"),
        console=console, transient=True,
    )  # fmt: skip
    try:
        with bar:
            task = bar.add_task("", total=None)
            done = seed(
                database,
                clock,
                seed=number,
                customers=customers,
                progress=lambda written, total: bar.update(task, completed=written, total=total),
            )
        if settings.on_loopback:
            add_demo_accounts(database, AgentService(database=database, clock=clock))
    finally:
        database.close()
    made = f"{done.orders} orders" if done.rows else f"there since {done.marker.seeded_at:%Y-%m-%d}"
    console.print(f"  demo data      ok: {done.marker.customers} customers, {made}")
