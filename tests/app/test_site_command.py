"""``custody site draw`` writes a plan that any browser shows."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

from app.cli import main
from config.load import DEMO_DIR

SVG = "{http://www.w3.org/2000/svg}"


def test_the_plan_is_an_svg_with_every_kind_of_thing(tmp_path, capsys):
    file = tmp_path / "plan.svg"
    assert main(["site", "draw", "-o", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    drawn = ET.parse(file).getroot()  # noqa: S314 - we wrote it ourselves
    kinds = {each.get("class") for each in drawn.iter() if each.get("class")}
    assert {"room", "cell", "exit", "perimeter", "camera", "anchor", "muster"} <= kinds
    words = {each.text for each in drawn.iter(f"{SVG}text")}
    assert {"Ground floor", "Sally port", "South yard muster place"} <= words


def test_it_speaks_chinese_and_writes_to_the_screen(capsys):
    assert main(["site", "draw", "--language", "zh"]) == 0
    assert "南院集合点" in capsys.readouterr().out


def test_what_is_no_site_and_what_cannot_be_written_is_said(tmp_path, capsys):
    assert main(["site", "draw", "--site", str(tmp_path / "nowhere")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert main(["site", "draw", "-o", str(tmp_path / "no" / "plan.svg")]) == 2
    assert "name a file that can be written" in capsys.readouterr().err


def broken_site(folder: Path) -> Path:
    """The demo site with a cell moved into its neighbour, and a fence."""
    site = folder / "site"
    shutil.copytree(DEMO_DIR, site)
    plan = site / "plan-1f.geojson"
    drawn = json.loads(plan.read_text())
    for feature in drawn["features"]:
        if feature["properties"]["id"] == "holding-3":
            (ring,) = feature["geometry"]["coordinates"]
            feature["geometry"]["coordinates"] = [[[x + 1.0, y] for x, y in ring]]
    plan.write_text(json.dumps(drawn))
    fence = '\n[[fences]]\nid = "f-1"\nzh = "禁行"\nen = "No way"\npurpose = "keep_out"\n'
    circle = "centre = [5.0, 5.0]\nradius_m = 2.0\n"
    with (site / "site.toml").open("a") as file:
        file.write(fence + circle)
    return site


def test_a_plan_that_contradicts_itself_is_drawn_with_what_is_wrong_in_red(tmp_path, capsys):
    file, site = tmp_path / "plan.svg", broken_site(tmp_path)
    assert main(["site", "draw", "--site", str(site), "-o", str(file)]) == 2
    assert "to mend before anything starts" in capsys.readouterr().err
    drawn = ET.parse(file).getroot()  # noqa: S314 - we wrote it ourselves
    marked = [
        each.find(f"{SVG}title").text for each in drawn.iter() if each.get("class") == "wrong"
        if each.find(f"{SVG}title") is not None
    ]  # fmt: skip
    assert "toilet-block-1" in marked
    assert "cam-holding-3" in marked
    assert "medical" not in marked
    notes = [each.text for each in drawn.iter(f"{SVG}text") if each.get("class") == "note"]
    assert any("overlaps holding-3" in note for note in notes)
    assert [each.tag for each in drawn.iter() if each.get("class") == "fence"].count(
        f"{SVG}circle"
    ) == 2, "a fence without a level is on both"


def test_check_says_in_its_last_line_what_it_comes_to(tmp_path, capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("nothing wrong")
    site = broken_site(tmp_path)
    assert main(["check", str(site)]) == 2
    *findings, last = capsys.readouterr().out.splitlines()
    assert last == f"{site}: {len(findings)} to mend before anything starts"
    shutil.copy(DEMO_DIR / "plan-1f.geojson", site)
    (site / "plan-9f.geojson").write_text("{}")
    assert main(["check", str(site)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{site}: it starts; 1 to look at"


def test_a_plan_that_is_right_has_no_red_in_it(tmp_path):
    file = tmp_path / "plan.svg"
    assert main(["site", "draw", "-o", str(file)]) == 0
    drawn = ET.parse(file).getroot()  # noqa: S314 - we wrote it ourselves
    assert [each.get("class") for each in drawn.iter()].count("wrong") == 1, "the legend's own"
    said = {each.text for each in drawn.iter(f"{SVG}title")}
    assert any(words.startswith("search-1 · search") for words in said)
