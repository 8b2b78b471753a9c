"""A journal's ticks through a fresh machine, compared with what was decided when it was live."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

import msgspec

from engine.clockwork import Clockwork
from engine.decisions import Decisions, decisions_bytes
from engine.tick import RawTick


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A tick whose replayed decisions are not the stored ones."""

    tick: int
    stored_sha256: str
    replayed_sha256: str


class Outcome(msgspec.Struct, kw_only=True):
    """What a replay found."""

    ticks: int = 0
    compared: int = 0
    skipped: int = 0
    """Ticks that crashed the live engine twice and were listed; replay passes over them."""
    without_stored: int = 0
    """Ticks whose decisions were never written: at most the last ones before a crash."""
    alarms: int = 0
    sha256: str = ""
    """Digest over all replayed decisions: equal for every replay of the same journal."""
    differences: list[Difference] = msgspec.field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether every compared tick was equal and at least one was compared."""
        return not self.differences and self.compared > 0


def replayed(
    clockwork: Clockwork, ticks: Iterable[RawTick], skips: frozenset[int]
) -> Iterator[Decisions]:
    """Yield the decisions of each tick that the live engine did not skip."""
    for raw in ticks:
        if raw.number not in skips:
            yield clockwork.advance(raw)


def compare(
    clockwork: Clockwork,
    ticks: Iterable[RawTick],
    stored: Callable[[int], bytes | None],
    skips: frozenset[int] = frozenset(),
) -> Outcome:
    """Replay ticks; ``stored`` gives the SHA-256 kept with a tick's decisions, None if never kept.

    It is asked in order of ticks.
    """
    outcome = Outcome(skipped=len(skips))
    chain = hashlib.sha256()
    for decisions in replayed(clockwork, ticks, skips):
        body = decisions_bytes(decisions)
        chain.update(body)
        outcome.ticks += 1
        outcome.alarms += len(decisions.alarms)
        seen, expected = hashlib.sha256(body).digest(), stored(decisions.tick)
        if expected is None:
            outcome.without_stored += 1
            continue
        outcome.compared += 1
        if seen != expected:
            outcome.differences.append(
                Difference(
                    tick=decisions.tick,
                    stored_sha256=expected.hex(),
                    replayed_sha256=seen.hex(),
                )
            )
    outcome.sha256 = chain.hexdigest()
    return outcome
