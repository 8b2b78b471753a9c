"""What a receiver of webhooks keeps, as its log says it."""

import msgspec


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook as it arrived for the first time; ``times`` counts it with its repeats."""

    id: str
    endpoint: str
    received_utc_ns: int
    valid: bool
    times: int
    body: dict[str, object]
