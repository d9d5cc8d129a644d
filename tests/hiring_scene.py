"""A job, a document and an application, through the verbs only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from nawba.actions import cv_intake, jobs, register
from nawba.actions.applications import Scored
from nawba.actions.cv_intake import Read, Received
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.store import Store, statements
from nawba.store.hiring_tables import applications
from nawba.store.statements import Row
from virtual_time import START

NOUR, OMAR = Actor("recruiter", "nour"), Actor("recruiter", "omar")
KEYS = (("email", "salma@example.com"), ("phone", "+212600000001"))
ALLOWED = Purpose(
    "screening",
    "contract",
    authorisation="A-2",
    retention="24 months",
    since=START.date(),
    notice=START.date(),
)


def declared(document: str = "id = 'casa'") -> jobs.Declared:
    title = {"fr": "Conseiller", "en": "Adviser"}
    return jobs.Declared("casa", title, 20, date(2026, 12, 15), document)


def scored(points: float = 3.0, **more: Any) -> Scored:
    answers = ({"criterion": "french", "met": "met", "lines": [4], "found": "C1"},)
    inputs = ({"fact": "language-4", "kind": "language", "lines": [4]},)
    values = {"version": 1, "rules": "1", "reader": "1", "points": points, "open": 1.0}
    rest = {"total": 6.0, "place": points + 0.5, "missed": (), "answers": answers}
    return Scored(**{**values, **rest, "inputs": inputs, **more})


def read(document: str, **more: Any) -> Read:
    profile = {"lines": [{"text": "Salma Bennani"}], "facts": []}
    values = {"kind": "pdf", "reader": "1", "language": "fr", "profile": profile, "keys": KEYS}
    return Read(document, **{**values, "scored": scored(), **more})


@dataclass
class Hiring:
    """``store`` with the register's leave and the job `casa`."""

    store: Store

    def __post_init__(self) -> None:
        register.set_purpose(self.store, ADMINISTRATOR, ALLOWED)
        jobs.keep_job(self.store, NOUR, declared())
        self.intake = cv_intake.begin_cv_intake(self.store, NOUR, "casa", "cvs/")

    def received(self, content: bytes = b"%PDF-1.7 Salma", name: str = "salma.pdf") -> str:
        (document,) = cv_intake.keep_documents(
            self.store, NOUR, self.intake, [Received(name, content)]
        )
        return document

    def applied(self, content: bytes = b"%PDF-1.7 Salma", **more: Any) -> Row:
        """The application that comes of a document being read."""
        document = self.received(content)
        cv_intake.note_read(self.store, NOUR, self.intake, [read(document, **more)])
        return self.one(applications, document=document)

    def one(self, table: Any, **equal: Any) -> Row:
        with self.store.read() as connection:
            row = statements.find(connection, table, **equal)
        assert row is not None
        return row

    def rows(self, table: Any, order_by: tuple[str, ...] = (), **equal: Any) -> list[Row]:
        with self.store.read() as connection:
            return statements.find_all(connection, table, order_by, **equal)

    def self_of(self, row: Row) -> Actor:
        """The candidate of an application, as who acts."""
        return Actor("candidate", row.candidate)
