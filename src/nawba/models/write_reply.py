"""The bytes of a chat completion to one typed command, or the reason why not.

Three gates, each of which a lying or broken model fails alone: it is a completion, its content is
one known command and nothing else, and everything the command names was on the request's lists.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from nawba.domain.errors import Invalid
from nawba.domain.writing import (
    AnswerFrom,
    Clarify,
    Command,
    ProposeHandOver,
    Redacted,
    Sentence,
    SetField,
    StartFlow,
    WordAnswer,
    WriteRequest,
)
from nawba.models.write_faults import WriteFault
from nawba.models.write_prompt import MOST_SENTENCES

_Id = Annotated[str, StringConstraints(min_length=1, max_length=120)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=600)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Answer(_Strict):
    kind: Literal["answer"]
    passage: _Id


class _Sentence(_Strict):
    text: _Text
    cites: Annotated[list[_Id], Field(min_length=1, max_length=5)]


class _Word(_Strict):
    kind: Literal["word"]
    sentences: Annotated[list[_Sentence], Field(min_length=1, max_length=MOST_SENTENCES)]


class _Given(_Strict):
    name: _Id
    value: _Text


class _StartFlow(_Strict):
    kind: Literal["start_flow"]
    flow: _Id
    fields: Annotated[list[_Given], Field(max_length=12)] = []


class _SetField(_Strict):
    kind: Literal["set_field"]
    name: _Id
    value: _Text


class _Clarify(_Strict):
    kind: Literal["clarify"]
    choices: Annotated[list[_Id], Field(min_length=2, max_length=5)]


class _HandOver(_Strict):
    kind: Literal["hand_over"]


class _Proposed(_Strict):
    command: Annotated[
        _Answer | _Word | _StartFlow | _SetField | _Clarify | _HandOver,
        Field(discriminator="kind"),
    ]


class _Said(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Said
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: Any = None


_PROPOSED = TypeAdapter(_Proposed)
_COMPLETION = TypeAdapter(_Completion)
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)


def read_command(
    body: bytes, request: WriteRequest, redacted: Redacted
) -> tuple[Command, int | None]:
    """The command in the completion ``body``, placeholders put back, and the tokens it reports.

    Raises WriteFault: garbage, cut_short, declined, wrong_schema, not_allowed, placeholder.
    """
    completion = _completion(body)
    proposed = _proposed(_content(completion.choices[0]))
    command = _command(proposed, redacted)
    if not _is_allowed(command, request):
        raise WriteFault("not_allowed")
    return command, _tokens(completion.usage)


def _completion(body: bytes) -> _Completion:
    try:
        return _COMPLETION.validate_json(body)
    except ValidationError as error:
        raise WriteFault("garbage") from error


def _content(choice: _Choice) -> str:
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise WriteFault("declined")
    if choice.finish_reason == "length":
        raise WriteFault("cut_short")
    return choice.message.content or ""


def _proposed(content: str) -> _Proposed:
    """One JSON object, alone or in a code fence, after thoughts if the model thinks aloud."""
    bare = _THOUGHTS.sub("", content)
    fenced = _FENCE.match(bare)
    try:
        return _PROPOSED.validate_json(fenced[1] if fenced else bare)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]["type"] != "json_invalid"
        raise WriteFault("wrong_schema" if wrong else "garbage") from error


def _command(proposed: _Proposed, redacted: Redacted) -> Command:
    try:
        return _restored(proposed, redacted)
    except Invalid as error:
        raise WriteFault("placeholder") from error


def _restored(proposed: _Proposed, redacted: Redacted) -> Command:
    match proposed.command:
        case _Answer(passage=passage):
            return AnswerFrom(passage)
        case _Word(sentences=sentences):
            return WordAnswer(
                tuple(Sentence(redacted.restore(s.text), tuple(s.cites)) for s in sentences)
            )
        case _StartFlow(flow=flow, fields=fields):
            given = (SetField(one.name, redacted.restore(one.value)) for one in fields)
            return StartFlow(flow, tuple(given))
        case _SetField(name=name, value=value):
            return SetField(name, redacted.restore(value))
        case _Clarify(choices=choices):
            return Clarify(tuple(dict.fromkeys(choices)))
        case _HandOver():
            return ProposeHandOver()


def _is_allowed(command: Command, request: WriteRequest) -> bool:
    allowed, passages = request.allowed, {passage.id for passage in request.passages}
    match command:
        case AnswerFrom(passage):
            return allowed.answer and passage in passages
        case WordAnswer(sentences):
            return allowed.word and all(passages.issuperset(s.cites) for s in sentences)
        case StartFlow(flow, fields):
            of = {one.id: {field.id for field in one.fields} for one in allowed.flows}
            return flow in of and of[flow].issuperset(field.name for field in fields)
        case SetField(name, _):
            return name in {option.id for option in allowed.fields}
        case Clarify(choices):
            known = {option.id for option in allowed.choices}
            return len(choices) > 1 and known.issuperset(choices)
        case ProposeHandOver():
            return True


def _tokens(usage: Any) -> int | None:
    """What the server says it used; None when it says nothing sensible."""
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if type(total) is int and total >= 0 else None


def dumps(value: Any) -> bytes:
    """``value`` as compact JSON; letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
