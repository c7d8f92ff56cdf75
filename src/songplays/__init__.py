"""Sparkify's song plays: from a bucket of JSON to a checked star schema and a dashboard."""

__version__ = "0.1.0"
