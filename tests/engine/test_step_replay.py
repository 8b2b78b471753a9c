"""The step is a function of its input: from a snapshot, under any hash seed, in any process."""

import hashlib
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine.clockwork import Clockwork
from engine.decisions import Decisions
from tests.engine.build import Centre
from tests.scenarios.play import AFTERWARDS_S, EXPECTED, player_of
from tests.scenarios.suite_play import play_suite

pytestmark = pytest.mark.simulation

ROOT = Path(__file__).parents[2]
TABLES = sorted((ROOT / "tests/scenarios").glob("*.txt"))
SOME = 6
"""Every sixth table says as much in a minute less; the long run takes all."""


def told(table: Path) -> Centre:
    """Play what happens in a table, whatever comes of it."""
    if table.read_text(encoding="utf-8").startswith("suite"):
        return play_suite(table)[-1]
    player = player_of(table)
    for line in table.read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].split()
        if words[1:] and words[1] not in EXPECTED:
            player.until(float(words[0].removeprefix("t=")))
            player.do(words[1:])
    player.until(player.now_s() + AFTERWARDS_S)
    return player.centre


def digest_of_everything(every: int = 1) -> str:
    """One digest over the decisions of each n-th table and the final snapshots."""
    total = hashlib.sha256()
    for table in TABLES[::every]:
        centre = told(table)
        for decisions in centre.log:
            total.update(msgspec.msgpack.encode(decisions))
        total.update(centre.clockwork.snapshot())
    return total.hexdigest()


@pytest.mark.timeout(300)
def test_from_a_snapshot_the_rest_of_the_story_is_the_same():
    for table in TABLES[::SOME]:
        centre = told(table)
        half = len(centre.raws) // 2
        before = Clockwork()
        for raw in centre.raws[:half]:
            before.advance(raw)
        restored = Clockwork.restore(before.snapshot())
        for raw, expected in zip(centre.raws[half:], centre.log[half:], strict=True):
            assert msgspec.msgpack.encode(restored.advance(raw)) == msgspec.msgpack.encode(expected)
        assert restored.snapshot() == centre.clockwork.snapshot()


def test_every_reader_can_decode_what_the_step_decides():
    for table in TABLES[1::SOME]:
        for decisions in told(table).log:
            data = msgspec.msgpack.encode(decisions)
            assert msgspec.msgpack.encode(msgspec.msgpack.decode(data, type=Decisions)) == data


@pytest.mark.timeout(600)
@pytest.mark.parametrize("every", [SOME, pytest.param(1, marks=pytest.mark.long)])
def test_hash_seed_and_processor_features_change_no_byte(every):
    program = (
        "from tests.engine.test_step_replay import digest_of_everything as told;"
        f"print(told({every}))"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)} | features,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, features in (
            ("0", {}),
            ("1", {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX"}),
        )
    }
    assert len(digests) == 1
