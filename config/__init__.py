"""Strict TOML and GeoJSON-shaped plans to one adoptable configuration."""
