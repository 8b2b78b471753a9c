"""CLK-02: a legal limit has passed (red card)."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks import NS_PER_S, begun
from custody.columns import I8


def _holds(scene: Scene, _limits: Limits) -> I8:
    return scene.world.clock_expired.copy()


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    stays = scene.world.stays
    policy = scene.world.layout.policies[stays.regime[row]]
    state = begun(
        policy,
        arrived_utc_ns=int(stays.arrived_utc_ns[row]),
        rung=int(stays.rung[row]),
        utc_ns=scene.utc_ns,
        severity=1,
    )
    assert state is not None, "an expired stay has a clock"
    arrived_utc_ns = int(stays.arrived_utc_ns[row])
    limit_s = (state.limit_utc_ns - arrived_utc_ns) / NS_PER_S
    held_s = (scene.utc_ns - arrived_utc_ns) / NS_PER_S
    return Finding(
        readings=(
            Reading(name=f"{state.clock.id} colour", value=state.colour),
            Reading(name="held s", value=round(held_s, 3), threshold=limit_s),
            Reading(name="source", value=state.source),
        ),
        due_utc_ns=max(state.since_utc_ns, int(stays.opened_utc_ns[row])),
    )


CLK_02 = StateRule(
    id="CLK-02",
    zh="办案时限已届满（红牌）",
    en="Legal limit passed (red card)",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("DI", "LEG", "SUP", "PRO"),
    guidance_zh="立即停止询问查证，放人或依法转入下一程序，并记录。",
    guidance_en="Stop at once: release the person or record the lawful next measure.",
    basis_zh="超过法定时限继续留置没有法律依据。",
    basis_en="Beyond the limit there is no lawful ground to hold the person.",
    source="CPL 119; CQ 12; PSAPL 139(2)",
    holds=_holds,
    why=_why,
)
