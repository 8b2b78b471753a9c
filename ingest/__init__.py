"""How facts get in: MQTT sessions, journal, ticks (shell)."""
