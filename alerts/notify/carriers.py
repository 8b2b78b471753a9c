"""What carries a notice: one carrier an endpoint, made for its channel."""

import json
import ssl
from dataclasses import dataclass, field
from typing import Final, Protocol, assert_never
from urllib.parse import quote

import msgspec

from alerts.channels import Email, Gateway, Relay, Webhook, Wecom
from alerts.configuration import Endpoint
from alerts.notify.destination import Allowed
from alerts.notify.keys import SecretMissingError
from alerts.notify.letters import Letters
from alerts.notify.mail import Mail
from alerts.notify.notice import DueNotice
from alerts.notify.outcome import Outcome, failure
from alerts.notify.places import Line, Places, Resolve, look_up
from alerts.notify.siren import Siren
from alerts.notify.template import fill, plain_line
from alerts.notify.text import in_bytes
from alerts.notify.web import TOTAL_S_MAX, Asked, Web

WECOM_BYTES_MAX: Final = 2_048
"""Longest text message of a group robot, in bytes of UTF-8 (WeCom, group robot configuration)."""
WECOM_BUSY: Final = 45_009
"""More than 20 messages a minute."""
WECOM_WAIT_S: Final = 15.0
ERROR_CHARS_MAX: Final = 120


class Carrier(Protocol):
    """One way to one endpoint."""

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        """Try once; every way to fail that is not our own mistake is an outcome."""

    async def close(self) -> None:
        """Let go of the connections."""


@dataclass(slots=True)
class Carriers:
    """Makes carriers; ``may`` follows the configuration."""

    letters: Letters
    resolve: Resolve = look_up
    total_s: float = TOTAL_S_MAX
    may: Allowed = field(default_factory=Allowed)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    """One for all: reading the certificates of the system takes as long as a whole alarm."""

    def of(self, endpoint: Endpoint) -> Carrier:
        """Return what carries notices to an endpoint."""
        places, channel = Places(self.may, self.resolve), endpoint.channel
        line = Line(places=places, tls=self.tls, total_s=self.total_s)
        match channel:
            case Webhook():
                return _Hook(endpoint, self.letters, Web(line))
            case Wecom():
                return _Robot(endpoint, channel, self.letters, Web(line))
            case Gateway():
                return _Form(endpoint, channel, self.letters, Web(line))
            case Email():
                return Mail(endpoint, channel, self.letters, line)
            case Relay():
                return Siren(endpoint, channel, self.letters, line)
            case _:
                assert_never(channel)


@dataclass(frozen=True, slots=True)
class _Hook:
    """Signed JSON."""

    endpoint: Endpoint
    letters: Letters
    web: Web

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        headers, body = self.letters.write(notice, self.endpoint, attempt=attempt)
        return await self.web.ask(Asked(url=self.endpoint.url, headers=headers, body=body))

    async def close(self) -> None:
        await self.web.close()


class _Said(msgspec.Struct):
    """What a WeCom robot answers; it says 200 to everything."""

    errcode: int
    errmsg: str = ""


@dataclass(frozen=True, slots=True)
class _Robot:
    """A text into a WeCom group."""

    endpoint: Endpoint
    channel: Wecom
    letters: Letters
    web: Web

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        del attempt
        try:
            key = self.letters.secret(self.endpoint)
        except SecretMissingError as error:
            return failure(error)
        text = self.letters.text(notice, self.endpoint).fitted(WECOM_BYTES_MAX, in_bytes)
        said: dict[str, object] = {"content": text}
        if self.channel.mobiles:
            said["mentioned_mobile_list"] = list(self.channel.mobiles)
        body = json.dumps({"msgtype": "text", "text": said}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"}
        url = f"{self.endpoint.url}?key={quote(key, safe='')}"
        return _robots_word(await self.web.ask(Asked(url=url, headers=headers, body=body)))

    async def close(self) -> None:
        await self.web.close()


def _robots_word(outcome: Outcome) -> Outcome:
    """Return an outcome by what the robot says, not by its 200."""
    if not outcome.taken:
        return outcome
    try:
        said = msgspec.json.decode(outcome.answer, type=_Said)
    except msgspec.DecodeError:
        return Outcome(outcome.status, "the answer is none of a robot")
    if said.errcode == 0:
        return outcome
    wait_s = WECOM_WAIT_S if said.errcode == WECOM_BUSY else 0.0
    error = f"errcode {said.errcode} {said.errmsg[:ERROR_CHARS_MAX]}"
    return Outcome(outcome.status, error, wait_s)


@dataclass(frozen=True, slots=True)
class _Form:
    """One request made from templates."""

    endpoint: Endpoint
    channel: Gateway
    letters: Letters
    web: Web

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        del attempt
        channel = self.channel
        try:
            secret = self.letters.secret(self.endpoint)
        except SecretMissingError as error:
            return failure(error)
        text = self.letters.text(notice, self.endpoint)
        words = {**text.words, "text": text.fitted(channel.chars_max), "secret": secret}
        headers = {
            name: plain_line(fill(value, words, "text")) for name, value in channel.headers.items()
        }
        outcome = await self.web.ask(
            Asked(
                method=channel.method,
                url=fill(self.endpoint.url, words, "form"),
                headers=headers,
                body=fill(channel.body, words, channel.escape).encode(),
            )
        )
        if outcome.taken and channel.taken.encode() not in outcome.answer:
            return Outcome(outcome.status, "the answer does not say that it was taken")
        return outcome

    async def close(self) -> None:
        await self.web.close()
