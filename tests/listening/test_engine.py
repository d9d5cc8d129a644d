"""A run over recorded contacts: what is broken is listed, what stops it is gone on with."""

from __future__ import annotations

import json
import multiprocessing as mp
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import listening_stages
from nawba.actions.listening import begin_intake
from nawba.actions.register import set_purpose
from nawba.domain.errors import Conflict
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.engine import Engine, Totals
from nawba.listening.pipeline import all_stages
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Source
from nawba.listening.stages import Options
from nawba.store import Store, failpoints, open_store
from nawba.store.listening import ItemFilter, every_item, read_work
from nawba.store.migrate import migrate

SAID = "bonjour, mon numéro est le 0612345678"


class Scene:
    """A folder of calls, a database and a shelf."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls = folder, folder / "calls"
        self.calls.mkdir(exist_ok=True)
        self.log = folder / "log"
        self.log.touch()
        self.shelf = Shelf(folder / "listening")
        self.store: Store = open_store(f"sqlite:///{folder}/house.db")
        migrate(self.store)

    def allowed(self) -> Scene:
        today = self.store.clock().date()
        told = {"authorisation": "A-1", "retention": "a year", "since": today, "notice": today}
        set_purpose(self.store, ADMINISTRATOR, Purpose("listening", "consent", **told))
        return self

    def said(self, name: str, text: str) -> None:
        turn = {"speaker": "customer", "start": 0, "end": 1, "text": text}
        more = {"speaker": "adviser", "start": 1, "end": 2, "text": f"{name} ?"}
        self.calls.joinpath(name).write_text(json.dumps(turn) + "\n" + json.dumps(more) + "\n")

    def run(self, intake: str = "", jobs: int = 0, **further: Any) -> Totals:
        place = str(self.calls)
        intake = intake or begin_intake(self.store, ADMINISTRATOR, place, {})
        told = {"log": str(self.log), "roomy": str(self.folder / "roomy"), **further}
        options = Options(further=told)
        stages = listening_stages.STAGES
        engine = Engine(self.store, ADMINISTRATOR, self.shelf, stages, options, jobs)
        source = Source(place)
        return engine.run(intake, (source.take(one, self.shelf) for one in source.walk()))

    def rows(self, state: str | None = None) -> dict[str, Any]:
        with self.store.read() as connection:
            wanted = ItemFilter(state=state)
            return {row.name: row for row in every_item(connection, wanted)}

    def times(self) -> Counter[str]:
        """How often each stage of each item was begun."""
        return Counter(self.log.read_text().splitlines())


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path).allowed()


def test_a_thousand_files_of_which_fifty_are_broken_give_950_and_a_list_of_50(
    scene: Scene,
) -> None:
    for number in range(1000):
        if number % 20:
            scene.said(f"c{number:04}.jsonl", f"{SAID} {number}")
        else:
            broken = "" if number % 40 else "no json at all"
            scene.calls.joinpath(f"c{number:04}.jsonl").write_text(broken and broken + str(number))
    totals = scene.run(jobs=1)
    assert (totals.state, totals.found, totals.done, totals.quarantined) == ("done", 1000, 950, 50)
    refused = scene.rows("quarantined")
    assert sorted(refused) == [f"c{number:04}.jsonl" for number in range(0, 1000, 20)]
    assert Counter(row.reason for row in refused.values()) == {"empty": 25, "bad_transcript": 25}
    again = scene.run()
    assert (again.done, again.quarantined) == (950, 50)
    assert max(scene.times().values()) == 1


def test_what_was_said_before_redaction_is_nowhere_afterwards(scene: Scene) -> None:
    scene.said("one.jsonl", SAID)
    scene.run()
    row = scene.rows("done")["one.jsonl"]
    assert "[PHONE]" in (scene.shelf.document(row.id, "redact") or {})["text"]
    assert scene.shelf.document(row.id, "transcribe") is None
    for path in scene.shelf.root.rglob("*"):
        assert path.is_dir() or b"0612345678" not in path.read_bytes(), path


def test_nothing_is_taken_in_before_the_register_allows_it(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="register"):
        Scene(tmp_path).run()


def test_what_kills_its_process_is_tried_twice_and_costs_nobody_else(scene: Scene) -> None:
    scene.said("bad.jsonl", "die")
    scene.said("worse.jsonl", "fail")
    for number in range(6):
        scene.said(f"good{number}.jsonl", SAID + str(number))
    totals = scene.run(jobs=1)
    assert (totals.done, totals.quarantined) == (6, 2)
    rows = scene.rows("quarantined")
    assert rows["bad.jsonl"].reason == "worker_died"
    assert (rows["worse.jsonl"].stage, rows["worse.jsonl"].reason) == ("transcribe", "stage_failed")
    assert scene.times()[f"{rows['bad.jsonl'].id} transcribe"] == 2


def test_a_full_disk_stops_the_run_and_nothing_is_lost(scene: Scene) -> None:
    for number in range(4):
        scene.said(f"good{number}.jsonl", SAID + str(number))
    scene.said("h.jsonl", "full")
    stopped = scene.run()
    assert stopped.state == "stopped"
    assert "Free some space" in stopped.problem
    assert stopped.done == 4
    scene.folder.joinpath("roomy").touch()
    done = scene.run(stopped.intake)
    assert (done.state, done.done) == ("done", 5)
    assert sum(count for line, count in scene.times().items() if count > 1) == 2  # the one it met


def test_what_is_not_installed_stops_the_run_and_puts_nothing_aside(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nawba.listening.containers.find_spec", lambda name: None)
    scene.calls.joinpath("call.wav").write_bytes(b"RIFF" + bytes(64))
    intake = begin_intake(scene.store, ADMINISTRATOR, str(scene.calls), {})
    engine = Engine(scene.store, ADMINISTRATOR, scene.shelf, all_stages(judged=False), jobs=0)
    source = Source(str(scene.calls))
    totals = engine.run(intake, source.each(scene.shelf))
    assert (totals.state, totals.quarantined) == ("stopped", 0)
    assert "make listening" in totals.problem


def test_other_facts_do_again_only_what_reads_them(scene: Scene) -> None:
    scene.said("one.jsonl", SAID)
    scene.run()
    rows = [{"file": "one.jsonl", "queue": "waha-fr", "contact_id": "c-1"}]
    scene.calls.joinpath("manifest.json").write_text(json.dumps(rows))
    scene.run()
    row = scene.rows("done")["one.jsonl"]
    assert (row.queue, row.contact) == ("waha-fr", "c-1")
    assert scene.shelf.document(row.id, "count") == {"words": 8, "queue": "waha-fr"}
    counts = Counter(line.split()[1] for line in scene.times().elements())
    assert counts == {"probe": 1, "transcribe": 1, "redact": 1, "count": 2}
    with scene.store.read() as connection:
        assert {one.stage for one in read_work(connection, row.id)} == set(counts)


STAGES = ("probe", "transcribe", "redact", "count")
POINTS = [
    *(
        f"listen.{stage}.{where}"
        for stage in STAGES
        for where in ("begun", "worked", "moved", "kept")
    ),
    "listen.redact.forgotten",
    "keep_items.written",
    "keep_items.committed",
    "note_heard.noted",
    "note_heard.committed",
    "end_intake.written",
]


def test_killed_at_every_stage_twice_it_goes_on_to_the_same_and_does_nothing_twice(
    scene: Scene,
) -> None:
    """One process after the other dies, each at the next point; the last finishes."""
    for number in range(len(POINTS) + 2):
        scene.said(f"c{number:02}.jsonl", f"{SAID} {number}")
    intake = begin_intake(scene.store, ADMINISTRATOR, str(scene.calls), {})
    armed = scene.folder / "failpoint"
    for point in [*POINTS, *POINTS]:
        armed.write_text(point)
        code = _in_a_process(scene, intake, armed)
        if armed.read_text() == "":
            assert code == 137, point
    armed.write_text("")
    assert _in_a_process(scene, intake, armed) == 0
    rows = scene.rows()
    assert {row.state for row in rows.values()} == {"done"}
    assert len(rows) == len(POINTS) + 2
    for row in rows.values():
        document = scene.shelf.document(row.id, "redact")
        number = int(row.name[1:3])
        assert document is not None
        assert document["text"] == f"bonjour, mon numéro est le [PHONE] {number} {row.name} ?"
        folder = scene.shelf.folder(row.id)
        assert sorted(path.name for path in folder.iterdir()) == ["peaks.json", "stages.jsonl"]
        assert set(scene.shelf.kept(row.id, STAGES)) == set(STAGES)
        with scene.store.read() as connection:
            assert {one.stage for one in read_work(connection, row.id)} == set(STAGES)
    twice = [line for line, count in scene.times().items() if count > 1]
    inside = sum(point.endswith((".worked", ".moved")) for point in POINTS)
    assert len(twice) <= 2 * inside  # only what had not been kept when its process died


def _in_a_process(scene: Scene, intake: str, armed: Path) -> int:
    """Forked, which takes a hundredth of a start: only modules of the parent are used."""
    child = mp.get_context("fork").Process(target=_run, args=(scene.folder, intake, armed))
    child.start()
    child.join(60)
    child.kill()
    child.join()
    return child.exitcode or 0


def _run(folder: Path, intake: str, armed: Path) -> None:
    os.environ["NAWBA_FAILPOINTS"] = failpoints._armed = str(armed)
    Scene(folder).run(intake)
