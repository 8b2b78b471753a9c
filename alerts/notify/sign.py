"""Standard Webhooks: the three headers, signed with every active key of the endpoint. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

Headers = dict[str, str]


def headers(*, notice_id: str, body: bytes, sent_utc_s: int, keys: Sequence[str]) -> Headers:
    """Return the headers of one attempt; two keys give two signatures while one is exchanged."""
    made = {
        "content-type": "application/json",
        "user-agent": "custody-notify/1",
        "webhook-id": notice_id,
        "webhook-timestamp": str(sent_utc_s),
    }
    if keys:
        instant = datetime.fromtimestamp(sent_utc_s, tz=UTC)
        signed = [
            Webhook(key).sign(msg_id=notice_id, timestamp=instant, data=body.decode())
            for key in keys
        ]
        made["webhook-signature"] = " ".join(signed)
    return made
