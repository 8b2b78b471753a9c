"""How an endpoint is reached: one tagged struct a channel, its ``url`` says where. Pure.

Secrets never stand here: what a receiver must believe or a server must be shown is a *name* in
the endpoint (``secret``), looked up in the state folder's secrets.toml at the moment of sending.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

Template = Annotated[str, Meta(min_length=1, max_length=4000)]
Address = Annotated[str, Meta(pattern=r"^[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,190}$")]
Topic = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^#+\x00-\x20]+$")]
Login = Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x20]*$")]
HeaderName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,60}$")]
HeaderValue = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Mobile = Annotated[str, Meta(pattern=r"^\+?[0-9]{5,15}$")]

TEXT_CHARS_MAX: Final = 4_000


class Channel(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"
):
    """One way to people."""


class Webhook(Channel, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="webhook"):
    """Signed JSON by POST (Standard Webhooks); ``secret`` names its signing keys."""


class Wecom(Channel, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="wecom"):
    """A robot of a WeCom group; ``secret`` names the robot's key, which is not in the url."""

    mobiles: Annotated[tuple[Mobile, ...], Meta(max_length=20)] = ()
    """Whom to call by name in the group, by mobile number."""


class Email(Channel, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="email"):
    """A letter by SMTP; ``secret`` names the password of ``login``."""

    sender: Address
    to: Annotated[tuple[Address, ...], Meta(min_length=1, max_length=20)]
    login: Login = ""
    """Empty sends without signing in."""
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    """``none`` sends no password and is for a server on the same machine."""


class Relay(Channel, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="mqtt"):
    """A siren or lamp behind an MQTT broker; taken when the broker took it, or its receipt came."""

    topic: Topic
    payload: Template
    receipt: Annotated[str, Meta(max_length=200, pattern=r"^[^#+\x00-\x20]*$")] = ""
    """Topic on which the siren says the notice's id back; empty: the broker's word is enough."""
    escape: Literal["json", "text"] = "json"
    login: Login = ""


class Gateway(Channel, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="http"):
    """A private gateway or SMS service: one HTTP request made from templates."""

    method: Literal["POST", "PUT", "GET"] = "POST"
    headers: Annotated[dict[HeaderName, HeaderValue], Meta(max_length=20)] = {}
    body: Annotated[str, Meta(max_length=4000)] = ""
    escape: Literal["json", "form", "text"] = "json"
    """How values are written into the body, so that no value can change its meaning."""
    taken: Annotated[str, Meta(max_length=200)] = ""
    """What the answer must contain besides a 2xx; empty: the status is enough."""
    chars_max: Annotated[int, Meta(ge=20, le=TEXT_CHARS_MAX)] = 1_000
    """Longest ``${text}`` in characters (an SMS of one part in Chinese: 70)."""


AnyChannel = Webhook | Wecom | Email | Relay | Gateway

SCHEMES: Final[dict[type[Channel], tuple[str, ...]]] = {
    Webhook: ("http", "https"),
    Wecom: ("http", "https"),
    Email: ("smtp", "smtps"),
    Relay: ("mqtt", "mqtts"),
    Gateway: ("http", "https"),
}
"""What an endpoint's ``url`` may begin with, by channel."""


def kind_of(channel: Channel) -> str:
    """Return a channel's name in notify.toml."""
    return str(channel.__struct_config__.tag)
