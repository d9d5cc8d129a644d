"""bm25s, imported as if numba were not there: it would load a compiler it has no use for here.

That is a second and 60 MB of every start. What does use numba imports it when asked.
"""

from __future__ import annotations

import sys

_NUMBA = "numba"

if _NUMBA in sys.modules:
    import bm25s
else:
    sys.modules[_NUMBA] = None  # type: ignore[assignment]
    try:
        import bm25s
    finally:
        del sys.modules[_NUMBA]

__all__ = ["bm25s"]
