"""A whole custody suite under test: every kind of room, every role, readers and a recorder.

Rooms are 4 m squares in a row (y 0..4), the corridor ``c1`` runs above them (y 4..8).
"""

from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from alerts.configuration import Configuration
from config.policy_files import PACKAGE, read_policy
from custody.acts import care, intake, legal, people, steps
from custody.commands import ApproveExit, BindBand
from custody.procedure import STEPS, wanted
from custody.record import RecordEvent, StayRecord
from custody.registry import Device, Staff
from engine.clockwork import Clockwork
from engine.decisions import Decisions
from engine.tick import RawTick
from tests.engine.build import TICK_NS, Centre, S
from tests.engine.small_site import POLICY, a_configuration, box, door, room, room_type
from zones.plan import Fence, Level, Site, Zone

KINDS: Final = {
    "sally": "sally-port",
    "intake": "intake",
    "search": "search",
    "property": "property",
    "medical": "medical",
    "rights": "rights",
    "collect": "collection",
    "h1": "holding",
    "h2": "holding",
    "jh": "juvenile-holding",
    "i1": "interview",
    "i2": "interview",
    "ji": "juvenile-interview",
    "care": "care",
    "jc": "juvenile-care",
    "sober": "sobering",
    "lawyer": "lawyer",
    "ident": "identification",
    "exit": "exit-lobby",
    "wc": "toilet",
    "server": "server",
    "post": "guard-post",
}
PLACES: Final = {
    **{name: (4.0 * row + 2.0, 2.0) for row, name in enumerate(KINDS)},
    "c1": (40.0, 6.0),
    "outside": (40.0, 30.0),
    "i1-far": (4.0 * [*KINDS].index("i1") + 0.4, 0.4),
}
ROLES: Final = {
    "s-001": ("investigator", "officer", "male"),
    "s-002": ("investigator", "officer", "male"),
    "s-003": ("custody_officer", "officer", "male"),
    "s-004": ("guard", "officer", "female"),
    "s-005": ("duty_inspector", "county_duty_head", "male"),
    "s-006": ("legal_review", "officer", "male"),
    "s-007": ("legal_review", "dept_head", "female"),
    "s-008": ("property_keeper", "officer", "male"),
    "s-009": ("medical", "officer", "female"),
    "s-010": ("guard", "auxiliary", "male"),
    "s-011": ("supervision", "county_head", "female"),
    "s-012": ("investigator", "officer", "male"),
    "s-013": ("duty_inspector", "superintendent", "female"),
}
CRIMINAL: Final = read_policy(PACKAGE, "policies/cn-criminal-2020.toml")
PACE: Final = read_policy(PACKAGE, "policies/ew-pace-code-c.toml")
ROOM_OF: Final = {
    "S1": "intake",
    "S2": "search",
    "S3": "property",
    "S4": "intake",
    "S5": "medical",
    "S6": "rights",
    "S7": "collect",
    "S8": "h1",
    "S9": "i1",
    "S10": "ident",
    "S13": "sober",
    "S14": "exit",
    "S16": "sally",
}
YOUNG: Final = {"S8": "jh", "S9": "ji"}
WAY_TO: Final = {
    "S1": (),
    "S2": ("S2",),
    "S3": ("S2", "S3"),
    "S4": ("S2", "S3", "S4"),
    "S5": ("S2", "S3", "S4", "S5"),
    "S6": ("S2", "S3", "S4", "S5", "S6"),
    "S7": ("S2", "S3", "S4", "S5", "S6", "S7"),
}
EVERYBODY: Final = ("s-001", "s-002", "s-003", "s-004", "s-008", "s-009")
PROTECTED: Final = ("pregnant", "nursing", "under_16", "over_70")
QUESTIONED: Final = replace(
    POLICY,
    id="cn-continued-questioning-2004",
    never_holding=PROTECTED,
    night_pick_up=(*PROTECTED, "minor"),
    police_guard=True,
)


def a_suite() -> Configuration:
    base = a_configuration(bands=6, staff=3)
    kinds = (*dict.fromkeys(KINDS.values()), "corridor")
    width = 4.0 * len(KINDS)
    rooms = [
        room(name, kind, box(4.0 * n, 0, 4, 4)) for n, (name, kind) in enumerate(KINDS.items())
    ]
    site = Site(
        id="test",
        zh="测试",
        en="Test",
        timezone="Asia/Shanghai",
        levels=(Level(id="g", zh="一层", en="Ground", floor_m=0.0, height_m=3.0),),
        room_types=tuple(room_type(kind) for kind in kinds),
        rooms=(*rooms, room("c1", "corridor", box(0, 4, width, 4))),
        doors=tuple(way_in(name, n) for n, name in enumerate(KINDS)),
    )
    staff = tuple(
        Staff(
            id=name,
            zh="警",
            en="Officer",
            role=role,
            rank=rank,
            sex=sex,
            card=f"card-{name[2:]}",
            juvenile=name != "s-012",
        )
        for name, (role, rank, sex) in ROLES.items()
    )
    # Silence is other tables' business: no device of the suite owes a heartbeat.
    kept = [
        replace(device, heartbeat_s=0.0)
        for device in base.devices
        if device.kind in ("band", "gateway")
    ]
    cards = [Device(id=f"card-{n:03}", kind="card", sender="gw-1") for n in range(1, 21)]
    return replace(
        base,
        site=site,
        staff=staff,
        policies=(
            replace(POLICY, single_officer=True, no_serial_summons=True),
            QUESTIONED,
            PACE,
            CRIMINAL,
        ),
        devices=(
            *kept,
            *cards,
            Device(id="door-i1", kind="door", sender="doorctl"),
            Device(id="rd-desk", kind="reader", sender="doorctl"),
            Device(id="rec-i1", kind="recorder", sender="recctl", room="i1"),
            Device(id="cases", kind="case_feed", sender="cases"),
        ),
    )


