"""What works and what does not, each part named, with since when."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

import msgspec

from console.board import Board
from console.database import now_ns
from console.live import STALE_S, LivePicture, PictureSource
from console.outbox_probe import BEHIND_TICKS_MAX as OUTBOX_BEHIND_MAX
from console.view_types import Health, Part, PartName, Standing
from engine.control import Status
from store.engine_client import EngineClient, EngineDown, EngineRefusedError

LOG: Final = logging.getLogger("console.health")
ENGINE_EVERY_S: Final = 1.0
BEHIND_TICKS_MAX: Final = 50
LAG_MS_MAX: Final = 250.0
NO_ALARMS: Final[tuple[PartName, ...]] = ("engine", "journal")
"""Without the engine no alarm is raised, without the journal none is recorded (DEV-10): down."""
NOTIFYING: Final = ("notifier", "feed", "outlets")
"""How the outlets name what people are told by, in DEV-08."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part was found."""

    ok: bool
    en: str
    zh: str


FINE: Final = Finding(ok=True, en="", zh="")
_UNKNOWN: Final = Finding(ok=False, en="not known yet", zh="尚未确认")


class Watch:
    """Collects findings and remembers since when each part is as it is."""

    def __init__(self) -> None:
        begun_utc_ns = now_ns()
        self.engine: Status | None = None
        self._parts: dict[PartName, Part] = {
            name: _part(_UNKNOWN, begun_utc_ns)
            for name in (
                "engine", "journal", "broker", "postgres", "valkey", "notifier", "live", "console"
            )
        }  # fmt: skip

    def found(self, name: PartName, finding: Finding) -> None:
        """Note how a part is."""
        before = self._parts[name]
        since_utc_ns = before.since_utc_ns if before.ok == finding.ok else now_ns()
        if before.ok != finding.ok:
            LOG.info("part_changed part=%s ok=%s detail=%r", name, finding.ok, finding.en)
        self._parts[name] = _part(finding, since_utc_ns)

    def health(self) -> Health:
        """Return the whole."""
        down = any(not self._parts[name].ok for name in NO_ALARMS)
        fine = all(part.ok for part in self._parts.values())
        standing: Standing = "down" if down else "ok" if fine else "degraded"
        return Health(status=standing, utc_ns=now_ns(), parts={**self._parts})


def differs(old: Health | None, new: Health) -> bool:
    """Whether a page would show something else."""
    if old is None:
        return True
    return msgspec.structs.replace(old, utc_ns=0) != msgspec.structs.replace(new, utc_ns=0)


async def ask_engine(engine: EngineClient, watch: Watch) -> None:
    """Ask the engine how it is, and through it the journal and the broker."""
    try:
        status = await engine.status()
    except (EngineDown, EngineRefusedError) as error:
        watch.engine = None
        watch.found("engine", Finding(ok=False, en=f"no answer: {error}", zh="引擎无应答"))
        for name in ("journal", "broker"):
            watch.found(name, Finding(ok=False, en="the engine is down", zh="引擎未运行"))
        return
    watch.engine = status
    watch.found("engine", _engine(status))
    watch.found("journal", _journal(status))
    watch.found("broker", _broker(status))


def look_at_picture(source: PictureSource, live: LivePicture, watch: Watch) -> None:
    """Judge Valkey and the age of the picture."""
    if source.problem:
        watch.found("valkey", Finding(ok=False, en=source.problem, zh="实时位置服务无应答"))
    else:
        watch.found("valkey", FINE)
    stale = live.stale_since_utc_ns(now_ns())
    if not stale:
        watch.found("live", FINE)
        return
    watch.found(
        "live",
        Finding(
            ok=False,
            en=f"stale: no picture for more than {STALE_S:.0f} s",
            zh=f"位置画面已过时：超过 {STALE_S:.0f} 秒没有更新",
        ),
    )


def look_at_notifier(taken_tick: int | None, down: tuple[str, ...], watch: Watch) -> None:
    """Judge the notifier: does it follow the decisions, and what the engine was told (DEV-08)."""
    behind = 0 if watch.engine is None else watch.engine.tick - (taken_tick or 0)
    silent = [name for name in down if name.startswith(NOTIFYING)]
    if taken_tick is None:
        finding = Finding(ok=False, en="it has not run here yet", zh="通知服务尚未运行")
    elif behind > OUTBOX_BEHIND_MAX:
        finding = Finding(
            ok=False,
            en=f"stands still, {behind} ticks behind",
            zh=f"通知停滞，落后 {behind} 个周期",
        )
    elif silent:
        names = ", ".join(silent)
        finding = Finding(ok=False, en=f"down: {names}", zh=f"通知通道中断：{names}")
    else:
        finding = FINE
    watch.found("notifier", finding)


def look_at_console(board: Board, watch: Watch, *, writable: bool, unreadable_count: int) -> None:
    """Judge ourselves: do we keep up with the decisions, and can we save them."""
    behind = 0 if watch.engine is None else watch.engine.tick - board.tick
    if not writable:
        finding = Finding(
            ok=False, en="the console's own file cannot be written", zh="控制台本地文件无法写入"
        )
    elif unreadable_count:
        finding = Finding(
            ok=False,
            en=f"{unreadable_count} ticks of decisions could not be read",
            zh=f"有 {unreadable_count} 个周期的决策无法读取",
        )
    elif behind > BEHIND_TICKS_MAX:
        finding = Finding(
            ok=False, en=f"{behind} ticks behind the engine", zh=f"落后引擎 {behind} 个周期"
        )
    else:
        finding = FINE
    watch.found("console", finding)


async def follow_engine(engine: EngineClient, watch: Watch) -> None:
    """Ask the engine for ever."""
    while True:
        await ask_engine(engine, watch)
        await asyncio.sleep(ENGINE_EVERY_S)


def _engine(status: Status) -> Finding:
    if not status.config_sha256:
        return Finding(ok=False, en="no configuration adopted yet", zh="尚未采用任何配置")
    if status.loop_lag_ms > LAG_MS_MAX:
        lag = f"{status.loop_lag_ms:.0f} ms"
        return Finding(ok=False, en=f"slow: loop lag {lag}", zh=f"引擎响应迟缓：{lag}")
    return FINE


def _journal(status: Status) -> Finding:
    if status.journal.ok:
        return FINE
    return Finding(
        ok=False,
        en=f"cannot be written; {status.unrecorded} ticks are held in memory",
        zh=f"日志无法写入；{status.unrecorded} 个周期仅存于内存",
    )


def _broker(status: Status) -> Finding:
    lost = [
        name
        for name, up in (("alarm", status.sessions.alarm), ("telemetry", status.sessions.telemetry))
        if not up
    ]
    if not lost:
        return FINE
    names = ", ".join(lost)
    return Finding(ok=False, en=f"session down: {names}", zh=f"消息会话中断：{names}")


def _part(finding: Finding, since_utc_ns: int) -> Part:
    return Part(ok=finding.ok, detail=finding.en, detail_zh=finding.zh, since_utc_ns=since_utc_ns)
