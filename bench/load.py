"""A cheap stream of band frames: N bands, R frames a second, one connection per gateway.

Runs as its own process, so that its cost is not the engine's:
``python -m bench.load --mqtt mqtt://127.0.0.1:1883 --logins FILE --bands FILE --rate 4000 ...``
"""

import argparse
import json
import random
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from mqtt5 import ConnectPacket, PublishPacket, QoS

from custody.wire import BIT_SOS

BATCH_S: Final = 0.02
PACKET_IDS: Final = 60_000
KINDS: Final = ("position", "motion", "position", "vitals", "position", "motion", "position")
"""A band's round: mostly fixes, then motion, then vitals; a heartbeat every third round."""


@dataclass(slots=True)
class Band:
    """A band that stays in its room and jitters."""

    id: str
    sender: str
    level: str
    x_m: float
    y_m: float
    seq: int = 0
    presses: int = 0
    """How often its key was pressed; every later frame repeats the count."""


def payload(band: Band, kind: str, t_ns: int, chance: random.Random) -> bytes:
    """Return the next frame of a band, as a gateway would send it."""
    band.seq += 1
    head = (
        f'{{"v":1,"device":"{band.id}","boot":1,"seq":{band.seq},"t_ns":{t_ns},'
        f'"alarm_bits":0,"alarm_count":{band.presses},'
    )
    wander = chance.random() - 0.5
    if kind == "position":
        x_m, y_m = band.x_m + wander * 0.4, band.y_m - wander * 0.3
        return (
            f'{head}"x_m":{x_m:.3f},"y_m":{y_m:.3f},"accuracy_m":0.30,"level":"{band.level}"}}'
        ).encode()
    if kind == "vitals":
        return (
            f'{head}"contact":true,"pulse_bpm":{72 + wander * 6:.1f},"pulse_quality":0.92,'
            f'"spo2_pct":{97.2 + wander:.1f},"spo2_quality":0.9,"skin_c":{31.5 + wander:.2f}}}'
        ).encode()
    if kind == "motion":
        return f'{head}"activity_mg":{80 + wander * 40:.1f},"peak_g":1.08}}'.encode()
    return f'{head}"uptime_s":{band.seq / 20:.1f}}}'.encode()


def press(band: Band, number: int) -> bytes:
    """Return the packet of a press of the band's key, told with QoS 1."""
    band.seq += 1
    band.presses += 1
    content = (
        f'{{"v":1,"device":"{band.id}","boot":1,"seq":{band.seq},"t_ns":{time.time_ns()},'
        f'"alarm_bits":{BIT_SOS},"alarm_count":{band.presses}}}'
    )
    topic = f"custody/v1/{band.sender}/{band.id}/alarm/sos"
    packet_id = number % PACKET_IDS + 1
    packet = PublishPacket(topic, content.encode(), qos=QoS.AT_LEAST_ONCE, packet_id=packet_id)
    return packet.write()


def frames(bands: list[Band], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield (sender, packet) for ever, bands in turn, kinds in their round."""
    number = 0
    while True:
        kind = KINDS[number % len(KINDS)] if number % 21 else "heartbeat"
        for band in bands:
            topic = f"custody/v1/{band.sender}/{band.id}/telemetry/{kind}"
            packet = PublishPacket(topic, payload(band, kind, time.time_ns(), chance))
            yield band.sender, packet.write()
        number += 1


def connect(host: str, port: int, user: str, password: str) -> socket.socket:
    """Return a connected MQTT session of a sender; raises ConnectionError with the reason code."""
    stream = socket.create_connection((host, port), timeout=5)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    login = ConnectPacket(
        f"bench-{user}", username=user, password=password.encode(), clean_start=True
    )
    stream.sendall(login.write())
    answer = stream.recv(256)
    code_at = 3
    if len(answer) <= code_at or answer[code_at] != 0:
        message = f"the broker refused sender {user}: {answer.hex()}"
        raise ConnectionError(message)
    return stream


def publish(
    bands: list[Band], streams: dict[str, socket.socket], how: argparse.Namespace
) -> tuple[int, int]:
    """Publish at a steady rate; return how many frames and presses the broker was handed."""
    source = frames(bands, random.Random(how.seed))  # noqa: S311  # pretend noise, no secret
    started = time.monotonic()
    seconds, rate = how.seconds, how.rate
    sent = pressed = 0
    while (elapsed := time.monotonic() - started) < seconds:
        due = int(elapsed * rate) - sent
        heaps: dict[str, list[bytes]] = {sender: [] for sender in streams}
        for _ in range(due):
            sender, packet = next(source)
            heaps[sender].append(packet)
        while pressed < int(elapsed * how.alarms):
            band = bands[pressed % len(bands)]
            heaps[band.sender].append(press(band, pressed))
            pressed += 1
        for sender, heap in heaps.items():
            if heap:
                streams[sender].sendall(b"".join(heap))
        sent += due
        time.sleep(BATCH_S)
    return sent, pressed


def main(argv: list[str]) -> int:
    """Publish and print one JSON line: frames sent, CPU seconds."""
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    parser.add_argument("--mqtt", required=True)
    parser.add_argument("--logins", type=Path, required=True)
    parser.add_argument("--bands", type=Path, required=True, help="JSON list of bands")
    parser.add_argument("--rate", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--alarms", type=float, default=0.0, help="SOS presses a second")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    logins = json.loads(options.logins.read_text())
    bands = [Band(**band) for band in json.loads(options.bands.read_text())]
    url = urlsplit(options.mqtt)
    streams = {
        sender: connect(url.hostname or "127.0.0.1", url.port or 1883, sender, logins[sender])
        for sender in sorted({band.sender for band in bands})
    }
    sent, pressed = publish(bands, streams, options)
    figures = {"sent": sent, "pressed": pressed, "cpu_s": time.process_time()}
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
