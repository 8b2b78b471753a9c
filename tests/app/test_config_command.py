"""What is in force is what was adopted last, by whichever way it came."""

import msgspec
import pytest

from alerts.configuration import Configuration, canonical, digest
from app.config_command import in_force
from custody.facts import FACT_TOPIC_CONFIG, ConfigAdopted
from engine.decisions import Adopted, Answer, Decisions
from engine.tick import RawFrame, RawTick
from store.journal import Journal
from tests.engine.small_site import a_configuration

OLD, NEW = a_configuration(stays_max=20), a_configuration(stays_max=21)


def adopted(configuration: Configuration) -> Adopted:
    text = canonical(configuration)
    return Adopted(sha256=digest(text), canonical=text.decode())


def fact(configuration: Configuration) -> RawFrame:
    told = adopted(configuration)
    whole = ConfigAdopted(
        sha256=told.sha256, canonical=told.canonical, engine="1", numpy="2", geos="3"
    )
    return RawFrame(FACT_TOPIC_CONFIG, msgspec.json.encode(whole))


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path)
    yield made
    made.close()


def write(journal, *ticks):
    for number, (facts, told) in enumerate(ticks, 1):
        raw = RawTick(number=number, t_ns=number, utc_ns=number, facts=tuple(facts), telemetry=())
        decisions = Decisions(tick=number, t_ns=number, utc_ns=number, **told)
        journal.append(raw)
        journal.append_decisions([decisions])


def test_what_a_command_adopted_is_in_force(journal, tmp_path):
    write(journal, ([fact(OLD)], {"adopted": adopted(OLD)}), ([], {"adopted": adopted(NEW)}))
    assert in_force(tmp_path) == NEW


def test_what_was_refused_is_not_in_force(journal, tmp_path):
    no = Answer(command="$config-2", accepted=False, who="engine", act="adopt_config")
    write(journal, ([fact(OLD)], {"adopted": adopted(OLD)}), ([fact(NEW)], {"answers": (no,)}))
    assert in_force(tmp_path) == OLD


def test_nothing_is_in_force_before_the_first_tick(tmp_path):
    assert in_force(tmp_path) is None
