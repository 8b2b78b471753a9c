"""The bench of zones measures what it says, and fences cost by what moved."""

import json

import numpy as np
import pytest

from bench.zones import Crowd, Floor, main
from zones.shapes import Shapes


@pytest.mark.simulation
def test_every_size_is_told_with_how_many_moved(capsys):
    assert main(["--json", "--ticks", "2"]) == 0

    sizes = json.loads(capsys.readouterr().out)["sizes"]
    assert set(sizes) == {
        f"{people}_people_{zones}_zones" for people in (50, 500) for zones in (40, 200)
    }
    for costs in sizes.values():
        assert set(costs) == {"moved_0_pct", "moved_10_pct", "moved_100_pct"}
        assert all(cost["p50_us"] > 0 for cost in costs.values())


def test_only_those_who_moved_are_measured_against_fences(monkeypatch):
    floor, measured = Floor(200, 100), []
    depth_mm = Shapes.depth_mm

    def counted(shapes, x_mm, y_mm, fence):
        measured.append(len(fence))
        return depth_mm(shapes, x_mm, y_mm, fence)

    monkeypatch.setattr(Shapes, "depth_mm", counted)
    floor.step(Crowd(200, 100, 200).fixes(0), 0)
    everybody = sum(measured)
    crowd = Crowd(200, 100, 10)
    measured.clear()
    floor.step(crowd.fixes(1), 100_000_000)

    assert sum(measured) < everybody / 10
    measured.clear()
    floor.step(Crowd(200, 100, 0).fixes(2), 200_000_000)
    assert sum(measured) == 0
    assert np.count_nonzero(floor.fences.table.state == 2) >= 200
