"""Judges detectors and clocks on recordings and case logs."""
