"""The second path: the same session on paho-mqtt, for a broker or day on which the first fails.

Slower by far (17 against 3 us a frame), but another code base. QoS 1 with manual acknowledgement
only: paho confirms QoS 2 before the application has seen a frame.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from engine.tick import RawFrame
from ingest.logs import log
from ingest.source import (
    CONNECT_S_MAX,
    KEEP_ALIVE_S,
    NO_PACKET_ID,
    RECEIVE_MAX,
    RECONNECT_S_MAX,
    SESSION_EXPIRY_S,
    Batch,
    Login,
    Mark,
    Subscription,
)

_NEVER_RETAINED: Final = 2
_ENDED: Final = 0


class PahoSource:
    """One MQTT 5 session; paho's thread hears the network, the event loop gets batches."""

    def __init__(self, login: Login, subscription: Subscription) -> None:
        assert subscription.qos in {0, 1}, "never QoS 2"
        self._login = login
        self._subscription = subscription
        self._lock = threading.Lock()
        self._epoch = _ENDED
        self._epoch_last = _ENDED
        self._subscribed = False
        self._also: tuple[str, ...] = ()
        self._batch = Batch([], [])
        self._loop: asyncio.AbstractEventLoop | None = None
        self._taken: Callable[[Batch], None] | None = None
        self._changed: Callable[[bool], None] | None = None
        self._client: paho.Client | None = None

    @property
    def up(self) -> bool:
        """Whether the session is subscribed now."""
        return self._subscribed

    async def run(self, taken: Callable[[Batch], None], changed: Callable[[bool], None]) -> None:
        """Stay connected for ever; tell batches to ``taken`` and up/down to ``changed``."""
        self._loop, self._taken, self._changed = asyncio.get_running_loop(), taken, changed
        lasting = self._subscription.qos > 0
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_EXPIRY_S if lasting else 0
        properties.ReceiveMaximum = RECEIVE_MAX
        client = self._made()
        client.connect_async(
            self._login.host,
            self._login.port,
            keepalive=KEEP_ALIVE_S,
            clean_start=not lasting,
            properties=properties,
        )
        client.loop_start()
        self._client = client
        try:
            await asyncio.Event().wait()
        finally:
            self._client = None
            client.disconnect()
            await asyncio.to_thread(client.loop_stop)

    def drain(self) -> None:
        """Take what paho's thread has collected."""
        self._deliver()

    def acknowledge(self, marks: Sequence[Mark]) -> int:
        """Acknowledge frames of this connection; return how many marks were still worth it."""
        count = 0
        # The lock keeps the connection from ending between the look and the acknowledgement:
        # on a later one the same packet id names another message.
        with self._lock:
            client = self._client
            if client is None or self._epoch == _ENDED:
                return 0
            for mark in marks:
                if mark.epoch == self._epoch and mark.packet_id:
                    client.ack(mark.packet_id, self._subscription.qos)
                    count += 1
        return count

    def hear_also(self, filters: tuple[str, ...]) -> None:
        """Listen with QoS 0 to these topics too, or to none of them any more (empty)."""
        before, self._also = self._also, filters
        client = self._client
        if client is None or not self.up or before == filters:
            return
        if before:
            client.unsubscribe(list(before))
        if filters:
            options = SubscribeOptions(qos=0, retainHandling=_NEVER_RETAINED)
            client.subscribe([(pattern, options) for pattern in filters])

    def publish(self, topic: str, payloads: Sequence[bytes]) -> bool:
        """Publish with QoS 0; return False when the session is down (nothing is kept)."""
        client = self._client
        if client is None or not self.up:
            return False
        for payload in payloads:
            client.publish(topic, payload, qos=0)
        return True

    def _made(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._subscription.client_id,
            protocol=paho.MQTTv5,
            manual_ack=self._subscription.qos > 0,
        )
        client.username_pw_set(self._login.user, self._login.password)
        client.connect_timeout = CONNECT_S_MAX
        client.reconnect_delay_set(1, int(RECONNECT_S_MAX))
        client.on_connect = self._connected
        client.on_subscribe = self._subscription_answered
        client.on_disconnect = self._disconnected
        client.on_message = self._message
        return client

    def _connected(
        self,
        client: paho.Client,
        _user: object,
        _flags: paho.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            log("session_refused", session=self._subscription.client_id, reason=str(reason))
            return
        # Waiting frames may come before the answer to the subscription: the epoch begins now.
        with self._lock:
            self._epoch_last += 1
            self._epoch = self._epoch_last
        options = SubscribeOptions(qos=self._subscription.qos, retainHandling=_NEVER_RETAINED)
        client.subscribe([(pattern, options) for pattern in self._subscription.filters])

    def _subscription_answered(
        self,
        _client: paho.Client,
        _user: object,
        _packet_id: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            log("subscription_refused", session=self._subscription.client_id)
            return
        if self._subscribed:
            return
        self._subscribed = True
        self._tell(up=True)

    def _disconnected(
        self,
        _client: paho.Client,
        _user: object,
        _flags: paho.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        with self._lock:
            self._epoch = _ENDED
        was_up, self._subscribed = self._subscribed, False
        if was_up:
            log("session_lost", session=self._subscription.client_id, reason=str(reason))
            self._tell(up=False)

    def _message(self, _client: paho.Client, _user: object, message: paho.MQTTMessage) -> None:
        """Run in paho's thread: collect, and wake the event loop once for many frames."""
        frame = RawFrame(message.topic, bytes(message.payload))
        with self._lock:
            first = not self._batch.frames
            self._batch.frames.append(frame)
            if self._subscription.qos:
                self._batch.marks.append(Mark(self._epoch, message.mid or NO_PACKET_ID))
        if first and self._loop is not None:
            self._loop.call_soon_threadsafe(self._deliver)

    def _deliver(self) -> None:
        with self._lock:
            batch, self._batch = self._batch, Batch([], [])
        if batch.frames and self._taken is not None:
            self._taken(batch)

    def _tell(self, *, up: bool) -> None:
        if self._loop is not None and self._changed is not None:
            self._loop.call_soon_threadsafe(self._changed, up)
