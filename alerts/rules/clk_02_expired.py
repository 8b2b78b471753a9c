"""CLK-02: a legal limit has passed (red card)."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.civil import NS_PER_S
from custody.clocks.people import states_of
from custody.clocks.worst import begun, limits
from custody.columns import I8


def _holds(scene: Scene, _limits: Limits) -> I8:
    return scene.world.clock_expired.copy()


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    running = limits(states_of(world, row, world.law_utc_ns))
    found = begun(running, severity=1, utc_ns=world.law_utc_ns)
    assert found is not None, "an expired stay has a clock"
    state, step = found
    limit_s = (state.limit_utc_ns - state.start_utc_ns) / NS_PER_S
    held_s = (world.law_utc_ns - state.start_utc_ns) / NS_PER_S
    return Finding(
        readings=(
            Reading(name=f"{state.clock.id} colour", value=step.colour),
            Reading(name="held s", value=round(held_s, 3), threshold=limit_s),
            Reading(name="source", value=state.source),
        ),
        due_utc_ns=max(step.utc_ns, int(world.stays.opened_utc_ns[row])),
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
