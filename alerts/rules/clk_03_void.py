"""CLK-03: an extension was granted, or tried, after the limit had passed: it is void."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.people import refused_attempt, refused_lately, states_of
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    void = stays.open & (stays.grants_void > 0)
    return as_level(void | refused_lately(scene.world, "CLK-03"))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    faults = [fault for state in states_of(world, row, world.law_utc_ns) for fault in state.faults]
    attempt = refused_attempt(world, row, "CLK-03")
    if faults:
        why, at_utc_ns = faults[-1].why, faults[-1].utc_ns
    else:
        assert attempt is not None, "a void grant or a refused attempt is in the record"
        why, at_utc_ns = str(attempt.data.get("reason", "")), attempt.recorded_utc_ns
    return Finding(readings=(Reading(name="reason", value=why),), due_utc_ns=at_utc_ns)


CLK_03 = StateRule(
    id="CLK-03",
    zh="期满后延长无效",
    en="Extension after expiry is void",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("LEG", "SUP"),
    guidance_zh="该延长无效:立即放人或依法变更措施,并查明原因。",
    guidance_en="The extension is void: release, or record the lawful next measure; ask why.",
    basis_zh="批准须在原时限届满前作出。",
    basis_en="Approval must be recorded before the running limit ends.",
    source="PACE 42(4); CQ 17",
    holds=_holds,
    why=_why,
    pace="record",
)
