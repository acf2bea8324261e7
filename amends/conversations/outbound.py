"""What a channel is that messages have to be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from amends.conversations.model import Entry
from amends.errors import AmendsError


class Undeliverable(AmendsError):
    """The platform will never take this message; trying again makes no sense."""

    default_code = "undeliverable"


@dataclass(frozen=True)
class OutboundMessage:
    """A message on its way to a platform.

    Attributes:
        address: The contact's address on the channel.
        key: The same at every attempt, for platforms that recognise repeats.
    """

    account: str
    address: str
    entry: Entry
    key: str


class PushChannel(Protocol):
    """Sends messages to one kind of platform."""

    @property
    def name(self) -> str:
        """The channel's name, as in the database."""
        ...

    async def send(self, message: OutboundMessage) -> None:
        """Send a message.

        Raises:
            Unavailable: The platform does not answer now; it is tried again.
            Undeliverable: The platform refuses this message for good.
        """
        ...
