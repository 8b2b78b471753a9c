"""A custody record told in a few words, and the duties that follow from it."""

from typing import Final

from alerts.rule import Limits
from config.policy_files import PACKAGE, read_policy
from custody.duties.duty import Duty, Held
from custody.duties.owed import duties_of
from custody.record import RecordEvent, StayRecord
from tests.engine.small_site import thresholds

MINUTE: Final = 60 * 1_000_000_000
HOUR: Final = 60 * MINUTE
START: Final = 1_800_000_000 * 1_000_000_000
LIMITS: Final = {rule: Limits(values, rule) for rule, values in thresholds().items()}
CRIMINAL: Final = read_policy(PACKAGE, "policies/cn-criminal-2020.toml")
PACE: Final = read_policy(PACKAGE, "policies/ew-pace-code-c.toml")


def at(minutes: float) -> int:
    return START + round(minutes * MINUTE)


class Told:
    """A stay whose record is written minute by minute from the arrival."""

    def __init__(self, *, policy=CRIMINAL, number: int = 1, full: bool = True):
        self.policy, self.number = policy, number
        self.record = StayRecord(stay=f"D-{number:04d}")
        if full:
            self.say(0, "stay.arrived", regime=policy.id)
        else:
            self.say(0, "stay.opened", regime=policy.id, arrived_utc_ns=at(-60), responsible="s-1")

    def say(
        self, minutes: float, kind: str, /, *, late: float = 0.0, corrects=0, void=False, **data
    ):
        """Write an event that happened after so many minutes (and was written ``late`` ones)."""
        self.record.add(
            RecordEvent(
                number=len(self.record.events) + 1,
                stay=self.record.stay,
                utc_ns=at(minutes),
                recorded_utc_ns=at(minutes + late),
                kind=kind,
                by="s-1",
                data=data,
                corrects=corrects,
                void=void,
            )
        )
        return self

    def holding(self, minutes: float = 0.0):
        return self.say(minutes, "stage.entered", stage="S8")

    def visit(self, minutes: float, **said):
        return self.say(minutes, "check.visit", **({"proven": True, "elsewhere": False} | said))

    def duties(self, rule: str = "") -> list[Duty]:
        held = Held(record=self.record, number=self.number, policy=self.policy, limits=LIMITS)
        return [duty for duty in duties_of(held) if rule in ("", duty.rule)]

    def one(self, rule: str) -> Duty:
        (duty,) = self.duties(rule)
        return duty

    def dues(self, rule: str, key: str = "") -> list[tuple[int, float]]:
        """The (severity, minutes) of the one duty of a rule, or of its clock of that key."""
        (duty,) = (duty for duty in self.duties(rule) if key in ("", duty.key))
        return [(due.severity, (due.utc_ns - START) / MINUTE) for due in duty.dues]
