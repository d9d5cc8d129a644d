"""The example in the editors' page is sound and goes as it says."""

from __future__ import annotations

import re
from pathlib import Path

from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flows.conversations import read_script
from nawba.assistant.flows.model import STEPS, FlowField
from nawba.assistant.flows.rehearsal import rehearse
from nawba.domain.operations_document import read_operations

PAGE = (Path(__file__).parents[3] / "docs" / "flows.md").read_text("utf-8")


def test_the_example_of_the_page_goes_as_written() -> None:
    flow, operations, talk = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    book = flows.build_book(read_operations(operations, "operations.yaml"), {"flow.yaml": flow})
    scripts = {"talk.yaml": read_script(talk, "talk.yaml", book)}
    assert [one.difference for one in rehearse(book, scripts, extract)] == [None]


def test_every_step_and_every_key_of_a_field_is_on_the_page() -> None:
    for word in (*STEPS, *FlowField.__dataclass_fields__):
        assert f"`{word}" in PAGE, word
