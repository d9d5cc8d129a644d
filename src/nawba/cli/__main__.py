"""``python -m nawba.cli``: the same as ``nawba``."""

from nawba.cli import main

main()
