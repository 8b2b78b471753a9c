"""A site with as many bands as asked for, and an open stay behind each of them."""

import asyncio
import json
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shapely

from alerts.configuration import Configuration
from config.load import DEMO_DIR, load_site
from custody.commands import BindBand, Command, OpenStay
from store.engine_client import EngineClient, EngineDown

ENGINE_LIMIT_S: Final = 20.0
HOME_TYPE: Final = "holding"
QUIET_S: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The site folder, its configuration, and the files that generator and plain program read."""

    site: Path
    configuration: Configuration
    bands: Path
    room_list: Path

    @property
    def rooms(self) -> int:
        """Return how many rooms the site has."""
        return len(self.configuration.site.rooms)

    def open_stays(self, state: Path) -> None:
        """Open a stay for every band of the load, through the engine's own door."""
        asyncio.run(self._open_stays(EngineClient(state / "engine.sock")))

    async def _open_stays(self, engine: EngineClient) -> None:
        officer = self.configuration.staff[0].id
        for band in json.loads(self.bands.read_text()):
            now_ns = time.time_ns()
            opened = await engine.command(
                Command(
                    id=f"open-{band['id']}",
                    who=officer,
                    at_ns=now_ns,
                    what=OpenStay(
                        regime=self.configuration.default_policy,
                        arrived_utc_ns=now_ns,
                        responsible=officer,
                    ),
                )
            )
            assert opened.accepted, f"a stay was refused: {opened.reason}"
            bound = await engine.command(
                Command(
                    id=f"bind-{band['id']}",
                    who=officer,
                    at_ns=now_ns,
                    what=BindBand(stay=opened.result, band=band["id"]),
                )
            )
            assert bound.accepted, f"a band was refused: {bound.reason}"

    def received(self, state: Path) -> dict[str, int]:
        """Return the engine's own counts of telemetry: received, shed."""
        status = asyncio.run(EngineClient(state / "engine.sock").status())
        return {"received": status.telemetry.received, "shed": status.telemetry.shed}

    def wait_for_engine(self, state: Path) -> None:
        """Return once the engine answers with both sessions up."""
        until = time.monotonic() + ENGINE_LIMIT_S
        while time.monotonic() < until:
            try:
                status = asyncio.run(EngineClient(state / "engine.sock").status())
            except EngineDown:
                time.sleep(0.1)
                continue
            if status.sessions.alarm and status.sessions.telemetry:
                return
            time.sleep(0.1)
        message = f"the engine did not come up within {ENGINE_LIMIT_S} s; see run.log"
        raise TimeoutError(message)


def prepare(folder: Path, band_count: int, phone: str = "") -> Prepared:
    """Write a copy of the demo site with more bands, and lists of bands and rooms as JSON.

    ``phone`` is where its endpoints are told; unsigned, for nobody checks.
    """
    site = folder / "site"
    shutil.copytree(DEMO_DIR, site)
    if phone:
        _tell_only(phone, site / "notify.toml")
    _look_after(site / "rules.toml")
    _add_bands(site / "devices.toml", load_site(site), band_count)
    configuration = load_site(site)
    homes = [room for room in configuration.site.rooms if room.type.startswith(HOME_TYPE)]
    bands = [device for device in configuration.devices if device.kind == "band"][:band_count]
    chosen = []
    for number, band in enumerate(bands):
        room = homes[number % len(homes)]
        middle = shapely.Polygon(room.outer).representative_point()
        chosen.append(
            {
                "id": band.id,
                "sender": band.sender,
                "level": room.level,
                "x_m": round(middle.x, 3),
                "y_m": round(middle.y, 3),
            }
        )
    band_file, room_file = folder / "bands.json", folder / "rooms.json"
    band_file.write_text(json.dumps(chosen))
    room_file.write_text(
        json.dumps(
            [
                {"id": room.id, "level": room.level, "outer": room.outer}
                for room in configuration.site.rooms
            ]
        )
    )
    return Prepared(site=site, configuration=configuration, bands=band_file, room_list=room_file)


def _tell_only(phone: str, file: Path) -> None:
    """Point every endpoint at one address."""
    text = re.sub(r'(?m)^url = "https?://[^/"]+', f'url = "{phone}', file.read_text())
    file.write_text(re.sub(r"(?m)^secret = .*\n", "", text))


def _look_after(file: Path) -> None:
    """Let a few bands stand for a quiet house: no officers walk here and no doors report.

    Otherwise the first half minute would measure hundreds of alarms for what is left out.
    """
    text = file.read_text()
    for key in ("unattended_s", "gateway_s", "other_s"):
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {QUIET_S}", text)
        assert found, f"{file.name} has no {key}"
    file.write_text(text)


def _add_bands(file: Path, configuration: Configuration, band_count: int) -> None:
    """Add bands to the registry until there are as many as asked for."""
    have = [device for device in configuration.devices if device.kind == "band"]
    senders = sorted({band.sender for band in have})
    lines = [
        f'  {{ id = "load-{number:04}", kind = "band", sender = "{senders[number % len(senders)]}",'
        " heartbeat_s = 2 },"
        for number in range(len(have), band_count)
    ]
    head = "devices = [\n"
    text = file.read_text()
    assert head in text, "the registry lists its devices"
    file.write_text(text.replace(head, head + "\n".join(lines) + "\n", 1))
