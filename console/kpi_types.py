"""What ``GET /api/kpis`` says: the figures of ISA-18.2 table 7, and which alarms spoil them."""

import msgspec

from console.view_types import Words


class KpiLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table: ``value`` is to be at most ``target`` (``least``: at least)."""

    name: str
    label: Words
    unit: Words
    target: float
    value: float
    met: bool
    least: bool


class ActorView(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that rings often: a rule on a subject, how often, its share of all in %."""

    rule: str
    label: Words
    subject: str
    count: int
    share_pct: float


class NuisanceView(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that chatters, flits by or never ends: a rule on a subject."""

    rule: str
    label: Words
    subject: str


class JudgedView(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of a rule's alarms at the close; ``doubtful``: most were false (SYS-08)."""

    rule: str
    label: Words
    closed: int
    false: int
    share_pct: float
    doubtful: bool


class FloodView(msgspec.Struct, frozen=True, kw_only=True):
    """A flood: how many rang, how many in its worst ten minutes, and which alarm was first out."""

    from_utc_ns: int
    until_utc_ns: int
    count: int
    peak: int
    first: NuisanceView


class KpiView(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one console over a span that ends now.

    ``from_utc_ns`` is later than asked where less is kept. ``hours`` are rings of P1, P2, P3, P4.
    """

    from_utc_ns: int
    until_utc_ns: int
    days: int
    told: str
    annunciated: int
    kpis: tuple[KpiLine, ...]
    bad_actors: tuple[ActorView, ...]
    chattering: tuple[NuisanceView, ...]
    fleeting: tuple[NuisanceView, ...]
    stale: tuple[NuisanceView, ...]
    judged: tuple[JudgedView, ...]
    floods: tuple[FloodView, ...]
    hours: tuple[tuple[int, int, int, int], ...]
