"""Checks in person as the alarms know them: owed only where nobody is with the person anyway."""

from typing import Final

from console.record_types import CheckView
from console.words_record import KIND_WORDS, named
from custody.duties.checks import rousing, visits
from custody.duties.duty import MET, Duty, Held

_KEYS: Final = {"check.visit": "visit", "check.rouse": "rouse"}
_PROMPT: Final = 4
"""Severity of a duty's first instant: go there now, before it is late."""
_SHOWS: Final = ("check.visit", "check.rouse")


def as_owed(checks: tuple[CheckView, ...], held: Held, *, utc_ns: int) -> tuple[CheckView, ...]:
    """Return the checks with visits and rousing by their duties (CLK-07, CLK-08), prompts too."""
    duties = {duty.key: duty for duty in (*visits(held), *rousing(held))}
    found = [check for check in checks if check.kind not in _KEYS]
    for kind, key in _KEYS.items():
        if key in duties and not held.record.ended:
            found.append(_check(kind, duties[key], held, utc_ns))
    return tuple(sorted(found, key=lambda check: (check.due_utc_ns, check.clock)))


def _check(kind: str, duty: Duty, held: Held, utc_ns: int) -> CheckView:
    late = [due.utc_ns for due in duty.dues if MET < due.severity < _PROMPT]
    prompts = [due.utc_ns for due in duty.dues if due.severity == _PROMPT]
    due_utc_ns = min(late, default=0)
    last = held.last(*_SHOWS) if kind == "check.visit" else held.last(kind)
    words = named(KIND_WORDS, kind)
    return CheckView(
        clock=duty.rule,
        kind=kind,
        zh=words.zh,
        en=words.en,
        due_utc_ns=due_utc_ns,
        prompt_utc_ns=min(prompts, default=0),
        last_utc_ns=last.utc_ns if last else 0,
        last_proven=bool(last.data.get("proven", False)) if last else False,
        gap_ns=max(0, due_utc_ns - duty.start_utc_ns) if due_utc_ns else 0,
        overdue=0 < due_utc_ns <= utc_ns,
    )
