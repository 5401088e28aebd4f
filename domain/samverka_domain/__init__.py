"""Samverka's rules: aggregates, events and decisions, without input or output."""
