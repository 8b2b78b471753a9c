"""Which journal this is: an identity that stays with its folder.

A server that an earlier journal filled is never mistaken for this one's: its ticks and alarm ids
began at 1 too.
"""

import os
import uuid
from pathlib import Path
from typing import Final

FILE_NAME: Final = "identity"


def journal_identity(folder: Path) -> str:
    """Return the identity of a journal folder; the first who asks writes it down."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    if not path.exists():
        _offer(path, uuid.uuid4().hex)
    identity = path.read_text(encoding="ascii").strip()
    assert len(identity) == len(uuid.uuid4().hex), f"{path} is not an identity"
    return identity


def _offer(path: Path, identity: str) -> None:
    """Put a whole file in place unless somebody else was first."""
    draft = path.with_name(f"{FILE_NAME}.{os.getpid()}")
    draft.write_text(f"{identity}\n", encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
