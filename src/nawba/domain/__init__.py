"""The words of the house: frozen dataclasses, typed events, permissions, errors, ports.

In: nothing. Out: the vocabulary every other room speaks.
Nothing here reads a clock, a socket or a database: the same input gives the same output.
What does input or output stands behind the ports of ``domain.ports``.
Anybody may import it; it imports no other room.
"""
