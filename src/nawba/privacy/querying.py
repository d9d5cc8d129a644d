"""A customer's words as they may be searched, embedded, classified and remembered by caches.

What names somebody says nothing of what is asked, so it is left out: no placeholder that an index
or an embedder would read as a word. A text without any stays exactly as it is, and so do the
scores that thresholds were proven on.
"""

from __future__ import annotations

from nawba.privacy.personal import find_personal


def redact_query(text: str) -> str:
    """``text`` without personal data; ``text`` itself when it holds none."""
    pieces, after = list[str](), 0
    for one in find_personal(text):
        pieces.append(text[after : one.start])
        after = one.end
    return " ".join([*pieces, text[after:]]).strip() if pieces else text
