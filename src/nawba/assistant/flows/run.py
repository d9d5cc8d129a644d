"""One advance of a flow while it is being made: the state so far, and the acts so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from nawba.assistant.flows.acts import Act, Approval, HandOver, Say
from nawba.assistant.flows.candidates import Extract
from nawba.assistant.flows.model import Ask, Flow, FlowBook, Step, Text
from nawba.assistant.flows.reading import Reader
from nawba.assistant.flows.references import Reference, fill, whole_reference
from nawba.assistant.flows.showing import show
from nawba.assistant.flows.state import Frame, Held, Kept, State
from nawba.assistant.texts import say
from nawba.domain.kinds import Value
from nawba.domain.operations import Operation

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """All that a flow may look at besides its state and what just happened.

    ``today`` is the brand's, ``language`` the contact's now; ``fallback`` is the brand's own.
    ``visit`` is told the flow and id of each step taken, for who wants to know.
    """

    book: FlowBook
    language: str
    today: date
    extract: Extract
    fallback: str = "fr"
    visit: Callable[[str, str], object] = lambda flow, step: None


def told(setting: Setting, state: State) -> dict[str, str]:
    """What the customer has told in ``state``, by name, for people to read; never a code."""
    return Run(setting, state).known()


class Unexpected(Exception):
    """An answer of the brand's system that the flow has no words for; a person goes on."""


