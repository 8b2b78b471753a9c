"""No press is lost and none is told twice, whichever frames arrive and in which order."""

from hypothesis import given
from hypothesis import strategies as st

from custody.latch import ALARM_FRAME, BOOT_LOST_NS, BitNews, news_of_frame
from custody.tables import DeviceTable
from custody.wire import BIT_SOS, BIT_STRAP_CUT


def heard(frames: list[tuple[int, int]], boot: int = 1) -> list[BitNews]:
    """Return the news of (bits, count) frames of one device that was heard before."""
    devices = DeviceTable(1)
    news_of_frame(devices, 0, bits=0, count=0, boot=boot, seq=1, sent_ns=1)
    found = [
        news_of_frame(devices, 0, bits=bits, count=count, boot=boot, seq=seq, sent_ns=seq)
        for seq, (bits, count) in enumerate(frames, start=2)
    ]
    return [news for news in found if news is not None]


def bits(news: list[BitNews]) -> list[int]:
    return [each.bits for each in news]


def test_a_latched_bit_is_news_once():
    assert bits(heard([(BIT_SOS, 1), (BIT_SOS, 1), (BIT_SOS, 1), (0, 1)])) == [BIT_SOS]


def test_a_second_press_while_latched_is_news():
    assert bits(heard([(BIT_SOS, 1), (BIT_SOS, 2)])) == [BIT_SOS, BIT_SOS]


def test_a_strap_cut_while_an_sos_is_latched_is_only_a_strap_cut():
    assert bits(heard([(BIT_SOS, 1), (BIT_SOS | BIT_STRAP_CUT, 2)])) == [BIT_SOS, BIT_STRAP_CUT]


def test_an_older_frame_that_comes_late_says_nothing():
    assert bits(heard([(BIT_SOS, 2), (BIT_SOS, 1), (0, 0)])) == [BIT_SOS]


def test_a_count_without_a_bit_is_an_unsure_press():
    news = heard([(0, 1)])
    assert [(each.bits, each.unsure) for each in news] == [(BIT_SOS, True)]


def test_a_bit_that_comes_after_its_count_is_not_a_second_press():
    assert bits(heard([(0, 1), (BIT_SOS, 1)])) == [BIT_SOS]


def test_a_device_that_does_not_count_presses_again_by_letting_go():
    assert bits(heard([(BIT_SOS, 0), (BIT_SOS, 0), (0, 0), (BIT_SOS, 0)])) == [BIT_SOS, BIT_SOS]


def test_frames_of_an_earlier_boot_say_nothing():
    devices = DeviceTable(1)
    news_of_frame(devices, 0, bits=0, count=0, boot=2, seq=1, sent_ns=1)
    assert news_of_frame(devices, 0, bits=1, count=1, boot=1, seq=9, sent_ns=2) is None


def test_the_first_frame_ever_tells_a_latched_bit_but_not_old_counts():
    devices = DeviceTable(2)
    latched = news_of_frame(devices, 0, bits=1, count=3, boot=1, seq=1, sent_ns=1)
    quiet = news_of_frame(devices, 1, bits=0, count=3, boot=1, seq=1, sent_ns=1)
    assert latched is not None
    assert quiet is None


def alarm(devices: DeviceTable, *, count: int, boot: int = 1, seq: int = 9) -> int:
    """Return the news that an SOS frame on an alarm topic brings, 0 if none."""
    said = BIT_SOS | ALARM_FRAME
    news = news_of_frame(devices, 0, bits=said, count=count, boot=boot, seq=seq, sent_ns=seq)
    return news.bits if news else 0


def repeat(
    devices: DeviceTable, *, count: int, bits: int = BIT_SOS, boot: int = 1, sent_ns: int = 1
) -> int:
    """Return the news that a telemetry frame brings, 0 if none."""
    news = news_of_frame(
        devices, 0, bits=bits, count=count, boot=boot, seq=1, sent_ns=sent_ns, telemetry=True
    )
    return news.bits if news else 0


