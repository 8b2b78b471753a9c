"""The duty phone believes only what is signed, and counts what comes again."""

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from app.receiver import Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - made up for this test
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = json.dumps({"type": "alarm.first", "alarm": "MOT-08:D-0001:1"})


@pytest.fixture
def phone():
    with TestClient(Receiver({"duty": SECRET}).application()) as client:
        yield client


def signed(secret: str, body: str = BODY, notice: str = "n-1") -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": notice,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(notice, now, body),
    }


def test_a_signed_notice_is_taken_once_however_often_it_comes(phone):
    for _ in range(3):
        assert phone.post("/duty", content=BODY, headers=signed(SECRET)).status_code == 200
    (notice,) = phone.get("/log.json").json()
    assert (notice["id"], notice["valid"], notice["times"]) == ("n-1", True, 3)
    assert notice["body"]["alarm"] == "MOT-08:D-0001:1"


@pytest.mark.parametrize(
    ("endpoint", "headers", "body"),
    [
        ("/duty", signed(OTHER), BODY),
        ("/duty", signed(SECRET), BODY.replace("0001", "0002")),
        ("/duty", {}, BODY),
        ("/nobody", signed(SECRET), BODY),
    ],
)
def test_what_is_not_signed_by_us_is_kept_as_invalid_and_refused(phone, endpoint, headers, body):
    assert phone.post(endpoint, content=body, headers=headers).status_code == 401
    (notice,) = phone.get("/log.json").json()
    assert not notice["valid"]


def test_the_page_speaks_both_languages(phone):
    page = phone.get("/").text
    assert "值班手机" in page
    assert "Duty phone" in page
