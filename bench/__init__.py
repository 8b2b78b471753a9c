"""Measures speed; prints JSON."""
