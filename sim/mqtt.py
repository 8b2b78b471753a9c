"""One connection per sender to a real broker; frames out, receipts in, in real time only."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import aiomqtt
import msgspec

from custody.wire import Receipt, receipt_topic
from sim.outbox import Outbox, Outgoing

WAITING_MAX: Final = 20_000
"""Telemetry of one sender that waits to be written; what comes beyond this is dropped, counted."""
RECONNECT_S: Final = (0.2, 0.5, 1.0, 2.0)
REPEAT_S: Final = 0.25
PORT: Final = 1883

_RECEIPT: Final = msgspec.json.Decoder(Receipt)


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker listens."""

    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Broker":
        """Return the broker of ``mqtt://host:port`` (a login in it is not used)."""
        parts = urlsplit(url if "://" in url else f"mqtt://{url}")
        return cls(host=parts.hostname or "127.0.0.1", port=parts.port or PORT)


class Link:
    """A sender's session: keeps trying to be connected, loses no alarm or state frame."""

    def __init__(
        self,
        *,
        broker: Broker,
        sender: str,
        password: str,
        hear: Callable[[Receipt], None],
        clock: Callable[[], int],
    ) -> None:
        self.sender = sender
        self.outbox = Outbox()
        self.connected = asyncio.Event()
        self.dropped = 0
        """Telemetry that never reached the broker because there was none."""
        self._broker = broker
        self._password = password
        self._hear = hear
        self._clock = clock
        self._waiting: deque[Outgoing] = deque()
        self._news = asyncio.Event()
        self._owed: dict[str, deque[Outgoing]] = {"alarm": deque(), "state": deque()}
        self._owing = asyncio.Event()

    def offer(self, frame: Outgoing) -> None:
        """Take a frame to be published; telemetry only while there is a broker."""
        if frame.reliable:
            # Kept before it is published: a broken connection cannot lose it.
            self.outbox.sent(frame, self._clock())
            self._owed[frame.frame_class].append(frame)
            self._owing.set()
        elif self.connected.is_set() and len(self._waiting) < WAITING_MAX:
            self._waiting.append(frame)
            self._news.set()
        else:
            self.dropped += 1

    async def run(self) -> None:
        """Be connected for ever; each loss is followed by another try."""
        tries = 0
        while True:
            try:
                async with aiomqtt.Client(
                    self._broker.host,
                    self._broker.port,
                    username=self.sender,
                    password=self._password,
                    identifier=f"sim-{self.sender}",
                ) as client:
                    await client.subscribe(receipt_topic(self.sender), qos=1)
                    tries = 0
                    self.connected.set()
                    await self._converse(client)
            except aiomqtt.MqttError:
                self.connected.clear()
                for waiting in self._owed.values():
                    waiting.clear()  # The outbox still owes them and sends them when due.
                await asyncio.sleep(RECONNECT_S[min(tries, len(RECONNECT_S) - 1)])
                tries += 1

    async def _converse(self, client: aiomqtt.Client) -> None:
        """Speak and listen until the connection is lost."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(client), name=f"{self.sender}-listen")
                tasks.create_task(self._speak(client), name=f"{self.sender}-speak")
                tasks.create_task(self._insist(client), name=f"{self.sender}-insist")
                tasks.create_task(self._repeat(client), name=f"{self.sender}-repeat")
        except ExceptionGroup as group:
            lost, other = group.split(aiomqtt.MqttError)
            if lost is None or other is not None:
                raise
            message = f"{self.sender} lost its broker"
            raise aiomqtt.MqttError(message) from lost

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            assert isinstance(message.payload, bytes), "receipts carry bytes"
            receipt = _RECEIPT.decode(message.payload)
            if self.outbox.receipted(receipt):
                self._hear(receipt)

    async def _speak(self, client: aiomqtt.Client) -> None:
        """Publish telemetry as it comes."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                frame = self._waiting.popleft()
                await client.publish(frame.topic, frame.payload, qos=0)
                self.outbox.sent(frame, self._clock())

    async def _insist(self, client: aiomqtt.Client) -> None:
        """Publish alarms first, then states, each after the broker took the one before."""
        alarms, states = self._owed["alarm"], self._owed["state"]
        while True:
            await self._owing.wait()
            self._owing.clear()
            while alarms or states:
                frame = (alarms or states).popleft()
                await client.publish(frame.topic, frame.payload, qos=1)

    async def _repeat(self, client: aiomqtt.Client) -> None:
        while True:
            await asyncio.sleep(REPEAT_S)
            for frame in self.outbox.due(self._clock()):
                await client.publish(frame.topic, frame.payload, qos=1)
