"""Telling people: the one corner of alerts that waits, knows the time and talks to the world."""
