"""All personal data of one text: every reader claims, the weightiest claims stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nawba.privacy.personal.answers import answer_claims
from nawba.privacy.personal.codes import code_claims, iban_claims, identity_claims
from nawba.privacy.personal.entity import Claim, Entity, settle
from nawba.privacy.personal.mails import mail_claims
from nawba.privacy.personal.numbers import number_claims, without_dates
from nawba.privacy.personal.people import PEOPLE, person_claims
from nawba.privacy.personal.pieces import Piece, find_runs, may_name
from nawba.privacy.personal.places import place_claims
from nawba.privacy.personal.reading import Reading


def find_personal(text: str, language: str = "") -> tuple[Entity, ...]:
    """Personal data of ``text``, written or said in words, in order and never overlapping.

    Offsets are characters (code points) of ``text``. ``language`` (``fr``, ``ar``, ``en`` or what
    else the contact speaks) only settles doubts: all are read. Time grows with the length of
    ``text``; nothing is raised for any text.
    """
    return Reading.of(text, language).once(_entities)


def _entities(reading: Reading) -> tuple[Entity, ...]:
    claims = settle(_claims(reading))
    return tuple(Entity(*_span(reading, claim), claim.type) for claim in claims)


def _claims(reading: Reading) -> list[Claim]:
    runs = find_runs(reading) if may_name(reading) else []
    return [
        *(_of_numbers(reading, runs) if runs else ()),
        *mail_claims(reading, runs),
        *(person_claims(reading) if reading.has(PEOPLE) else ()),
        *answer_claims(reading),
        *place_claims(reading, runs),
    ]


def _of_numbers(reading: Reading, runs: Sequence[Sequence[Piece]]) -> Iterator[Claim]:
    plain = without_dates(reading, runs)
    found = number_claims(reading, plain)
    yield from found
    yield from code_claims(reading, plain, found)
    yield from iban_claims(reading, runs)
    yield from identity_claims(reading, plain)


def _span(reading: Reading, claim: Claim) -> tuple[int, int]:
    start, end = reading.span(claim.first, claim.behind)
    text = reading.folded.written
    if claim.type == "PHONE" and ")" in text[start:end] and text[start - 1 : start] == "(":
        start -= 1
    return start, end
