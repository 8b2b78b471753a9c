"""From a notice to what is sent: words in the endpoint's language, instant, signature, secret."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from alerts.configuration import Endpoint
from alerts.notify.body import RuleTexts, body, link_of
from alerts.notify.keys import Keys, SecretMissingError
from alerts.notify.notice import DueNotice
from alerts.notify.sign import Headers, KeyUnfitError, headers, key_bytes
from alerts.notify.text import Text, text_of
from zones.plan import Room

NS_PER_S: Final = 10**9

_log = logging.getLogger("outlets")


@dataclass(slots=True)
class Letters:
    """Texts of rules and rooms, and the keys; rooms, zone and address follow the site."""

    rules: Mapping[str, RuleTexts]
    keys: Keys
    rooms: Mapping[str, Room] = field(default_factory=dict)
    zone: tzinfo = UTC
    console_url: str = ""

    def write(
        self, notice: DueNotice, endpoint: Endpoint, *, attempt: int
    ) -> tuple[Headers, bytes]:
        """Return headers and body of a webhook's attempt; each attempt has its own instant."""
        now_ns = time.time_ns()
        text = body(
            notice,
            rules=self.rules,
            rooms=self.rooms,
            sent_utc_ns=now_ns,
            attempt=attempt,
            link=link_of(self.console_url, notice.alarm),
        )
        sent_utc_s = now_ns // NS_PER_S
        keys = self._signing(endpoint)
        return headers(notice_id=notice.id, body=text, sent_utc_s=sent_utc_s, keys=keys), text

    def text(self, notice: DueNotice, endpoint: Endpoint) -> Text:
        """Return a notice as people read it."""
        return text_of(
            notice,
            language=endpoint.language,
            rules=self.rules,
            rooms=self.rooms,
            local=self._local,
            link=link_of(self.console_url, notice.alarm),
        )

    def secret(self, endpoint: Endpoint) -> str:
        """Return an endpoint's first secret, empty where it has none; raises SecretMissingError."""
        return next(iter(self.keys.of(endpoint.secret)), "")

    def _signing(self, endpoint: Endpoint) -> list[str]:
        """Return the keys that can sign; one that cannot must not silence the others."""
        try:
            keys = self.keys.of(endpoint.secret)
        except SecretMissingError as error:
            # An unsigned alarm may be refused; one that is not sent is surely lost.
            _log.error("notice_unsigned endpoint=%s error=%s", endpoint.id, error)
            return []
        fit = []
        for key in keys:
            try:
                key_bytes(key)
            except KeyUnfitError as error:
                _log.error("key_unfit endpoint=%s error=%s", endpoint.id, error)
            else:
                fit.append(key)
        return fit

    def _local(self, utc_ns: int) -> str:
        instant = datetime.fromtimestamp(utc_ns // NS_PER_S, tz=self.zone)
        return instant.strftime("%Y-%m-%d %H:%M:%S")
