"""What a version is made of is read whole, or every fault is told with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.gate.workshop import write
from nawba.assistant.gate import read_material
from nawba.domain.errors import DocumentError, NotFound

CONVERSATION = """
brand: waha
conversations:
  - name: parcel
    language: fr
    lines:
      - customer: où est mon colis
        answers: colis
        surely: true
      - {customer: merci, did: said, never: [remboursé]}
    state: assistant
"""
CASE = '{"id": "w-1", "text": "où est mon colis", "language": "fr", "brand": "waha", "intent": "c"}'


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, "cases/waha.jsonl", f"{CASE}\n")
    write(tmp_path, "groups.yaml", "waha:\n  parcels: [colis, suivi]\n  money: [rembours]\n")
    write(tmp_path, "conversations/waha.yaml", CONVERSATION)
    found = read_material(tmp_path)
    assert [case.id for case in found.cases] == ["w-1"]
    assert found.groups == {"waha": {"colis": "parcels", "suivi": "parcels", "rembours": "money"}}
    (script,) = found.scripts
    (conversation,) = script.conversations
    assert [line.answers for line in conversation.lines] == ["colis", ""]
    assert (conversation.lines[0].surely, conversation.lines[1].never) == (True, ("remboursé",))
    assert found.flows == {}


def test_every_part_may_be_missing(tmp_path: Path) -> None:
    assert read_material(tmp_path).cases == ()
    with pytest.raises(NotFound, match="no folder"):
        read_material(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("did: said", "did: sang", "conversations/waha.yaml:10: "),
        ("language: fr", "language: de", "conversations/waha.yaml:5: "),
        ("state: assistant", "state: asleep", "conversations/waha.yaml:11: "),
        ("        answers: colis\n", "", "`answers:`"),
        ("answers: colis", "answers: colis\n        did: said", "answers and does something else"),
        ("customer: où", "client: où", "conversations/waha.yaml:7: "),
        ("name: parcel", "nam: parcel", "conversations/waha.yaml:4: "),
        (CONVERSATION[CONVERSATION.index("    lines") : CONVERSATION.index("    state")],
         "    lines: []\n", "is empty"),
    ],
)  # fmt: skip
def test_a_fault_of_a_script_names_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in CONVERSATION
    write(tmp_path, "conversations/waha.yaml", CONVERSATION.replace(old, new))
    with pytest.raises(DocumentError) as caught:
        read_material(tmp_path)
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ("waha:\n  a: [colis]\n  b: [colis]\n", "'colis' is in two groups"),
        ("waha:\n  a: colis\n", "is not a list of article ids"),
        ("waha: nothing\n", "has no group"),
        ("- waha\n", "names no brand"),
    ],
)
def test_a_fault_of_the_groups_is_told(tmp_path: Path, groups: str, told: str) -> None:
    write(tmp_path, "groups.yaml", groups)
    with pytest.raises(DocumentError, match=r"groups.yaml:\d") as caught:
        read_material(tmp_path)
    assert told in caught.value.message


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "cases/waha.jsonl", "{\n")
    write(tmp_path, "groups.yaml", "[]\n")
    write(tmp_path, "conversations/waha.yaml", "brand: 3\n")
    with pytest.raises(DocumentError) as caught:
        read_material(tmp_path)
    assert {fault.file for fault in caught.value.faults} == {
        "cases/waha.jsonl",
        "groups.yaml",
        "conversations/waha.yaml",
    }
