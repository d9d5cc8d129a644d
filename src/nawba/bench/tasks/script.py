"""From a task's instructions to what a customer says, or why a script cannot say it.

The script knows the instructions and nothing of the expected end: who they are, their sentences in
the first person, and answers to what they may be asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nawba.bench.tasks.task_files import Task

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(#.])|\n+")
_ANSWERED_IF = re.compile(
    r"\bif (?:the agent asks?(?: you)?|(?:you are |you're )?asked)(?: for| about| to specify)? "
    r"(?P<topic>[^,]{3,60}),\s*(?:then )?(?:you )?(?:say|answer|mention|tell them|it is)"
    r"(?: that)?\s*:?\s*(?P<answer>[^.]+)",
    re.IGNORECASE,
)
_FALLBACK = re.compile(
    r"^(?:but )?if (?:[^,]*\b(?:not|no|cannot|can't|isn't|unable|impossible|unavailable)\b[^,]*),"
    r"\s*(?:then )?(?P<wish>.+)$",
    re.IGNORECASE,
)
_BARRED = (
    ("condition", r"\b(?:if|unless|otherwise|depending|whether|as long as|in case)\b"),
    ("steps that depend on the assistant", r"\b(?:once|after|when|whenever|until|before)\b[^.]*"
     r"\b(?:agent|asks?|asked|confirm\w*|complete\w*|process\w*|possible)\b"),
    ("change of mind", r"\b(?:regret|changed? your mind|initially|correct yourself|"
     r"realiz\w+ that you|add another request)\b"),
    ("negotiation", r"\b(?:insist\w*|convince|negotiat\w*|pretend|guess|persuad\w*|swear|"
     r"confus\w*)\b"),
)  # fmt: skip
_HIDDEN = re.compile(
    r"\b(?:do not|don't|won't|will not|prefer not to)\b[^.]*\b(?:reveal|mention|share)\b", re.I
)
_MANNER = re.compile(
    r"^(?:make sure|be sure|remember|try|do not|don't)\b[^.]*"
    r"\b(?:mention|say|ask|tell|speak|end)\b",
    re.IGNORECASE,
)
"""How to speak, not what to say."""
_MISTAKE = re.compile(r"\bmistake", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_NAME = re.compile(
    r"(?:name is|named|You are|You're|called|user)\s+([A-Z][a-z]+)(?: ([A-Z][a-z]+))?"
)
_USER_ID = re.compile(r"\b([a-z]+)_([a-z]+)_\d+\b")
_ZIP = re.compile(r"(?<!\d)\d{5}(?!\d)")
_ORDER = re.compile(r"#W\d{7}")
_PAYMENTS = {
    "gift card": r"\bgift ?cards?\b|\bGC\b",
    "PayPal": r"\bpaypal\b",
    "credit card": r"\b(?:credit card|visa|mastercard|amex)\b",
    "used for this order": r"\boriginal\b[^.]{0,25}\b(?:payment|method)\b",
}
_PERSONS = (
    (r"\byou are\b", "I am"), (r"\byou're\b", "I'm"), (r"\byou were\b", "I was"),
    (r"\byou'd\b", "I'd"), (r"\byou've\b", "I've"), (r"\byou'll\b", "I'll"),
    (r"\byourself\b", "myself"), (r"\byours\b", "mine"), (r"\byour\b", "my"),
    (r"\b(to|for|from|with|of|give|tell|send|help) you\b", r"\1 me"), (r"\byou\b", "I"),
    (r"\bthe agent\b", "you"),
)  # fmt: skip


ORIGINAL = "used for this order"
"""What customers choose who were not told how to pay: the button of the original method."""


@dataclass(frozen=True)
class Script:
    """All that the scripted customer knows. ``statements`` are their sentences, in order.

    ``barred`` says why the task cannot be scripted; empty when it can.
    """

    statements: tuple[str, ...]
    name: str = ""
    zip: str = ""
    emails: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    payment: str = ORIGINAL
    mistaken: bool = False
    answers: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    """What to say when something was refused: "if not possible, …"."""
    barred: str = ""


@dataclass(frozen=True)
class _Who:
    name: str
    zip: str
    emails: tuple[str, ...]

    @property
    def is_found(self) -> bool:
        """Whether the shop's policy would let them be identified."""
        return bool(self.emails or (" " in self.name and self.zip))


