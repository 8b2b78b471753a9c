"""Answers as JSON: msgspec in, msgspec out, every problem in two languages."""

import msgspec
from starlette.responses import Response

from console.view_types import Problem, Refusal


def answer(body: msgspec.Struct, status: int = 200) -> Response:
    """Return a typed body as JSON."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def problem(
    status: int,
    code: str,
    message_zh: str,
    message_en: str,
    *,
    source: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """Return what went wrong, for a person to read and a program to tell apart by ``code``."""
    told = Problem(code=code, message_zh=message_zh, message_en=message_en, source=source)
    return Response(
        msgspec.json.encode(Refusal(told)), status, headers, media_type="application/json"
    )
