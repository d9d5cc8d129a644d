"""What is erased while a process is at it stays away: documents, ledger, facts, waveform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import listening_stages
from listening.test_engine import SAID, Scene
from nawba.actions.listening import begin_intake
from nawba.actions.listening_erasure import erase_item
from nawba.domain.words import ADMINISTRATOR
from nawba.listening import walking
from nawba.listening.alone import alone
from nawba.listening.engine import Engine
from nawba.listening.facts import ask_facts, write_facts
from nawba.listening.keeping import sweep
from nawba.listening.sources import Source, Taken
from nawba.listening.stages import Options
from nawba.store.listening import read_item, read_work

STAGES = [stage.name for stage in listening_stages.STAGES]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path).allowed()


class Run:
    """An intake of three contacts, of which the second is erased on the way."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.item = scene, ""
        for name in ("a", "b", "c"):
            scene.said(f"{name}.jsonl", f"{SAID} {name}")
        self.intake = begin_intake(scene.store, ADMINISTRATOR, str(scene.calls), {})

    def go(self) -> None:
        scene, source = self.scene, Source(str(self.scene.calls))
        told = Options(further={"log": str(scene.log)})
        engine = Engine(scene.store, ADMINISTRATOR, scene.shelf, listening_stages.STAGES, told, 0)
        engine.run(self.intake, self._noticed(source))

    def _noticed(self, source: Source) -> Iterator[Taken]:
        for found in source.walk():
            taken = source.take(found, self.scene.shelf)
            self.item = taken.item.id if taken.name == "b.jsonl" else self.item
            yield taken

    def erase(self) -> None:
        erase_item(self.scene.store, ADMINISTRATOR, self.item, files=())
        sweep(self.scene.store, ADMINISTRATOR, self.scene.shelf)

    def assert_gone(self) -> None:
        with self.scene.store.read() as connection:
            assert (row := read_item(connection, self.item)) is not None
            assert read_work(connection, self.item) == []
        assert (row.state, row.name, row.findings) == ("erased", "", 0)
        assert not self.scene.shelf.folder(self.item).exists()


@pytest.mark.parametrize("where", [f"{stage}.{at}" for stage in STAGES for at in ("begun", "kept")])
def test_erased_at_any_moment_of_its_work_nothing_of_it_comes_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    run, seen = Run(scene), list[str]()

    def reach(point: str) -> None:
        seen.extend([point] if point == f"listen.{where}" else [])
        if point == f"listen.{where}" and len(seen) == 2:  # the second contact
            run.erase()

    monkeypatch.setattr(walking, "reach", reach)
    run.go()
    sweep(scene.store, ADMINISTRATOR, scene.shelf)
    run.assert_gone()
    assert sorted(scene.rows("done")) == ["a.jsonl", "c.jsonl"]


def test_erased_while_it_waits_for_a_process_nothing_of_it_comes_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, walk = Run(scene), walking.walk_item

    def late(*given: Any) -> Any:
        if given[3].item.id == run.item:
            run.erase()
        return walk(*given)

    monkeypatch.setattr("nawba.listening.pool.walk_item", late)
    run.go()
    assert not scene.shelf.folder(run.item).exists()
    sweep(scene.store, ADMINISTRATOR, scene.shelf)
    run.assert_gone()


def test_one_whose_run_was_killed_after_it_was_erased_is_removed_by_the_next_sweep(
    scene: Scene,
) -> None:
    run = Run(scene)
    run.go()
    with alone(scene.shelf.root, run.intake):
        run.erase()
        folder = scene.shelf.folder(run.item)
        folder.mkdir(parents=True)  # what its process wrote before it was killed
        folder.joinpath("redact.json").write_text("{}")
    sweep(scene.store, ADMINISTRATOR, scene.shelf)
    run.assert_gone()


def test_the_facts_of_what_is_erased_go_from_the_files_of_every_intake(scene: Scene) -> None:
    run = Run(scene)
    run.go()
    other = begin_intake(scene.store, ADMINISTRATOR, str(scene.calls), {})
    write_facts(scene.store, scene.shelf, run.intake)
    scene.run(other)
    write_facts(scene.store, scene.shelf, other)
    assert ask_facts(scene.shelf, "SELECT count(*) AS n FROM facts")[0]["n"] == 6
    run.erase()
    left = ask_facts(scene.shelf, "SELECT item, count(*) AS n FROM facts GROUP BY 1")
    assert run.item not in {one["item"] for one in left}
    assert [one["n"] for one in left] == [2, 2]
