"""The people of the preview: each brought through the procedure by the acts that officers use."""

import itertools
from collections.abc import Iterator
from typing import Final

import msgspec

from alerts.configuration import Configuration
from console.pretend_engine import PretendEngine
from custody.acts import care, intake, legal, steps
from custody.acts.act import Act
from custody.commands import BindBand, Command
from custody.procedure import BY_ID, PROVEN_BY_ACTS, wanted

MINUTE_NS: Final = 60 * 1_000_000_000
_WAY: Final = ("S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9")
_STEP_MINUTES: Final = 4
_VISIT_MINUTES: Final = 90
"""Rarer than the law asks: the preview starts sooner, and has something overdue to show."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One person of the preview: how long ago they came and how far they have got."""

    hours: float
    to: str
    flags: intake.Flags = ()


ARRIVALS: Final = (
    Arrival(hours=1.0, to="S8"),
    Arrival(hours=3.0, to="S9"),
    Arrival(hours=6.0, to="S8", flags=("female", "medical")),
    Arrival(hours=7.5, to="S11"),
    Arrival(hours=7.9, to="S8", flags=("escape_risk",)),
    Arrival(hours=0.4, to="S5"),
    Arrival(hours=0.2, to="S3"),
    Arrival(hours=2.0, to="S6", flags=("minor",)),
)


class Intake:
    """Brings people in. Whatever is refused stays undone: the preview then shows why."""

    def __init__(self, engine: PretendEngine, configuration: Configuration, *, utc_ns: int) -> None:
        self._engine = engine
        self._configuration = configuration
        self._utc_ns = utc_ns
        self._ids = itertools.count(1)
        self._staff = {member.role: member.id for member in reversed(configuration.staff)}
        self._officers = [
            one.id
            for one in configuration.staff
            if one.role == "investigator" and one.rank != "auxiliary"
        ]

    def bring(self, number: int, arrival: Arrival) -> str:
        """Bring one person in and return the pseudonym."""
        arrived_utc_ns = self._utc_ns - round(arrival.hours * 60) * MINUTE_NS
        stay = self._do(
            intake.Register(
                regime=self._configuration.default_policy,
                responsible=self._officers[number % len(self._officers)],
                arrived_utc_ns=arrived_utc_ns,
                flags=arrival.flags,
            )
        )
        stage, at_utc_ns = "S1", arrived_utc_ns
        for to in _WAY[: _WAY.index(arrival.to) + 1] if arrival.to in _WAY else _WAY[:-1]:
            at_utc_ns = min(at_utc_ns + _STEP_MINUTES * MINUTE_NS, self._utc_ns)
            self._pass(stay, number, stage, to, at_utc_ns)
            stage = to
        self._live(stay, number, arrival, at_utc_ns)
        return stay

    def _pass(self, stay: str, number: int, stage: str, to: str, at_utc_ns: int) -> None:
        for who, act in self._proofs(stay, number, stage, at_utc_ns):
            self._do(act, who)
        self._do(self._step(stay, stage, to, at_utc_ns))

    def _step(self, stay: str, stage: str, to: str, at_utc_ns: int) -> steps.TakeStep:
        said = {name: "yes" for name in wanted(stage, to) if name not in PROVEN_BY_ACTS}
        said |= {"prohibited_items": "0"} if "prohibited_items" in said else {}
        female = [one.id for one in self._configuration.staff if one.sex == "female"]
        present = (*self._officers[:2], self._staff["property_keeper"], *female[:2])
        asked = {
            "act": "take_step",
            "stay": stay,
            "to": to,
            "proof": "signature",
            "room": self._room(BY_ID[to].zones),
            "present": present,
            "evidence": said,
            "at_utc_ns": at_utc_ns,
        }
        return msgspec.convert(asked, steps.TakeStep)

    def _proofs(
        self, stay: str, number: int, stage: str, at_utc_ns: int
    ) -> Iterator[tuple[str, Act]]:
        """Yield the acts that prove what a stage must have proven before it is left."""
        match stage:
            case "S3":
                phone = care.AddItem(
                    stay=stay, code=f"W-{number:02d}-1", what="手机 phone", at_utc_ns=at_utc_ns
                )
                yield self._staff["property_keeper"], phone
            case "S4":
                yield self._staff["custody_officer"], BindBand(stay=stay, band=f"band-{number:03d}")
            case "S5":
                health = intake.AnswerHealth(
                    stay=stay, fit="fit", interview_fit=True, at_utc_ns=at_utc_ns
                )
                yield self._staff["custody_officer"], health
            case "S6":
                told = care.ServeRights(stay=stay, signed="signed", at_utc_ns=at_utc_ns)
                yield self._staff["custody_officer"], told
            case _:
                return

    def _live(self, stay: str, number: int, arrival: Arrival, from_utc_ns: int) -> None:
        """Let what belongs to the stage happen: checks, a meal, a lawyer, a decision under way."""
        guard, later = self._staff["guard"], from_utc_ns + 10 * MINUTE_NS
        while later < self._utc_ns and arrival.to in ("S8", "S11"):
            visit = care.RecordCheck(stay=stay, kind="visit", response="spoke", at_utc_ns=later)
            self._do(visit, guard)
            later += _VISIT_MINUTES * MINUTE_NS
        if arrival.hours > 1 and arrival.to in ("S8", "S11"):
            self._do(care.Offer(stay=stay, what="meal", at_utc_ns=from_utc_ns + MINUTE_NS), guard)
        if number % 2:
            self._do(care.LawyerRequest(stay=stay), guard)
        if arrival.to == "S9":
            session = steps.StartSession(
                stay=stay,
                room=self._room(BY_ID["S9"].zones),
                kind="questioning",
                officers=tuple(self._officers[:2]),
                recorder="ok",
            )
            self._do(session, self._officers[0])
        if arrival.to == "S11":
            self._pass(stay, number, "S8", "S11", self._utc_ns)
            self._do(legal.SignReview(stay=stay, level="officer"), self._officers[0])

    def _room(self, zones: tuple[str, ...]) -> str:
        rooms = self._configuration.site.rooms
        fit = (room.id for zone in zones for room in rooms if room.type == zone)
        return next(fit, "")

    def _do(self, act: Act, who: str = "") -> str:
        command = msgspec.convert(
            {
                "id": f"pretend-{next(self._ids)}",
                "who": who or self._staff["custody_officer"],
                "at_ns": self._utc_ns,
                "what": msgspec.to_builtins(act),
            },
            Command,
        )
        return self._engine.do(command).result
