"""Runs scripted conversations through the real engine and tells the first difference of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from nawba.assistant.flows import acts
from nawba.assistant.flows.candidates import Extract
from nawba.assistant.flows.conversations import Answer, Conversation, Script, Turn
from nawba.assistant.flows.engine import advance, start
from nawba.assistant.flows.model import FlowBook
from nawba.assistant.flows.run import Setting
from nawba.assistant.flows.state import State, from_json, to_json
from nawba.domain.kinds import Value
from nawba.domain.operations import BrandOperations, OperationResult, OperationStatus

Called = tuple[str, Mapping[str, Value], str]
"""An operation that was called: its name, fields and key."""

_MOST_CALLS = 30  # in one turn


@dataclass
class ScriptedOperations:
    """The brand's systems as a conversation scripts them; the port that the real ones stand behind.

    Of the answers that fit a call, those given for most of its values count; each of these serves
    once and the last one from then on. A repeated key gets its first answer.
    """

    declared: BrandOperations
    answers: Mapping[str, tuple[Answer, ...]]
    calls: list[Called] = field(default_factory=list)
    _by_key: dict[str, OperationResult] = field(default_factory=dict)
    _served: set[tuple[str, int]] = field(default_factory=set)

    def call(self, name: str, fields: Mapping[str, Value], key: str) -> OperationResult:
        """Raises Difference for a call that the conversation does not script."""
        self.calls.append((name, fields, key))
        if key not in self._by_key:
            self._by_key[key] = self._answer(name, fields)
        return self._by_key[key]

    def _answer(self, name: str, fields: Mapping[str, Value]) -> OperationResult:
        fitting = [
            place
            for place, answer in enumerate(self.answers.get(name, ()))
            if answer.given.items() <= fields.items()
        ]
        if not fitting:
            raise Difference(f"calls {name} {_shown(fields)}, which is not scripted")
        answers = self.answers[name]
        closest = max(len(answers[place].given) for place in fitting)
        series = [place for place in fitting if len(answers[place].given) == closest]
        place = next((one for one in series if (name, one) not in self._served), series[-1])
        self._served.add((name, place))
        return self._result(name, answers[place])

    def _result(self, name: str, answer: Answer) -> OperationResult:
        made = f"op-{len(self._by_key) + 1}"
        if answer.refused:
            return OperationResult(OperationStatus.REFUSED, {"reason": answer.refused}, None, made)
        if answer.failed:
            return OperationResult(OperationStatus.FAILED, {}, None, made)
        if answer.unknown:
            return OperationResult(OperationStatus.UNKNOWN, {}, None, made)
        data = answer.done or {}
        reference = data.get(self.declared.operation[name].reference)
        return OperationResult(OperationStatus.DONE, data, reference, made)


class Difference(Exception):
    """What happened instead of what the conversation says."""


@dataclass(frozen=True)
class Outcome:
    """How one conversation went; ``difference`` is the first one, or None if there is none."""

    script: str
    flow: str
    name: str
    turns: int
    difference: str | None = None

    @property
    def passed(self) -> bool:
        return self.difference is None


Taken = set[tuple[str, str]]
"""Steps that were taken: flow and step."""


def rehearse(
    book: FlowBook, scripts: Mapping[str, Script], extract: Extract, taken: Taken | None = None
) -> Iterator[Outcome]:
    """The outcome of each conversation, in the order of files; pure, with scripted systems.

    The steps that are taken are added to ``taken``, so that one sees which are not rehearsed.
    """
    for name, script in scripts.items():
        for one in script.conversations:
            whole = script.whole(one)
            difference = first_difference(book, script, whole, extract, taken)
            yield Outcome(name, script.flow, one.name, len(one.turns), difference)


def first_difference(
    book: FlowBook,
    script: Script,
    one: Conversation,
    extract: Extract,
    taken: Taken | None = None,
) -> str | None:
    """Where ``one`` goes another way than written, in a sentence; None if it does not."""
    setting = Setting(book, one.language, script.day(), extract)
    if taken is not None:
        setting = replace(setting, visit=lambda flow, step: taken.add((flow, step)))
    stage = _Stage(setting, script.flow, ScriptedOperations(book.operations, one.operations))
    for place, turn in enumerate(one.turns, start=1):
        try:
            stage.play(turn)
        except Difference as error:
            said = turn.customer or "silence"
            return f"turn {place} ({said}): {error}"
    try:
        stage.check_end(one)
    except Difference as error:
        return f"at the end: {error}"
    return None


def changes_made(
    book: FlowBook, script: Script, one: Conversation, extract: Extract
) -> list[Called]:
    """The changes that ``one`` has the systems make, whatever it expects; up to a call that it
    does not script."""
    setting = Setting(book, one.language, script.day(), extract)
    stage = _Stage(setting, script.flow, ScriptedOperations(book.operations, one.operations))
    with suppress(Difference):
        for turn in one.turns:
            stage.play(turn, checks=False)
    known = book.operations.operation
    return [call for call in stage.systems.calls if known[call[0]].writes]


def untaken(book: FlowBook, taken: Taken) -> dict[str, list[str]]:
    """By flow, the steps that were not taken, in their order; flows without such are left out."""
    left = {
        flow.id: [step.id for step in flow.steps if (flow.id, step.id) not in taken]
        for flow in book.flows
    }
    return {flow: steps for flow, steps in left.items() if steps}


@dataclass
class _Stage:
    """A conversation being played: keeps the state as a row would, as JSON."""

    setting: Setting
    flow: str
    systems: ScriptedOperations
    kept: str = ""
    made: list[acts.Act] = field(default_factory=list)

    def play(self, turn: Turn, *, checks: bool = True) -> None:
        if turn.language:
            self.setting = replace(self.setting, language=turn.language)
        before, called = len(self.made), len(self.systems.calls)
        state, made = self._begin(turn)
        for _ in range(_MOST_CALLS):
            self.made += made
            self.kept = json.dumps(to_json(state))
            call = next((act for act in made if isinstance(act, acts.Call)), None)
            if call is None:
                break
            result = self.systems.call(call.operation, call.fields, call.key)
            state, made = advance(self.setting, self._state(), acts.Result(result))
        if checks:
            check_turn(turn, self.made[before:], self.systems.calls[called:])

    def _begin(self, turn: Turn) -> tuple[State, tuple[acts.Act, ...]]:
        if not self.kept:
            heard = [turn.customer]
            return start(self.setting, self.flow, contact="c-1", run="r-1", heard=heard)
        given = acts.TimeOut() if turn.time_out else acts.Words(turn.customer, turn.article or None)
        return advance(self.setting, self._state(), given)

    def _state(self) -> State:
        return from_json(json.loads(self.kept))

    def check_end(self, one: Conversation) -> None:
        """The end, the fields, what was claimed and what is to be approved."""
        ended = self._ended()
        _same("ends", one.ends, ended[0])
        if one.reason:
            _same("reason", one.reason, ended[1])
        state = self._state()
        held = {name: value.value for name, value in state.frames[0].fields.items()}
        for name, value in one.fields.items():
            _same(f"field {name}", value, held.get(name))
        _same("commitments", [*one.commitments], [c.operation for c in state.commitments])
        handed = [act for act in self.made if isinstance(act, acts.HandOver) and act.approval]
        approved = handed[0].approval.operation if handed and handed[0].approval else ""
        _same("approves", one.approves, approved)

    def _ended(self) -> tuple[str, str]:
        for act in self.made:
            match act:
                case acts.Done():
                    return "done", ""
                case acts.Cancelled():
                    return "cancelled", ""
                case acts.HandOver():
                    return "handed_over", act.reason
        return "open", ""


def check_turn(turn: Turn, made: Sequence[acts.Act], called: Sequence[Called]) -> None:
    spoken = [act for act in made if isinstance(act, acts.Say)]
    said = "\n".join(act.text for act in spoken)
    _check_said(turn, said)
    if turn.choices is not None:
        _same("choices", [*turn.choices], [*spoken[-1].choices] if spoken else [])
    if turn.calls is not None:
        _check_calls(turn.calls, called)
    digressed = [act.article for act in made if isinstance(act, acts.Digress)]
    _same("digresses", [turn.digresses] if turn.digresses else [], digressed)


def _check_said(turn: Turn, said: str) -> None:
    place = 0
    for part in turn.says:
        found = said.find(part, place)
        if found < 0:
            raise Difference(f"does not say “{part}”, but: {said!r}")
        place = found + len(part)
    for part in turn.not_says:
        if part in said:
            raise Difference(f"says “{part}”: {said!r}")


def _check_calls(
    wanted: tuple[dict[str, dict[str, Value]], ...],
    called: Sequence[Called],
) -> None:
    _same("calls", [name for call in wanted for name in call], [name for name, _, _ in called])
    fields = [values for call in wanted for values in call.values()]
    for values, (name, sent, _) in zip(fields, called, strict=True):
        for key, value in values.items():
            _same(f"{name} {key}", value, sent.get(key))


def _same(what: str, wanted: object, found: object) -> None:
    if wanted != found:
        raise Difference(f"{what}: {_shown(wanted)} was expected, {_shown(found)} found")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict)
