"""A receiver of webhooks, as a duty officer's phone would be: a page, and the log as JSON.

It stands outside the engine on purpose: it checks each signature on its own and keeps what came.
"""

import argparse
import time
import tomllib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import uvicorn
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.received import Received

KEPT_MAX: Final = 20_000
BODY_BYTES_MAX: Final = 64 * 1024
PAGE: Final = Path(__file__).with_name("receiver.html")


class Receiver:
    """Takes webhooks for several endpoints, each with its own secret."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._webhooks = {name: Webhook(secret) for name, secret in secrets.items()}
        self._received: OrderedDict[str, Received] = OrderedDict()

    def application(self) -> Starlette:
        """Return the web application."""
        return Starlette(
            routes=[
                Route("/", self.page),
                Route("/log.json", self.log),
                Route("/{endpoint}", self.take, methods=["POST"]),
            ]
        )

    async def page(self, _: Request) -> Response:
        """Answer with the phone."""
        return HTMLResponse(PAGE.read_text(encoding="utf-8"))

    async def log(self, _: Request) -> Response:
        """Answer with everything received, oldest first."""
        body = msgspec.json.encode(list(self._received.values()))
        return Response(body, media_type="application/json")

    async def take(self, request: Request) -> Response:
        """Take one webhook; one that is not signed by us is kept as invalid and refused."""
        now_ns = time.time_ns()
        body = await request.body()
        if len(body) > BODY_BYTES_MAX:
            return JSONResponse({"taken": False}, status_code=413)
        endpoint = request.path_params["endpoint"]
        valid = self._signed(endpoint, body, request.headers)
        self._keep(
            Received(
                id=request.headers.get("webhook-id", ""),
                endpoint=endpoint,
                received_utc_ns=now_ns,
                valid=valid,
                times=1,
                body=_decoded(body),
            )
        )
        return JSONResponse({"taken": valid}, status_code=200 if valid else 401)

    def _signed(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> bool:
        webhook = self._webhooks.get(endpoint)
        if webhook is None:
            return False
        try:
            webhook.verify(body, dict(headers))
        except WebhookVerificationError:
            return False
        return True

    def _keep(self, new: Received) -> None:
        key = f"{new.endpoint} {new.id} {new.valid}"
        known = self._received.get(key)
        if known is not None:
            new = msgspec.structs.replace(known, times=known.times + 1)
        self._received[key] = new
        if len(self._received) > KEPT_MAX:
            self._received.popitem(last=False)


def main(argv: Sequence[str]) -> int:
    """Receive webhooks on 127.0.0.1 and show them."""
    parser = argparse.ArgumentParser(prog="custody receiver", description=main.__doc__)
    parser.add_argument("--secrets", type=Path, required=True, help="TOML with [endpoints]")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args(argv)
    secrets = tomllib.loads(options.secrets.read_text())["endpoints"]
    application = Receiver(secrets).application()
    uvicorn.run(application, host="127.0.0.1", port=options.port, log_level="warning")
    return 0


def _decoded(body: bytes) -> dict[str, object]:
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except msgspec.DecodeError:
        return {}
