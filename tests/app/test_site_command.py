"""``custody site draw`` writes a plan that any browser shows."""

from xml.etree import ElementTree as ET

from app.cli import main

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
