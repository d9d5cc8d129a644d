"""Flows: deterministic procedures with fields and operations, written by knowledge editors.

In: a brand's flows (YAML, checked when read), a state, and what happened: words, a result, silence.
Out: the next state (plain JSON in a row) and acts: say, call, digress, hand over, done. Pure.
Nothing is sent that was not read back and answered with an explicit yes; nothing is claimed that
no operation did; what cannot be undone goes to a person, filled in.
Callers: the assistant's driver, ``nawba flow check`` and ``nawba flow test``.
"""

from nawba.assistant.flows.acts import (
    Act,
    Approval,
    Call,
    Cancelled,
    Commitment,
    Digress,
    Done,
    HandOver,
    Input,
    Paused,
    Result,
    Say,
    TimeOut,
    Words,
)
from nawba.assistant.flows.candidates import Extract
from nawba.assistant.flows.document import build_book, read_book, read_files, read_flows
from nawba.assistant.flows.engine import advance, start
from nawba.assistant.flows.given import givable, read_given, show_given
from nawba.assistant.flows.model import Flow, FlowBook
from nawba.assistant.flows.proposal import Proposal, bare, propose
from nawba.assistant.flows.resuming import outdated
from nawba.assistant.flows.run import Setting, told
from nawba.assistant.flows.state import (
    FOR_THE_CUSTOMER,
    Held,
    Identity,
    State,
    from_json,
    pending_call,
    to_json,
)

__all__ = [
    "FOR_THE_CUSTOMER",
    "Act",
    "Approval",
    "Call",
    "Cancelled",
    "Commitment",
    "Digress",
    "Done",
    "Extract",
    "Flow",
    "FlowBook",
    "HandOver",
    "Held",
    "Identity",
    "Input",
    "Paused",
    "Proposal",
    "Result",
    "Say",
    "Setting",
    "State",
    "TimeOut",
    "Words",
    "advance",
    "bare",
    "build_book",
    "from_json",
    "givable",
    "outdated",
    "pending_call",
    "propose",
    "read_book",
    "read_files",
    "read_flows",
    "read_given",
    "show_given",
    "start",
    "to_json",
    "told",
]
