"""Composition roots and the custody command (shell)."""
