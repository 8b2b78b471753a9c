"""A notice as the notifier keeps it: everything that may leave the house, and nothing else. Pure.

Evidence is not part of it, so that no later mistake can send a vital sign (P-15).
"""

import msgspec


class DueNotice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody must be told; ``id`` is the idempotency key at the receiver."""

    id: str
    endpoint: str
    reason: str
    tier: int
    alarm: str
    n: int
    rule: str
    severity: int
    subject: str
    stay: str
    room: str
    raised_utc_ns: int
    state: str
    cause_t_ns: int
    """Publish instant of the frame that caused the alarm; 0 when a timer did."""
    due_utc_ns: int
    """When a timer fell due; 0 when a frame caused the alarm."""
    drill: bool = False
    """Whether it is a drill; the text says so first."""
