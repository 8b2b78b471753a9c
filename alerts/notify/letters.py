"""From a notice to the bytes of an attempt: text, instant, signature."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from alerts.configuration import Endpoint
from alerts.notify.body import RuleTexts, body
from alerts.notify.keys import Keys, SecretMissingError
from alerts.notify.notice import DueNotice
from alerts.notify.sign import Headers, headers
from zones.plan import Room

NS_PER_S: Final = 10**9

_log = logging.getLogger("outlets")


@dataclass(slots=True)
class Letters:
    """Texts of rules and rooms, and the keys; ``rooms`` changes with the configuration."""

    rules: Mapping[str, RuleTexts]
    keys: Keys
    rooms: Mapping[str, Room] = field(default_factory=dict)

    def write(
        self, notice: DueNotice, endpoint: Endpoint, *, attempt: int
    ) -> tuple[Headers, bytes]:
        """Return headers and body of an attempt; each attempt has its own instant."""
        now_ns = time.time_ns()
        text = body(notice, rules=self.rules, rooms=self.rooms, sent_utc_ns=now_ns, attempt=attempt)
        try:
            keys = self.keys.of(endpoint.secret)
        except SecretMissingError as error:
            # An unsigned alarm may be refused; one that is not sent is surely lost.
            _log.error("notice_unsigned endpoint=%s error=%s", endpoint.id, error)
            keys = ()
        sent_utc_s = now_ns // NS_PER_S
        return headers(notice_id=notice.id, body=text, sent_utc_s=sent_utc_s, keys=keys), text
