"""The sentences of the house, seen from this room; they live in ``domain`` for all to speak."""

from nawba.domain.texts import DEFAULT_LANGUAGE, LANGUAGES, catalogue, in_every_language, say

__all__ = ["DEFAULT_LANGUAGE", "LANGUAGES", "catalogue", "in_every_language", "say"]
