"""How much one document may ask for, and what is said of those that ask for more."""

from __future__ import annotations

from dataclasses import dataclass

from nawba.domain.candidates import Unreadable

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """``bytes_``, ``unpacked`` and ``memory`` in bytes; ``seconds`` of processor, ``wall`` of time.

    ``pages`` is how many are read, ``most_pages`` how many a document may have; ``pixels`` of one
    picture; ``memory`` is the address space of the child that reads.
    """

    bytes_: int = 20 * MB
    unpacked: int = 60 * MB
    pages: int = 12
    most_pages: int = 60
    pixels: int = 40_000_000
    lines: int = 4_000
    memory: int = 1536 * MB
    seconds: int = 60
    wall: int = 240


LIMITS = Limits()


def check_size(data: bytes, limits: Limits) -> None:
    """Raises Unreadable (``empty``, ``too_large``)."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "The file is empty. Ask the candidate to send it again.")
    if len(data) > limits.bytes_:
        raise Unreadable(
            "too_large",
            f"The file has {len(data) / MB:.0f} MB, more than {limits.bytes_ // MB}. Ask for one "
            "with smaller pictures.",
        )


def damaged(what: str) -> Unreadable:
    """The verdict on a file that is broken: ``what`` says what kind of file it seems to be."""
    return Unreadable(
        "damaged", f"This {what} is damaged. Ask the candidate to save and send it again."
    )
