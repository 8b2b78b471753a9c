"""The fast source: our own connection on the ``mqtt5`` codec, read event by event or by tick.

The telemetry session is read when a tick is cut: everything that has come since takes one system
call, where one wake-up for each packet is what makes Python slow (measured 13 against 3 us a
frame). A timer reads it too, for the time in which a commit holds up the next tick.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from typing import Final

import mqtt5

from engine.tick import RawFrame
from ingest.logs import log
from ingest.source import (
    CONNECT_S_MAX,
    KEEP_ALIVE_S,
    NO_PACKET_ID,
    RECEIVE_MAX,
    RECONNECT_S_MAX,
    RECONNECT_S_MIN,
    SESSION_EXPIRY_S,
    Batch,
    Login,
    Mark,
    Subscription,
)

SOCKET_BYTES: Final = 4 * 1024 * 1024
READ_BYTES: Final = 512 * 1024
GREETING_READ_S: Final = 0.02
READS_MAX: Final = 4
"""Reads in a row before the other session gets its turn."""
UNSENT_BYTES_MAX: Final = 4 * 1024 * 1024
PACKET_BYTES_MAX: Final = 1024 * 1024
_SUBSCRIBE_ID: Final = 1
_ALSO_ID: Final = 2


class SessionLostError(Exception):
    """The connection ended or the broker refused us; the source connects again."""


class Mqtt5Source:
    """One MQTT 5 session with manual acknowledgement."""

    def __init__(
        self, login: Login, subscription: Subscription, *, read_every_s: float = 0.0
    ) -> None:
        """``read_every_s`` 0 reads as soon as something comes."""
        self._login = login
        self._subscription = subscription
        self._read_every_s = read_every_s
        self._epoch = 0
        self._also: tuple[str, ...] = ()
        self._connection: _Connection | None = None

    @property
    def up(self) -> bool:
        """Whether the session is subscribed now."""
        return self._connection is not None and self._connection.subscribed

    async def run(self, taken: Callable[[Batch], None], changed: Callable[[bool], None]) -> None:
        """Stay connected for ever; tell batches to ``taken`` and up/down to ``changed``."""
        wait_s = RECONNECT_S_MIN
        while True:
            self._epoch += 1
            connection = _Connection(self._subscription, self._epoch, taken, changed)
            try:
                await self._live(connection)
            except (OSError, TimeoutError, SessionLostError) as error:
                log("session_lost", session=self._subscription.client_id, reason=str(error))
            finally:
                was_up = connection.subscribed
                connection.close()
                self._connection = None
            if was_up:
                changed(False)  # noqa: FBT003  # the callback's one argument is "up"
                wait_s = RECONNECT_S_MIN
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, RECONNECT_S_MAX)

    def drain(self) -> None:
        """Take what has come by now; the end of the connection is left to its own reader."""
        connection = self._connection
        if connection is None or not connection.subscribed:
            return
        try:
            connection.drain()
        except (OSError, SessionLostError) as error:
            connection.end(error)

    def acknowledge(self, marks: Sequence[Mark]) -> int:
        """Acknowledge frames of this connection; return how many marks were still worth it."""
        connection = self._connection
        if connection is None:
            return 0
        # A mark of an earlier connection may name another message by now: never send it.
        valid = [mark for mark in marks if mark.epoch == connection.epoch and mark.packet_id]
        connection.send(b"".join(_puback(mark.packet_id) for mark in valid))
        return len(valid)

    def hear_also(self, filters: tuple[str, ...]) -> None:
        """Listen with QoS 0 to these topics too, or to none of them any more (empty)."""
        before, self._also = self._also, filters
        connection = self._connection
        if connection is None or not connection.subscribed or before == filters:
            return
        if before:
            connection.send(mqtt5.UnsubscribePacket(_ALSO_ID, list(before)).write())
        if filters:
            connection.subscribe(_ALSO_ID, filters, qos=0)

    def publish(self, topic: str, payloads: Sequence[bytes]) -> bool:
        """Publish with QoS 0; return False when the session is down (nothing is kept)."""
        connection = self._connection
        if connection is None or not connection.subscribed:
            return False
        connection.send(b"".join(mqtt5.PublishPacket(topic, each).write() for each in payloads))
        return True

    async def _live(self, connection: "_Connection") -> None:
        async with asyncio.timeout(CONNECT_S_MAX):
            await connection.open(self._login)
        self._connection = connection
        loop = asyncio.get_running_loop()
        if self._read_every_s:
            reading = loop.create_task(connection.read_by_timer(self._read_every_s))
        else:
            reading = loop.create_task(connection.read_by_event())
        try:
            await connection.keep_alive(reading)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, SessionLostError):
                await reading


class _Connection:
    """One TCP connection from CONNECT to its end."""

    def __init__(
        self,
        subscription: Subscription,
        epoch: int,
        taken: Callable[[Batch], None],
        changed: Callable[[bool], None],
    ) -> None:
        self.epoch = epoch
        self.subscribed = False
        self._subscription = subscription
        self._taken = taken
        self._changed = changed
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._buffer = bytearray(READ_BYTES)
        self._rest = b""
        self._unsent = bytearray()
        self._writing = False
        self._heard_s = 0.0
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self, login: Login) -> None:
        """Connect and greet; the broker's answer comes through ``drain``."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(login.host, login.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        self._socket.close()
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setblocking(False)  # noqa: FBT003  # the standard library's signature
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await loop.sock_connect(self._socket, address)
        self._heard_s = loop.time()
        lasting = self._subscription.qos > 0
        self.send(
            mqtt5.ConnectPacket(
                self._subscription.client_id,
                username=login.user,
                password=login.password.encode(),
                # Frames that wait at the broker are ours; old telemetry is worth nothing.
                clean_start=not lasting,
                keep_alive=KEEP_ALIVE_S,
                session_expiry_interval=SESSION_EXPIRY_S if lasting else 0,
                receive_max=RECEIVE_MAX,
                max_packet_size=PACKET_BYTES_MAX,
            ).write()
        )

    async def read_by_timer(self, every_s: float) -> None:
        """Read all that has come, again and again after a pause, until the connection ends."""
        while not self._ended.done():
            try:
                self.drain()
            except (OSError, SessionLostError) as error:
                self.end(error)
            pause_s = every_s if self.subscribed else min(every_s, GREETING_READ_S)
            await asyncio.wait({self._ended}, timeout=pause_s)
        await self._ended

    async def read_by_event(self) -> None:
        """Read whenever something comes, until the connection ends."""
        loop = asyncio.get_running_loop()

        def readable() -> None:
            try:
                self.drain()
            except (OSError, SessionLostError) as error:
                self.end(error)

        loop.add_reader(self._socket, readable)
        try:
            await self._ended
        finally:
            loop.remove_reader(self._socket)

    def end(self, error: Exception) -> None:
        """Note why the connection ended; the first reason stays."""
        if not self._ended.done():
            self._ended.set_exception(error)

    async def keep_alive(self, reading: "asyncio.Task[None]") -> None:
        """Ping until reading ends; a broker that says nothing for 1.5 intervals is gone."""
        loop = asyncio.get_running_loop()
        connect_until_s = loop.time() + CONNECT_S_MAX
        while True:
            done, _ = await asyncio.wait({reading}, timeout=KEEP_ALIVE_S / 4)
            if done:
                reading.result()
            if not self.subscribed and loop.time() > connect_until_s:
                message = "the broker does not answer the subscription"
                raise SessionLostError(message)
            if loop.time() - self._heard_s > KEEP_ALIVE_S * 1.5:
                message = "the broker is silent"
                raise SessionLostError(message)
            self.send(mqtt5.PingReqPacket().write())

    def drain(self) -> None:
        """Take what the socket holds and tell it as one batch for each read."""
        for _ in range(READS_MAX):
            try:
                size = self._socket.recv_into(self._buffer)
            except BlockingIOError:
                return
            if size == 0:
                message = "the broker closed the connection"
                raise SessionLostError(message)
            self._heard_s = asyncio.get_running_loop().time()
            self._parse(size)
            if size < READ_BYTES:
                return

    def send(self, content: bytes) -> None:
        """Write as soon as the socket takes it; a broker that takes nothing is given up."""
        self._unsent += content
        if len(self._unsent) > UNSENT_BYTES_MAX:
            message = "the broker does not read what we send"
            raise SessionLostError(message)
        self._flush()

    def subscribe(self, packet_id: int, patterns: tuple[str, ...], *, qos: int) -> None:
        """Ask the broker for topics; it answers with the same packet id."""
        filters = [
            mqtt5.TopicFilter(
                pattern,
                max_qos=mqtt5.QoS(qos),
                # A retained alarm would be a replay at each connect.
                retain_handling=mqtt5.RetainHandling.SEND_NEVER,
            )
            for pattern in patterns
        ]
        self.send(mqtt5.SubscribePacket(packet_id, filters).write())

    def close(self) -> None:
        """End the connection; what was not acknowledged comes again on the next one."""
        with contextlib.suppress(ValueError, RuntimeError):
            asyncio.get_running_loop().remove_writer(self._socket)
        self._socket.close()
        self.subscribed = False

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            sent = self._socket.send(self._unsent) if self._unsent else 0
        except BlockingIOError:
            sent = 0
        except OSError as error:
            # Reading finds the same end and reports it.
            log("send_failed", session=self._subscription.client_id, reason=str(error))
            self._unsent.clear()
            return
        del self._unsent[:sent]
        if self._unsent and not self._writing:
            loop.add_writer(self._socket, self._flush)
        elif self._writing and not self._unsent:
            loop.remove_writer(self._socket)
        self._writing = bool(self._unsent)

    def _parse(self, size: int) -> None:
        content = self._rest + self._buffer[:size] if self._rest else self._buffer[:size]
        frames: list[RawFrame] = []
        marks: list[Mark] = []
        start = 0
        # The hot loop of the process: local names, one codec call and one struct a frame.
        view, end, read, publish = (
            memoryview(content),
            len(content),
            mqtt5.read,
            mqtt5.PublishPacket,
        )
        append, epoch, lasting = frames.append, self.epoch, self._subscription.qos > 0
        try:
            while start < end:
                packet, length = read(view[start:])
                start += length
                if type(packet) is publish:
                    append(RawFrame(packet.topic, packet.payload))
                    if lasting:
                        marks.append(Mark(epoch, packet.packet_id or NO_PACKET_ID))
                else:
                    self._control(packet)
        except IndexError:
            pass_on = bytes(view[start:])
        except ValueError as error:
            message = f"the broker sent bytes that are no MQTT: {error}"
            raise SessionLostError(message) from error
        else:
            pass_on = b""
        self._rest = pass_on
        if frames:
            self._taken(Batch(frames, marks))

    def _control(self, packet: mqtt5.Packet) -> None:
        match packet:
            case mqtt5.ConnAckPacket():
                if packet.reason_code != mqtt5.ConnAckReasonCode.SUCCESS:
                    message = f"the broker refused the login: {packet.reason_code.name}"
                    raise SessionLostError(message)
                what = self._subscription
                self.subscribe(_SUBSCRIBE_ID, what.filters, qos=what.qos)
            case mqtt5.SubAckPacket():
                refused = [code.name for code in packet.reason_codes if code.value > 2]  # noqa: PLR2004
                if refused:
                    message = f"the broker refused the subscription: {refused[0]}"
                    raise SessionLostError(message)
                if self.subscribed:
                    return
                self.subscribed = True
                self._changed(True)  # noqa: FBT003  # the callback's one argument is "up"
            case mqtt5.DisconnectPacket():
                message = f"the broker ended the session: {packet.reason_code.name}"
                raise SessionLostError(message)
            case _:
                return


def _puback(packet_id: int) -> bytes:
    return mqtt5.PubAckPacket(packet_id).write()
