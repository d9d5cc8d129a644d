"""What becomes of a worker whose parent is killed."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path

PARENT = """
import sys
from pathlib import Path

import listening_stages
from nawba.domain.recordings import Item
from nawba.listening.pool import Pool
from nawba.listening.stages import Options
from nawba.listening.walking import Task

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    options = Options(further={"log": str(folder / "log"), "slow": "60"})
    pool = Pool(folder / "shelf", listening_stages.STAGES, options, 1)
    pool.give(Task(Item("rc-0123456789abcdef01234567", "text", (str(folder / "a.jsonl"),))))
    while "transcribe" not in (folder / "log").read_text():
        list(pool.results(0.05))
    print(pool._workers[0].process.pid, flush=True)
    list(pool.results())
"""


def test_a_killed_parent_leaves_no_worker_at_work(tmp_path: Path) -> None:
    """It would go on for hours on a long recording, beside whoever resumes."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "slow"}))
    (tmp_path / "log").touch()
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    beside = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=beside) as parent:
        assert parent.stdout is not None
        worker = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([worker], [], [], 20)
    os.close(worker)
    assert ended
