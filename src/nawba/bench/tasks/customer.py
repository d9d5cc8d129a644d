"""The scripted customer: answers what the desk asks from their script, in seeded wordings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from nawba.bench.retail.desk import Reply
from nawba.bench.tasks.script import Script

_HELLO = ("", "Hello. ", "Hi there, ", "Good morning. ")
_THANKS = ("", " Thanks.", " Please.", " Thank you.")
_YES = ("yes", "Yes.", "yes please", "Yes, go ahead", "ok")
_NO = ("No.", "no", "No, thanks.", "no thank you")
_WORD = re.compile(r"[a-z]{7,}")
_DENIED = "I have changed nothing"
_LOST = "I don't know."


@dataclass(frozen=True)
class Manner:
    """How one customer talks: all at once or piecewise, with courtesies, in which case, typing."""

    piecewise: bool = False
    lower: bool = False
    typos: bool = False


def manner(trial: int, random: Random) -> Manner:
    """The first trial is plain; the others are piecewise or not in turn, the rest is drawn."""
    if trial == 0:
        return Manner()
    return Manner(trial % 2 == 1, random.random() < 0.5, random.random() < 0.5)


@dataclass
class Customer:
    """Speaks first with ``open``, then answers each reply of the desk."""

    script: Script
    trial: int
    random: Random
    manner: Manner = field(init=False)
    _unsaid: list[str] = field(init=False)
    _answers: list[str] = field(init=False)
    _fallbacks: list[str] = field(init=False)
    _emails: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.manner = manner(self.trial, self.random)
        self._unsaid = list(self.script.statements)
        self._answers = [*self.script.answers, *self._order_numbers()]
        self._emails = list(self.script.emails)
        self._fallbacks = list(self.script.fallbacks)

    def open(self) -> str:
        """The first message."""
        plain = self.trial == 0
        hello = "" if plain else self.random.choice(_HELLO)
        return hello + self._say_more() + ("" if plain else self.random.choice(_THANKS))

    def answer(self, reply: Reply) -> str:
        """What the customer says to ``reply``: to the last question in it."""
        asked = reply.says[-1] if reply.says else ""
        if any(_DENIED in one for one in reply.says):
            self._unsaid, self._fallbacks = self._unsaid + self._fallbacks, []
        for pattern, answer in _ANSWERS:
            if re.search(pattern, asked):
                return answer(self, reply)
        return _LOST

    def _order_numbers(self) -> list[str]:
        """A number that was not said with a wish of its own can still be asked for."""
        return [f"Order {self.script.orders[0]}"] if len(self.script.orders) == 1 else []

    def _say_more(self) -> str:
        said = self._unsaid[:1] if self.manner.piecewise else self._unsaid
        self._unsaid = self._unsaid[len(said) :]
        return self._typed(" ".join(said))

    def _typed(self, text: str) -> str:
        if self.manner.typos:
            words = _WORD.findall(text)
            if words:
                word = self.random.choice(words)
                text = text.replace(word, self._slip(word), 1)
        return text.lower() if self.manner.lower else text

    def _slip(self, word: str) -> str:
        """Two neighbouring letters swapped, not the first."""
        at = self.random.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def more(self, reply: Reply) -> str:
        return self._say_more() if self._unsaid else self._one_of(_NO)

    def _one_of(self, ways: tuple[str, ...]) -> str:
        return ways[0] if self.trial == 0 else self.random.choice(ways)

    def yes(self, reply: Reply) -> str:
        return self._one_of(_YES)

    def email(self, reply: Reply) -> str:
        return self._emails.pop(0) if self._emails else "Skip"

    def name(self, reply: Reply) -> str:
        return self.script.name or _LOST

    def zip(self, reply: Reply) -> str:
        return self.script.zip or _LOST

    def reason(self, reply: Reply) -> str:
        return "Ordered by mistake" if self.script.mistaken else "No longer needed"

    def payment(self, reply: Reply) -> str:
        """The button of the way to pay that the script names."""
        fitting = [one for one in reply.choices if self.script.payment.lower() in one.lower()]
        return fitting[0] if fitting else f"My {self.script.payment}, please."

    def details(self, reply: Reply) -> str:
        return self._answers.pop(0) if self._answers else _LOST


_ANSWERS: tuple[tuple[str, Callable[[Customer, Reply], str]], ...] = (
    (r"What can I do|Is there anything else", Customer.more),
    (r"e-mail address\?", Customer.email),
    (r"first and last name", Customer.name),
    (r"zip code\?", Customer.zip),
    (r"Why is it to be cancelled", Customer.reason),
    (r"refund to go|payment method should|How is it to be paid", Customer.payment),
    (r"without your yes", Customer.yes),
    (r"^Which (?:items|order|address)|^The payment of which", Customer.details),
)
"""What the customer looks for in a question, and how they answer it."""
