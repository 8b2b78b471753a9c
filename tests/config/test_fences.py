"""A wrong fence is refused with file, key, problem and remedy; a right one comes into force."""

import pytest

from config.load import ConfigError, load_site
from tests.config.site_folder import copied, edit

GOOD = {
    "id": "server-strip",
    "zh": "机房门前",
    "en": "Before the server room",
    "purpose": "keep_out",
    "level": "1f",
    "outer": [[1, 1], [4, 1], [4, 4], [1, 4]],
    "stages": ["S8"],
    "from": "22:00",
    "until": "06:00",
}


def site_with(tmp_path, **said):
    site = copied(tmp_path)
    fence = {key: value for key, value in (GOOD | said).items() if value is not None}
    edit(site, "site.toml", lambda tree: tree.update(fences=[fence]))
    return site


def test_a_good_fence_is_read(tmp_path):
    (fence,) = load_site(site_with(tmp_path)).site.fences
    assert (fence.purpose, fence.from_, fence.stages) == ("keep_out", "22:00", ("S8",))


@pytest.mark.parametrize(
    ("said", "key", "words"),
    [
        ({"level": "3f"}, "fences[0].level", "there is no level 3f"),
        ({"stages": ["S99"]}, "fences[0].stages", "there is no stage S99"),
        ({"until": None}, "fences[0].until", "write until or neither"),
        ({"purpose": "keep_off"}, "fences[0].purpose", "keep_out"),
        ({"sure_share": 1.5}, "fences[0].sure_share", "1.5"),
        ({"outer": [[0, 0], [4, 4], [4, 0], [0, 4]]}, "fences[0].outer", "redraw the ring"),
        ({"outer": None}, "fences[0].outer", "neither an outline nor a circle"),
        ({"centre": [1, 1], "radius_m": 2.0}, "fences[0].radius_m", "remove outer"),
        ({"low_m": 3.0, "high_m": 2.0}, "fences[0].high_m", "write a high_m above low_m"),
        ({"who": "staff"}, "fences[0].stages", "remove stages, or change who"),
        ({"who": "visitor"}, "fences[0].who", "staff"),
        ({"colour": "red"}, "fences[0]", "colour"),
    ],
)
def test_a_wrong_fence_is_refused(tmp_path, said, key, words):
    with pytest.raises(ConfigError) as refused:
        load_site(site_with(tmp_path, **said))
    line = str(refused.value)
    assert line.startswith(f"site.toml: {key}"), line
    assert words in line
    assert ";" in line
