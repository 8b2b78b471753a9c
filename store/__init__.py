"""SQL, writers, journal files, live picture (shell)."""
