"""The words of the house: frozen dataclasses, typed events, permissions, errors, ports.

In: nothing. Out: the vocabulary every other room speaks.
Nothing here reads a clock, a file, a socket or a database.
Anybody may import it; it imports no other room.
"""
