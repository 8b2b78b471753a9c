"""``custody sim drill``: a spare band calls for help, and a stopwatch runs until somebody is there.

It does what a drill does: announces itself at the console, presses SOS on a band that nobody
wears, over MQTT like any band, and reads at the console who acknowledged and who came.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aiomqtt
import httpx2
import msgspec
import shapely

from alerts.configuration import Configuration
from config.load import DEMO_DIR, ConfigError, load_site
from custody.acts.notices import AnnounceDrill
from custody.wire import BIT_SOS, BandAlarm, Position, Receipt, receipt_topic, topic
from sim.mqtt import Broker

RULE: Final = "MOT-08"
PLACED_S: Final = 2.0
"""So long the band says where it is before it calls."""
FIX_S: Final = 0.5
LOOK_S: Final = 0.2
TIMEOUT_S: Final = 5.0
NS_PER_S: Final = 10**9
WRONG: Final = 2
ROLES: Final = ("control_room", "custody_officer", "duty_inspector")

_RECEIPT: Final = msgspec.json.Decoder(Receipt)


class DrillRefusedError(Exception):
    """The drill cannot be held; says why."""


class Told(msgspec.Struct, kw_only=True):
    """One delivery: to whom, by which channel, and after how long."""

    endpoint: str
    channel: str
    tier: int
    state: str
    after_s: float | None


class Result(msgspec.Struct, kw_only=True):
    """What the stopwatch says; seconds since the key was pressed, None where it never happened."""

    rule: str
    subject: str
    room: str
    alarm: str = ""
    raised_s: float | None = None
    told_s: float | None = None
    acknowledged_s: float | None = None
    acknowledged_by: str = ""
    arrived_s: float | None = None
    arrived_by: str = ""
    deliveries: list[Told] = []

    @property
    def complete(self) -> bool:
        """Return whether somebody acknowledged and somebody came."""
        return self.acknowledged_s is not None and self.arrived_s is not None


def main(argv: Sequence[str]) -> int:
    """Hold one drill; 0 when somebody acknowledged and came, 1 when not, 2 when it could not be."""
    options = _parser().parse_args(argv)
    try:
        configuration = load_site(options.site)
        result = asyncio.run(_hold(options, configuration))
    except (ConfigError, DrillRefusedError, aiomqtt.MqttError, httpx2.HTTPError) as error:
        sys.stderr.write(f"custody sim drill: {error}\n")
        return WRONG
    sys.stdout.write(_json(result) if options.json else _page(result))
    return 0 if result.complete else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="custody sim drill", description=__doc__)
    parser.add_argument("--band", required=True, help="a spare band that is switched off")
    parser.add_argument("--room", required=True, help="where the drill takes place")
    parser.add_argument("--for", dest="for_s", type=float, default=300.0, metavar="S")
    parser.add_argument("--reason", default="drill", help="what the record says")
    parser.add_argument("--site", type=Path, default=DEMO_DIR, help="a site's folder")
    parser.add_argument("--mqtt", default="mqtt://127.0.0.1:1883", metavar="URL")
    parser.add_argument("--logins", type=Path, required=True, help="JSON {sender: password}")
    parser.add_argument("--console", default="http://127.0.0.1:8080", metavar="URL")
    parser.add_argument("--users", type=Path, required=True, help="JSON {user: password}")
    parser.add_argument("--user", help="who announces it; else the first of the file who may")
    parser.add_argument("--json", action="store_true")
    return parser


async def _hold(options: argparse.Namespace, configuration: Configuration) -> Result:
    band = SpareBand(configuration, options.band, options.room)
    passwords = _passwords(options.logins)
    if band.sender not in passwords:
        message = f"{options.logins}: no password of {band.sender}, which speaks for {options.band}"
        raise DrillRefusedError(message)
    async with httpx2.AsyncClient(base_url=options.console, timeout=TIMEOUT_S) as client:
        console = ConsoleSide(client, options.band)
        await console.sign_in(_passwords(options.users), options.user)
        broker = Broker.of(options.mqtt)
        async with aiomqtt.Client(
            broker.host,
            broker.port,
            username=band.sender,
            password=passwords[band.sender],
            identifier=f"drill-{options.band}",
        ) as link:
            await link.subscribe(receipt_topic(band.sender), qos=1)
            lives = [asyncio.create_task(band.live(link)), asyncio.create_task(band.hear(link))]
            try:
                await asyncio.sleep(PLACED_S)
                await console.announce(options.for_s, options.reason)
                pressed_ns = await band.press(link)
                result = Result(rule=RULE, subject=options.band, room=options.room)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(options.for_s):
                        await console.watch(result, pressed_ns)
                await console.end(result, pressed_ns)
            finally:
                for life in lives:
                    life.cancel()
                ends = await asyncio.gather(*lives, return_exceptions=True)
    for end in ends:
        if isinstance(end, aiomqtt.MqttError):
            raise end
    return result


class SpareBand:
    """A band that nobody wears: says where it is, and presses its key until that is receipted."""

    def __init__(self, configuration: Configuration, band: str, room: str) -> None:
        devices = {device.id: device for device in configuration.devices}
        rooms = {each.id: each for each in configuration.site.rooms}
        if band not in devices or devices[band].kind != "band":
            message = f"there is no band {band}"
            raise DrillRefusedError(message)
        if room not in rooms:
            message = f"there is no room {room}"
            raise DrillRefusedError(message)
        self.sender = devices[band].sender
        self._band = band
        self._level = rooms[room].level
        self._at = shapely.Polygon(rooms[room].outer).representative_point()
        self._boot = int(time.time())
        self._seq = 0
        self._called: BandAlarm | None = None
        self._receipted = asyncio.Event()

    async def live(self, link: aiomqtt.Client) -> None:
        """Say where the band is, for ever; a call without receipt is sent again."""
        while True:
            calling = self._called is not None and not self._receipted.is_set()
            fix = Position(
                v=1,
                device=self._band,
                boot=self._boot,
                seq=self._next(),
                t_ns=time.time_ns(),
                alarm_bits=BIT_SOS if calling else 0,
                alarm_count=0 if self._called is None else 1,
                x_m=round(self._at.x, 3),
                y_m=round(self._at.y, 3),
                accuracy_m=0.3,
                level=self._level,
            )
            await self._say(link, "telemetry", "position", msgspec.json.encode(fix), qos=0)
            if calling and self._called is not None:
                await self._say(link, "alarm", "sos", msgspec.json.encode(self._called))
            await asyncio.sleep(FIX_S)

    async def press(self, link: aiomqtt.Client) -> int:
        """Press the key; return when (UTC ns)."""
        now_ns = time.time_ns()
        self._called = BandAlarm(
            v=1,
            device=self._band,
            boot=self._boot,
            seq=self._next(),
            t_ns=now_ns,
            alarm_bits=BIT_SOS,
            alarm_count=1,
        )
        await self._say(link, "alarm", "sos", msgspec.json.encode(self._called))
        return now_ns

    async def hear(self, link: aiomqtt.Client) -> None:
        """Take receipts."""
        async for message in link.messages:
            assert isinstance(message.payload, bytes), "receipts carry bytes"
            receipt = _RECEIPT.decode(message.payload)
            called = self._called
            if called is not None and (receipt.device, receipt.seq) == (self._band, called.seq):
                self._receipted.set()

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    async def _say(
        self, link: aiomqtt.Client, frame_class: str, kind: str, payload: bytes, *, qos: int = 1
    ) -> None:
        await link.publish(topic(self.sender, self._band, frame_class, kind), payload, qos=qos)


class Step(msgspec.Struct):
    """One change of the alarm, as the console tells it."""

    change: str
    utc_ns: int
    by: str


class Seen(msgspec.Struct):
    """The alarm, as the console tells it."""

    id: str
    rule: str
    subject: str
    state: str
    raised_utc_ns: int
    drill: bool = False
    history: list[Step] = []


class SeenList(msgspec.Struct):
    """Open alarms."""

    alarms: list[Seen]


class Delivered(msgspec.Struct):
    """A delivery, as the console tells it."""

    endpoint: str
    channel: str
    tier: int
    state: str
    ended_utc_ns: int


class DeliveredList(msgspec.Struct):
    """Deliveries of one alarm."""

    deliveries: list[Delivered]


class SignedIn(msgspec.Struct):
    """Whose login it is."""

    role: str


class ConsoleSide:
    """Somebody of the desk who announces the drill and reads what became of it."""

    def __init__(self, client: httpx2.AsyncClient, band: str) -> None:
        self._client = client
        self._band = band

    async def sign_in(self, users: dict[str, str], user: str | None) -> None:
        """Sign in as somebody who may announce a drill."""
        for name in [user] if user else users:
            body = {"user": name, "password": users.get(name, "")}
            reply = await self._client.post("/api/login", json=body)
            if reply.is_success and msgspec.json.decode(reply.content, type=SignedIn).role in ROLES:
                return
        message = f"nobody of the users file may announce a drill; it takes {' or '.join(ROLES)}"
        raise DrillRefusedError(message)

    async def announce(self, for_s: float, reason: str) -> None:
        """Announce the drill; raises DrillRefusedError with the engine's reason."""
        minutes = min(60.0, max(1.0, for_s / 60.0))
        act = AnnounceDrill(rule=RULE, subject=self._band, minutes=minutes, reason=reason)
        reply = await self._client.post(
            "/api/commands",
            content=msgspec.json.encode({"what": act}),
            headers={"content-type": "application/json"},
        )
        if not reply.is_success:
            raise DrillRefusedError("the drill was refused: " + reply.text[:300])

    async def watch(self, result: Result, pressed_ns: int) -> None:
        """Read the alarm until somebody acknowledged it and somebody came."""
        while not result.complete:
            await asyncio.sleep(LOOK_S)
            await self._look(result, pressed_ns)

    async def end(self, result: Result, pressed_ns: int) -> None:
        """Read who was told, and close the drill's alarm where nobody did."""
        if not result.alarm:
            return
        reply = await self._client.get("/api/deliveries", params={"alarm": result.alarm})
        reply.raise_for_status()
        for each in msgspec.json.decode(reply.content, type=DeliveredList).deliveries:
            after_s = _since(each.ended_utc_ns, pressed_ns) if each.state == "sent" else None
            result.deliveries.append(
                Told(
                    endpoint=each.endpoint,
                    channel=each.channel,
                    tier=each.tier,
                    state=each.state,
                    after_s=after_s,
                )
            )
        sent = [each.after_s for each in result.deliveries if each.after_s is not None]
        result.told_s = min(sent, default=None)
        result.deliveries.sort(key=lambda each: (each.after_s is None, each.after_s or 0.0))
        await self._close(f"/api/alarms/{result.alarm}")

    async def _close(self, alarm: str) -> None:
        """Close the drill's alarm, unless something real came on top of it."""
        reply = await self._client.get(alarm)
        if reply.is_success:
            seen = msgspec.json.decode(reply.content, type=Seen)
            if not seen.drill:
                sys.stderr.write(f"custody sim drill: {seen.id} is no drill any more, left open\n")
            if not seen.drill or seen.state in ("closed", "normal"):
                return
            body = {"cause": "benign", "action": "drill over"}
            reply = await self._client.post(f"{alarm}/close", json=body)
        if not reply.is_success:
            sys.stderr.write(f"custody sim drill: {alarm} was not closed: {reply.text[:300]}\n")

    async def _look(self, result: Result, pressed_ns: int) -> None:
        try:
            if not result.alarm:
                await self._find(result, pressed_ns)
                return
            reply = await self._client.get(f"/api/alarms/{result.alarm}")
        except httpx2.TransportError:
            return  # The console is being restarted; the stopwatch goes on.
        if not reply.is_success:
            return
        for step in msgspec.json.decode(reply.content, type=Seen).history:
            if step.change == "acknowledged" and result.acknowledged_s is None:
                result.acknowledged_s = _since(step.utc_ns, pressed_ns)
                result.acknowledged_by = step.by
            if step.change == "arrived" and result.arrived_s is None:
                result.arrived_s = _since(step.utc_ns, pressed_ns)
                result.arrived_by = step.by

    async def _find(self, result: Result, pressed_ns: int) -> None:
        reply = await self._client.get("/api/alarms")
        if not reply.is_success:
            return
        for alarm in msgspec.json.decode(reply.content, type=SeenList).alarms:
            if (alarm.rule, alarm.subject, alarm.drill) == (RULE, self._band, True):
                result.alarm = alarm.id
                result.raised_s = _since(alarm.raised_utc_ns, pressed_ns)


def _passwords(path: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError) as error:
        message = f"{path}: cannot be read as JSON of names and passwords ({error})"
        raise DrillRefusedError(message) from error


def _since(utc_ns: int, pressed_ns: int) -> float:
    return round((utc_ns - pressed_ns) / NS_PER_S, 3)


def _json(result: Result) -> str:
    return json.dumps(msgspec.to_builtins(result), ensure_ascii=False) + "\n"


def _page(result: Result) -> str:
    """Return the result for people."""

    def said(seconds: float | None, by: str = "") -> str:
        return "never" if seconds is None else f"{seconds:.1f} s {by}".rstrip()

    lines = [
        f"drill {result.rule} {result.subject} in {result.room}: {result.alarm or 'no alarm'}",
        f"  raised        {said(result.raised_s)}",
        f"  first told    {said(result.told_s)}",
        f"  acknowledged  {said(result.acknowledged_s, result.acknowledged_by)}",
        f"  somebody came {said(result.arrived_s, result.arrived_by)}",
    ]
    lines += [
        f"  told tier {each.tier}   {said(each.after_s)} {each.endpoint} ({each.channel})"
        for each in result.deliveries
    ]
    return "\n".join(lines) + "\n"
