"""Write docs/device-contract.schema.json from the types in custody/wire.py.

Run ``python scripts/contract.py``; with ``--check`` it only says whether the file is current.
"""

import json
import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from custody.wire import FRAME_TYPES, PAYLOAD_BYTES_MAX, TOPIC_ROOT, VERSION, Receipt  # noqa: E402

SCHEMA = ROOT / "docs" / "device-contract.schema.json"


def schema_text() -> str:
    """Return the schema of every payload, by the end of its topic, as it stands in the types."""
    kinds = {f"{frame_class}/{kind}": frame for (frame_class, kind), frame in FRAME_TYPES.items()}
    types = [*dict.fromkeys(kinds.values()), Receipt]
    refs, components = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    by_type = dict(zip(types, refs, strict=True))
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Device contract, version {VERSION}",
        "description": (
            f"Topic {TOPIC_ROOT}/<sender>/<device>/<class>/<kind>; payload at most"
            f" {PAYLOAD_BYTES_MAX} bytes of JSON. A topic's last two parts choose the payload."
        ),
        "payloads": {name: by_type[frame] for name, frame in kinds.items()},
        "receipt": by_type[Receipt],
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main(argv: list[str]) -> int:
    """Write the file, or compare it."""
    text = schema_text()
    if "--check" in argv:
        current = SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == text
        sys.stdout.write("current\n" if current else f"{SCHEMA.name} is stale: run this script\n")
        return 0 if current else 1
    SCHEMA.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
