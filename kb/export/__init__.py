"""Timelines in the formats of other tools."""
