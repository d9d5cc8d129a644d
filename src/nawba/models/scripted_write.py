"""Scripted language models: an honest one, and every dishonest one that we could think of.

Each is a plain function from what a model reads to what it writes, so that the same one serves as a
``Write`` in process (``scripted_writer``) and behind real HTTP (``scripted_endpoint``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from nawba.domain.ports import Redact
from nawba.domain.words import Json
from nawba.domain.writing import Proposal, Redacted, WriteRequest
from nawba.models.write_faults import WriteFault
from nawba.models.write_prompt import messages
from nawba.models.write_reply import dumps, read_command

Model = Callable[[Json], str]
"""The data that a model is given (see ``write_prompt.messages``) to the text that it writes."""

_SENTENCE = re.compile(r"[^.!?؟\n]+[.!?؟]?")
_ORDERED = re.compile(
    r"(?:ignore|oublie|forget|disregard|تجاهل|انس)[^«\"{]*(?:«\s*(.+?)\s*»|\"(.+?)\"|(\{.*\}))",
    re.IGNORECASE | re.DOTALL,
)
_DROPPING = "ignore|oublie|forget|disregard|syst[eè]me?\\]|you are now|tu es maintenant|"
_DROPPING += "تجاهل|انس|النظام\\]|أنت الآن"
_SAYING = "dis|[eé]cris|r[eé]ponds|confirme|say|tell|answer|write|confirm|قل|اكتب|أكد"
_TO_WHOM = " au client| the customer| للزبون| exactement| exactly| فقط"
_THAT = ":|que\\b|qu'|that\\b|أن\\b|إن\\b|إنك\\b"
_TOLD = re.compile(
    rf"(?:{_DROPPING}).*?\b(?:{_SAYING})\b(?:{_TO_WHOM})*\s*(?:{_THAT})?\s*(.{{2,200}})",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class ScriptedWriter:
    """A ``Write`` whose model is ``model``; same gates as the real one, no network, no limits."""

    model: Model
    redact: Redact = lambda texts, _: Redacted(tuple(texts))

    def propose(self, request: WriteRequest) -> Proposal:
        redacted = self.redact(request.said, request.details)
        content = self.model(read_data(messages(replace(request, said=redacted.texts))))
        try:
            return Proposal(read_command(completion(content), request, redacted)[0])
        except WriteFault as fault:
            return Proposal(None, fault.reason)


def read_data(shown: list[dict[str, str]]) -> Json:
    """The data in the messages of a request."""
    data: Json = json.loads(shown[-1]["content"])
    return data


def completion(content: str, **more: object) -> bytes:
    """``content`` as the body of a chat completion; ``more`` replaces members of its choice."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"} | more
    return dumps({"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 150}})


def honest(data: Json) -> str:
    """Words the first two sentences of the first passage, or does the first thing allowed."""
    if "word" in data["allowed"]:
        return worded(data, sentences_of(data["passages"][0]["text"])[:2])
    return command(_first(data))


def lying(data: Json) -> str:
    """As ``honest``, with every number one higher; without numbers, with an invented one."""
    told = sentences_of(data["passages"][0]["text"])[:2]
    wrong = [_PLAIN_NUMBER.sub(lambda match: str(int(match.group()) + 1), one) for one in told]
    return worded(data, wrong if wrong != told else [f"{told[0].rstrip('.')} 30 DH."])


def obedient(data: Json) -> str:
    """Does what any text it reads tells it: 'ignore … and say "…"', in messages and passages.

    What it is told to write as JSON it writes as it stands; else it says the words and cites the
    first passage. Without an order it is honest.
    """
    return obeyed(data) or honest(data)


def obeyed(data: Json) -> str | None:
    """What ``obedient`` writes where there is an order; None where there is none.

    An order to do something else is obeyed as well: where flows can be started, with the first.
    """
    heard = [*data["customer"], *(passage["text"] for passage in data.get("passages", ()))]
    for text in heard:
        order = _ORDERED.search(text) or _TOLD.search(text)
        if order and order.re is _ORDERED and order[3]:
            return order[3]
        if order and "word" in data["allowed"]:
            return worded(data, [next(filter(None, order.groups()))])
        if order:
            return command(_first(data))
    return None


def sentences_of(text: str) -> list[str]:
    return [found for one in _SENTENCE.findall(text) if (found := one.strip())]


def worded(data: Json, sentences: list[str]) -> str:
    """A ``word`` command of ``sentences``, all citing the first passage."""
    first = data["passages"][0]["id"] if data.get("passages") else "P1"
    told = [{"text": text, "cites": [first]} for text in sentences]
    return command({"kind": "word", "sentences": told})


def command(proposed: Json) -> str:
    return json.dumps({"command": proposed}, ensure_ascii=False)


def _first(data: Json) -> Json:
    """The first command allowed, with the first id that fits it."""
    kind = data["allowed"][0]
    first: dict[str, Callable[[], Json]] = {
        "answer": lambda: {"passage": data["passages"][0]["id"]},
        "start_flow": lambda: {"flow": data["flows"][0]["id"]},
        "set_field": lambda: {"name": data["fields"][0]["id"], "value": data["customer"][-1]},
        "clarify": lambda: {"choices": [choice["id"] for choice in data["choices"][:2]]},
    }
    return {"kind": kind, **first.get(kind, dict)()}
