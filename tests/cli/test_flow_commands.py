"""``nawba flow check`` and ``nawba flow test``: sound or told why, as written or told what not."""

from __future__ import annotations

from cli.conftest import Cli
from flow_scene import FILES, OPERATIONS

TALK = """
flow: burn
language: en
today: 2026-11-22
operations: {{recognise: [{{done: {{customer: C-1}}}}]}}
conversations:
  - name: asks how many
    turns: [{{customer: burn some routers, says: [{says}]}}]
    ends: open
"""


def brand(cli: Cli, says: str = "How many?", languages: str = "fr, ar, en") -> None:
    """The small brand as files, in every language of the house."""
    cli.write("flows/atlas/operations.yaml", OPERATIONS.lstrip())
    for name, text in FILES.items():
        cli.write(f"flows/atlas/{name}", text.lstrip())
    cli.write("flows/atlas/conversations/burn.yaml", TALK.lstrip().format(says=says))


def test_the_demos_flows_are_sound_and_go_as_written(cli: Cli) -> None:
    assert "sahla is sound: 8 flows" in cli.run("flow", "check").stdout
    told = cli.json("flow", "test")
    assert told["failed"] == 0
    assert told["conversations"] == len(told["outcomes"]) >= 60
    assert all(outcome["difference"] is None for outcome in told["outcomes"])
    assert told["untaken_steps"] == {}


def test_every_fault_is_told_with_its_file_and_line(cli: Cli) -> None:
    brand(cli)
    told = cli.run("flow", "check", "flows", code=2).stderr
    assert "lend.yaml:5: title: is missing in 'fr'" in told
    assert "burn.yaml:5: title: is missing in 'ar'" in told
    assert cli.run("flow", "test", "flows/atlas", code=2).stderr == told


def test_a_folder_without_flows_says_what_to_give(cli: Cli) -> None:
    assert "holds no flows" in cli.run("flow", "check", "nowhere", code=2).stderr


def test_a_conversation_that_differs_fails_the_command(cli: Cli) -> None:
    demo = cli.folder / "sahla"
    _copy(demo)
    file = demo / "conversations" / "order-status.yaml"
    text = file.read_text("utf-8").replace("SH-20417 est expédiée", "SH-20417 est perdue", 1)
    file.write_text(text, "utf-8")
    result = cli.run("flow", "test", "sahla", code=1)
    assert "order-status.yaml, on its way: turn 2 (Nadia Filali): does not say" in result.stderr
    told = cli.json("flow", "test", "sahla", code=1)
    assert told["failed"] == 1
    (demo / "conversations" / "suspend-line.yaml").unlink()
    assert (
        "No conversation takes these steps of suspend-line"
        in cli.run("flow", "test", "sahla", code=1).stdout
    )


def test_lines_typed_in_other_ways_do_the_same(cli: Cli) -> None:
    demo = cli.folder / "sahla"
    _copy(demo)
    for file in (demo / "conversations").iterdir():
        if file.stem != "order-status":
            file.unlink()
    assert "What means the same does the same" in cli.run("flow", "test", "sahla", "--vary").stdout
    told = cli.json("flow", "test", "sahla", "--vary")
    assert {row["variation"] for row in told["variations"]} >= {"capitals", "typing error"}
    assert told["other_changes"] == []


def test_flows_without_conversations_say_where_to_write_some(cli: Cli) -> None:
    demo = cli.folder / "sahla"
    _copy(demo)
    for file in (demo / "conversations").iterdir():
        file.unlink()
    assert "There is no conversation" in cli.run("flow", "test", "sahla", code=2).stderr


def _copy(folder: object) -> None:
    from shutil import copytree

    from nawba.demo.company import COMPANY

    copytree(COMPANY / "flows" / "sahla", str(folder))