def way_in(room_id: str, number: int):
    """A room's door to the corridor; only that of i1 has a contact."""
    made = door(f"door-{room_id}", (room_id, "c1"), "inner", 4.0 * number + 1.5, 4.0)
    return made if room_id == "i1" else replace(made, device=None)


def with_law(suite: Configuration) -> Configuration:
    """The same suite under the four regimes as they ship, with a court's magistrate."""
    law = [read_policy(PACKAGE, f"policies/{one.id}.toml") for one in (POLICY, QUESTIONED)]
    court = replace(suite.staff[-1], id="s-014", rank="magistrate", card="card-014")
    return replace(suite, policies=(*law, CRIMINAL, PACE), staff=(*suite.staff, court))


def with_posts(suite: Configuration) -> Configuration:
    """The same suite with a guard post to be held, a care room for one, and a fenced corner."""
    rooms = tuple(
        replace(each, capacity=1) if each.id == "care" else each for each in suite.site.rooms
    )
    at = box(4.0 * list(KINDS).index("post"), 0, 4, 4)
    post = Zone(id="post-1", zh="岗", en="Post", room="post", kind="post", outer=at)
    outer = box(70, 4, 6, 4)
    corner = Fence(id="corner", zh="角", en="Corner", purpose="keep_out", severity=1, outer=outer)
    cage = replace(corner, id="cage", who="staff", severity=3, outer=box(84, 4, 4, 4))
    site = replace(suite.site, rooms=rooms, zones=(post,), fences=(corner, cage))
    return replace(suite, site=site)


