"""Secrets that the endpoints name and nobody wrote down are found before any alarm."""

import base64

import pytest

from app.config_command import check_main
from tests.config.site_folder import copied

GOOD = "whsec_" + base64.b64encode(b"k" * 24).decode()


@pytest.mark.parametrize(
    ("secrets", "code", "said"),
    [
        (f'duty = "{GOOD}"\ninspector = ["{GOOD}", "{GOOD}"]', 0, ""),
        (f'duty = "{GOOD}"', 2, "inspector: secrets.toml has no endpoint secret inspector"),
        (f'duty = "short"\ninspector = "{GOOD}"', 2, "duty: a signing key"),
        (f'duty = ["{GOOD}", "whsec_AAAA"]\ninspector = "{GOOD}"', 2, "16 are the least"),
    ],
)
def test_a_secret_that_is_missing_or_cannot_sign_is_named(tmp_path, capsys, secrets, code, said):
    site = copied(tmp_path)
    (tmp_path / "secrets.toml").write_text(f"[endpoints]\n{secrets}\n")
    assert check_main([str(site), "--state", str(tmp_path)]) == code
    shown = capsys.readouterr().out
    assert said in shown
    assert "short" not in shown
    assert GOOD not in shown
