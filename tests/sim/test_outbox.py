"""Alarm and state frames are kept until they are receipted; the account adds up."""

from custody.wire import Receipt
from sim.outbox import Outbox, Outgoing

SECOND_NS = 1_000_000_000


def _frame(seq: int, frame_class: str = "alarm") -> Outgoing:
    return Outgoing("gw-1", "band-001", frame_class, "sos", 7, seq, 0, b"{}")


def _receipt(seq: int, status: str = "journaled") -> Receipt:
    return Receipt(device="band-001", boot=7, seq=seq, status=status)


def test_a_frame_without_receipt_is_sent_again_after_1_2_and_then_every_4_seconds():
    box = Outbox()
    box.sent(_frame(1), 0)
    again = [second for second in range(1, 20) if box.due(second * SECOND_NS)]
    assert again == [1, 3, 7, 11, 15, 19]
    assert box.published == {"alarm_state": 1, "telemetry": 0}, "the same frame counts once"
    assert box.pending == 1


def test_a_receipt_ends_it_and_a_repeated_receipt_changes_nothing():
    box = Outbox()
    box.sent(_frame(1), 0)
    assert box.receipted(_receipt(1)) is True
    assert box.receipted(_receipt(1, "duplicate")) is False
    assert box.pending == 0
    assert box.due(60 * SECOND_NS) == []
    assert box.receipts == {"journaled": 1, "duplicate": 1, "refused": 0}


def test_telemetry_is_counted_and_forgotten():
    box = Outbox()
    box.sent(_frame(1, "telemetry"), 0)
    assert box.published == {"alarm_state": 0, "telemetry": 1}
    assert box.pending == 0
