"""Every next step that a record offers is what the engine does: each is tried on a copy of it."""

import pytest

from custody.procedure import STEPS
from engine.clockwork import Clockwork
from tests.console.suite_desk import Desk
from tests.custody.suite import EVERYBODY, ROOM_OF
from tests.engine.build import internal


@pytest.fixture
def desk():
    return Desk()


def _every_stage() -> list[tuple[str, ...]]:
    """Ways through the procedure whose every stage is looked at."""
    before = ("S2", "S3", "S4", "S5", "S6", "S7", "S8")
    return [
        *(before[:length] for length in range(len(before) + 1)),
        *((*before, to) for to in ("S9", "S10", "S11", "S12", "S13b", "S14")),
        ("S13",),
    ]


@pytest.mark.parametrize("way", _every_stage(), ids=lambda way: way[-1] if way else "S1")
@pytest.mark.parametrize("proven", [False, True], ids=["bare", "proven"])
def test_allowed_is_what_the_engine_would_do(desk, way, proven):
    """Each next step is tried on a copy of the engine, with its form filled in as asked."""
    suite = desk.suite
    stay = suite.register()
    suite.pass_to(stay, *way)
    if proven and suite.record(stay).stage != "S13b":
        for to in ("S4", "S5", "S6", "S7"):
            suite.prove(stay, to)
    desk.read()
    assert desk.register.folder(stay).record == suite.record(stay), "the engine's own record"
    saved, log = suite.clockwork.snapshot(), len(suite.log)
    offered = [one for one in desk.view(stay).next if one.to in {step.id for step in STEPS}]
    assert offered
    for one in offered:
        answer = _try(suite, stay, one)
        assert answer.accepted == one.allowed, (one.to, one.missing, answer.reason)
        if not answer.accepted:
            rules = [missing.rule for missing in one.missing]
            assert answer.source.partition(": ")[0] in rules
        suite.clockwork = Clockwork.restore(saved)
        del suite.log[log:]


def _try(suite, stay: str, one):
    evidence = {ask.key: {"text": "doc-1", "truth": True, "whole": 0}[ask.type] for ask in one.asks}
    said = {"stay": stay, "evidence": evidence}
    match one.act:
        case "fast_track":
            act = {"act": "fast_track", "stay": stay}
        case "release":
            act = {"act": "release", "present": EVERYBODY, **said}
        case "transfer":
            act = {"act": "transfer", "to": "house-1", "vehicle": "v-1", **said}
            act |= {"escorts": EVERYBODY[:2], "room": "sally"}
        case _:
            act = {"act": one.act, "to": one.to, "proof": "signature", **said}
            act |= {"present": EVERYBODY, "room": ROOM_OF.get(one.to, "")}
    command = {"id": f"try-{one.to}", "who": "s-003", "at_ns": suite.utc_ns, "what": act}
    suite.facts.append(internal("$command", command))
    (answer,) = suite.tick().answers
    return answer
