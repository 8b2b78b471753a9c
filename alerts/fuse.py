"""Several alarms that are one event: an escape, a collapse (rulebook 5.2). Pure.

An incident hides nothing: its alarms stay what they are, and the next tier hears at once.
"""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from alerts.rule import NS_PER_S

RECENT_MAX: Final = 100
INCIDENTS_MAX: Final = 50
"""Incidents that may still grow; older ones stand as they were told."""


class Ring(msgspec.Struct, kw_only=True):
    """An alarm that rang just now, as fusing needs it."""

    alarm: str
    rule: str
    stay: str
    t_ns: int


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Alarms that belong together, as they stand after change ``n``."""

    id: str
    n: int
    kind: str
    zh: str
    en: str
    guidance_zh: str
    guidance_en: str
    alarms: tuple[str, ...]
    stay: str
    t_ns: int
    """Engine time of the last alarm that joined."""
    utc_ns: int


@dataclass(frozen=True, slots=True)
class Fusion:
    """One alarm of each group, close enough in time, on one person or anywhere."""

    kind: str
    zh: str
    en: str
    guidance_zh: str
    guidance_en: str
    groups: tuple[tuple[str, ...], ...]
    within_ns: int
    same: Literal["stay", "site"]

    @property
    def rules(self) -> tuple[str, ...]:
        """Return every rule that takes part."""
        return tuple(rule for group in self.groups for rule in group)


FUSIONS: Final = (
    Fusion(
        kind="escape",
        zh="疑似脱逃",
        en="Escape",
        guidance_zh="封控全部出口，按最后位置追控，清点在区人数，报告值班领导。",
        guidance_en="Close every exit, follow the last position, count everybody."
        " Tell the inspector.",
        groups=(("PER-01",), ("POS-01", "MOT-07", "ACC-01")),
        within_ns=10 * NS_PER_S,
        same="site",
    ),
    Fusion(
        kind="collapse",
        zh="疑似倒地昏迷",
        en="Collapse",
        guidance_zh="立即到场施救并呼叫120，准备除颤器。",
        guidance_en="Go and help now, call an ambulance, bring the defibrillator.",
        groups=(("MOT-01",), ("VIT-08",)),
        within_ns=60 * NS_PER_S,
        same="stay",
    ),
)
"""Rulebook 5.2; a fall and a lost pulse are up to a minute apart, for the pulse needs its hold."""
FUSED: Final = frozenset(rule for fusion in FUSIONS for rule in fusion.rules)


def fused(
    recent: list[Ring], news: Ring, standing: dict[str, Incident], *, number: int, utc_ns: int
) -> Incident | None:
    """Return the incident that a ring makes or joins; None when it stands alone."""
    for fusion in FUSIONS:
        if news.rule not in fusion.rules:
            continue
        near = [
            ring
            for ring in [*recent, news]
            if ring.rule in fusion.rules
            and news.t_ns - ring.t_ns <= fusion.within_ns
            and (fusion.same == "site" or ring.stay == news.stay)
        ]
        if not all(any(ring.rule in group for ring in near) for group in fusion.groups):
            continue
        alarms = tuple(dict.fromkeys(ring.alarm for ring in near))
        known = _grows(standing, fusion.kind, alarms)
        if known is not None:
            joined = tuple(dict.fromkeys((*known.alarms, *alarms)))
            if joined == known.alarms:
                return None
            return msgspec.structs.replace(
                known, n=known.n + 1, alarms=joined, t_ns=news.t_ns, utc_ns=utc_ns
            )
        return Incident(
            id=f"{fusion.kind}:{number}",
            n=1,
            kind=fusion.kind,
            zh=fusion.zh,
            en=fusion.en,
            guidance_zh=fusion.guidance_zh,
            guidance_en=fusion.guidance_en,
            alarms=alarms,
            stay=next((ring.stay for ring in near if ring.stay), ""),
            t_ns=news.t_ns,
            utc_ns=utc_ns,
        )
    return None


def _grows(standing: dict[str, Incident], kind: str, alarms: tuple[str, ...]) -> Incident | None:
    """Return the incident of a kind that already holds one of the alarms."""
    for incident in standing.values():
        if incident.kind == kind and not set(alarms).isdisjoint(incident.alarms):
            return incident
    return None
