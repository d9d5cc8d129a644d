"""Amounts of money: a number with its currency, in figures or words, and the coins behind it.

"Rial" is left out on purpose: a Moroccan counts twenty to the dirham, a Saudi means the riyal.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.numbers import Number, find_numbers
from nawba.assistant.fields.vocabulary import named, role, tokens
from nawba.domain.folded import Folded

_DECIMALS = {"TND": 3, "XOF": 0}
_TWO = "TWO_"  # the Arabic dual is the number and the currency in one word
_CENT = Decimal("0.01")


def amounts(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Each amount with its currency; a number alone in the message when an amount was asked for."""
    text = _Text(folded, asked.language)
    for number in text.numbers:
        yield from text.around(number)
    for at, token in enumerate(text.tokens):
        match = named("currencies").match(text.words, at)
        if match and match[0].startswith(_TWO):
            yield _field(Decimal(2), match[0].removeprefix(_TWO), token.start, token.end)
    if asked.bare and len(text.numbers) == 1:
        (number,) = text.numbers
        yield _field(number.value, "", number.start, number.end)


class _Text:
    """The tokens of a text and its numbers, found by the place where they start or end."""

    def __init__(self, folded: Folded, language: str) -> None:
        self.tokens = tokens(folded)
        self.words = [token.text for token in self.tokens]
        self.numbers = find_numbers(folded, language, decimals=2)
        self._thousandths = {n.start: n for n in find_numbers(folded, language, decimals=3)}
        self._starts = {token.start: at for at, token in enumerate(self.tokens)}
        self._ends = {token.end: at for at, token in enumerate(self.tokens)}
        self._number_ends = {number.end for number in self.numbers}

    def around(self, number: Number) -> Iterator[Field]:
        """The amount that ``number`` is part of, if its currency stands behind or before it."""
        behind = self._behind(number)
        if found := self._currency(behind):
            currency, length = found
            yield self._with_coins(self._exact(number, currency), currency, behind + length)
        elif (found := self._currency(before := self._place(number) - 1)) and self._opens(before):
            value = self._exact(number, found[0]).value
            yield _field(value, found[0], self.tokens[before].start, number.end)

    def _opens(self, at: int) -> bool:
        """Whether a currency belongs to the number behind it, not to one before it."""
        return at == 0 or self.tokens[at - 1].end not in self._number_ends

    def _currency(self, at: int) -> tuple[str, int] | None:
        return named("currencies").match(self.words, at) if at >= 0 else None

    def _place(self, number: Number) -> int:
        """The token of ``number``; an Arabic "and" may be written as one with it."""
        return self._starts.get(number.start, self._starts.get(number.start - 1, -1))

    def _behind(self, number: Number) -> int:
        return self._ends[number.end] + 1

    def _exact(self, number: Number, currency: str) -> Number:
        return self._thousandths[number.start] if _DECIMALS.get(currency) == 3 else number

    def _with_coins(self, number: Number, currency: str, behind: int) -> Field:
        """ "20 euros 50", "20 euros et 50 centimes": hundredths that follow a whole number."""
        coins = self._coins(behind) if number.value == int(number.value) else None
        if coins is None:
            return _field(number.value, currency, number.start, self.tokens[behind - 1].end)
        hundredths, last = coins
        value = number.value + hundredths.value * _CENT
        return _field(value, currency, number.start, self.tokens[last].end)

    def _coins(self, at: int) -> tuple[Number, int] | None:
        joined = role("number_roles", "joiners").match(self.words, at) is not None
        number = next((n for n in self.numbers if self._place(n) == at + joined), None)
        if number is None or number.value >= 100:
            return None
        coins = role("coins", "hundredth").match(self.words, self._behind(number))
        if coins:
            return number, self._behind(number) + coins[1] - 1
        return (number, self._behind(number) - 1) if self._closes(number) else None

    def _closes(self, number: Number) -> bool:
        """Whether two figures end the phrase: in "20 euros 15 jours" they do not."""
        following = self.words[self._behind(number) : self._behind(number) + 1]
        money = self._currency(self._behind(number))
        return number.value >= 10 and not money and not any(map(str.isalnum, following))


def _field(value: Decimal, currency: str, start: int, end: int) -> Field:
    decimals = _DECIMALS.get(currency, 2)
    return Field("amount", f"{value:.{decimals}f} {currency}".strip(), start, end)
