"""A story: people brought on stage, things that happen to them, and the alarms that must follow."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from typing import Final

from custody.acts.intake import Flag
from custody.commands import AnyAct, AssignOfficer, BindBand, CloseStay, OpenStay
from sim.centre import Centre, Request
from sim.clock import SECOND_NS, Pause, Script, seconds
from sim.officers import ControlRoom
from sim.people import Detainee, Officer
from sim.truth import Expected, SubjectKind

EARLY_S: Final = 0.5
"""Clocks of devices and engine may differ by this much at the edges of a window."""


class Story:
    """What a scenario works with: the centre, its control room, and the truth it writes down."""

    def __init__(self, *, centre: Centre, control: ControlRoom, custody_officer: Officer) -> None:
        self.centre = centre
        self.control = control
        self.custody_officer = custody_officer
        self.truth: list[Expected] = []
        self.done: Counter[str] = Counter()
        """Acts on the record that the engine has done for the story's officers, by name."""
        self.finished = False

    @property
    def now_ns(self) -> int:
        """Return the present instant."""
        return self.centre.now_ns

    def play(self, script: Script) -> None:
        """Let a script run beside the others."""
        self.centre.schedule.play(script)

    def at(self, elapsed_s: float) -> float:
        """Return how long to pause until so many seconds after the story's start."""
        return max(0.0, elapsed_s - self.centre.schedule.elapsed_s)

    def expect(
        self,
        rule: str,
        subject: str,
        subject_kind: SubjectKind = "stay",
        *,
        after_s: float = 0.0,
        within_s: float,
        optional: bool = False,
        why: str = "",
    ) -> None:
        """Write down that an alarm must be raised between these seconds from now on."""
        start_ns = self.now_ns + seconds(after_s - EARLY_S)
        self.truth.append(
            Expected(
                rule=rule,
                subject=subject,
                subject_kind=subject_kind,
                not_before_utc_ns=start_ns,
                not_after_utc_ns=self.now_ns + seconds(within_s),
                optional=optional,
                why=why,
            )
        )

    def may_follow(self, rule: str, subject: str, *, within_s: float, why: str) -> None:
        """Write down an alarm of a person that the story allows without demanding it."""
        self.expect(rule, subject, within_s=within_s, optional=True, why=why)

    def admit(
        self,
        person: Detainee,
        *,
        age_s: float,
        responsible: Officer,
        flags: Sequence[Flag] = (),
    ) -> Script:
        """Open the stay, put the band on, bind it and name who answers for the person."""
        person.stay = yield from self.ask(
            OpenStay(
                regime=self.centre.configuration.default_policy,
                arrived_utc_ns=self.now_ns - round(age_s * SECOND_NS),
                responsible=responsible.key,
                flags=tuple(flags),
            )
        )
        band = self.centre.bands[person.band]
        band.put_on(person, person.body)
        yield 1.2
        yield from self.order(BindBand(stay=person.pseudonym, band=person.band))
        yield from self.order(AssignOfficer(stay=person.pseudonym, staff=responsible.key))

    def release(self, person: Detainee) -> Script:
        """Close the stay and take the band off."""
        yield from self.order(CloseStay(stay=person.pseudonym, reason="released"))
        self.centre.bands[person.band].take_off()
        person.stay = None

    def change_band(self, person: Detainee, band: str) -> Script:
        """Put another band on somebody whose band is damaged, and bind it."""
        self.centre.bands[person.band].lay_down()
        person.band = band
        self.centre.bands[band].put_on(person, person.body)
        yield 1.2
        yield from self.order(BindBand(stay=person.pseudonym, band=band))

    def order(self, act: AnyAct, *, who: Officer | None = None) -> Script:
        """Have an officer (else the custody officer) do something; go on when it is done."""
        yield from self.ask(act, who=who)

    def ask(self, act: AnyAct, *, who: Officer | None = None) -> Generator[Pause, None, str]:
        """Do the same and return what the engine answered, such as a stay's pseudonym."""
        asked = Asked(self.centre.ask(who or self.custody_officer, act))
        yield asked.answered
        self.done[name_of(act)] += 1
        return asked.result


class Asked:
    """A request on its way, as a script waits for it."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def answered(self) -> bool:
        """Return whether the engine has answered."""
        return self._request.answer is not None

    @property
    def result(self) -> str:
        """Return what the engine answered; raise when it refused what the story depends on."""
        answer = self._request.answer
        assert answer is not None, "wait for the answer first"
        if not answer.accepted:
            what, who = self._request.act, self._request.who
            message = f"the engine refused {type(what).__name__} of {who}: {answer}, {what}"
            raise StoryRefusedError(message)
        return answer.result


def name_of(act: AnyAct) -> str:
    """Return the name by which people ask for an act; of checks and measures also the kind."""
    name = str(act.__struct_config__.tag)
    kind = _KINDS.get(name)
    return f"{name}:{getattr(act, kind)}" if kind is not None else name


_KINDS: Final = {"record_check": "kind", "offer": "what", "take_step": "to", "decide": "measure"}
"""Acts that are counted by what they say."""


class StoryRefusedError(Exception):
    """The engine refused an act without which the story makes no sense."""


Scenario = Callable[[Story], None]