@dataclass
class Suite(Centre):
    """The suite at work; ``record`` is what the engine itself holds."""

    configuration: Configuration = field(default_factory=a_suite)
    tick_ns: int = TICK_NS
    elapsed_ns: int = 0
    raws: list[RawTick] = field(default_factory=list)

    @property
    def t_ns(self) -> int:
        return self.elapsed_ns

    def tick(self) -> Decisions:
        self.number += 1
        self.elapsed_ns += self.tick_ns
        raw = RawTick(
            number=self.number,
            t_ns=self.t_ns,
            utc_ns=self.utc_ns,
            facts=tuple(self.facts),
            telemetry=tuple(self.telemetry),
        )
        self.facts, self.telemetry = [], []
        self.raws.append(raw)
        self.log.append(self.clockwork.advance(raw))
        return self.log[-1]

    @classmethod
    def opened(cls, configuration: Configuration | None = None) -> "Suite":
        return super().opened(configuration or a_suite())

    def record(self, stay: str) -> StayRecord:
        world = self.clockwork._engine._world
        return world.records[world.slot_of(stay)]

    def events(self, kind: str = "") -> list[RecordEvent]:
        return [
            event
            for decisions in self.log
            for event in decisions.record
            if event.kind.startswith(kind)
        ]

    def restore(self, saved: bytes) -> None:
        self.clockwork = Clockwork.restore(saved)

    def register(self, *flags: str, regime: str = "cn-psapl-2026", ago_s: float = 0.0) -> str:
        answer = self.ask(
            intake.Register(
                regime=regime,
                responsible="s-001",
                arrived_utc_ns=self.utc_ns - round(ago_s * S),
                flags=flags,
            )
        )
        assert answer.accepted, answer.reason
        return answer.result

    def must(self, act, *, who: str = "s-003"):
        answer = self.ask(act, who=who)
        assert answer.accepted, (act, answer.reason, answer.source)
        return answer

    def step(self, stay: str, to: str, *, who: str = "s-003", room: str = "", **evidence):
        """Try a step with a signature, everybody there, and all the evidence a step can name."""
        stage = self.record(stay).stage
        named = dict.fromkeys(wanted(stage, to), "yes") if stage in {s.id for s in STEPS} else {}
        claims = {name: value for name, value in named.items() if name not in _ACTS}
        return self.ask(
            steps.TakeStep(
                stay=stay,
                to=to,
                proof="signature",
                room=room or self.usual_room(stay, to),
                present=EVERYBODY,
                evidence=claims | evidence,
            ),
            who=who,
        )

    def usual_room(self, stay: str, to: str) -> str:
        """Where a stage is done; a minor has rooms of their own."""
        minor = self.record(stay).flags.get("minor", False)
        return (YOUNG if minor else {}).get(to) or ROOM_OF.get(to, "")

    def pass_to(self, stay: str, *stages: str):
        """Go through stages, doing what each asks for before it is left."""
        for to in stages:
            self.prove(stay, to)
            answer = self.step(stay, to)
            assert answer.accepted, (to, answer.reason, answer.source)

    def prove(self, stay: str, to: str):
        """Do the acts whose evidence leads on to a stage."""
        record = self.record(stay)
        match record.stage:
            case "S3" if not record.items:
                self.must(care.AddItem(stay=stay, code="I-1", what="phone"), who="s-008")
            case "S4" if not record.band:
                self.must(BindBand(stay=stay, band="band-001"))
            case "S5" if "health_form" not in record.evidence:
                self.must(intake.AnswerHealth(stay=stay, fit="fit", interview_fit=True))
            case "S6":
                minor = record.flags.get("minor", False)
                adult = self.badge("guardian", stay=stay) if minor else ""
                self.must(care.ServeRights(stay=stay, signed="signed", adult=adult), who="s-001")
            case "S11" if to != "S8" or not record.measure:
                self.decide(stay)
            case "S12":
                self.must(care.MedicalSeen(stay=stay, fit="fit", interview_fit=True), who="s-009")
        if to == "S13b":
            until = self.utc_ns + 3600 * S
            self.must(
                ApproveExit(stay=stay, purpose="identify_scene", until_utc_ns=until), who="s-005"
            )
        if record.stage == "S13b":
            self.must(legal.ReturnFromExit(stay=stay))

    def held(self, *flags: str, band: str = "band-001", **known) -> str:
        """A person who has gone through everything and is in the holding room."""
        stay = self.register(*flags, **known)
        self.pass_to(stay, "S2", "S3", "S4")
        self.must(BindBand(stay=stay, band=band))
        self.pass_to(stay, "S5", "S6", "S7", "S8")
        return stay

    def leave(self, stay: str):
        """The person is set free, with everything that the way out asks for."""
        self.prepare(stay)
        self.pass_to(stay, "S14")
        for code in self.record(stay).items:
            self.must(care.ReturnItem(stay=stay, code=code), who="s-008")
        out = {"documents": "d-1", "medical_advice": "none"}
        self.must(legal.Release(stay=stay, evidence=out, pick_up="aunt"))

    def deliver(self, stay: str, measure: str = "arrest"):
        """The person is handed to a place of detention."""
        self.prepare(stay)
        self.pass_to(stay, "S11")
        self.decide(stay, measure)
        papers = dict.fromkeys(("papers", "health_check", "headcount", "vehicle_check"), "yes")
        to = {"to": "house-1", "vehicle": "van-1", "escorts": ("s-001", "s-002"), "room": "sally"}
        self.must(legal.Transfer(stay=stay, evidence=papers, **to))
        self.must(legal.HandOverReceived(stay=stay, receiver="house-1", stamp="st-1"))

    def prepare(self, stay: str):
        """Bring a person who has just arrived to the holding room."""
        self.pass_to(stay, "S2", "S3", "S4", "S5", "S6", "S8")

    def sign(self, stay: str):
        for who, level in (
            ("s-001", "officer"),
            ("s-006", "legal_officer"),
            ("s-007", "legal_department"),
        ):
            self.must(legal.SignReview(stay=stay, level=level), who=who)

    def decide(self, stay: str, measure: str = "fine", *, executable: bool = True):
        self.sign(stay)
        self.must(
            legal.Decide(stay=stay, measure=measure, document="doc-1", executable=executable),
            who="s-007",
        )

    def swipe(self, token: str, *, reader: str = "rd-desk"):
        medium = "card" if token.startswith("card") else "band"
        return self.ask(steps.Swipe(reader=reader, token=token, medium=medium), who="s-003")

    def badge(self, kind: str, *, stay: str = "", badge: str = "v-1", sex: str = "female") -> str:
        self.must(people.IssueBadge(badge=badge, kind=kind, sex=sex, stay=stay))
        return badge

    def question(self, stay: str, *, who: str = "s-001", **said):
        base = {
            "room": "i1",
            "kind": "questioning",
            "officers": ("s-001", "s-002"),
            "recorder": "ok",
        }
        return self.ask(steps.StartSession(stay=stay, **(base | said)), who=who)

    def is_at(self, *, where: str, what: tuple[str, ...]):
        """Devices send a fix, and the recorder of i1 its beat."""
        for device in what:
            self.position(device, place_of(where))

    def recording(self):
        self.telemetry.append(self.frame("rec-i1", "telemetry", "heartbeat", uptime_s=1.0))


def place_of(where: str) -> tuple[float, float]:
    """A room's middle by name, or x,y in metres."""
    if where in PLACES:
        return PLACES[where]
    x_m, y_m = where.split(",")
    return float(x_m), float(y_m)


_ACTS = (
    *("item_list", "band_bound", "health_form", "rights_notice", "decision", "medical_seen"),
    *("exit_returned", "end_signed", "stamp", "property_returned"),
)
