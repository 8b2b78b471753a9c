"""The clockwork: intake, tick, step, decisions, snapshot, replay (pure)."""

from typing import Final

VERSION: Final = "0.1.0"
"""Of the decisions this engine makes; adopted with each configuration."""
