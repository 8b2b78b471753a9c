"""What a record keeps of a stay beside its events: belongings, the room session, overrides."""

import msgspec


class Item(msgspec.Struct, kw_only=True):
    """A belonging: one item, one code."""

    what: str
    kind: str
    keeper: str
    sealed: bool = False
    returned: str = ""
    """To whom it went; empty while it is kept."""


class Session(msgspec.Struct, kw_only=True):
    """The room session of a person; see custody.session for its states."""

    state: str
    room: str
    kind: str = ""
    officers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    recorder: str = "off"
    single_officer: bool = False
    reason: str = ""
    """Why it is paused."""
    since_utc_ns: int = 0
    from_utc_ns: int = 0
    """From when the room is kept."""
    until_utc_ns: int = 0
    """Until when the room is planned for it; 0 where nobody said."""


class Granted(msgspec.Struct, kw_only=True):
    """An override of one rule's condition."""

    rule: str
    reason: str
    approver: str
    expires_utc_ns: int
