"""Which of the languages we speak a caller would rather read (RFC 9110, section 12.5.4)."""

from __future__ import annotations

from nawba.domain.texts import LANGUAGES

_MOST = 20  # ranges looked at: nobody speaks more


def preferred(accept: str, default: str = "en") -> str:
    """The language of ours that ``accept``, an Accept-Language header, ranks highest.

    The first of equals wins; ``ar-MA`` is content with ``ar``. ``default`` when it names none of
    ours, and for anything that is no such header.
    """
    best, weight = default, 0.0
    for part in accept.split(",")[:_MOST]:
        tag, _, rest = part.partition(";")
        spoken = tag.strip().lower().partition("-")[0]
        quality = _quality(rest)
        spoken = default if spoken == "*" else spoken
        if spoken in LANGUAGES and quality > weight:
            best, weight = spoken, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not parameter.strip():
        return 1.0
    digits = value.strip()
    if name.strip().lower() != "q" or not digits.replace(".", "", 1).isdecimal():
        return 0.0
    return min(1.0, float(digits)) if digits.isascii() else 0.0
