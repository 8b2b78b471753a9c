"""What stands before every answer: security headers, cross-site refusal, a limit on bodies."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.replies import problem

BODY_BYTES_MAX: Final = 8 * 1024 * 1024
"""Room for a configuration; everything else is a few hundred bytes."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_READING: Final = frozenset({"GET", "HEAD"})


class Shield:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it before anything looks at it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        api = scope["path"].startswith("/api/") or scope["path"] == "/healthz"

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if api:
                    headers["cache-control"] = "no-store"
            await send(message)

        headers = Headers(scope=scope)
        if scope["method"] not in _READING:
            refused = _cross_site(headers) or _unfit_body(headers)
            if refused is not None:
                await refused(scope, receive, shielded)
                return
        await self._app(scope, receive, shielded)


def _cross_site(headers: Headers) -> ASGIApp | None:
    """Refuse a request that another site's page made; programs send no Origin."""
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host", "")
    if foreign or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return problem(
            403, "cross_site", "请求来自其他网站，已拒绝。", "The request came from another site."
        )
    return None


def _unfit_body(headers: Headers) -> ASGIApp | None:
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return problem(411, "length_required", "请求缺少长度。", "The request must state a length.")
    if int(length) > BODY_BYTES_MAX:
        return problem(413, "too_large", "请求内容过大。", "The request is too large.")
    kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if int(length) and kind != "application/json":
        return problem(415, "not_json", "请求必须是 JSON。", "The request must be JSON.")
    return None
