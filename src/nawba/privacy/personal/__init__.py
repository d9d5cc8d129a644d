"""Recognisers of personal data in what people write and say: see ``find``."""

from nawba.privacy.personal.entity import TYPES, Entity
from nawba.privacy.personal.find import find_personal

__all__ = ["TYPES", "Entity", "find_personal"]
