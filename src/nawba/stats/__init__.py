"""Statistics, pure: intervals today; risk control, calibration and bootstrap as they are needed.

In: counts and samples. Out: numbers with their intervals.
Every function names the paper or standard it follows, and says what it assumes.
Nothing here knows of contacts: rooms count, this one says how sure the count is.
Anybody may import it; it imports nobody.
"""

from nawba.stats.intervals import wilson

__all__ = ["wilson"]
