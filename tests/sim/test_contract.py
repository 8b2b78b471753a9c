"""The contract page and schema are those of the types, and the simulator keeps to them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from custody.wire import FRAME_TYPES
from tests.sim.stories import play, told

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/device-contract.schema.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/device-contract.md").read_text(encoding="utf-8")


def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator({**SCHEMA["payloads"][kind], "$defs": SCHEMA["$defs"]})


def test_the_schema_file_is_current():
    done = subprocess.run(
        [sys.executable, "scripts/contract.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["tour", "escape"])
def test_every_frame_of_the_simulator_is_valid_by_the_schema(name):
    seen = set()
    validators = {kind: _validator(kind) for kind in SCHEMA["payloads"]}
    for frame in play(told(name, seed=1).centre, 100.0)[::3]:
        kind = f"{frame.frame_class}/{frame.kind}"
        validators[kind].validate(json.loads(frame.payload))
        seen.add(kind)
    assert {"telemetry/position", "telemetry/vitals", "telemetry/motion"} <= seen


def test_the_schema_refuses_what_the_types_refuse():
    validator = _validator("state/door")
    good = {
        "v": 1, "device": "d", "boot": 1, "seq": 1, "t_ns": 1, "contact": "open", "lock": "locked",
    }  # fmt: skip
    assert validator.is_valid(good)
    for wrong in ({"contact": "ajar"}, {"v": 2}, {"seq": -1}, {"extra": 1}):
        assert not validator.is_valid(good | wrong), wrong


def test_the_page_names_every_kind_and_its_examples_are_valid():
    for frame_class, kind in FRAME_TYPES:
        assert f"`{frame_class}/{kind}`" in PAGE
    blocks = [
        block for block in PAGE.split("```")[1::2] if block.strip().startswith("custody/v1/g")
    ]
    examples = blocks[0].strip().split("\n\n")
    assert len(examples) >= 6
    for example in examples:
        topic, payload = example.split("\n", 1)
        _validator("/".join(topic.split("/")[-2:])).validate(json.loads(payload))
