"""One HTTP attempt: to the address we checked, without redirects, with limits on everything."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

import httpx2

from alerts.notify.destination import FILLED_CHARS_MAX, DestinationRefused, destination
from alerts.notify.outcome import Outcome, failure
from alerts.notify.places import Line

CONNECT_S_MAX: Final = 2.0
TOTAL_S_MAX: Final = 5.0
ANSWER_BYTES_MAX: Final = 64 * 1024
KEPT_OPEN_S: Final = 2.0
CONNECTIONS_MAX: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


class Web:
    """Talks to one endpoint; nothing else on the network can be reached through it."""

    def __init__(self, line: Line) -> None:
        self._places = line.places
        self._total_s = total_s = line.total_s
        self._client = httpx2.AsyncClient(
            verify=line.tls,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx2.Timeout(total_s, connect=min(CONNECT_S_MAX, total_s)),
            limits=httpx2.Limits(
                max_connections=CONNECTIONS_MAX,
                max_keepalive_connections=CONNECTIONS_MAX,
                keepalive_expiry=KEPT_OPEN_S,
            ),
        )

    async def ask(self, asked: Asked) -> Outcome:
        """Try once; every way to fail is an outcome, not an exception."""
        try:
            async with asyncio.timeout(self._total_s):
                return await self._ask(asked)
        except httpx2.LocalProtocolError:
            # Its text holds the header's value, and so perhaps a secret.
            return Outcome(0, "LocalProtocolError: the request is no HTTP; look at the headers")
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, DestinationRefused) as error:
            return failure(error)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, asked: Asked) -> Outcome:
        to = destination(asked.url, chars_max=FILLED_CHARS_MAX)
        address = await self._places.address(to)
        request = self._client.build_request(
            asked.method,
            to.at(address),
            headers={
                **{name.encode(): value.encode() for name, value in asked.headers.items()},
                b"host": to.authority.encode(),
            },
            content=asked.body,
            extensions={"sni_hostname": to.host},
        )
        try:
            response = await self._client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            self._places.failed(address)
            raise
        try:
            said = await _read(response)
        finally:
            await response.aclose()
        reason = "" if response.is_success else f"status {response.status_code}"
        wait = response.headers.get("retry-after", "")
        return Outcome(response.status_code, reason, retry_after_s(wait, time.time()), said)


async def _read(response: httpx2.Response) -> bytes:
    """Read the answer so that the connection can be used again; a long one is cut off."""
    received = bytearray()
    async for chunk in response.aiter_raw():
        received += chunk
        if len(received) > ANSWER_BYTES_MAX:
            break
    return bytes(received[:ANSWER_BYTES_MAX])


def retry_after_s(text: str, now_utc_s: float) -> float:
    """Return the seconds a Retry-After header asks for; 0 when it says nothing usable."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now_utc_s)
    except (ValueError, TypeError):
        return 0.0
