"""The clockwork: intake, tick, step, decisions, snapshot, replay (pure)."""
