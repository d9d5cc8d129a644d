"""Fields from what a customer wrote: dates, amounts, numbers, names, answers, identifiers.

In: a message in French, Arabic, Darija in either script, or English. Out: ``Field`` values, each
with the place it was read at and a normalised value. Pure: the day is given, nothing is looked up.
Nothing is completed or corrected: what cannot be read surely is left out, and the flow asks.
Callers: flows (filling and correcting their fields) and the brief.

=============  ==================================================================================
kind           value
=============  ==================================================================================
``date``       ``2026-03-15``; without a year the first such day from today on ("lundi": the next)
``past_date``  ``2026-03-15``; the same, but the last such day up to today (an invoice's date)
``time``       ``14:30``
``amount``     ``250.00 MAD`` (ISO 4217); ``250.00`` when a bare number answers the question
``number``     ``250`` or ``2.5``: digits, or spelled out
``phone``      ``+212661123456`` or, as given without a country, ``0661123456``
``email``      ``sara@example.com``
``name``       ``Sara El Idrissi``
``invoice``    ``FA-2025-0031``: what a word announces as the number of an invoice
``order``      ``CMD-118``: the same of an order, parcel or delivery
``yes_no``     ``yes`` or ``no``, only where the whole message says nothing else
a ``Pattern``  what its regular expression matched, in upper case without spaces and hyphens
=============  ==================================================================================
"""

from nawba.assistant.fields.extract import KINDS, extract
from nawba.assistant.fields.field import Field, Pattern

__all__ = ["KINDS", "Field", "Pattern", "extract"]
