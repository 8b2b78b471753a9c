"""Camera analytics without identity: events, never faces."""
