"""Waits until an answered command shows on the board, so that who acted sees what he did."""

import asyncio
from typing import Final

WAIT_S_MAX: Final = 0.3
WAITING_MAX: Final = 1000


class Echoes:
    """Commands under way, by id."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[int]] = {}

    def expect(self, command_id: str) -> asyncio.Future[int]:
        """Return what will hold the tick; call it before the command leaves."""
        if command_id not in self._waiting:
            if len(self._waiting) >= WAITING_MAX:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[command_id] = asyncio.get_running_loop().create_future()
        return self._waiting[command_id]

    def came(self, command_id: str, tick: int) -> None:
        """Note that a tick with this command's answer is on the board."""
        echo = self._waiting.pop(command_id, None)
        if echo is not None and not echo.done():
            echo.set_result(tick)

    async def tick_of(self, command_id: str, echo: asyncio.Future[int]) -> int | None:
        """Return the tick, None when it did not come in time: it was decided all the same."""
        try:
            async with asyncio.timeout(WAIT_S_MAX):
                return await asyncio.shield(echo)
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(command_id, None)
