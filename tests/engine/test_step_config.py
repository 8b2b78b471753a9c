"""A configuration comes into force while people are in custody: kept by name, or refused."""

import msgspec
import pytest

from custody.commands import AdoptConfig, OpenStay
from engine.clockwork import Clockwork
from tests.engine.build import Centre, config_frame
from tests.engine.small_site import a_configuration

replace = msgspec.structs.replace


@pytest.fixture
def centre() -> Centre:
    return Centre.opened()


def without_device(configuration, name):
    devices = tuple(device for device in configuration.devices if device.id != name)
    return replace(configuration, devices=devices)


def with_threshold(configuration, rule, key, value):
    rules = configuration.thresholds | {rule: configuration.thresholds[rule] | {key: value}}
    return replace(configuration, thresholds=rules)


def test_before_any_configuration_commands_are_refused():
    centre = Centre()
    answer = centre.ask(OpenStay(regime="x", arrived_utc_ns=0, responsible="s-001"))
    assert (answer.accepted, answer.reason) == (False, "no configuration is in force yet")


def test_the_first_configuration_is_told_of(centre):
    adopted = centre.log[0].adopted
    assert adopted.canonical
    assert adopted.sha256 == centre.clockwork.config_sha256


def test_an_open_alarm_and_its_person_move_to_the_new_rows(centre):
    stay = centre.stay("band-003")
    centre.position("band-003", "h2")
    centre.press("band-003")
    centre.tick()
    reordered = replace(
        centre.configuration,
        devices=tuple(reversed(centre.configuration.devices)),
        staff=tuple(reversed(centre.configuration.staff)),
        site=replace(centre.configuration.site, rooms=centre.configuration.site.rooms[::-1]),
    )
    assert centre.adopt(reordered).accepted
    assert centre.log[-1].adopted.sha256 == centre.clockwork.config_sha256
    assert centre.acknowledge(f"MOT-08:{stay}:1").accepted
    assert centre.log[-1].alarms[0].room == "h2"
    centre.bits["band-003"] = 0
    centre.press("band-003")
    again = centre.tick().alarms[0]
    assert (again.id, again.change) == (f"MOT-08:{stay}:1", "occurred_again")


def test_a_threshold_changes_without_a_restart(centre):
    centre.stay("band-001")
    assert centre.adopt(with_threshold(centre.configuration, "MOT-07", "open_s", 5.0)).accepted
    centre.band_state("band-001", strap="open")
    opened = centre.tick().t_ns
    alarm = next(change for change in centre.run(8) if change.rule == "MOT-07")
    assert alarm.evidence.samples[-1].threshold == 5.0
    assert centre.log[-1].t_ns - opened >= 5_000_000_000


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: without_device(c, "band-001"), "band-001 is worn by D-0001"),
        (lambda c: replace(c, staff=c.staff[1:]), "s-001 answers for D-0001"),
        (lambda c: replace(c, policies=()), "D-0001 is held under cn-psapl-2026"),
        (lambda c: without_device(c, "per-1"), "line line-1 names per-1"),
        (
            lambda c: replace(
                c,
                site=replace(
                    c.site,
                    rooms=c.site.rooms[1:],
                    doors=c.site.doors[1:],
                    cameras=(),
                ),
            ),
            "D-0001 is in room h1",
        ),
    ],
)
def test_what_is_in_use_cannot_be_removed(centre, change, why):
    centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.tick()
    sha256 = centre.clockwork.config_sha256
    answer = centre.adopt(change(centre.configuration))
    assert not answer.accepted
    assert why in answer.reason
    assert centre.log[-1].adopted is None
    assert centre.clockwork.config_sha256 == sha256


def test_text_that_is_no_configuration_is_refused(centre):
    answer = centre.ask(AdoptConfig(canonical='{"site": 1}'))
    assert not answer.accepted
    assert "site" in answer.reason


def test_a_missing_threshold_is_named(centre):
    rules = dict(centre.configuration.thresholds)
    del rules["POS-01"]
    answer = centre.adopt(replace(centre.configuration, thresholds=rules))
    assert answer.reason == "rules.toml: POS-01.fixes is missing"


def test_a_later_config_fact_is_refused_like_a_command(centre):
    centre.stay("band-001")
    centre.facts.append(config_frame(without_device(centre.configuration, "band-001")))
    decisions = centre.tick()
    assert decisions.adopted is None
    assert decisions.answers[0].reason == "band-001 is worn by D-0001"


def test_the_same_configuration_again_changes_nothing(centre):
    centre.facts.append(config_frame(centre.configuration))
    decisions = centre.tick()
    assert (decisions.adopted, decisions.answers) == (None, ())


def test_a_device_that_comes_back_never_gets_an_alarm_id_twice(centre):
    centre.press("band-005")
    centre.tick()
    assert centre.close("MOT-08:band-005:1").accepted
    whole = centre.configuration
    assert centre.adopt(without_device(whole, "band-005")).accepted
    assert centre.adopt(whole).accepted
    centre.bits["band-005"] = 0
    centre.press("band-005")
    assert [each.id for each in centre.tick().alarms] == ["MOT-08:band-005:2"]


def test_a_snapshot_taken_after_a_change_restores(centre):
    centre.stay("band-001")
    centre.adopt(a_configuration(bands=7))
    data = centre.clockwork.snapshot()
    assert Clockwork.restore(data).snapshot() == data
