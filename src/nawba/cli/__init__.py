"""The command line: `nawba …`. It reads arguments, calls the rooms and prints what they say.

In: words typed in a terminal, files. Out: text for people, or the same facts with ``--json``.
It holds no logic of its own, and opens no port but by ``serve`` and ``demo``.
Every error ends with what to mend and exit status 2.
Nobody imports it.
"""

from nawba.cli.app import main

__all__ = ["main"]
