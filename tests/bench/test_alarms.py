"""The bench of alarms: ordinary days repeat for a seed, bad minutes keep life alarms apart."""

import json

from alerts.kpi import Kpi
from bench.alarm_events import flood, gateway_failure
from bench.alarms import main, ordinary_days
from bench.forty import forty
from bench.noise import RATES

TWELVE_MINUTES = 12 / 1440
HALF_AN_HOUR = 30 / 1440


def told(seed: int, days: float = TWELVE_MINUTES) -> dict[str, object]:
    report = ordinary_days(seed, days)
    return {key: value for key, value in report.items() if key not in ("seconds", "tick_us")}


def test_a_seed_gives_the_same_day_and_every_line_has_target_value_and_met():
    report = told(1)
    assert told(1) == report
    assert (report["ticks"], report["places"], report["refused"]) == (720, 40, {})
    assert report["arrived"] > 0
    assert len(report["kpis"]) == 16
    assert all(set(line) == set(Kpi.__struct_fields__) for line in report["kpis"].values())
    unmet = {name for name, line in report["kpis"].items() if not line["met"]}
    assert set(report["unmet"]) == unmet
    assert all(report["unmet"].values()), "an unmet line says why"


def test_every_rate_of_noise_says_where_it_is_from():
    noise = told(2, HALF_AN_HOUR)["noise"]
    assert set(noise) == set(RATES)
    assert all(each["source"] and each["a_day"] > 0 for each in noise.values())
    assert sum(each["happened"] for each in noise.values()) > 0


def test_everybody_has_a_room_of_their_own_and_the_shift_enough_officers():
    site = forty().site
    cells = [room for room in site.rooms if room.type == "holding"]
    assert len(cells) >= 40
    doors = {room for door in site.doors for room in door.rooms}
    assert {room.id for room in cells} <= doors


def test_a_dead_gateway_is_one_alarm_and_delays_no_life_alarm():
    report = gateway_failure(1)
    assert report["met"]
    assert (report["bands"], report["annunciated_roots"]) == (40, 1)
    assert report["children"] >= 40
    assert report["life_alarms"] == report["life_alarms_forced"] == 6
    assert report["life_alarm_late_s_max"] == 0
    assert report["annunciated_after_return"] == 0


def test_of_a_thousand_alarms_every_life_alarm_is_on_the_wall_within_a_second():
    report = flood(1)
    assert report["met"]
    assert report["alarms"] == 1000
    assert report["life_shown"] == report["life_sent"] == 50
    assert report["life_grouped"] == 0
    assert report["mild_grouped"] > 900


def test_the_command_stops_when_its_minutes_are_over(monkeypatch, capsys):
    monkeypatch.setattr("bench.alarms.PROGRESS_S", 60)
    monkeypatch.setattr("bench.alarms.gateway_failure", lambda _seed: {"met": True})
    monkeypatch.setattr("bench.alarms.flood", lambda _seed: {"met": True})
    assert main(["--days", "7", "--minutes", "0.0001", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ticks"] == 60
    assert main(["--days", "0.0005"]) == 0
    assert "alarms_per_day" in capsys.readouterr().out
