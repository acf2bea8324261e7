"""``amends privacy``: what an operator does about customers' requests for their data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from amends.clock import SystemClock
from amends.customers.model import PrivacyKind
from amends.errors import Conflict
from amends.privacy import PrivacyDesk
from amends.settings import load_settings
from amends.storage.database import Database
from amends.storage.types import JsonValue


@click.group("privacy")
def privacy() -> None:
    """Give customers copies of their data, or erase them, as they asked for."""


@privacy.command("due")
def due() -> None:
    """List what is still to be done, the most urgent first."""
    table = Table("Reference", "What", "Customer", "Asked", "Due")
    with _database() as database:
        for request in _desk(database).due():
            table.add_row(
                request.reference,
                request.kind.value,
                request.customer_id,
                f"{request.requested_at:%Y-%m-%d}",
                f"{request.due_at:%Y-%m-%d}",
            )
    Console().print(table)


@privacy.command("carry-out")
@click.argument("reference")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where a copy goes; by default a file in this folder, named after the reference.",
)
@click.option("--yes", is_flag=True, help="Do not ask before erasing.")
def carry_out(reference: str, target: Path | None, *, yes: bool) -> None:
    """Carry out one request: write the copy to a file, or erase for good."""
    with _database() as database:
        desk = _desk(database)
        request = desk.find(reference)
        if request.kind is PrivacyKind.ERASE:
            if not yes:
                click.confirm(f"Erase everything about {request.customer_id} for good?", abort=True)
            desk.carry_out(reference)
            click.echo(f"Everything about {request.customer_id} is erased.")
            return
        path = target or Path(f"{reference}.json")
        with database.transaction():
            _write_privately(path, desk.carry_out(reference))
        click.echo(f"The copy for {request.customer_id} is in {path}.")


def _write_privately(path: Path, copy: JsonValue) -> None:
    """Write the copy to a new file that only its owner can read.

    Raises:
        Conflict: The file is there already, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(copy, file, ensure_ascii=False, indent=2)
    except OSError as error:
        raise Conflict(f"{path} cannot be written ({error.strerror}); see --to") from error


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(load_settings().database_url)
    try:
        yield database
    finally:
        database.close()


def _desk(database: Database) -> PrivacyDesk:
    return PrivacyDesk(database=database, clock=SystemClock())
