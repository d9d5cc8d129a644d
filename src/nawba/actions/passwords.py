"""Passwords as argon2id hashes: made, verified, and made anew when the parameters grew.

The parameters are RFC 9106's second recommendation: 64 MB and about 50 ms a try. Few are tried at
the same time, so that a crowd at the door cannot take the machine's memory.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from nawba.domain.passwords import MOST, plain

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher, Type  # only who signs in needs it

    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4, type=Type.ID)


@cache
def _nobodys() -> str:
    """A hash to try against when there is no account: it takes as long as with one."""
    return make_hash("nobody's password, which nobody types")


def make_hash(password: str) -> str:
    with _AT_ONCE:
        return _hasher().hash(plain(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one of the hash ``kept``; without one it takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    known = kept or _nobodys()
    with _AT_ONCE:
        try:
            matches = _hasher().verify(known, plain(password)[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return matches and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)
