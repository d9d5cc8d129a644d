"""The door: HTTP API, event streams and the built pages, on a loopback address only.

In: requests of customers' and staff's pages. Out: JSON, server-sent events, files.
It reads the store, calls ``actions`` to write, and wires the rooms together in ``web.house``.
Who calls is told by ``web.callers``; every error leaves as a problem document.
Nobody imports it but ``demo``, ``bench`` and ``cli``.
"""

from nawba.web.app import create_app

__all__ = ["create_app"]
