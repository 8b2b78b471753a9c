"""Case logs through our clocks and gates: small logs with known answers, and the spoiled ones."""

import gzip
import json

import pytest

from evaluate.case_logs import LogUnreadableError, steps_of, utc_ns_of
from evaluate.cases import differences, main, replayed, report_of
from evaluate.plain_cases import plain_answers

RECEIPT = """case:concept:name,concept:name,time:timestamp,org:resource,org:group,case:startdate,\
case:deadline,case:enddate_planned,case:enddate
NA,Confirmation,2011-10-30 02:30:00+02:00,r,g,2011-10-29 12:00:00+02:00,\
2011-10-30 02:30:00+01:00,,2011-10-30 02:30:00.001000+01:00
NA,Check,2011-10-30 02:30:00+01:00,r,g,2011-10-29 12:00:00+02:00,\
2011-10-30 02:30:00+01:00,,2011-10-30 02:30:00.001000+01:00
c-2,Check,2011-11-02 00:00:00+01:00,r,g,2011-10-29 12:00:00+02:00,2011-11-01 00:00:00+01:00,,
"""
SEPSIS = """case,act,t
A,ER Sepsis Triage,2014-10-22 09:00:00+00:00
A,IV Antibiotics,2014-10-22 10:00:00+00:00
A,LacticAcid,2014-10-22 12:00:01+00:00
B,LacticAcid,2014-10-22 08:00:00+00:00
B,ER Sepsis Triage,2014-10-22 09:00:00+00:00
C,IV Antibiotics,2014-10-22 09:00:00+00:00
"""
ROAD = """case:concept:name,concept:name,time:timestamp,amount,dismissal,expense,paymentAmount
N1,Create Fine,2005-03-23 00:00:00+01:00,35.0,NIL,,
N1,Add penalty,2005-07-22 00:00:00+02:00,,,,
N1,Send Fine,2005-07-22 00:00:00+02:00,,,11.0,
N2,Payment,2005-07-22 00:00:00+02:00,,,,
"""
EXPECTED = {
    ("receipt", "NA", 0, "end"): "overdue",
    ("receipt", "NA", 1, "step"): "in_time",
    ("receipt", "NA", 2, "step"): "in_time",
    ("receipt", "c-2", 0, "end"): "never_ended",
    ("receipt", "c-2", 3, "step"): "after_deadline",
    ("sepsis", "A", 0, "antibiotics"): "in_time",
    ("sepsis", "A", 0, "lactate"): "late",
    ("sepsis", "B", 0, "antibiotics"): "missing",
    ("sepsis", "B", 0, "lactate"): "in_time",
    ("sepsis", "C", 0, "antibiotics"): "no_triage",
    ("sepsis", "C", 0, "lactate"): "no_triage",
    ("road", "N1", 1, "order"): "in_order",
    ("road", "N1", 2, "order"): "in_order",
    ("road", "N1", 3, "order"): "out_of_order",
    ("road", "N2", 4, "order"): "out_of_order",
}


@pytest.fixture
def logs(tmp_path):
    for name, text in (
        ("receipt_permit", RECEIPT),
        ("sepsis_one_per_variant", SEPSIS),
        ("road_fine_100", ROAD),
    ):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
    return tmp_path


def test_every_verdict_is_the_one_a_person_would_give(logs):
    assert replayed(steps_of(logs)) == EXPECTED
    assert plain_answers(logs) == EXPECTED


def test_arrival_order_and_a_restart_change_nothing(logs):
    steps = steps_of(logs)
    assert replayed(steps[::-1], restart=True) == EXPECTED


def test_the_command_prints_the_four_keys(logs, capsys):
    assert main(["--data", str(logs), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["cases"], report["events"]) == (7, 13)
    assert (report["verdicts"], report["differences"]) == (len(EXPECTED), 0)


def test_a_wrong_verdict_is_a_difference(logs):
    spoiled = {**EXPECTED, ("sepsis", "A", 0, "lactate"): "in_time"}
    assert differences(EXPECTED, spoiled) == ["sepsis/A/0/lactate: ours late, plain in_time"]
    (logs / "road_fine_100.csv.gz").unlink()
    assert report_of(logs)["differences"] == 0
    assert len(differences(EXPECTED, plain_answers(logs))) == 4


def test_summer_time_ends_between_two_equal_local_times():
    earlier = utc_ns_of("2011-10-30 02:30:00+02:00")
    assert utc_ns_of("2011-10-30 02:30:00+01:00") - earlier == 3600 * 10**9


def test_a_time_without_offset_is_refused_with_its_row(logs, capsys):
    spoiled = SEPSIS.replace("10:00:00+00:00", "10:00:00")
    (logs / "sepsis_one_per_variant.csv.gz").write_bytes(gzip.compress(spoiled.encode()))
    with pytest.raises(LogUnreadableError, match=r"row 2: .* has no offset"):
        steps_of(logs)
    assert main(["--data", str(logs)]) == 2
    assert "row 2" in capsys.readouterr().err
