"""What a band feels: calm, falling, sinking, stopping."""

from random import Random

from sim.body import Body

SECOND_NS = 1_000_000_000


def test_a_calm_person_never_looks_like_an_emergency():
    body = Body(Random(1))
    for second in range(3_600):
        signs = body.signs(second * SECOND_NS, moving=second % 7 == 0)
        assert 45 < signs.pulse_bpm < 125
        assert signs.spo2_pct > 93
        shake = body.shake(second * SECOND_NS, moving=second % 7 == 0)
        assert shake.peak_g < 2.5, "nobody at ease reaches the threshold of a fall"


def test_a_fall_is_one_hard_peak_with_raw_samples_and_then_stillness():
    body = Body(Random(2))
    body.shake(0, moving=False)
    body.fall(SECOND_NS)
    impact = body.shake(SECOND_NS + 1, moving=False)
    assert impact.peak_g > 3.0
    assert impact.samples is not None
    after = [body.shake(SECOND_NS * n, moving=False) for n in range(2, 40)]
    assert all(shake.activity_mg < 60 and shake.samples is None for shake in after)


def test_saturation_sinks_over_its_time_and_comes_back():
    body = Body(Random(3))
    body.lose_oxygen(to_pct=80.0, over_s=10.0, t_ns=0)
    assert body.signs(5 * SECOND_NS, moving=False).spo2_pct > 85
    assert body.signs(12 * SECOND_NS, moving=False).spo2_pct < 82
    body.regain_oxygen(over_s=10.0, t_ns=20 * SECOND_NS)
    assert body.signs(31 * SECOND_NS, moving=False).spo2_pct > 94


def test_a_heart_that_stopped_reads_zero_with_good_quality_and_no_saturation():
    body = Body(Random(4))
    body.heart_beats = False
    signs = body.signs(0, moving=False)
    assert signs.pulse_bpm == 0.0
    assert signs.pulse_quality > 0.5
    assert signs.spo2_pct is None
