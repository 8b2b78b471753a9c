"""People, bodies, devices and officers of a pretend centre; faults included (shell)."""
