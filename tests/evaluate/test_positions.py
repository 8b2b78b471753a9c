"""Recordings of ranges are judged run by run; a broken one is named and stops no other."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from evaluate.flapping import Walk, dwell, walk_through
from evaluate.positions import main

S = 1_000_000_000
ANCHORS = {3: (0.0, 0.0, 2.0), 5: (10.0, 0.0, 2.0), 9: (10.0, 8.0, 0.5), 12: (0.0, 8.0, 0.5)}
DATA = Path(os.environ.get("CUSTODY_RECORDINGS", "../shared/data"))


def a_run(seconds=40, *, noise_m=0.05, seed=1):
    """Return arrays of a person who walks to and fro between four anchors."""
    chance = np.random.default_rng(seed)
    truth_t_ns = np.arange(0, seconds * S, S // 8) + 1_000 * S
    place = 5 + 3 * np.sin((truth_t_ns / S - 1_000) / 5)
    truth = np.stack((place, np.full(len(place), 4.0), np.zeros(len(place))), axis=1)
    arrays = {"gt_t_ns": truth_t_ns, "gt_xyz": truth.astype(np.float32)}
    for shift, (number, at) in enumerate(ANCHORS.items()):
        t_ns = np.arange(0, seconds * S, S // 10) + 1_000 * S + shift * 20_000_000
        x = 5 + 3 * np.sin((t_ns / S - 1_000) / 5)
        tag = np.stack((x, np.full(len(x), 4.0), np.ones(len(x))), axis=1)
        range_m = np.linalg.norm(tag - np.array(at), axis=1) + chance.normal(0, noise_m, len(x))
        arrays |= {f"a{number}_xyz": np.array(at), f"a{number}_t_ns": t_ns}
        arrays[f"a{number}_range_m"] = range_m.astype(np.float32)
    return arrays


def folder(tmp_path, **runs):
    place = tmp_path / "uwb_made"
    place.mkdir()
    for name, arrays in runs.items():
        np.savez(place / f"{name}.npz", **arrays)
    return place


def report(capsys, place):
    code = main(["--data", str(place), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out else None, said.err


def test_a_folder_of_runs_is_judged_by_run_and_pooled(tmp_path, capsys):
    place = folder(tmp_path, LOS_one=a_run(), LOS_two=a_run(seed=2), NLOS_one=a_run())
    code, figures, _ = report(capsys, place.parent)

    assert code == 0
    assert set(figures) == {"uwb_made_los", "uwb_made_nlos", "flapping"}
    los = figures["uwb_made_los"]
    assert set(los) == {"LOS_one", "LOS_two", "pooled"}
    assert los["pooled"]["fixes"] == los["LOS_one"]["fixes"] + los["LOS_two"]["fixes"]
    assert los["pooled"]["p95_m"] < 0.35
    assert los["pooled"]["jumps_over_3_mps"] == 0
    assert set(los["LOS_one"]) == {
        "p50_m", "p95_m", "rmse_m", "jumps_over_3_mps", "coverage_50", "coverage_95", "fixes",
    }  # fmt: skip


def test_the_folder_of_the_runs_themselves_will_do(tmp_path, capsys):
    _, figures, _ = report(capsys, folder(tmp_path, LOS_one=a_run()))

    assert "uwb_made_los" in figures


def test_a_broken_run_is_named_and_the_others_are_judged(tmp_path, capsys):
    lame = {key: value for key, value in a_run().items() if key != "gt_t_ns"}
    odd = a_run() | {"a5_t_ns": np.arange(3)}
    place = folder(tmp_path, LOS_good=a_run(), LOS_lame=lame, LOS_odd=odd)
    (place / "LOS_torn.npz").write_bytes(b"PK\x03\x04 torn")
    code, figures, err = report(capsys, place.parent)

    assert code == 1
    assert set(figures["uwb_made_los"]) == {"LOS_good", "pooled"}
    assert [error["file"] for error in figures["errors"]] == [
        "LOS_lame.npz", "LOS_odd.npz", "LOS_torn.npz",
    ]  # fmt: skip
    assert "gt_t_ns is missing" in err
    assert "a5_t_ns and a5_range_m differ in length" in err


def test_a_missing_anchor_and_bad_ranges_are_counted_and_borne(tmp_path, capsys):
    run = {key: value for key, value in a_run().items() if not key.startswith("a12_")}
    run["a3_range_m"][:20] = np.nan
    run["a5_range_m"][5] = -1.0
    _, figures, _ = report(capsys, folder(tmp_path, LOS_three=run))

    assert figures["uwb_made_los"]["LOS_three"]["bad_ranges"] == 21
    assert figures["uwb_made_los"]["LOS_three"]["p95_m"] < 0.8


@pytest.mark.parametrize("spoil", ["torn", "words", "no_overlap", "two_anchors", "one_truth"])
def test_no_kind_of_broken_run_stops_the_report(tmp_path, capsys, spoil):
    run = a_run(seconds=20)
    match spoil:
        case "words":
            run["a3_range_m"] = np.array(["far"] * len(run["a3_t_ns"]))
        case "no_overlap":
            run["gt_t_ns"] = run["gt_t_ns"] + 10_000 * S
        case "two_anchors":
            run = {key: value for key, value in run.items() if key[:3] not in ("a9_", "a12")}
        case "one_truth":
            run |= {"gt_t_ns": run["gt_t_ns"][:1], "gt_xyz": run["gt_xyz"][:1]}
    place = folder(tmp_path, LOS_good=a_run(seconds=20), LOS_bad=run)
    if spoil == "torn":
        whole = bytearray((place / "LOS_bad.npz").read_bytes())
        whole[3_000:3_200] = bytes(200)
        (place / "LOS_bad.npz").write_bytes(whole)
    code, figures, err = report(capsys, place)

    assert figures["uwb_made_los"]["LOS_good"]["fixes"] > 100
    if code:
        assert "LOS_bad.npz" in err
        assert [error["file"] for error in figures["errors"]] == ["LOS_bad.npz"]
    else:
        assert figures["uwb_made_los"]["LOS_bad"]["fixes"] == 0


def test_an_empty_folder_says_what_it_wanted(tmp_path, capsys):
    code, figures, err = report(capsys, tmp_path)

    assert (code, figures) == (2, None)
    assert "no usable recording of ranges" in err


def test_a_tag_stream_without_its_columns_is_named(tmp_path, capsys):
    place = folder(tmp_path, LOS_one=a_run())
    (tmp_path / "uwb_pozyx_xovis").mkdir()
    (tmp_path / "uwb_pozyx_xovis" / "raw_uwbtags.csv.gz").write_bytes(b"not gzip")
    code, figures, err = report(capsys, place.parent)

    assert code == 1
    assert "raw_uwbtags.csv.gz" in err
    assert "uwb_pozyx" not in figures["flapping"]


def test_dwell_asks_for_two_fixes_in_a_row():
    seen = np.array([0, 1, 0, 1, 1, 1, 2, 2], dtype=np.int16)

    assert dwell(seen).tolist() == [0, 0, 0, 0, 1, 1, 1, 2]


def test_a_person_who_sits_by_a_wall_leaves_naive_rooms_and_stays_in_ours():
    chance = np.random.default_rng(2)
    t_ns = np.arange(0, 600 * S, S // 5)
    true = np.tile([4.3, 1.5], (len(t_ns), 1))
    walk = Walk(t_ns, true + chance.normal(0, 0.25, true.shape), np.full(len(t_ns), 0.4), true)
    figures = walk_through([walk])

    assert figures["naive"]["false_exits_per_hour"] > 100
    assert figures["times_fewer_false_exits"] >= 20


@pytest.mark.simulation
@pytest.mark.skipif(not DATA.is_dir(), reason="the recordings are not beside this checkout")
def test_recorded_runs_beat_what_was_published(capsys):
    _, figures, _ = report(capsys, DATA)

    for family in ("uwb_dwm1001_los", "uwb_dwm1001_nlos"):
        for name, run in figures[family].items():
            assert run["jumps_over_3_mps"] == 0
            if name != "pooled":
                assert run["rmse_m"] <= min(run["published_rmse_m"].values())
        assert abs(figures[family]["pooled"]["coverage_50"] - 0.5) < 0.1
        assert abs(figures[family]["pooled"]["coverage_95"] - 0.95) < 0.05
    assert figures["flapping"]["uwb_pozyx"]["times_fewer_false_exits"] >= 20
    assert figures["flapping"]["uwb_pozyx"]["fence"]["p95_delay_s"] < 1.5
