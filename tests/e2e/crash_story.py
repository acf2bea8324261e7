"""Kills the processes at random moments while customers write, and counts what is left.

``python -m tests.e2e.crash_story --help`` runs the long version; the tests run a short one.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import httpx
from sqlalchemy import select

from amends.conversations.model import Author
from amends.conversations.service import EVENT_CHANNEL
from amends.conversations.tables import inbox
from amends.recovery.tables import offers
from amends.storage.database import Database
from tests.e2e.log import Log
from tests.e2e.shop import buyer
from tests.e2e.shopper import Shopper
from tests.e2e.stack import PROGRAMS, Stack, running
from tests.services import postgresql_database

ANSWER_WITHIN_S = 180.0
PAID_CENTS = range(2_000, 40_000)
WAITS_FOR_ANSWER = 0.5
"""How often a customer waits for the answer before the next message."""

SAYINGS = (
    "hi there",
    "where is my order?",
    "my order {order} arrived broken",
    "it is completely smashed, what can you do for me?",
    "why this offer?",
    "no thanks",
    "can I change the delivery address?",
    "never mind",
    "I never got my refund",
    "thank you",
)


@dataclass
class Tally:
    """What the log shows after everything was killed and came back."""

    sent: int = 0
    offers: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    answered_twice: list[str] = field(default_factory=list)
    doubled_offers: list[str] = field(default_factory=list)

    @property
    def flawless(self) -> bool:
        """Whether every message is there once, in order, answered once, and no offer twice."""
        return not (
            self.missing
            or self.doubled
            or self.out_of_order
            or self.unanswered
            or self.answered_twice
            or self.doubled_offers
        )


async def tell(
    stack: Stack, *, conversations: int, messages: int, kills_each: int, seed: int
) -> Tally:
    """Let customers write while processes are killed, wait for the last answer, and count."""
    rng = random.Random(seed)
    tally = Tally()
    database = Database(stack.database_url)
    customers = [buyer(database, paid_cents=PAID_CENTS, position=n) for n in range(conversations)]
    async with httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=20) as http:
        shoppers = [
            await Shopper.arrive(http, customer_id=customer.customer_id, locale="en")
            for customer in customers
        ]

        async def write(number: int, whims: random.Random) -> None:
            shopper = shoppers[number]
            for position in range(messages):
                message_id = f"{number}-{position}"
                text = SAYINGS[position % len(SAYINGS)]
                seq = await shopper.say(
                    text.format(order=customers[number].order_number), message_id
                )
                await shopper.say("said again after a doubtful answer", message_id)
                if position == messages - 1 or whims.random() < WAITS_FOR_ANSWER:
                    await shopper.hear_answer(seq, within_s=ANSWER_WITHIN_S)
                await anyio.sleep(whims.uniform(0, 1.0))

        async def kill() -> None:
            victims = list(PROGRAMS) * kills_each
            rng.shuffle(victims)
            for name in victims:
                killed = False
                while not killed:
                    await anyio.sleep(rng.uniform(0.5, 4.0))
                    killed = stack.kill(name)
                tally.kills[name] += 1

        async with anyio.create_task_group() as group:
            group.start_soon(kill)
            for number in range(conversations):
                group.start_soon(write, number, random.Random(rng.random()))
    tally.sent = conversations * messages
    try:
        logs = [Log(database, shopper) for shopper in shoppers]
        await anyio.to_thread.run_sync(_wait_for_quiet, database, logs)
        for number, log in enumerate(logs):
            wanted = [f"{number}-{position}" for position in range(messages)]
            _count(log, wanted, tally)
    finally:
        database.close()
    return tally


def _wait_for_quiet(database: Database, logs: Sequence[Log]) -> None:
    """Wait until nothing of these chats waits in the inbox any more (three minutes at most)."""
    waiting = select(inbox.c.id).where(
        inbox.c.state == "pending",
        inbox.c.conversation_id.in_([log.conversation_id for log in logs]),
    )
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < deadline:
        with database.reading() as tx:
            if tx.execute(waiting).first() is None:
                return
        time.sleep(0.2)


def _count(log: Log, wanted: Sequence[str], tally: Tally) -> None:
    """Compare one chat with what was sent in it."""
    entries = log.entries()
    heard = [_source(entry.key) for entry in entries if entry.author == Author.CUSTOMER]
    counts = Counter(heard)
    tally.missing += [source for source in wanted if not counts[source]]
    tally.doubled += [source for source in wanted if counts[source] > 1]
    answered = [
        _source(entry.key.removesuffix(":reply:0"))
        for entry in entries
        if entry.key.endswith(":reply:0") and not entry.key.startswith(EVENT_CHANNEL)
    ]
    tally.unanswered += [source for source in wanted if source not in answered]
    tally.answered_twice += [source for source, count in Counter(answered).items() if count > 1]
    in_order = [source for source in answered if source in wanted]
    gapless = [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    if not gapless or heard != list(wanted) or in_order != sorted(in_order, key=wanted.index):
        tally.out_of_order.append(log.conversation_id)
    with log.database.reading() as tx:
        proposed = tx.execute(
            select(offers.c.issue_id, offers.c.remedy).where(
                offers.c.conversation_id == log.conversation_id
            )
        ).all()
    tally.offers += len(proposed)
    twice = [str(one.issue_id) for one, count in Counter(proposed).items() if count > 1]
    tally.doubled_offers += twice


def _source(key: str) -> str:
    """Return the client's own id out of the key of an entry."""
    return key.rsplit(":", 1)[-1]


def main() -> None:
    """Tell the long story and print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--conversations", type=int, default=10)
    parser.add_argument("--messages", type=int, default=20, help="in each conversation")
    parser.add_argument("--kills", type=int, default=3, help="of each process")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    def story(url: str | None) -> Tally:
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), url) as stack:
            return anyio.run(
                lambda: tell(
                    stack,
                    conversations=options.conversations,
                    messages=options.messages,
                    kills_each=options.kills,
                    seed=options.seed,
                )
            )

    if options.database == "postgresql":
        with postgresql_database() as url:
            tally = story(url)
    else:
        tally = story(None)
    print(tally)
    raise SystemExit(0 if tally.flawless else 1)


if __name__ == "__main__":
    main()
