"""What the console says over HTTP: every answer and event as a type (docs/api.md lists them)."""

from typing import Literal

import msgspec

Arc = Literal["ok", "unknown", "alarm"]
PartName = Literal[
    "engine", "journal", "broker", "postgres", "valkey", "notifier", "live", "console"
]

Standing = Literal["ok", "degraded", "down"]


class Words(msgspec.Struct, frozen=True):
    """One text in the two languages of the screens."""

    zh: str
    en: str


class Place(msgspec.Struct, frozen=True):
    """A room, with its names on screen."""

    id: str
    zh: str
    en: str


class AlarmView(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm as it stands after its change ``n``; ``(id, n)`` never repeats with other content.

    ``cause_t_ns`` is the publish instant of the causing frame, ``due_utc_ns`` the instant a timer
    fell due; 0 where there is none. ``recorded`` is false while the journal cannot be written.
    ``drill``: somebody announced it; it goes every way a real one goes and counts nowhere.
    """

    id: str
    n: int
    change: str
    state: str
    rule: str
    severity: int
    label: Words
    subject_kind: str
    subject: str
    stay: str
    room: Place | None
    raised_utc_ns: int
    utc_ns: int
    by: str
    note: str
    occurrences: int
    told: tuple[str, ...]
    guidance: Words
    cause_t_ns: int
    due_utc_ns: int
    recorded: bool = True
    response: str = "raised"
    """How far people are: raised, notified, acknowledged, arrived, contained, closed."""
    disposition: str = ""
    """What it turned out to be; said when it is closed."""
    root: str = ""
    """Id of the alarm under which this one is shown; empty when it stands for itself."""
    until_utc_ns: int = 0
    """When its shelf ends; 0 when it is not shelved."""
    officer: str = ""
    """The nearest free member of staff on duty when it rang; after ``coming``, who is coming."""
    camera: str = ""
    drill: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state not in ("normal", "closed", "out_of_service")


class SampleView(msgspec.Struct, frozen=True):
    """A value that caused an alarm; ``value`` null means withheld (P-15)."""

    name: str
    value: float | bool | str | None
    threshold: float | None
    t_ns: int


class EvidenceView(msgspec.Struct, frozen=True, kw_only=True):
    """Why an alarm was raised: samples against thresholds, place, causing device."""

    samples: tuple[SampleView, ...]
    room: Place | None
    device: str
    cause_device: str
    cause_boot: int
    cause_seq: int
    cause_t_ns: int
    due_utc_ns: int
    withheld: bool


class ThresholdView(msgspec.Struct, frozen=True):
    """A threshold of a rule with the value in force; ``value`` null when the site has none."""

    key: str
    unit: str
    meaning: str
    value: float | None


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """The rule's own words, as adopted."""

    id: str
    label: Words
    basis: Words
    source: str
    thresholds: tuple[ThresholdView, ...]


class AlarmStep(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the life of an alarm, without the repeated parts."""

    n: int
    change: str
    state: str
    severity: int
    utc_ns: int
    by: str
    note: str


class WantedView(msgspec.Struct, frozen=True, kw_only=True):
    """What one person asked for and a second must ask for too, before it lapses."""

    act: str
    """``shelve`` or ``take_out_of_service``."""
    alarm: str
    rule: str
    subject: str
    by: str
    until_utc_ns: int


class AsideRule(msgspec.Struct, frozen=True, kw_only=True):
    """How an alarm may be put aside: how long, by how many, and who asked already."""

    shelve_max_s: float
    two_people: bool
    retirable: bool
    """Whether its rule may go out of service on this subject; a life alarm's never."""
    wanted: tuple[WantedView, ...]


class AlarmDetail(AlarmView, frozen=True, kw_only=True):
    """An alarm with its latest evidence, its rule's words and all its changes."""

    evidence: EvidenceView | None
    rule_text: RuleView
    history: tuple[AlarmStep, ...]
    aside: AsideRule


class ClockView(msgspec.Struct, frozen=True):
    """The legal clock of a stay that runs out first."""

    id: str
    label: Words
    limit_utc_ns: int
    colour: str
    due_utc_ns: int


class StayView(msgspec.Struct, frozen=True, kw_only=True):
    """A stay as it stands; ``room`` is where its band was last seen, null when unknown."""

    stay: str
    number: int
    open: bool
    regime: str
    arrived_utc_ns: int
    band: str
    responsible: str
    flags: tuple[str, ...]
    room: Place | None
    clock: ClockView | None
    stage: str = ""
    level: int = 1
    """Observation level; ``stage`` is empty for a quick registration."""


class Arcs(msgspec.Struct, frozen=True):
    """The three arcs of a body ring; never a value."""

    pulse: Arc
    oxygen: Arc
    motion: Arc


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A mark on the map. ``arcs`` is null where vitals are withheld (P-15).

    Decoding into this type drops every field that is not named here, so that nothing which the
    live picture may one day carry besides can leave through the console.
    """

    key: str
    kind: Literal["stay", "staff"]
    id: str
    label: str
    x_m: float
    y_m: float
    level: str
    room: str
    accuracy_m: float
    seen_utc_ns: int
    band: str = ""
    responsible: str = ""
    arcs: Arcs | None = None
    minor: bool = False


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """People that changed since the last picture (or all of them), and marks that are gone."""

    utc_ns: int
    people: tuple[Person, ...] = ()
    gone: tuple[str, ...] = ()
    full: bool = False


class ThingView(msgspec.Struct, frozen=True, kw_only=True):
    """A door, perimeter sensor, device or clock as it stands."""

    kind: str
    id: str
    state: dict[str, str | float | bool | None]
    utc_ns: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one part of the house works, since when so, and what is wrong (en and zh)."""

    ok: bool
    detail: str
    detail_zh: str
    since_utc_ns: int


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """``down`` = no alarm can be raised or recorded; ``degraded`` = something else is missing."""

    status: Standing
    utc_ns: int
    parts: dict[PartName, Part]


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    user: str
    staff: str
    zh: str
    en: str
    role: str
    rank: str
    language: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, for a person; ``source`` names the rule, law or part behind it."""

    code: str
    message_zh: str
    message_en: str
    source: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """The body of every error answer."""

    error: Problem


class CommandAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The engine's answer to a command: accepted (200) or refused with reason and source (409)."""

    accepted: bool
    id: str
    tick: int | None = None
    """The decisions tick; already on the board, so that the next read shows it."""
    result: str = ""
    reason: str = ""
    source: str = ""
    rule: str = ""
    """The rule that refuses; then ``reason_zh`` and ``reason_en`` say why, ``source`` on what."""
    reason_zh: str = ""
    reason_en: str = ""


class AlarmList(msgspec.Struct, frozen=True):
    """Alarms, worst and oldest first, as of a decisions tick."""

    tick: int
    alarms: tuple[AlarmView, ...]


class StayList(msgspec.Struct, frozen=True):
    """Every open stay, and those closed lately, by number."""

    stays: tuple[StayView, ...]


class ThingList(msgspec.Struct, frozen=True):
    """Every door, sensor, device and clock."""

    things: tuple[ThingView, ...]


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """First event of a stream: the tick it starts from and the configuration in force."""

    tick: int
    utc_ns: int
    config_sha256: str


class Beat(msgspec.Struct, frozen=True):
    """The console lives; once a second."""

    utc_ns: int


class Bye(msgspec.Struct, frozen=True):
    """Last event of a stream that the console ends: connect again with Last-Event-ID."""

    reason: Literal["slow", "session_ended", "shutdown"]


TrackPoint = tuple[int, float, float, str, str, float]
"""utc_ns, x_m, y_m, level, room, accuracy_m."""


class Track(msgspec.Struct, frozen=True):
    """Where a stay was in the last minutes, oldest first."""

    points: tuple[TrackPoint, ...]


class AlarmHistory(msgspec.Struct, frozen=True):
    """Alarms of the past, newest first."""

    alarms: tuple[AlarmView, ...]
