"""Hypothesis judges what is decided, not how fast a busy machine decides it."""

from hypothesis import settings

settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")
