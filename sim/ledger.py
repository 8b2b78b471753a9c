"""The simulator's own account of a run: what it published, what came back, what must be raised."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sim.outbox import Outbox
from sim.story import Story
from sim.truth import Expected


class OfficerCount(msgspec.Struct, frozen=True, kw_only=True):
    """What the officers did through the console."""

    acks: int
    closes: int
    refused: int
    logins: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """One run's account; written to a file so that others can check it."""

    scenario: str
    seed: int
    started_utc_ns: int
    written_utc_ns: int
    ready_utc_ns: int
    published: dict[str, int]
    receipts: dict[str, int]
    sent_again: int
    pending: int
    truth: list[Expected]
    officer: OfficerCount
    acts: dict[str, int] = {}
    """What the officers did in the custody record, by name."""
    done: bool

    @classmethod
    def of(
        cls,
        story: Story,
        *,
        scenario: str,
        outboxes: Sequence[Outbox],
        done: bool,
        logins: int = 0,
        ready_utc_ns: int = 0,
    ) -> "Ledger":
        """Return the account of a story so far."""
        return cls(
            scenario=scenario,
            seed=story.centre.seed,
            started_utc_ns=story.centre.schedule.start_ns,
            written_utc_ns=story.now_ns,
            ready_utc_ns=ready_utc_ns or story.centre.schedule.start_ns,
            published=_added([box.published for box in outboxes]),
            receipts=_added([box.receipts for box in outboxes]),
            sent_again=sum(box.sent_again for box in outboxes),
            pending=sum(box.pending for box in outboxes),
            truth=list(story.truth),
            officer=OfficerCount(
                acks=story.control.acknowledged,
                closes=story.control.closed,
                refused=story.control.refused,
                logins=logins,
            ),
            acts=dict(sorted(story.done.items())),
            done=done,
        )

    def write(self, path: Path) -> None:
        """Put the account into a file, whole or not at all."""
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2))
        os.replace(fresh, path)  # noqa: PTH105 - the atomic one, by its own name


def _added(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for name, number in count.items():
            total[name] = total.get(name, 0) + number
    return total