@dataclass
class Run:
    """``state`` and ``acts`` change as the run goes on; everything else here only looks."""

    setting: Setting
    state: State
    acts: list[Act] = field(default_factory=list)

    @property
    def frame(self) -> Frame:
        return self.state.frame

    @property
    def flow(self) -> Flow:
        return self.setting.book.flow[self.frame.flow]

    @property
    def step(self) -> Step:
        return self.flow.step[self.frame.step]

    @property
    def reader(self) -> Reader:
        return Reader(self.flow, self.setting.extract, self.setting.language, self.setting.today)

    # What changes

    def put(self, frame: Frame) -> None:
        self.state = self.state.with_frame(frame)

    def go(self, step: str) -> None:
        self.put(replace(self.frame, step=step))

    def hold(self, name: str, held: Held) -> None:
        self.put(self.frame.holding(name, held))

    def drop(self, name: str) -> None:
        self.put(self.frame.without(name))

    def drop_codes(self) -> None:
        """Forget one-time codes: they have been sent, and nobody needs them again."""
        for name, one in self.flow.fields.items():
            if one.kind == "code":
                self.drop(name)

    def wait(self, what: str) -> None:
        self.state = replace(self.state, waiting=what)

    def restart(self) -> None:
        """Walk the flow again from its first step with what is known: nothing is accepted now."""
        self.go(self.flow.steps[0].id)
        self.state = replace(self.state, again=True, accepted="", misses=0)

    def say(self, text: str, *choices: str, claims: str = "") -> None:
        self.acts.append(Say(text, choices, claims))

    def tell(self, key: str, **values: str) -> None:
        self.say(self.text(key, **values))

    def hand_over(self, reason: str, approval: Approval | None = None) -> None:
        asked = reason == "person_requested"
        done = self.state.commitments
        told = HandOver(reason, self.state.flow, self.known(), done, approval, asked)
        self.acts.append(told)
        self.end()

    def end(self) -> None:
        """Nothing follows; what the systems told is not kept longer than it is needed."""
        frames = tuple(replace(frame, results={}) for frame in self.state.frames)
        self.state = replace(
            self.state, frames=frames, waiting="end", call=None, accepted="", spare={}
        )

    # What is looked up

    def text(self, key: str, **values: str) -> str:
        return say(key, self.setting.language, self.setting.fallback, **values)

    def word(self, text: Text) -> str:
        """``text`` in the contact's language, else the brand's, else whichever it is written in."""
        for language in (self.setting.language, self.setting.fallback, *text):
            if text.get(language):
                return text[language]
        return ""

    def known(self) -> dict[str, str]:
        """What the customer has told, for people to read; never a code."""
        told: dict[str, str] = {}
        for frame in self.state.frames:
            flow = self.setting.book.flow.get(frame.flow)
            for name, one in flow.fields.items() if flow else ():
                held = frame.fields.get(name)
                if flow and held and held.value is not None and one.kind != "code":
                    told[self.word(one.name)] = self.shown(flow, name, held)
        return told

    def shown(self, flow: Flow, name: str, held: Held) -> str:
        """A held value as the customer reads it, in the language of now."""
        one = flow.fields[name]
        for option in one.options:
            if option.value == held.value:
                return self.word(option.label)
        if held.shown:
            return held.shown
        assert held.value is not None, "a skipped field is not shown"
        return show(one.kind, held.value, self.setting.language, flow.currency)

    def fill(self, text: Text, record: Record | None = None, kinds: Record | None = None) -> str:
        """``text`` with its references filled: from ``record`` first, if one is given."""

        def value_of(one: Reference) -> str:
            if record is not None and kinds is not None and not one.step and one.name in record:
                return self.shown_value(str(kinds[one.name]), record[one.name])
            return self.shown_reference(one)

        return fill(self.word(text), value_of)

    def shown_reference(self, one: Reference) -> str:
        if not one.step:
            held = self.frame.fields[one.name]
            label = self._label(one.name, held)
            return label or self.shown(self.flow, one.name, held)
        labels = self.flow.labels.get(str(one))
        value = self.value(one)
        if labels is not None:
            if value not in labels:
                raise Unexpected(str(one))
            return self.word(labels[value])
        kind = self.operation(one.step).result[one.name]
        return self.shown_value(str(kind), value)

    def shown_value(self, kind: str, value: Value) -> str:
        return show(kind, value, self.setting.language, self.flow.currency)

    def _label(self, name: str, held: Held) -> str:
        """The label of the record that was chosen, in the language of now; often none."""
        choices = self.flow.fields[name].choices
        if choices is None:
            return ""
        key = choices.value
        return next((label for one, label in self.offered(name) if one[key] == held.value), "")

    def value(self, one: Reference) -> Any:
        """The value that ``one`` names now; None for a field that is not known."""
        if not one.step:
            held = self.frame.fields.get(one.name)
            return held.value if held else None
        kept = self.frame.results.get(one.step)
        return kept.data.get(one.name) if kept else None

    def resolve(self, value: Any) -> Any:
        one = whole_reference(value)
        return value if one is None else self.value(one)

    def operation(self, step: str) -> Operation:
        return self.setting.book.operations.operation[getattr(self.flow.step[step], "call")]  # noqa: B009

    def sent(self, operation: Operation, send: Mapping[str, Any]) -> dict[str, Value]:
        """The fields of a call: what the flow sends, and who was authenticated."""
        resolved = {name: self.resolve(value) for name, value in send.items()}
        for name in operation.identity:
            resolved[name] = self.state.identity.customer
        return {name: value for name, value in resolved.items() if value is not None}

    def kept(self, step: str, digest: str) -> Kept | None:
        """The earlier end of call ``step``, if it was of the very same fields."""
        kept = self.frame.results.get(step)
        return kept if kept is not None and kept.digest == digest else None

    def offered(self, name: str) -> list[tuple[Record, str]]:
        """The records that field ``name`` is chosen from, each with its label; often none."""
        choices = self.flow.fields[name].choices
        if choices is None:
            return []
        step, _, result = choices.of.partition(".")
        records = self.value(Reference(result, step)) or []
        kinds = self.operation(step).result[result]
        assert isinstance(kinds, dict), "checked when the flow was read"
        return [(record, self.fill(choices.label, record, kinds)) for record in records]

    @property
    def asked(self) -> str:
        """The field whose question is open, else empty."""
        step = self.step if self.state.waiting == "answer" else None
        return step.ask if isinstance(step, Ask) else ""