def test_an_alarm_frame_is_news_whatever_it_counts():
    devices = DeviceTable(1)
    repeat(devices, count=5, bits=0)

    assert [alarm(devices, count=count) for count in (6, 3, 0, 6)] == [BIT_SOS] * 4


def test_alarm_frames_of_a_device_that_does_not_count_are_each_news():
    devices = DeviceTable(1)
    assert [alarm(devices, count=0, seq=seq) for seq in (1, 2)] == [BIT_SOS] * 2


def test_an_sos_that_telemetry_tells_first_or_after_is_one_alarm():
    first, after = DeviceTable(1), DeviceTable(1)

    assert [repeat(first, count=1), alarm(first, count=1)] == [BIT_SOS, 0]
    assert [repeat(first, count=1) for _ in range(5)] == [0] * 5
    assert alarm(after, count=1) == BIT_SOS
    assert [repeat(after, count=1) for _ in range(5)] == [0] * 5


def test_an_alarm_frame_of_a_lower_boot_is_news():
    devices = DeviceTable(1)
    repeat(devices, count=0, bits=0, boot=7)
    assert [alarm(devices, count=1, boot=2), alarm(devices, count=0, boot=2)] == [BIT_SOS] * 2


def test_telemetry_of_a_lower_boot_is_believed_after_the_silence_of_the_higher():
    devices = DeviceTable(1)
    repeat(devices, count=4, bits=0, boot=9, sent_ns=10)

    assert repeat(devices, count=1, boot=1, sent_ns=10 + BOOT_LOST_NS) == 0
    assert repeat(devices, count=1, boot=1, sent_ns=11 + BOOT_LOST_NS) == BIT_SOS
    assert repeat(devices, count=1, boot=1, sent_ns=12 + BOOT_LOST_NS) == 0


def test_a_forged_boot_never_mutes_a_band():
    devices = DeviceTable(1)
    repeat(devices, count=0, bits=0, boot=5)
    alarm(devices, count=1, boot=2**32 - 1)

    assert repeat(devices, count=1, boot=5, sent_ns=2) == BIT_SOS
    assert alarm(devices, count=2, boot=5) == BIT_SOS


presses = st.lists(st.sampled_from((BIT_SOS, BIT_STRAP_CUT)), max_size=6)


@given(presses, st.data())
def test_whatever_is_lost_or_receipted_every_press_is_told(kinds, data):
    """Each press is one count; frames may be lost and bits receipted between them."""
    devices = DeviceTable(1)
    news_of_frame(devices, 0, bits=0, count=0, boot=1, seq=1, sent_ns=1)
    latched, told, seq = 0, 0, 1
    for count, kind in enumerate(kinds, start=1):
        latched |= kind
        for _ in range(data.draw(st.integers(0, 2))):
            seq += 1
            news = news_of_frame(
                devices, 0, bits=latched, count=count, boot=1, seq=seq, sent_ns=seq
            )
            told |= news.bits if news else 0
            if data.draw(st.booleans()):
                latched = 0  # Receipted; a bit is let go only after a frame was heard.
    news = news_of_frame(devices, 0, bits=latched, count=len(kinds), boot=1, seq=99, sent_ns=99)
    told |= news.bits if news else 0
    for kind in kinds:
        assert told & kind, "a kind of press was never told"


@given(st.lists(st.sampled_from((BIT_SOS, BIT_STRAP_CUT)), min_size=1, max_size=6), st.randoms())
def test_order_of_arrival_never_hides_a_kind_of_press(kinds, random):
    frames, latched = [], 0
    for count, kind in enumerate(kinds, start=1):
        latched |= kind
        frames.append((latched, count))
    random.shuffle(frames)
    told = 0
    for news in heard(frames):
        told |= news.bits
    assert told == latched
