"""Fixtures of the pages' tests."""

from .advisor import calm, may
from .cycles import idea, make, october

__all__ = ["calm", "idea", "make", "may", "october"]