def write_script(task: Task) -> Script:
    """The script of ``task``. Pure: the same task always gives the same script."""
    reason, answered = _take_answers(task.reason)
    instructions, more = _take_answers(task.instructions)
    reason, fallbacks = _take_fallbacks(_without_hidden(reason))
    instructions, others = _take_fallbacks(_without_hidden(instructions))
    who, payments, fallbacks = _who(task.known), _payments(reason), fallbacks + others
    return Script(
        statements=tuple(first_person(one) for one in _spoken(reason)),
        name=who.name,
        zip=who.zip,
        emails=who.emails,
        orders=tuple(dict.fromkeys(_ORDER.findall(task.reason))),
        payment=payments[0] if payments else ORIGINAL,
        mistaken=bool(_MISTAKE.search(f"{task.reason} {task.instructions}")),
        answers=tuple(answer for topic, answer in answered + more if "reason" not in topic),
        fallbacks=tuple(first_person(one) for one in fallbacks),
        barred=_barred(" ".join((reason, instructions, *fallbacks)), payments, who),
    )


def _spoken(reason: str) -> list[str]:
    return [one for one in sentences(reason) if one.strip(" .") and not _MANNER.match(one)]


def _barred(told: str, payments: list[str], who: _Who) -> str:
    for why, pattern in _BARRED:
        if re.search(pattern, told, re.IGNORECASE):
            return why
    if len(payments) > 1:
        return "several ways to pay"
    return "" if who.is_found else "no way to identify"


def _take_answers(text: str) -> tuple[str, list[tuple[str, str]]]:
    """``text`` without "if asked for X, say Y", and what those say. Not of a read-back."""
    found = [(m["topic"].lower(), m["answer"].strip()) for m in _ANSWERED_IF.finditer(text)]
    if any("confirm" in topic for topic, _ in found):
        return text, []
    return _ANSWERED_IF.sub("", text), found


def _take_fallbacks(text: str) -> tuple[str, list[str]]:
    """``text`` without "if that is not possible, you want Y", and each Y."""
    told = [(one, _FALLBACK.match(one)) for one in sentences(text)]
    kept = " ".join(one for one, match in told if match is None)
    return kept, [match["wish"] for _, match in told if match]


def _without_hidden(text: str) -> str:
    """Without what the customer would not say: whole sentences, and words in brackets."""
    shown = re.sub(r"\([^()]*\)", lambda m: "" if _HIDDEN.search(m[0]) else m[0], text)
    return " ".join(one for one in sentences(shown) if not _HIDDEN.search(one))


def sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(text) if one.strip(" .\n")]


def first_person(sentence: str) -> str:
    """ "You want to return your watch." -> "I want to return my watch." """
    for pattern, instead in _PERSONS:
        sentence = re.sub(pattern, instead, sentence, flags=re.IGNORECASE)
    return sentence.strip(" ").lstrip(".; ")


def _who(known: str) -> _Who:
    """Name, zip code and e-mail addresses in the words of ``known``."""
    rest = _EMAIL.sub("", known)
    zips = _ZIP.findall(rest)
    return _Who(_name(rest), zips[-1] if zips else "", tuple(_EMAIL.findall(known)))


def _name(known: str) -> str:
    full = [match for match in _NAME.finditer(known) if match[2]]
    if full:
        return f"{full[0][1]} {full[0][2]}"
    plain = re.search(r"\b([A-Z][a-z]+) ([A-Z][a-z]+), living\b", known)
    if plain:
        return f"{plain[1]} {plain[2]}"
    user = _USER_ID.search(known)
    return f"{user[1].title()} {user[2].title()}" if user else ""


def _payments(text: str) -> list[str]:
    return [name for name, pattern in _PAYMENTS.items() if re.search(pattern, text, re.I)]
