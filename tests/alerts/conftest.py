"""Hypothesis without its time limit for one example: the machine is shared."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
