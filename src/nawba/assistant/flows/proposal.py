"""What an operation that waits for a person would do, in that person's words.

The same names and values that the customer was read back, put together from what will be sent and
not from what was said: who approves, approves exactly that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nawba.assistant.flows.model import Approve, Confirm, Flow, FlowBook, HandOver, Text
from nawba.assistant.flows.references import whole_reference
from nawba.assistant.flows.showing import show
from nawba.domain.kinds import Value


@dataclass(frozen=True)
class Proposal:
    """``title`` is the flow's, ``told`` the name and value of each field that is sent.

    ``customer`` is whom the brand's systems recognised; empty where nobody needed to be.
    """

    title: str
    customer: str
    told: tuple[tuple[str, str], ...]


def propose(
    book: FlowBook, flow: str, step: str, sent: Mapping[str, Value], language: str
) -> Proposal | None:
    """The operation that ``step`` of ``flow`` proposes with ``sent``, in ``language``.

    None when there is no such step: then only the bare fields can be shown.
    """
    found = book.flow.get(flow)
    asked = found.step.get(step) if found is not None else None
    if found is None or not isinstance(asked, HandOver) or asked.approve is None:
        return None
    operation = book.operation(asked.approve)
    customer = next((str(sent[one]) for one in operation.identity if one in sent), "")
    kinds = {name: kind for name, kind in operation.fields.items() if kind != "identity"}
    told = tuple(
        (
            _name(found, step, asked.approve, name, language),
            _value(found, asked.approve, name, str(kinds[name]), value, language),
        )
        for name, value in sent.items()
        if name in kinds
    )
    return Proposal(_word(found.title, language), customer, told)


def bare(operation: str, sent: Mapping[str, Value]) -> Proposal:
    """The same without its flow, which is gone: names and values as the systems know them."""
    return Proposal(operation, "", tuple((name, str(value)) for name, value in sent.items()))


def _name(flow: Flow, step: str, approve: Approve, name: str, language: str) -> str:
    """What the read-back called it, else the flow's field, else its own name."""
    read_back = [one for one in flow.steps if isinstance(one, Confirm) and one.confirm == step]
    named = read_back[0].names.get(name) if read_back else None
    source = _field(approve, name)
    if named is None and source in flow.fields:
        named = flow.fields[source].name
    return name if named is None else _word(named, language)


def _value(flow: Flow, approve: Approve, name: str, kind: str, value: Value, language: str) -> str:
    field = flow.fields.get(_field(approve, name))
    for option in field.options if field is not None else ():
        if option.value == value:
            return _word(option.label, language)
    return show(kind, value, language, flow.currency)


def _field(approve: Approve, name: str) -> str:
    """The field of the flow that is sent as ``name``; empty when it is a result or a value."""
    source = whole_reference(approve.send.get(name))
    return source.name if source is not None and not source.step else ""


def _word(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
