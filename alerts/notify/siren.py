"""A siren or lamp behind an MQTT broker: publish, and wait until somebody says it was taken.

One short connection for each attempt (MQTT 5): a siren is told seldom, and a session that was
idle for weeks is the one that turns out to be dead when it is needed.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import mqtt5

from alerts.channels import SCHEMES, Relay
from alerts.configuration import Endpoint
from alerts.notify.destination import DestinationRefused, destination
from alerts.notify.keys import SecretMissingError
from alerts.notify.letters import Letters
from alerts.notify.notice import DueNotice
from alerts.notify.outcome import TAKEN, Outcome, failure
from alerts.notify.places import Line, Reach
from alerts.notify.template import fill

READ_BYTES: Final = 4_096
UNREAD_BYTES_MAX: Final = 256 * 1024
KEEP_ALIVE_S: Final = 30
TEXT_CHARS_MAX: Final = 1_000
ENDPOINT_CHARS_MAX: Final = 36
_ID: Final = 1


Wanted = TypeVar("Wanted")


class SirenSilentError(Exception):
    """The broker or the siren behind it did not take a notice."""


_TROUBLES: Final = (
    *(OSError, ValueError),
    *(SirenSilentError, DestinationRefused, SecretMissingError),
)


@dataclass(frozen=True, slots=True)
class Siren:
    """Carries notices of one endpoint."""

    endpoint: Endpoint
    channel: Relay
    letters: Letters
    line: Line

    async def carry(self, notice: DueNotice, *, attempt: int) -> Outcome:
        """Try once."""
        del attempt
        text = self.letters.text(notice, self.endpoint)
        words = {**text.words, "text": text.fitted(TEXT_CHARS_MAX)}
        payload = fill(self.channel.payload, words, self.channel.escape).encode()
        try:
            with self.line.places.reached() as reach:
                async with asyncio.timeout(self.line.total_s), self._session(reach) as session:
                    await self._ring(session, payload, notice.id.encode())
        except _TROUBLES as error:
            return failure(error)
        return TAKEN

    async def close(self) -> None:
        """Nothing is kept open."""

    @asynccontextmanager
    async def _session(self, reach: Reach) -> AsyncIterator["_Session"]:
        to = destination(self.endpoint.url, SCHEMES[Relay])
        reach.address = await self.line.places.address(to)
        secure = to.scheme == "mqtts"
        reader, writer = await asyncio.open_connection(
            reach.address,
            to.port,
            ssl=self.line.tls if secure else None,
            server_hostname=to.host if secure else None,
        )
        reach.stands = True
        try:
            session = _Session(reader, writer)
            password = self.letters.secret(self.endpoint)
            await session.greet(_client_id(self.endpoint.id), self.channel.login, password)
            yield session
            session.send(mqtt5.DisconnectPacket().write())
        finally:
            writer.close()

    async def _ring(self, session: "_Session", payload: bytes, notice: bytes) -> None:
        receipt = self.channel.receipt
        if receipt:
            await session.listen(receipt)
        await session.publish(self.channel.topic, payload)
        if receipt:
            await session.hear(notice)


def _client_id(endpoint: str) -> str:
    """Return an id that no other attempt has: a broker throws out whoever bears it already."""
    return f"custody-notify-{endpoint[:ENDPOINT_CHARS_MAX]}-{secrets.token_hex(4)}"


class _Session:
    """One connection to the broker, packet by packet."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._unread = bytearray()
        self._heard: list[bytes] = []

    def send(self, content: bytes) -> None:
        """Write a packet."""
        self._writer.write(content)

    async def greet(self, name: str, login: str, password: str) -> None:
        """Sign in; raises SirenSilentError."""
        packet = mqtt5.ConnectPacket(
            name,
            username=login or None,
            password=password.encode() if login else None,
            clean_start=True,
            keep_alive=KEEP_ALIVE_S,
        )
        self.send(packet.write())
        answer = await self._until(mqtt5.ConnAckPacket)
        if answer.reason_code != mqtt5.ConnAckReasonCode.SUCCESS:
            raise SirenSilentError("the broker refused the login: " + answer.reason_code.name)

    async def listen(self, topic: str) -> None:
        """Subscribe to the siren's receipts."""
        wanted = mqtt5.TopicFilter(
            topic,
            max_qos=mqtt5.QoS.AT_LEAST_ONCE,
            # A retained receipt is of another alarm.
            retain_handling=mqtt5.RetainHandling.SEND_NEVER,
        )
        self.send(mqtt5.SubscribePacket(_ID, [wanted]).write())
        answer = await self._until(mqtt5.SubAckPacket)
        if any(code.value > mqtt5.QoS.EXACTLY_ONCE.value for code in answer.reason_codes):
            raise SirenSilentError("the broker refused the receipts: " + topic)

    async def publish(self, topic: str, payload: bytes) -> None:
        """Publish with QoS 1; nobody who listens is a failure too."""
        packet = mqtt5.PublishPacket(topic, payload, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=_ID)
        self.send(packet.write())
        answer = await self._until(mqtt5.PubAckPacket)
        if answer.reason_code != mqtt5.PubAckReasonCode.SUCCESS:
            raise SirenSilentError("the broker did not pass it on: " + answer.reason_code.name)

    async def hear(self, notice: bytes) -> None:
        """Wait until the siren says the notice's id back."""
        while not any(notice in each for each in self._heard):
            await self._next()

    async def _until(self, kind: type[Wanted]) -> Wanted:
        while True:
            packet = await self._next()
            if isinstance(packet, kind):
                return packet

    async def _next(self) -> object:
        """Return the next packet; a receipt is kept and acknowledged."""
        while True:
            try:
                packet, length = mqtt5.read(memoryview(bytes(self._unread)))
            except IndexError:
                await self._more()
                continue
            del self._unread[:length]
            if isinstance(packet, mqtt5.PublishPacket):
                self._heard.append(bytes(packet.payload))
                if packet.packet_id:
                    self.send(mqtt5.PubAckPacket(packet.packet_id).write())
            elif isinstance(packet, mqtt5.DisconnectPacket):
                raise SirenSilentError("the broker ended the session: " + packet.reason_code.name)
            return packet

    async def _more(self) -> None:
        content = await self._reader.read(READ_BYTES)
        if not content:
            message = "the broker closed the connection"
            raise ConnectionResetError(message)
        self._unread += content
        if len(self._unread) > UNREAD_BYTES_MAX:
            message = "the broker says too much"
            raise SirenSilentError(message)
