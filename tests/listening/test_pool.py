"""The processes of the pool: what they load before their first item, and what they leave behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import listening_stages
from nawba.domain.recordings import Item, ItemKind
from nawba.listening.pool import AHEAD, Pool
from nawba.listening.stages import Options
from nawba.listening.walking import Task

TESTS = Path(__file__).parents[1]
_HEAVY = ("sqlalchemy", "httpx", "scipy", "faster_whisper", "onnxruntime")
_LOADS = """
import sys
import nawba.listening.pipeline, nawba.listening.pool
print([one for one in sys.argv[1:] if one in sys.modules])
"""
_KILLED = """
import sys
from pathlib import Path
import listening_stages
from nawba.domain.recordings import Item
from nawba.listening.pool import Pool
from nawba.listening.stages import Options
from nawba.listening.walking import Task

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    options = Options(further={"log": str(folder / "log")})
    pool = Pool(folder, listening_stages.STAGES, options, 1)
    pool.give(Task(Item("rc-abcdef", "text", (folder / "call.jsonl",))))
    print([told.state for told in pool.results()])
    pool.close()
"""


def _ran(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=TESTS, timeout=120)


def test_a_process_of_the_pool_loads_neither_a_database_nor_what_few_items_need() -> None:
    assert _ran(_LOADS, *_HEAVY).stdout.strip() == "[]"


def test_a_lock_that_a_library_made_is_not_left_behind_by_a_killed_process(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    line = '{"speaker": "customer", "start": 0, "end": 1, "text": "lock"}\n'
    (tmp_path / "call.jsonl").write_text(line)
    ran = _ran(_KILLED, str(tmp_path))
    assert ran.stdout.strip() == "['done']", ran.stderr
    assert "leaked" not in ran.stderr


def test_a_few_texts_wait_in_a_process_and_sound_in_none(tmp_path: Path) -> None:
    def task(number: int, kind: ItemKind) -> Task:
        return Task(Item(f"rc-abcd{number:02}", kind, (tmp_path / "call.jsonl",)))

    pool = Pool(tmp_path, listening_stages.STAGES, Options(), 1)
    for number in range(AHEAD):
        assert pool.has_room_for(task(number, "text"))
        assert pool.has_room_for(task(number, "audio")) == (number == 0)
        pool.give(task(number, "text"))
    assert not pool.has_room_for(task(AHEAD, "text"))
    pool.close()
